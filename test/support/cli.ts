/** The built command line as a person runs it: another process, in a folder, with a home of its own. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { tempFolder } from './temp.ts';

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'clockwork');

export interface CommandRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly dir: string;
  (...args: string[]): CommandRun;
}

/** A copy of `source` in a fresh folder, and a command line that stands in it. What it leaves running is destroyed. */
export function commandLineIn(source: string, env: Readonly<Record<string, string>> = {}): CommandLine {
  const dir = path.join(tempFolder(), path.basename(source));
  fs.cpSync(source, dir, { recursive: true, filter: (name) => path.basename(name) !== '.clockwork' });
  const home = tempFolder();
  const { PATH = '' } = process.env;
  const run = (...args: string[]): CommandRun => {
    const done = spawnSync(launcher, args, {
      cwd: dir,
      env: { PATH, HOME: home, ...env },
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 1 << 26,
    });
    return { exitCode: done.status, stdout: done.stdout, stderr: done.stderr };
  };
  // Folders are removed in the order in which they were asked for, last first: this comes before.
  onTestFinished(() => void run('destroy', '--auto-approve'));
  return Object.assign(run, { dir });
}

/** Everything below a folder but Clockwork's own, sorted. */
export function filesIn(dir: string): readonly string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.clockwork'))
    .sort();
}
