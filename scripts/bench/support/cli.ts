/** Runs the built command line as a user does, and measures it from outside. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const launcher = path.join(import.meta.dirname, '..', '..', '..', 'bin', 'clockwork');
const reporter = pathToFileURL(path.join(import.meta.dirname, 'report-peak.mjs')).href;

export interface CliRun {
  readonly elapsedMs: number;
  readonly peakMb: number;
  readonly stdout: string;
}

/** Throws unless the command exits with `exitCode` (0 unless told). */
export function runCli(folder: string, args: readonly string[], exitCode = 0): CliRun {
  const peakFile = path.join(folder, '.peak');
  const env = { ...process.env, NODE_OPTIONS: `--import=${reporter}`, CLOCKWORK_BENCH_PEAK: peakFile };
  const startedAt = performance.now();
  const run = spawnSync(launcher, [...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  const elapsedMs = performance.now() - startedAt;
  if (run.error !== undefined || run.status !== exitCode) {
    throw new Error(
      `clockwork ${args.join(' ')} failed (${run.error?.message ?? run.status}):\n${run.stderr.slice(0, 2000)}`,
    );
  }
  const peakMb = Number(fs.readFileSync(peakFile, 'utf8'));
  return { elapsedMs, peakMb, stdout: run.stdout };
}
