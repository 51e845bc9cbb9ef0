/** The fakes that have no suite of their own elsewhere: what the layers above rely on. */
import { describe, expect, test } from 'vitest';
import { memoryEngine } from '../fakes/engine.ts';
import { memoryWorld } from '../fakes/world.ts';
import { checkEngineBasics } from './conformance/container-engine.ts';

describe('the engine in memory', () => {
  checkEngineBasics(() => ({ engine: memoryEngine(), choice: 'docker', name: 'cwt-x' }));

  test('can go away, and fail once', async () => {
    const engine = memoryEngine();
    const body = { version: '1', operation: 'volume', engine: 'auto', name: 'v', body: {} } as const;
    const carry = () =>
      engine.carryOut(
        body,
        { project: 'p', address: 'a', isImported: false },
        { baseDir: '/', progress: () => {}, signal: new AbortController().signal },
      );
    engine.failNext('v', 'no room');
    expect(await carry()).toMatchObject({ refused: true, reason: 'no room' });
    expect(await carry()).toMatchObject({ changed: true });
    engine.goAway('Docker does not answer.');
    expect(await carry()).toMatchObject({ refused: true, reason: 'Docker does not answer.' });
    expect(engine.calls).toEqual(['volume v', 'volume v', 'volume v']);
  });
});

describe('programs that are functions', () => {
  const request = { command: 'x', args: [], cwd: '/', env: {}, timeoutMs: 1_000, graceMs: 100 };

  test('take time on the clock, time out, are cancelled', async () => {
    const world = memoryWorld({
      program: ({ command }) => ({ durationMs: Number(command), stdout: 'out', exitCode: 3 }),
    });
    let said = '';
    const run = (command: string, signal?: AbortSignal) =>
      world.processes.run({
        ...request,
        command,
        onOutput: (_stream, text) => {
          said += text;
        },
        ...(signal === undefined ? {} : { signal }),
      });
    expect(await run('500')).toEqual({ status: 'exited', exitCode: 3, signal: null, durationMs: 500 });
    expect(await run('5000')).toMatchObject({ status: 'timed-out', exitCode: null, durationMs: 1_000 });
    expect(await run('500', AbortSignal.abort())).toMatchObject({ status: 'cancelled' });
    expect([said, world.processes.requests.length, world.processes.mostAtOnce()]).toEqual(['outout', 3, 1]);
  });
});

test('a service in memory: started once, crashed, stopped', async () => {
  const { serviceHost } = memoryWorld();
  const spec = {
    command: ['web'],
    working_dir: '.',
    environment: { A: '1' },
    restart: 'no' as const,
    stop_grace_seconds: 1,
  };
  const ensure = (specDigest: string) =>
    serviceHost.ensure('web', spec, { baseDir: '/', specDigest, signal: new AbortController().signal });
  expect([(await ensure('a')) as unknown, await ensure('a'), await ensure('b')]).toMatchObject([
    { changed: true },
    { changed: false },
    { changed: true },
  ]);
  serviceHost.crash('web', 'out of memory');
  expect(await serviceHost.status('web')).toMatchObject({ state: 'failed', reason: 'out of memory' });
  await serviceHost.stop('web', { forget: true });
  expect(await serviceHost.status('web')).toBeNull();
  serviceHost.failNext('web', 'port taken');
  expect(await ensure('a')).toMatchObject({ refused: true, reason: 'port taken' });
});
