/** Wrong words, help, colours: what happens before any command does its work. */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFileSystem } from '../../core/adapters/file-system.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

describe('wrong words', () => {
  const cases: readonly (readonly [words: string, message: string])[] = [
    ['frmt', 'error: Unknown command `frmt`. Did you mean `fmt`? Run `clockwork --help` for the list.'],
    ['state lst', 'error: Unknown command `lst`. Did you mean `list`? Run `clockwork state --help` for the list.'],
    ['qqqqqq', 'error: Unknown command `qqqqqq`. Run `clockwork --help` for the list.'],
    ['fmt --chek', 'error: Unknown option `--chek`. Did you mean `--check`? Run `clockwork fmt --help` for the list.'],
    ['fmt -x', 'error: Unknown option `-x`. Run `clockwork fmt --help` for the list.'],
    ['version --chdir', 'error: `--chdir` needs DIR behind it.'],
    ['state mv a.b', 'error: `clockwork state mv` needs TO: usage is `clockwork state mv [options] <from> <to>`.'],
    ['init here', 'error: `clockwork init` does not take `here`: usage is `clockwork init [options]`.'],
    ['version --var novalue', 'error: `--var` takes `NAME=VALUE`, not `novalue`.'],
    [
      'version --lock-timeout soon',
      'error: `--lock-timeout` takes a duration such as `30s`, `5m` or `2h`, not `soon`.',
    ],
    ['version --parallelism 0', 'error: `--parallelism` takes a whole number from 1 on, not `0`.'],
    ['version --refresh=maybe', 'error: `--refresh` takes `true` or `false`, not `maybe`.'],
    ['version --compiler agnet', 'error: `--compiler` takes `embedded`, `agent`, not `agnet`. Did you mean `agent`?'],
    ['help stat', 'error: Unknown command `stat`. Did you mean `state`? Run `clockwork --help` for the list.'],
    ['fmt - main.cw', 'error: `-` (standard input) cannot be given together with files.'],
    ['fmt nowhere.cw', 'error: There is no file or folder `nowhere.cw`.'],
    ['state list --chdir nowhere', 'error: There is no folder `nowhere`.'],
    ['--chdir nowhere state list', 'error: There is no folder `nowhere`.'],
  ];
  test.each(cases)('clockwork %s', async (words, message) => {
    const run = await clockwork(words.split(' '), { cwd: tempFolder() });
    expect(run.stderr).toBe(`${message}\n`);
    expect(run.stdout).toBe('');
    expect(run.exitCode).toBe(2);
  });

  test('a file where a folder is wanted', async () => {
    const cwd = writeFiles(tempFolder(), { 'a.txt': '' });
    const run = await clockwork(['state', 'list', '--chdir', 'a.txt'], { cwd });
    expect(run).toEqual({ stdout: '', stderr: 'error: `a.txt` is not a folder.\n', exitCode: 2 });
  });

  test('no command at all prints the help to standard error', async () => {
    const run = await clockwork([], { cwd: tempFolder() });
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('Usage: clockwork');
    expect(run.exitCode).toBe(2);
  });
});

describe('help', () => {
  test('is a result, and fits 80 columns', async () => {
    const run = await clockwork(['--help'], { cwd: tempFolder() });
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('fmt');
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('of a command is the same by both ways', async () => {
    const cwd = tempFolder();
    const one = await clockwork(['help', 'state', 'mv'], { cwd });
    const other = await clockwork(['state', 'mv', '--help'], { cwd });
    expect(one.stdout).toContain('clockwork state mv [options] <from> <to>');
    expect(one.stdout).toBe(other.stdout);
  });

  test('names no option that means nothing to the command', async () => {
    const run = await clockwork(['fmt', '--help'], { cwd: tempFolder() });
    expect(run.stdout).toContain('--check');
    expect(run.stdout).not.toContain('--parallelism');
  });
});

describe('version', () => {
  test('is one line, or JSON', async () => {
    const cwd = tempFolder();
    expect((await clockwork(['version'], { cwd })).stdout).toMatch(/^clockwork \S+\n$/);
    expect(JSON.parse((await clockwork(['version', '--json'], { cwd })).stdout)).toHaveProperty('version');
  });

  test('takes the common options of a script without a complaint', async () => {
    const options = ['--var', 'a=b', '--parallelism', '2', '--auto-approve', '--refresh=false', '--no-color'];
    const run = await clockwork(['version', ...options], { cwd: tempFolder() });
    expect(run.exitCode).toBe(0);
  });
});

describe('colours', () => {
  const colour = '\u001b[';
  const stderrOf = async (argv: readonly string[], env: Readonly<Record<string, string>>, isTerminal: boolean) =>
    (await clockwork(argv, { cwd: tempFolder(), env, ...(isTerminal ? { answers: [] } : {}) })).stderr;

  test('are there in a terminal and nowhere else', async () => {
    expect(await stderrOf(['nosuch'], {}, true)).toContain(colour);
    expect(await stderrOf(['nosuch'], {}, false)).not.toContain(colour);
    expect(await stderrOf(['nosuch'], { FORCE_COLOR: '1' }, false)).toContain(colour);
  });

  test('go with --no-color, NO_COLOR and TERM=dumb', async () => {
    expect(await stderrOf(['nosuch', '--no-color'], {}, true)).not.toContain(colour);
    expect(await stderrOf(['nosuch'], { NO_COLOR: '1' }, true)).not.toContain(colour);
    expect(await stderrOf(['nosuch'], { TERM: 'dumb' }, true)).not.toContain(colour);
  });
});

describe('a mistake of our own', () => {
  test('is one sentence without a stack, and its details are kept without the values of variables', async () => {
    const cwd = tempFolder();
    const files = createFileSystem();
    const broken = {
      ...files,
      read: () => {
        throw new Error('the sky fell');
      },
    };
    const run = await clockwork(['state', 'list', '--var', 'password=hunter2'], {
      cwd,
      world: { files: broken },
    });
    expect(run.exitCode).toBe(70);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(
      /^error: Clockwork made a mistake of its own: the sky fell\. The details are in \S+\.\n$/,
    );
    const file = /in (\S+)\.\n$/.exec(run.stderr)?.[1] ?? '';
    const details = fs.readFileSync(file, 'utf8');
    expect(details).toContain('clockwork state list --var …');
    expect(details).toContain('at ');
    expect(details).not.toContain('hunter2');
    expect(path.dirname(file)).toBe(path.join(cwd, '.home/state/clockwork'));
  });
});
