/** Start-up: `clockwork version` against the bare start of the same Node. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Bench } from '../bench.ts';

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'clockwork');

export const bench: Bench = {
  name: 'start-up',
  prepare: () => ({
    rounds: 15,
    round: () => ({ version: timeMs(launcher, ['version']), node: timeMs(process.execPath, ['-e', '0']) }),
    figures: ({ version = Number.NaN, node = Number.NaN }) => [
      { name: 'clockwork version', value: version, unit: 'ms' },
      { name: 'node -e 0', value: node, unit: 'ms' },
      { name: 'clockwork version against node -e 0', value: version / node, unit: 'times', goal: { below: 2 } },
    ],
  }),
};

function timeMs(command: string, args: readonly string[]): number {
  const startedAt = performance.now();
  const run = spawnSync(command, args, { stdio: 'ignore' });
  const elapsedMs = performance.now() - startedAt;
  if (run.error !== undefined || run.status !== 0)
    throw new Error(`\`${command}\` failed (${run.error ?? run.status}).`);
  return elapsedMs;
}
