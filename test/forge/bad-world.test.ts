/** The world refuses in the middle of things: a clear result, nothing lost, and the next run goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld } from '../../core/adapters/node-world.ts';
import type { FileSystem, Refusal, World } from '../../core/ports.ts';
import { commandLineIn } from '../support/cli.ts';
import { loadParser } from '../support/parser.ts';
import { freePort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { testProject } from '../support/project.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

beforeAll(loadParser);

const twoFiles =
  'resource "file" "a" {\n  path = "a.txt"\n  content = "a"\n}\nresource "file" "b" {\n  path = "b.txt"\n  content = "b"\n  depends_on = [file.a]\n}\n';

/** The real world, whose disk refuses to write what `refuses` names. */
function worldThatRefuses(refuses: (path: string) => boolean, code = 'EROFS'): World {
  const world = createNodeWorld();
  const refusal = (at: string): Refusal => ({
    refused: true,
    code,
    reason: `Cannot write \`${at}\`: the disk says ${code}.`,
  });
  const files: FileSystem = {
    ...world.files,
    writeAtomic: (at, ...rest) => (refuses(at) ? refusal(at) : world.files.writeAtomic(at, ...rest)),
    openAppend: (at, mode) => (refuses(at) ? refusal(at) : world.files.openAppend(at, mode)),
    makeDirectory: (at, mode) => (refuses(at) ? refusal(at) : world.files.makeDirectory(at, mode)),
  };
  return { ...world, files };
}

describe('a `.clockwork` folder that cannot be written', () => {
  const readOnly = () => worldThatRefuses((at) => at.includes('.clockwork'));
  test('plan works all the same, and says what it could not keep', async () => {
    const project = testProject({ 'main.cw': twoFiles }, { world: readOnly() });
    const { steps, errors } = await project.plan();
    expect([steps.length, errors]).toEqual([2, []]);
  });
  test('apply executes nothing and says why', async () => {
    const project = testProject({ 'main.cw': twoFiles }, { world: readOnly() });
    const applied = await project.apply();
    expect(applied.kind).toBe('invalid');
    expect(applied.messages.join()).toContain('the disk says EROFS');
    expect(project.exists('a.txt')).toBe(false);
  });
});

describe('a disk that is full', () => {
  test('at the journal: the step is not begun', async () => {
    const project = testProject(
      { 'main.cw': twoFiles },
      { world: worldThatRefuses((at) => at.includes('/journal'), 'ENOSPC') },
    );
    const applied = await project.apply();
    expect(applied.kind === 'refused' || applied.steps.every((step) => !step.endsWith('succeeded'))).toBe(true);
    expect(project.exists('a.txt')).toBe(false);
  });

  test('at the state file: the journal holds what was done, and the next run takes it in', async () => {
    let isFull = true;
    const world = worldThatRefuses((at) => isFull && at.endsWith('/state.json'), 'ENOSPC');
    const project = testProject({ 'main.cw': twoFiles }, { world });
    const first = await project.apply();
    expect([first.kind, first.reason]).toEqual(['refused', expect.stringContaining('ENOSPC')]);
    expect(project.read('b.txt')).toBe('b');
    isFull = false;
    expect((await project.plan()).steps).toEqual([]);
    expect((await project.apply()).steps).toEqual([]);
    expect(Object.keys(project.state().resources)).toEqual(['file.a', 'file.b']);
    expect(project.state().resources['file.a']).toMatchObject({ status: 'applied', adopted: false });
  });
});

test.each([
  ['not JSON', '{'],
  ['empty', ''],
  ['another shape', '[]'],
])('a damaged state (%s) is refused and left as it is', async (_, text) => {
  const project = testProject({ 'main.cw': twoFiles });
  await project.apply();
  project.write({ '.clockwork/state.json': text, 'main.cw': '' });
  expect((await project.plan()).codes).toEqual(['state-damaged']);
  expect((await project.apply()).kind).toBe('invalid');
  expect((await project.destroy()).kind).toBe('invalid');
  expect([project.read('.clockwork/state.json'), project.read('a.txt')]).toEqual([text, 'a']);
});

describe('at the command line', () => {
  const folder = (files: Readonly<Record<string, string>>) => writeFiles(tempFolder(), files);
  const noEngine = { DOCKER_HOST: 'unix:///nowhere.sock' };
  const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'clockwork');

  test('no engine: the plan stands, the step fails and says what was tried', () => {
    const clockwork = commandLineIn(
      folder({ 'main.cw': 'resource "docker_container" "c" {\n  image = "busybox:1"\n}\n' }),
      noEngine,
    );
    expect(clockwork('plan').exitCode).toBe(0);
    const applied = clockwork('apply', '--auto-approve');
    expect(applied.exitCode).toBe(4);
    expect(applied.stderr).toContain('/nowhere.sock');
  });

  test('a port that somebody has: the service fails with its own words', async () => {
    const port = await freePort();
    const other = net.createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const clockwork = commandLineIn(
      folder({
        'main.cw': `resource "service" "s" {\n  command = ["node", "-e", "require('net').createServer().listen(${port}, '127.0.0.1')"]\n}\n`,
      }),
      noEngine,
    );
    const applied = clockwork('apply', '--auto-approve');
    other.close();
    expect(applied.exitCode).toBe(4);
    expect(applied.stderr).toContain('EADDRINUSE');
    expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
  });

  /** Starts an apply and waits until its script has made `begun`. */
  async function startApply(dir: string, env: Readonly<Record<string, string>>) {
    const child = spawn(launcher, ['apply', '--auto-approve'], {
      cwd: dir,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.resume();
    while (!fs.existsSync(path.join(dir, 'begun'))) {
      if (child.exitCode !== null) throw new Error(`ended before its step began: ${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { child, ended: once(child, 'exit').then(([code]: unknown[]) => ({ code, stderr })) };
  }
  const slow = (more: string) =>
    `resource "file" "a" {\n  path = "a.txt"\n  content = "a"\n}\nresource "custom" "slow" {\n  script = "echo $$ > pid; touch begun; test -e go || sleep 300"\n  depends_on = [file.a]\n${more}}\n`;

  test('Ctrl-C ends the running step with all that it started, records what was done, and exits 130', async () => {
    const clockwork = commandLineIn(folder({ 'main.cw': slow('') }), noEngine);
    const run = await startApply(clockwork.dir, { HOME: clockwork.dir });
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
    expect(isAlive(Number(fs.readFileSync(path.join(clockwork.dir, 'pid'), 'utf8')))).toBe(false);
    const state = JSON.parse(fs.readFileSync(path.join(clockwork.dir, '.clockwork/state.json'), 'utf8'));
    expect([state.resources['file.a'].status, state.resources['custom.slow'].status]).toEqual(['applied', 'failed']);
    fs.writeFileSync(path.join(clockwork.dir, 'go'), '');
    expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
  }, 60_000);

  test('a second run is refused and told who holds the lock', async () => {
    const clockwork = commandLineIn(folder({ 'main.cw': slow('') }), noEngine);
    const run = await startApply(clockwork.dir, { HOME: clockwork.dir });
    const second = clockwork('apply', '--auto-approve');
    expect(second.exitCode).toBe(6);
    expect(second.stderr).toContain(String(run.child.pid));
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(143);
  }, 60_000);

  /** Kills a run, and what its step started, at once. */
  async function crash(dir: string): Promise<void> {
    const run = await startApply(dir, { HOME: dir });
    run.child.kill('SIGKILL');
    await run.ended;
    process.kill(Number(fs.readFileSync(path.join(dir, 'pid'), 'utf8')), 'SIGKILL');
    fs.rmSync(path.join(dir, 'begun'));
    fs.writeFileSync(path.join(dir, 'go'), '');
  }

  test('kill -9: what was done is not done again, and a step that may run again does', async () => {
    const clockwork = commandLineIn(folder({ 'main.cw': slow('  idempotent = true\n') }), noEngine);
    await crash(clockwork.dir);
    const { steps } = JSON.parse(clockwork('plan', '--json').stdout) as { steps: { id: string }[] };
    expect(steps.map(({ id }) => id)).toEqual(['custom.slow#run_command']);
    expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
    expect(clockwork('apply', '--auto-approve').stderr).toContain('Nothing to do');
  }, 60_000);

  test('kill -9 in a step of which nobody can tell: it is named, with the way out', async () => {
    const clockwork = commandLineIn(folder({ 'main.cw': slow('') }), noEngine);
    await crash(clockwork.dir);
    const refused = clockwork('apply', '--auto-approve');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('clockwork state rm custom.slow');
    expect(clockwork('state', 'rm', 'custom.slow').exitCode).toBe(0);
    expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
  }, 60_000);
});
