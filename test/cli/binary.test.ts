/** The built program in processes of its own: streams, signals, start-up. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const bundle = path.join(root, 'dist/cli/main.js');

beforeAll(async () => {
  await build();
});

const environment = (cwd: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: path.join(cwd, '.home'),
});

function run(words: readonly string[], cwd: string, input = '') {
  const done = spawnSync(process.execPath, [bundle, ...words], {
    cwd,
    input,
    encoding: 'utf8',
    env: environment(cwd),
    maxBuffer: 64_000_000,
  });
  return { stdout: done.stdout, stderr: done.stderr, exitCode: done.status };
}

const many = (count: number) =>
  `resource "file" "f" {\n  count   = ${count}\n  path    = "f$\{count.index}"\n  content = "x"\n}\n`;

describe('streams', () => {
  test('standard input feeds console and fmt', () => {
    const cwd = tempFolder();
    expect(run(['console'], cwd, '1 + 1\nlength("four")\n')).toEqual({ stdout: '2\n4\n', stderr: '', exitCode: 0 });
    expect(run(['fmt', '-'], cwd, 'a=1\n')).toEqual({ stdout: 'a = 1\n', stderr: '', exitCode: 0 });
  });

  test('a large result arrives whole through a pipe', () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': many(2000) });
    const { stdout, exitCode } = run(['plan', '--json'], cwd);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).steps).toHaveLength(2000);
  });

  test('a reader that goes away is no error and leaves no words', () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': many(2000) });
    const command = `"${process.execPath}" "${bundle}" plan 2>err.txt | head -n 1`;
    const piped = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8', env: environment(cwd) });
    expect(piped.stdout).toContain('file.f[0]');
    expect(fs.readFileSync(path.join(cwd, 'err.txt'), 'utf8')).toBe('');
  });
});

describe('signals', () => {
  const slow = 'resource "custom" "slow" {\n  script = "echo $$ > pid; sleep 60"\n}\n';

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s in the middle of a step ends its processes and exits %i', async (signal, code) => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': slow });
    const child = spawn(process.execPath, [bundle, 'apply', '--auto-approve'], { cwd, env: environment(cwd) });
    const stderr = collect(child);
    const exit = once(child, 'exit');
    await until(() => stderr.text.includes('started') && fs.existsSync(path.join(cwd, 'pid')), stderr);
    child.kill(signal);
    const [exitCode] = await exit;
    expect(exitCode).toBe(code);
    expect(stderr.text).toContain('Cancelled:');
    expect(stderr.text).not.toContain('    at ');
    const pid = Number(fs.readFileSync(path.join(cwd, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(run(['state', 'list'], cwd).exitCode).toBe(0);
  });

  test('Ctrl-C while standard input is awaited leaves at once', async () => {
    const cwd = tempFolder();
    const child = spawn(process.execPath, [bundle, 'console'], { cwd, env: environment(cwd) });
    const output = collect(child);
    const exit = once(child, 'exit');
    child.stdin.write('1\n');
    await until(() => output.text.includes('1\n'), output);
    child.kill('SIGINT');
    const [exitCode] = await exit;
    expect(exitCode).toBe(130);
    expect(output.text).toBe('1\nInterrupted.\n');
  });
});

describe('start-up', () => {
  test('the version is answered by two small files', () => {
    const cwd = tempFolder();
    const trace = path.join(cwd, 'loaded.mjs');
    // Lists every module that is loaded.
    fs.writeFileSync(
      trace,
      "import { registerHooks } from 'node:module';\nregisterHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error(url); return next(url, context); } });\n",
    );
    const done = spawnSync(process.execPath, ['--import', trace, bundle, 'version'], {
      cwd,
      encoding: 'utf8',
      env: environment(cwd),
    });
    expect(done.stdout).toMatch(/^clockwork \d+\.\d+\.\d+\n$/);
    const loaded = done.stderr
      .trimEnd()
      .split('\n')
      .filter((url) => url.includes('/dist/'));
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.length).toBeLessThanOrEqual(3);
  });
});

function collect(child: ChildProcess): { text: string } {
  const collected = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      collected.text += text;
    });
  }
  return collected;
}

/** Waits for output, not for time: looks again whenever something was written, and every little while for files. */
async function until(holds: () => boolean, output: { text: string }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setInterval(() => holds() && resolve(), 20);
  const limit = setTimeout(() => reject(new Error(`Waited in vain. So far:\n${output.text}`)), 20_000);
  await promise.finally(() => {
    clearInterval(timer);
    clearTimeout(limit);
  });
}
