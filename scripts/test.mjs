// `npm test`: all the set-up, the Debian packages for real components, every suite, and the count as the last line.
// `--long` also runs the `*.long.test.ts`; `--ci` (or CI=true) fails when a suite with a real component was skipped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { provision } from './setup/provision.mjs';
import { run, setUp } from './setup/setup.mjs';

const words = process.argv.slice(2);
const isCi = words.includes('--ci') || ['true', '1'].includes(process.env.CI ?? '');
const isLong = words.includes('--long');
const rest = words.filter((word) => word !== '--ci' && word !== '--long');

const node = setUp();
provision();

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clockwork-test-'));
const summaryFile = path.join(folder, 'summary.json');
const code = run(
  node,
  [
    path.join('node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--allowOnly=false', '--reporter=default', '--reporter=./test/support/summary-reporter.ts'],
    ...rest,
  ],
  { ...process.env, CLOCKWORK_TEST_SUMMARY: summaryFile, ...(isLong ? { CLOCKWORK_TEST_LONG: '1' } : {}) },
);
const summary = readSummary();
fs.rmSync(folder, { recursive: true });
process.exitCode = report(summary, code);

function readSummary() {
  if (fs.existsSync(summaryFile)) return JSON.parse(fs.readFileSync(summaryFile, 'utf8'));
  console.log('The test runner ended before it had a result.');
  return { passed: 0, failed: 1, skipped: [] };
}

function report({ passed, failed, skipped }, runnerCode) {
  if (skipped.length > 0) console.log('Skipped:');
  for (const one of skipped) console.log(`  ${one.name}: ${one.reason}`);
  const missing = [...new Set(skipped.flatMap((one) => one.component ?? []))];
  const isIncomplete = isCi && missing.length > 0;
  if (isIncomplete) console.log(`Failed: suites with real components were skipped (${missing.join(', ')}).`);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return runnerCode !== 0 || failed > 0 || isIncomplete ? 1 : 0;
}
