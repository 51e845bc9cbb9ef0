/** Programs, their output, and the end of all that they started. */

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProcessRunner } from '../../core/adapters/process-runner.ts';
import type { ProcessOutcome, ProcessRequest } from '../../core/ports.ts';
import { tempFolder } from '../support/temp.ts';

const runner = createProcessRunner();
const path = '/usr/local/bin:/usr/bin:/bin';

async function run(
  request: Partial<ProcessRequest> & { readonly command: string },
): Promise<ProcessOutcome & { stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  const outcome = await runner.run({
    args: [],
    cwd: '/',
    env: { PATH: path },
    timeoutMs: 20_000,
    graceMs: 2_000,
    onOutput: (stream, text) => {
      output[stream] += text;
    },
    ...request,
  });
  return { ...outcome, ...output };
}

const script = (text: string, more: Partial<ProcessRequest> = {}) =>
  run({ command: 'bash', args: ['-c', text], ...more });

/** Processes of this machine whose arguments hold `mark`; zombies have none. */
function withArgument(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  });
}

/** A number that only the sleeps of one test have. */
let mark = 500_000 + (process.pid % 100_000);
const nextMark = () => String(++mark);

describe('a program that ends', () => {
  test('gives its exit code and both streams', async () => {
    expect(await script('echo out; echo err >&2; exit 3')).toMatchObject({
      status: 'exited',
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('gives the signal that ended it', async () => {
    expect(await script('kill -KILL $$')).toMatchObject({ status: 'exited', exitCode: null, signal: 'SIGKILL' });
  });

  test('has the environment that was given, the folder, a session of its own and a closed input', async () => {
    const folder = tempFolder();
    const text = 'env; pwd; cat; ps -o sid= -p $$; echo $$';
    const { stdout } = await script(text, { cwd: folder, env: { PATH: path, A: 'x=ä "', EMPTY: '' } });
    const lines = stdout.trimEnd().split('\n');
    const shellOwn = /^(_|PWD|SHLVL|OLDPWD)=/;
    const own = lines.slice(0, -3).filter((line) => !shellOwn.test(line));
    expect(own.map((line) => line.replace(/(TOKEN=)[0-9a-f]{32}$/, '$1…')).sort()).toEqual([
      'A=x=ä "',
      'CLOCKWORK_STEP_TOKEN=…',
      'EMPTY=',
      `PATH=${path}`,
    ]);
    expect(lines.at(-3)).toBe(folder);
    expect(lines.at(-2)?.trim()).toBe(lines.at(-1));
  });

  test('reads what it is given, or does not care', async () => {
    expect(await run({ command: 'cat', stdin: 'grüße\n' })).toMatchObject({ exitCode: 0, stdout: 'grüße\n' });
    expect(await run({ command: 'true', stdin: 'x'.repeat(1_000_000) })).toMatchObject({
      status: 'exited',
      exitCode: 0,
    });
  });

  test('a character whose bytes arrive one by one stays whole; bytes that are none are marked', async () => {
    const text = String.raw`for b in '\360' '\237' '\230' '\200'; do printf "$b"; sleep 0.02; done; printf '\377|'; printf '\303'`;
    expect((await script(text)).stdout).toBe('😀\uFFFD|\uFFFD');
  });

  test('gives all of a large output, in order', async () => {
    const { stdout } = await script('seq 1 200000');
    expect(stdout).toBe(`${Array.from({ length: 200_000 }, (_, index) => index + 1).join('\n')}\n`);
  });
});

describe('a program that cannot start', () => {
  test.each([
    [
      'a name that is not on PATH',
      { command: 'no-such-program' },
      'The program `no-such-program` was not found on PATH.',
    ],
    [
      'a path that is not there',
      { command: '/no/such' },
      'There is no program `/no/such`, or the interpreter in its first line is missing.',
    ],
    [
      'a working folder that is not there',
      { command: 'true', cwd: '/no/such' },
      'The working folder `/no/such` cannot be used: there is no such file or folder.',
    ],
    [
      'a working folder that is a file',
      { command: 'true', cwd: '/etc/passwd' },
      'The working folder `/etc/passwd` is not a folder.',
    ],
    [
      'a NUL in an argument',
      { command: 'true', args: ['a\0b'] },
      '`true` could not be started: the system does not take this name or value.',
    ],
    [
      'too large an argument',
      { command: 'true', args: ['x'.repeat(300_000)] },
      'The arguments and the environment of `true` are too long for the system; pass large values in a file.',
    ],
  ])('%s', async (_name, request, reason) => {
    expect(await run(request)).toMatchObject({ status: 'not-started', exitCode: null, reason });
  });

  test('a file without the right to run, or without a first line', async () => {
    const file = join(tempFolder(), 'tool');
    writeFileSync(file, 'plain');
    chmodSync(file, 0o644);
    expect(await run({ command: file })).toMatchObject({
      status: 'not-started',
      reason: expect.stringContaining('permission denied'),
    });
    chmodSync(file, 0o755);
    const answer = await run({ command: file });
    // The C library may hand such a file to a shell, which then finds nothing to run.
    if (answer.status === 'not-started') expect(answer.reason).toContain('needs a first line');
    else expect(answer.exitCode).toBe(127);
  });

  test('a run that was cancelled before', async () => {
    const folder = tempFolder();
    expect(await script(`touch ${folder}/ran`, { signal: AbortSignal.abort() })).toMatchObject({
      status: 'cancelled',
      exitCode: null,
    });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});

describe('nothing is left', () => {
  const escapes: readonly (readonly [string, (seconds: string) => string])[] = [
    ['a child in the background', (s) => `sleep ${s} & sleep 0.05`],
    ['a child in a session of its own', (s) => `setsid sleep ${s} & sleep 0.05`],
    [
      'a daemon that forked twice, in a session of its own, with closed streams',
      (s) => `(setsid sleep ${s} >/dev/null 2>&1 </dev/null &) ; sleep 0.05`,
    ],
    [
      'one that ignores SIGTERM and SIGHUP',
      (s) => `(trap '' TERM HUP; setsid bash -c 'trap "" TERM HUP; sleep ${s}; :' &) ; sleep 0.05`,
    ],
    ['a child without the marker, whose parent has it', (s) => `(setsid bash -c 'env -i sleep ${s}; :' &) ; sleep 0.1`],
    ['a stopped child', (s) => `sleep ${s} & kill -STOP $!; sleep 0.05`],
  ];

  test.each(escapes)('after an ordinary end: %s', async (_name, text) => {
    const seconds = nextMark();
    expect(await script(`${text(seconds)}; echo ${seconds}-was-started`, { graceMs: 300 })).toMatchObject({
      status: 'exited',
      exitCode: 0,
    });
    expect(withArgument(seconds)).toEqual([]);
  });

  test.each(escapes)('after a time-out: %s', async (_name, text) => {
    const seconds = nextMark();
    const outcome = await script(`${text(seconds)}; while :; do sleep 0.05; done`, { timeoutMs: 600, graceMs: 300 });
    expect(outcome).toMatchObject({ status: 'timed-out', exitCode: null });
    expect(withArgument(seconds)).toEqual([]);
  });

  test('control: without the runner each of these does stay behind', async () => {
    for (const [name, text] of escapes) {
      const seconds = nextMark();
      await new Promise((resolve) => spawn('bash', ['-c', text(seconds)], { stdio: 'ignore' }).once('exit', resolve));
      const left = withArgument(seconds);
      expect(left.length, name).toBeGreaterThan(0);
      for (const pid of left) process.kill(Number(pid), 'SIGKILL');
    }
  });

  test('a tree that goes on forking is ended too', async () => {
    const seconds = nextMark();
    const text = `trap '' TERM; spread() { while :; do (setsid sleep ${seconds} &); sleep 0.01; done; }; spread & spread & wait`;
    expect(await script(text, { timeoutMs: 400, graceMs: 100 })).toMatchObject({ status: 'timed-out' });
    expect(withArgument(seconds)).toEqual([]);
  });
});

describe('time-out and cancel', () => {
  test('SIGTERM first: a program may clean up', async () => {
    const { stdout, status, exitCode } = await script(
      `trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.02; done`,
      { timeoutMs: 200 },
    );
    expect({ stdout, status, exitCode }).toEqual({ stdout: 'cleaned\n', status: 'timed-out', exitCode: null });
  });

  test('SIGTERM comes once, to the group and to what left it', async () => {
    const count = `trap 'echo got' TERM; i=0; while [ $i -lt 60 ]; do sleep 0.01; i=$((i+1)); done`;
    const { stdout } = await script(`setsid bash -c "${count.replaceAll('$', '\\$')}" & ${count}`, {
      timeoutMs: 200,
      graceMs: 3_000,
    });
    expect(stdout).toBe('got\ngot\n');
  });

  test('SIGKILL after the grace, and not much later', async () => {
    const outcome = await script(`trap '' TERM; while :; do sleep 0.02; done`, { timeoutMs: 200, graceMs: 200 });
    expect(outcome).toMatchObject({ status: 'timed-out', signal: 'SIGKILL' });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(400);
    expect(outcome.durationMs).toBeLessThan(3_000);
  });

  test('an abort cancels, and keeps what was printed before', async () => {
    const stop = new AbortController();
    let printed = '';
    const running = script('echo started; while :; do sleep 0.05; done', {
      signal: stop.signal,
      onOutput: (_stream, text) => {
        printed += text;
        stop.abort();
      },
    });
    expect(await running).toMatchObject({ status: 'cancelled', exitCode: null, signal: 'SIGTERM' });
    expect(printed).toBe('started\n');
  });

  test('the processes of other runs are not touched', async () => {
    const [short, long] = await Promise.all([
      script('while :; do sleep 0.05; done', { timeoutMs: 200 }),
      script('sleep 0.6; echo done'),
    ]);
    expect([short.status, long.status, long.stdout]).toEqual(['timed-out', 'exited', 'done\n']);
  });
});

test('costs little more than a bare spawn', async () => {
  const bare = () =>
    new Promise((resolve) =>
      spawn('/bin/true', { stdio: ['ignore', 'pipe', 'pipe'], detached: true }).once('close', resolve),
    );
  const times: { readonly bare: number[]; readonly ours: number[] } = { bare: [], ours: [] };
  const measure = async (into: number[], act: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await act();
    into.push(performance.now() - startedMs);
  };
  // In turn, so that what else this machine does falls on both.
  for (let round = 0; round < 25; round++) {
    await measure(times.bare, bare);
    await measure(times.ours, () => run({ command: '/bin/true' }));
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[12] ?? 0;
  const [bareMs, oursMs] = [median(times.bare), median(times.ours)];
  expect(oursMs - bareMs).toBeLessThan(10);
});
