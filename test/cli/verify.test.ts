/** Checks and assertions from the command line, on real files. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLastResults } from '../../core/contracts/last-results.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const main = `resource "file" "a" {
  path    = "a.txt"
  content = "alpha"

  assert "file_content_matches" {
    contains = "alpha"
  }
}

check "there" {
  assert "file_exists" {
    path = file.a.path
  }
}
`;

async function applied(): Promise<string> {
  const cwd = writeFiles(tempFolder(), { 'main.cw': main });
  const run = await clockwork(['apply', '--auto-approve'], { cwd });
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return cwd;
}

const change = (cwd: string, text: string) => fs.writeFileSync(path.join(cwd, 'a.txt'), text);
const stateOf = (cwd: string) => fs.readFileSync(path.join(cwd, '.clockwork/state.json'), 'utf8');

describe('verify and assert', () => {
  test('verify runs the checks, assert everything', async () => {
    const cwd = await applied();
    const before = stateOf(cwd);
    const verify = await clockwork(['verify'], { cwd });
    expect(verify.exitCode).toBe(0);
    expect(verify.stderr).toContain('✓ check.there/assert.file_exists[0]');
    expect(verify.stderr).toMatch(/Passed: 1 assertion passed in /);
    const all = await clockwork(['assert'], { cwd });
    expect(all.exitCode).toBe(0);
    expect(all.stderr).toContain('✓ file.a/assert.file_content_matches[0]');
    expect(all.stderr).toMatch(/Passed: 2 assertions passed in /);
    expect(stateOf(cwd)).toBe(before);
  });

  test('a failing one: exit 5, expected and actual', async () => {
    const cwd = await applied();
    change(cwd, 'beta');
    const run = await clockwork(['assert'], { cwd });
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toMatch(/✗ file\.a\/assert\.file_content_matches\[0\].*\n {4}expected: .*\n {4}actual: {3}.*\n/);
    expect(run.stderr).toMatch(/Failed: 1 assertion passed, 1 failed in /);
    expect((await clockwork(['verify'], { cwd })).exitCode).toBe(0);
  });

  test('one assertion that passes does not make a check passed, one that fails makes it failed', async () => {
    const check = (name: string) => `  assert "file_exists" "${name}" {\n    path = "${name}.txt"\n  }\n`;
    const source = `check "c" {\n${check('one')}${check('two')}}\n`;
    const cwd = writeFiles(tempFolder(), { 'main.cw': source, 'one.txt': '', 'two.txt': '' });
    const recorded = () => JSON.parse(stateOf(cwd)).resources['check.c'].check;
    const ask = async (name: string) =>
      (await clockwork(['assert', `check.c/assert.file_exists.${name}`], { cwd })).exitCode;
    expect((await clockwork(['apply', '--auto-approve'], { cwd })).exitCode).toBe(0);
    expect(recorded()).toBe('passed');
    fs.rmSync(path.join(cwd, 'two.txt'));
    expect([await ask('one'), recorded()]).toEqual([0, 'passed']);
    expect([await ask('two'), recorded()]).toEqual([5, 'failed']);
    expect([await ask('one'), recorded()]).toEqual([0, 'failed']);
    writeFiles(cwd, { 'two.txt': '' });
    expect([await ask('two'), recorded()]).toEqual([0, 'failed']);
    expect([(await clockwork(['verify'], { cwd })).exitCode, recorded()]).toEqual([0, 'passed']);
  });

  test('a check that fails is planned again', async () => {
    const cwd = await applied();
    fs.rmSync(path.join(cwd, 'a.txt'));
    expect((await clockwork(['verify'], { cwd })).exitCode).toBe(5);
    change(cwd, 'alpha');
    const planned = await clockwork(['plan'], { cwd });
    expect(planned.stdout).toContain('  ? check.there  check: it failed the last time\n');
    expect((await clockwork(['verify'], { cwd })).exitCode).toBe(0);
    expect((await clockwork(['plan', '--detailed-exitcode'], { cwd })).exitCode).toBe(0);
  });

  test('addresses select; selecting nothing is wrong usage', async () => {
    const cwd = await applied();
    const one = await clockwork(['assert', 'file.a'], { cwd });
    expect(one.stderr).toMatch(/Passed: 1 assertion passed/);
    const none = await clockwork(['assert', 'file.b'], { cwd });
    expect(none.stderr).toBe('error: No check or assertion is selected by `file.b`.\n');
    expect(none.exitCode).toBe(2);
    const bare = writeFiles(tempFolder(), { 'main.cw': 'locals {\n  a = 1\n}\n' });
    expect((await clockwork(['verify'], { cwd: bare })).exitCode).toBe(2);
  });

  test('--json: an event for each, and a RunResult last', async () => {
    const cwd = await applied();
    change(cwd, 'beta');
    const run = await clockwork(['assert', '--json'], { cwd });
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(
      lines
        .slice(0, -1)
        .map((line) => [line.type, line.address, line.status])
        .sort(),
    ).toEqual([
      ['assertion', 'check.there/assert.file_exists[0]', 'pass'],
      ['assertion', 'file.a/assert.file_content_matches[0]', 'fail'],
    ]);
    expect(lines.at(-1)).toMatchObject({ type: 'run_result', command: 'assert', status: 'failed', exit_code: 5 });
    expect(run.exitCode).toBe(5);
  });

  test('apply --assert proves what it did', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': main });
    const run = await clockwork(['apply', '--auto-approve', '--assert'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('Passed: 2 assertions passed.');
    writeFiles(cwd, { 'main.cw': main.replace('contains = "alpha"', 'contains = "omega"') });
    const failing = await clockwork(['apply', '--auto-approve', '--assert', '--json'], { cwd });
    expect(failing.exitCode).toBe(5);
    const last = JSON.parse(failing.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'run_result', status: 'failed', exit_code: 5 });
    expect(last.assertions).toHaveLength(2);
  });

  test('the last answer of each assertion is noted for the editor, whichever command asked', async () => {
    const cwd = await applied();
    const noted = () => {
      const text = fs.readFileSync(path.join(cwd, '.clockwork/cache/last-results.json'), 'utf8');
      const { assertions = {} } = parseLastResults(text) ?? {};
      return Object.fromEntries(Object.entries(assertions).map(([address, { status }]) => [address, status]));
    };
    const check = 'check.there/assert.file_exists[0]';
    const own = 'file.a/assert.file_content_matches[0]';
    expect(noted()).toEqual({ [check]: 'pass' });
    change(cwd, 'beta');
    await clockwork(['assert'], { cwd });
    expect(noted()).toEqual({ [check]: 'pass', [own]: 'fail' });
    await clockwork(['apply', '--auto-approve', '--assert'], { cwd });
    expect(noted()).toEqual({ [check]: 'pass', [own]: 'pass' });
  });
});
