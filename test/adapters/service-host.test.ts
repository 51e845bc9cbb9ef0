/** Local services: real supervisors, real processes. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { portTaken } from '../../core/adapters/port-taken.ts';
import { createServiceHost } from '../../core/adapters/service-host.ts';
import { isRefusal, type ServiceHost } from '../../core/ports.ts';
import { isAlive } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';

type Spec = Parameters<ServiceHost['ensure']>[1];

const env = { PATH: '/usr/bin:/bin', HOME: '/nowhere' };
const quick = {
  earlyMs: 200,
  backoffMs: 20,
  backoffMaxMs: 40,
  stableMs: 60_000,
  crashLimit: 3,
  checkMs: 50,
  logLimitBytes: 10_000,
};

interface Bench {
  readonly host: ServiceHost;
  readonly dir: string;
  ensure(script: string, more?: Partial<Spec>, digest?: string): ReturnType<ServiceHost['ensure']>;
  status(): Promise<Exclude<Awaited<ReturnType<ServiceHost['status']>>, null | { refused: true }>>;
  log(): string;
}

function bench(): Bench {
  const dir = tempFolder();
  const host = createServiceHost(join(dir, '.clockwork'), env, quick);
  onTestFinished(async () => {
    await host.stop('web', { forget: false });
  });
  return {
    host,
    dir,
    ensure: (script, more = {}, digest = 'sha256:a') =>
      host.ensure(
        'web',
        {
          command: ['sh', '-c', script],
          working_dir: '.',
          environment: {},
          restart: 'no',
          stop_grace_seconds: 2,
          ...more,
        },
        { baseDir: dir, specDigest: digest, signal: new AbortController().signal },
      ),
    async status() {
      const status = await host.status('web');
      if (status === null || isRefusal(status)) throw new Error(`no status: ${JSON.stringify(status)}`);
      return status;
    },
    log: () => readFileSync(join(dir, '.clockwork/services/web/output.log'), 'utf8'),
  };
}

function started(answer: Awaited<ReturnType<ServiceHost['ensure']>>): {
  readonly pid: number;
  readonly changed: boolean;
} {
  if (isRefusal(answer)) throw new Error(answer.reason);
  return { pid: Number(answer.outputs.pid), changed: answer.changed };
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await what())) {
    if (performance.now() > deadline) throw new Error(`did not come true: ${what}`);
    await sleep(10);
  }
}

test('starts once: the same spec again changes nothing, another one replaces the process', async () => {
  const { ensure, status, host } = bench();
  const first = started(await ensure('sleep 1000'));
  expect(first.changed).toBe(true);
  expect(await status()).toMatchObject({ state: 'running', pid: first.pid, specDigest: 'sha256:a', restarts: 0 });

  expect(started(await ensure('sleep 1000'))).toEqual({ pid: first.pid, changed: false });

  const second = started(await ensure('sleep 1001', {}, 'sha256:b'));
  expect(second.changed).toBe(true);
  expect(second.pid).not.toBe(first.pid);
  expect(isAlive(first.pid)).toBe(false);

  expect(await host.stop('web', { forget: false })).toBeUndefined();
  expect(isAlive(second.pid)).toBe(false);
  expect(await status()).toMatchObject({ state: 'stopped' });
  expect(await host.stop('web', { forget: true })).toBeUndefined();
  expect(await host.status('web')).toBeNull();
  expect(await host.stop('web', { forget: true })).toBeUndefined();
});

test('gives environment, working folder and a path for the log that is relative to the project', async () => {
  const { ensure, log } = bench();
  const answer = await ensure('echo "$GREETING from $(pwd) home $HOME"; exec sleep 1000', {
    environment: { GREETING: 'hé' },
  });
  if (isRefusal(answer)) throw new Error(answer.reason);
  expect(answer.outputs).toEqual({
    name: 'web',
    pid: expect.any(Number),
    log_path: '.clockwork/services/web/output.log',
  });
  expect(log()).toMatch(/^hé from \/.* home \/nowhere\n$/);
});

test('a sensitive value is neither on disk nor in the arguments of the supervisor', async () => {
  const { ensure, dir } = bench();
  started(await ensure('exec sleep 1000', { environment: { TOKEN: 'canary-7731' } }));
  const record = readFileSync(join(dir, '.clockwork/services/web/state.json'), 'utf8');
  const { pid } = JSON.parse(record).supervisor;
  expect(record).not.toContain('canary-7731');
  const seen = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
  expect(seen).toContain('service-supervisor-main');
  expect(seen).not.toContain('canary-7731');
});

test('a service that dies at once is a failure with its output', async () => {
  const { ensure, status } = bench();
  const answer = await ensure('echo "no such table: users" >&2; exit 3', { restart: 'always' });
  expect(answer).toMatchObject({
    refused: true,
    reason: expect.stringMatching(/did not stay up: it ended with exit code 3 .*\n {2}no such table: users$/s),
  });
  expect(await status()).toMatchObject({ state: 'failed' });
});

test('a port that another process has is named, with who has it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { ensure } = bench();
  const script = `require('node:http').createServer().listen(${port}, '127.0.0.1')`;
  const answer = await ensure('', { command: [process.execPath, '-e', script] });
  expect(answer).toMatchObject({
    refused: true,
    reason: expect.stringMatching(
      new RegExp(
        `^Port ${port} of this machine is taken by another process( \\(PID ${process.pid}, \`.+\`\\))?\\. Free it, or change \`ports\`\\. Its last output:\\n {2}`,
      ),
    ),
  });
  if (process.platform === 'linux')
    expect(answer).toHaveProperty('reason', expect.stringContaining(`PID ${process.pid}`));
});

test.each([
  ['Error: listen EADDRINUSE: address already in use :::1', 'Port 1 of'],
  ['listen tcp 127.0.0.1:2: bind: address already in use', 'Port 2 of'],
  ['bind() to 0.0.0.0:2 failed (98: Address already in use)', 'Port 2 of'],
])('the port is read from what the program says: %s', (line, text) => {
  expect(portTaken(`first\n${line}\nlast`, { command: [], environment: {} })).toContain(
    `${text} this machine is taken`,
  );
});

test('a program that names no port was given one that somebody listens on', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const said = 'OSError: [Errno 98] Address already in use';
  const command = ['python3', '-m', 'http.server', String(port)];
  const found = process.platform === 'linux' ? `Port ${port} of` : 'A port that it listens on';
  expect(portTaken(said, { command, environment: {} })).toContain(found);
  expect(portTaken(said, { command: ['serve'], environment: {} })).toBe(
    'A port that it listens on is taken by another process. Free it, or change `ports`.',
  );
});

test('a program that complains of something else has its port', () => {
  expect(portTaken('listening on :8080\nno such table: users', { command: [], environment: {} })).toBeUndefined();
});

test.each([
  ['a program that does not exist', { command: ['no-such-program-here'] }, /`no-such-program-here` was not found/],
  ['a working folder that does not exist', { working_dir: 'nowhere' }, /working folder `.*nowhere` does not exist/],
])('refuses %s', async (_name, spec, reason) => {
  const { ensure } = bench();
  expect(await ensure('true', spec)).toMatchObject({ refused: true, reason: expect.stringMatching(reason) });
});

test('refuses a name that would leave the folder', async () => {
  const { host } = bench();
  expect(await host.status('../etc')).toMatchObject({ refused: true });
});

test('restarts what crashes, and counts it', async () => {
  const { ensure, status } = bench();
  const { pid } = started(await ensure('exec sleep 1000', { restart: 'on-failure' }));
  process.kill(pid, 'SIGKILL');
  await until(async () => (await status()).restarts === 1 && (await status()).state === 'running');
  expect((await status()).pid).not.toBe(pid);
});

test('a crash loop ends as failed, with the last lines of the log in the reason', async () => {
  const { ensure, status } = bench();
  started(await ensure('sleep 0.3; echo "cannot bind port" ; exit 1', { restart: 'always' }));
  await until(async () => /keeps ending/.test((await status()).reason ?? ''));
  expect(await status()).toMatchObject({
    state: 'failed',
    restarts: 3,
    reason: expect.stringContaining('cannot bind port'),
  });
});

test('restart = on-failure leaves a clean end alone', async () => {
  const { ensure, status } = bench();
  started(await ensure('sleep 0.3; exit 0', { restart: 'on-failure' }));
  await until(async () => (await status()).state === 'stopped');
  expect((await status()).restarts).toBe(0);
});

test('stopping is graceful, and ends what the service started, daemons too', async () => {
  const { ensure, host, log, dir } = bench();
  const script = `trap 'echo bye; exit 0' TERM; sleep 2000 & (setsid sh -c 'echo $$ > daemon.pid; exec sleep 2001' &); while :; do sleep 0.05; done`;
  started(await ensure(script));
  await until(() => /\d/.test(readSafely(join(dir, 'daemon.pid'))));
  const daemon = Number(readSafely(join(dir, 'daemon.pid')));
  expect(isAlive(daemon)).toBe(true);
  await host.stop('web', { forget: false });
  expect(isAlive(daemon)).toBe(false);
  expect(log()).toContain('bye');
});

test('what ignores SIGTERM is killed after its grace', async () => {
  const { ensure, host } = bench();
  const { pid } = started(await ensure(`trap '' TERM; while :; do sleep 0.05; done`, { stop_grace_seconds: 0.2 }));
  await host.stop('web', { forget: false });
  expect(isAlive(pid)).toBe(false);
});

test('when the supervisor is killed, status says so, and ensure replaces the orphan', async () => {
  const { ensure, status, dir } = bench();
  const { pid } = started(await ensure('exec sleep 1000'));
  const record = JSON.parse(readFileSync(join(dir, '.clockwork/services/web/state.json'), 'utf8'));
  process.kill(record.supervisor.pid, 'SIGKILL');
  await until(async () => (await status()).state === 'failed');
  expect(isAlive(pid)).toBe(true);
  expect((await status()).reason).toMatch(/supervisor was killed/);
  const again = started(await ensure('exec sleep 1000'));
  expect(again.changed).toBe(true);
  expect(isAlive(pid)).toBe(false);
});

test('a process that only has the number of a dead service is not touched', async () => {
  const { ensure, host, status, dir } = bench();
  const { pid: bystander } = started(await ensure('exec sleep 1000'));
  // What stands there after a reboot: the numbers of processes that are now somebody else's.
  const path = join(dir, '.clockwork/services/web/state.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  const stale = {
    ...record,
    supervisor: { ...record.supervisor, pid: bystander },
    service: { ...record.service, startTime: '1' },
  };
  writeFileSync(path, JSON.stringify({ ...stale, supervisor: { ...stale.supervisor, bootId: 'another' } }));
  expect(await status()).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('the machine was restarted'),
  });
  expect(await host.stop('web', { forget: false })).toBeUndefined();
  expect(isAlive(bystander)).toBe(true);
  writeFileSync(path, JSON.stringify(record));
});

test('the log is rotated by size while the service goes on writing', async () => {
  const { ensure, dir, log } = bench();
  started(await ensure('i=0; while :; do i=$((i+1)); echo "line $i of a log that grows and grows"; sleep 0.001; done'));
  await until(() => readSafely(join(dir, '.clockwork/services/web/output.1.log')).length > 10_000);
  await until(() => log().length > 0);
  expect(log().length).toBeLessThan(1_000_000);
});

test('a damaged record is refused, never taken for "not running"', async () => {
  const { ensure, host, dir } = bench();
  started(await ensure('exec sleep 1000'));
  const path = join(dir, '.clockwork/services/web/state.json');
  const record = readFileSync(path);
  writeFileSync(path, '{"version":');
  expect(await host.status('web')).toMatchObject({ refused: true, reason: expect.stringContaining('is damaged') });
  expect(await ensure('exec sleep 1000')).toMatchObject({ refused: true });
  writeFileSync(path, record);
});

test('a supervisor whose folder vanishes ends the service', async () => {
  const { ensure, host, dir } = bench();
  const { pid } = started(await ensure('exec sleep 1000'));
  const { rmSync } = await import('node:fs');
  rmSync(join(dir, '.clockwork'), { recursive: true });
  await until(() => !isAlive(pid));
  expect(await host.status('web')).toBeNull();
});

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
