/** A body is held to the rules once more when its placeholders are filled in. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../core/contracts/json.ts';
import { carryOutBody } from '../../core/forge/engine-step.ts';
import { memoryEngine } from '../fakes/engine.ts';
import { memoryServiceHost } from '../fakes/service-host.ts';

async function carryOut(host: JsonObject | { readonly $value: string }, revealed: JsonObject) {
  const body = {
    version: '1',
    operation: 'container',
    engine: 'auto',
    name: 'a',
    state: 'running',
    pull: 'missing',
    body: { Image: 'a', HostConfig: host },
    networks: [],
    wait_healthy_seconds: 0,
  };
  const engine = memoryEngine({ pullable: ['a'] });
  const outcome = await carryOutBody(JSON.stringify(body), 'bodies/a.json', {
    engine,
    services: memoryServiceHost(),
    project: 'p',
    address: 'docker_container.a',
    engineInUse: undefined,
    isImported: false,
    kind: 'docker_container',
    step: 'ensure_container',
    baseDir: '/project',
    progress: () => {},
    signal: new AbortController().signal,
    revealed,
    assert: async () => {
      throw new Error('Nothing is asserted here');
    },
  });
  return outcome.status === 'failed' ? outcome.message : outcome.status;
}

test('no power over the machine hides behind a placeholder', async () => {
  expect(await carryOut({ $value: '/labels' }, { labels: { Privileged: true } })).toContain('HostConfig.Privileged');
  expect(await carryOut({ $value: '/labels' }, { labels: { PidMode: 'host' } })).toContain('HostConfig.PidMode');
  expect(await carryOut({ $value: '/labels' }, { labels: { Memory: 1 } })).toBe('done');
});
