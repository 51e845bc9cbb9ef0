// `npm test`: all the set-up, the Debian packages for real components, every suite, and the count as the last line.
// `--long` also runs the `*.long.test.ts`; `--ci` (or CI=true) fails when a suite with a real component was skipped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChild } from './setup/child.mjs';
import { provision } from './setup/provision.mjs';
import { reportTests } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

const words = process.argv.slice(2);
const isCi = words.includes('--ci') || ['true', '1'].includes(process.env.CI ?? '');
const isLong = words.includes('--long');
const rest = words.filter((word) => word !== '--ci' && word !== '--long');

const node = await setUp();
provision();

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clockwork-test-'));
const summaryFile = path.join(folder, 'summary.json');
const runnerCode = await runChild(
  node.path,
  [
    path.join('node_modules', 'vitest', 'vitest.mjs'),
    ...['run', '--allowOnly=false', '--reporter=default', '--reporter=./test/support/summary-reporter.ts'],
    ...rest,
  ],
  { ...process.env, CLOCKWORK_TEST_SUMMARY: summaryFile, ...(isLong ? { CLOCKWORK_TEST_LONG: '1' } : {}) },
);
const summary = fs.existsSync(summaryFile) ? JSON.parse(fs.readFileSync(summaryFile, 'utf8')) : undefined;
fs.rmSync(folder, { recursive: true });
const { lines, exitCode } = reportTests({ summary, runnerCode, isCi });
console.log(lines.join('\n'));
process.exitCode = exitCode;
