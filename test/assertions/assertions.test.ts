/** Each assertion: what it asks, and how it judges the answers. */
import { describe, expect, test } from 'vitest';
import type { AssertionSubject } from '../../core/assertions/define.ts';
import { assertionNamed } from '../../core/assertions/table.ts';
import type { Json, JsonObject } from '../../core/contracts/json.ts';
import type { ProbeAnswer } from '../../core/contracts/probe.ts';
import { argumentsOf } from '../../core/kinds/arguments.ts';
import { fromPlain } from '../../core/language/value-json.ts';

const container = (values: JsonObject): AssertionSubject => ({
  address: 'docker_container.web',
  kind: 'docker_container',
  values,
});

function asked(name: string, given: Readonly<Record<string, Json>>, subject?: AssertionSubject) {
  const assertion = assertionNamed(name);
  const { args, problems } = argumentsOf(
    assertion,
    new Map(Object.entries(given).map(([key, value]) => [key, fromPlain(value)])),
    [],
  );
  expect(problems).toEqual([]);
  const requests = assertion.probe(args as never, subject);
  return {
    requests,
    judge: (...answers: readonly ProbeAnswer[]) => assertion.judge(answers, args as never, subject),
    patience: assertion.patienceSeconds?.(args as never) ?? 0,
  };
}

const http = (status: number, body = ''): ProbeAnswer => ({ kind: 'http', status, headers: {}, body, durationMs: 12 });
const refused: ProbeAnswer = { kind: 'refused', reason: 'Nothing listens there.' };
const late: ProbeAnswer = { kind: 'timed-out', afterMs: 5000 };
const absent: ProbeAnswer = { kind: 'absent' };

describe('healthcheck', () => {
  const url = 'http://localhost:1/health';
  test('passes on the expected status alone', () => {
    const { requests, judge } = asked('healthcheck', { url });
    expect(requests).toMatchObject([{ kind: 'http', method: 'GET', url, timeoutMs: 5000, followRedirects: true }]);
    expect(judge(http(200))).toMatchObject({ status: 'pass', expected: 'status 200', actual: 'status 200' });
    expect(judge(http(503, 'down for\n repairs'))).toEqual({
      status: 'fail',
      expected: 'status 200',
      actual: 'status 503',
      message: `Expected status 200 from ${url}, got status 503. The answer begins: "down for repairs"`,
    });
    expect(judge(refused).status).toBe('fail');
    expect(judge(late)).toMatchObject({ status: 'timeout', actual: 'no answer within 5 s' });
    expect(judge().status).toBe('error');
  });

  test('one of several statuses, and a text in the answer', () => {
    const { judge } = asked('healthcheck', { url, expected_status: [200, 204], contains: 'ok' });
    expect(judge(http(204, 'all ok')).status).toBe('pass');
    expect(judge(http(200, 'no')).status).toBe('fail');
    expect(judge(http(500, 'ok')).status).toBe('fail');
  });

  test('a path is asked of the resource’s published port; without one there is nothing to ask', () => {
    const web = container({
      ports: [
        { internal: 53, external: 53, protocol: 'udp' },
        { internal: 80, external: 8080, protocol: 'tcp' },
      ],
    });
    expect(asked('healthcheck', { url: '/health' }, web).requests).toMatchObject([
      { url: 'http://localhost:8080/health' },
    ]);
    expect(asked('healthcheck', {}, web).requests).toMatchObject([{ url: 'http://localhost:8080/' }]);
    expect(asked('healthcheck', { url: '/health' }, container({ ports: [] })).requests).toHaveProperty('problem');
    expect(asked('healthcheck', { url: '/health' }).requests).toHaveProperty('problem');
  });

  test('the older `timeout_seconds` works', () => {
    expect(asked('healthcheck', { url, timeout_seconds: 2.5 }).requests).toMatchObject([{ timeoutMs: 2500 }]);
    expect(asked('healthcheck', { url, timeout_seconds: 2, timeout: '1m' }).requests).toMatchObject([
      { timeoutMs: 60_000 },
    ]);
  });
});

describe('port_accessible', () => {
  test('passes on a connection alone', () => {
    const { requests, judge } = asked('port_accessible', { port: 5432 });
    expect(requests).toEqual([{ kind: 'connect', host: 'localhost', port: 5432, protocol: 'tcp', timeoutMs: 5000 }]);
    expect(judge({ kind: 'connected', durationMs: 3 })).toMatchObject({
      status: 'pass',
      expected: 'localhost:5432/tcp open',
    });
    expect(judge(refused)).toMatchObject({ status: 'fail', actual: 'Nothing listens there' });
    expect(judge(late).status).toBe('timeout');
    expect(judge(absent).status).toBe('error');
  });

  test('takes the resource’s port; without one there is nothing to reach', () => {
    const web = container({ ports: [{ internal: 80, external: 8080, protocol: 'tcp' }] });
    expect(asked('port_accessible', { protocol: 'udp', host: 'h' }, web).requests).toMatchObject([
      { host: 'h', port: 8080, protocol: 'udp' },
    ]);
    expect(asked('port_accessible', {}).requests).toHaveProperty('problem');
  });
});

describe('container_running', () => {
  const state = (more: JsonObject): ProbeAnswer => ({
    kind: 'object',
    engine: 'docker',
    inspect: { State: { Status: 'running', Running: true, ...more } },
  });
  const service = (name: 'running' | 'stopped' | 'failed'): ProbeAnswer => ({
    kind: 'service',
    state: name,
    specDigest: '',
    restarts: 0,
    logPath: 'x.log',
  });

  test('asks for a container and a local service of the name', () => {
    const { requests, judge } = asked('container_running', { name: 'web', engine: 'podman' });
    expect(requests).toEqual([
      { kind: 'inspect', object: 'container', engine: 'podman', name: 'web' },
      { kind: 'service-status', name: 'web' },
    ]);
    expect(judge(state({}), absent).status).toBe('pass');
    expect(judge(absent, service('running')).status).toBe('pass');
    expect(judge(refused, service('running')).status).toBe('pass');
    expect(judge(absent, service('failed'))).toMatchObject({ status: 'fail', actual: 'failed' });
    expect(judge(absent, absent)).toMatchObject({ status: 'fail', actual: 'nothing of that name' });
    expect(judge(refused, absent).status).toBe('error');
    expect(judge(late, absent).status).toBe('timeout');
    expect(judge().status).toBe('error');
    expect(judge(state({ Running: false, Status: 'exited', ExitCode: 137 }), absent)).toMatchObject({
      status: 'fail',
      actual: 'exited, exit code 137',
    });
  });

  test('health counts where it is asked for and there is a check', () => {
    const { judge } = asked('container_running', { name: 'web', healthy: true });
    expect(judge(state({}), absent).status).toBe('pass');
    expect(judge(state({ Health: { Status: 'healthy' } }), absent).status).toBe('pass');
    expect(judge(state({ Health: { Status: 'starting' } }), absent).status).toBe('fail');
    expect(judge(state({ Healthcheck: { Status: 'unhealthy' } }), absent).status).toBe('fail');
    expect(
      asked('container_running', { name: 'web' }).judge(state({ Health: { Status: 'unhealthy' } }), absent).status,
    ).toBe('pass');
  });

  test('of a service all replicas must run', () => {
    const subject: AssertionSubject = {
      address: 'service.web',
      kind: 'service',
      values: { name: 'web', replicas: 2 },
    };
    const { requests, judge } = asked('container_running', {}, subject);
    expect(requests).toMatchObject([{ name: 'web-1' }, { name: 'web-1' }, { name: 'web-2' }, { name: 'web-2' }]);
    expect(judge(state({}), absent, state({}), absent)).toMatchObject({ status: 'pass', actual: '2 running' });
    expect(judge(state({}), absent, absent, absent).status).toBe('fail');
  });

  test('without a name, and in what is no container, there is nothing to look at', () => {
    expect(asked('container_running', {}).requests).toHaveProperty('problem');
    expect(asked('container_running', {}, { ...container({ name: 'x' }), kind: 'file' }).requests).toHaveProperty(
      'problem',
    );
  });

  test('is asked again only as long as it is told', () => {
    expect(asked('container_running', { name: 'a' }).patience).toBe(0);
    expect(asked('container_running', { name: 'a', timeout_seconds: 10 }).patience).toBe(10);
    expect(asked('container_running', { name: 'a', timeout: '1m' }).patience).toBe(60);
  });
});

describe('files', () => {
  const stat = (type: 'file' | 'directory', digest?: string): ProbeAnswer => ({
    kind: 'path',
    type,
    symlink: false,
    mode: 0o644,
    sizeBytes: 1,
    uid: 0,
    gid: 0,
    ...(digest !== undefined && { digest }),
  });
  const content = (text: string, truncated = false): ProbeAnswer => ({ kind: 'content', text, truncated });

  test('file_exists', () => {
    const { requests, judge } = asked('file_exists', { path: './a//b' });
    expect(requests).toEqual([{ kind: 'stat-path', path: 'a/b', digest: false }]);
    expect([judge(stat('file')).status, judge(stat('directory')).status, judge(absent).status]).toEqual([
      'pass',
      'pass',
      'fail',
    ]);
    expect([judge(refused).status, judge().status]).toEqual(['error', 'error']);
    const folder = asked('file_exists', { path: 'a', type: 'directory' });
    expect([folder.judge(stat('directory')).status, folder.judge(stat('file')).status]).toEqual(['pass', 'fail']);
    expect(asked('file_exists', {}, { address: 'file.a', kind: 'file', values: { path: 'p' } }).requests).toMatchObject(
      [{ path: 'p' }],
    );
    expect(asked('file_exists', {}).requests).toHaveProperty('problem');
  });

  test('file_content_matches', () => {
    const judge = (given: Readonly<Record<string, Json>>, ...answers: readonly ProbeAnswer[]) =>
      asked('file_content_matches', { path: 'a', ...given }).judge(...answers).status;
    expect(judge({ pattern: '^b=\\d+$' }, stat('file'), content('a=x\nb=12\n'))).toBe('pass');
    expect(judge({ pattern: '^b=\\d+$' }, stat('file'), content('a=x\nb=1x\n'))).toBe('fail');
    expect(judge({ contains: 'x.y' }, stat('file'), content('x.y'))).toBe('pass');
    expect(judge({ contains: 'x.y' }, stat('file'), content('xzy'))).toBe('fail');
    expect(judge({ contains: 'x', pattern: 'y' }, stat('file'), content('x'))).toBe('fail');
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(judge({ digest }, stat('file', digest), content(''))).toBe('pass');
    expect(judge({ digest }, stat('file', `sha256:${'1'.repeat(64)}`), content(''))).toBe('fail');
    expect(judge({ contains: 'x' }, absent, absent)).toBe('fail');
    expect(judge({ contains: 'x' }, stat('directory'), refused)).toBe('fail');
    expect(judge({ contains: 'x' }, stat('file'), refused)).toBe('error');
    expect(asked('file_content_matches', { path: 'a' }).requests).toHaveProperty('problem');
    expect(asked('file_content_matches', { contains: 'x' }).requests).toHaveProperty('problem');
  });
});
