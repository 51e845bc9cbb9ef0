/** What `npm test` prints at its end counts every sort of outcome, and gives each skipped test its reason. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportTests } from '../../scripts/setup/report.mjs';
import type { TestSummary } from '../support/summary-reporter.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const support = path.join(root, 'test', 'support');

describe('summary of a run', () => {
  test('counts files that do not load as failures, and names why a test was skipped', () => {
    const summary = runTests({
      'a.test.ts': `
        import { expect, test } from 'vitest';
        import { describeCorpus } from '${support}/corpus.ts';
        import { describeReal } from '${support}/real.ts';
        test('passes', () => {});
        test('fails', () => { expect(1).toBe(2); });
        test('says why', (context) => context.skip('no time'));
        describeCorpus('hcl-spec', 'specification', () => { test('never made', () => {}); });
        describeReal('go', 'compiler', () => { test('compiles', () => { throw new Error('was run'); }); });`,
      'b.test.ts': 'throw new Error("does not load");',
    });
    expect(summary).toEqual({
      passed: 1,
      failed: 2,
      skipped: [
        { name: 'a.test.ts > says why', reason: 'no time' },
        { name: 'a.test.ts > specification > hcl-spec', reason: 'the corpus is left out (CLOCKWORK_CORPUS is empty)' },
        { name: 'a.test.ts > compiler > compiles', reason: 'there is no `go` here', component: 'go' },
      ],
    });
  });
});

describe('report', () => {
  const skipped = [{ name: 'a > b', reason: 'there is no `go` here', component: 'go' }];

  test('ends with the count', () => {
    const { lines, exitCode } = reportTests({ summary: { passed: 3, failed: 0, skipped }, runnerCode: 0, isCi: false });
    expect(lines).toEqual(['Skipped:', '  a > b: there is no `go` here', '3 passed, 0 failed, 1 skipped']);
    expect(exitCode).toBe(0);
  });

  test('under CI a missing component is a failure, a missing corpus is not', () => {
    const real = reportTests({ summary: { passed: 3, failed: 0, skipped }, runnerCode: 0, isCi: true });
    expect(real.exitCode).toBe(1);
    expect(real.lines.at(-2)).toBe('Failed: suites with real components were skipped (go).');
    const corpus = [{ name: 'a', reason: 'no corpus' }];
    expect(
      reportTests({ summary: { passed: 3, failed: 0, skipped: corpus }, runnerCode: 0, isCi: true }).exitCode,
    ).toBe(0);
  });

  test('a failed test, a failed runner and a runner without a result are failures', () => {
    const clean = { passed: 3, failed: 0, skipped: [] };
    expect(reportTests({ summary: { ...clean, failed: 1 }, runnerCode: 0, isCi: false }).exitCode).toBe(1);
    expect(reportTests({ summary: clean, runnerCode: 1, isCi: false }).exitCode).toBe(1);
    const crashed = reportTests({ summary: undefined, runnerCode: 1, isCi: false });
    expect(crashed).toMatchObject({ exitCode: 1 });
    expect(crashed.lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});

// Runs the files in a Vitest of their own, which finds no component on its PATH and is given no corpus.
function runTests(files: Readonly<Record<string, string>>): TestSummary {
  const folder = writeFiles(tempFolder(), files);
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const file = path.join(folder, 'summary.json');
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', folder, '--reporter', `${support}/summary-reporter.ts`];
  const env = { HOME: folder, PATH: '', CLOCKWORK_CORPUS: '', CLOCKWORK_TEST_SUMMARY: file };
  const run = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  if (!fs.existsSync(file)) throw new Error(`No summary was written: ${run.stdout}${run.stderr}`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
