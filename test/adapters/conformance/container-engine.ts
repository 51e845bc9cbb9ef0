/** What every {@link ContainerEngine} does with a body, a real one and the one in memory. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../core/contracts/json.ts';
import { type ContainerEngine, isRefusal } from '../../../core/ports.ts';

type Body = Parameters<ContainerEngine['carryOut']>[0];
type ContainerBody = Extract<Body, { operation: 'container' }>;

export interface EngineUnderTest {
  readonly engine: ContainerEngine;
  readonly choice: 'docker' | 'podman';
  /** Unique on the engine, for the test alone. */
  readonly name: string;
}

export function checkEngineBasics(make: () => EngineUnderTest): void {
  const owner = { project: 'conformance', address: 'docker_container.x', isImported: false };

  function parts({ engine, choice, name }: EngineUnderTest) {
    const carry = (body: Body, project = owner.project) =>
      engine.carryOut(
        body,
        { ...owner, project },
        { baseDir: '/', progress: () => {}, signal: new AbortController().signal },
      );
    const done = async (body: Body) => {
      const outcome = await carry(body);
      if (isRefusal(outcome)) throw new Error(outcome.reason);
      return outcome;
    };
    const container = (env: JsonObject, more: Partial<ContainerBody> = {}): ContainerBody => ({
      version: '1',
      operation: 'container',
      engine: choice,
      name,
      state: 'running',
      pull: 'never',
      body: { Image: 'busybox:latest', Cmd: ['sleep', '1000'], Env: env },
      networks: [],
      wait_healthy_seconds: 0,
      ...more,
    });
    const remove = (object: 'container' | 'network' | 'volume'): Body => ({
      version: '1',
      operation: 'remove',
      engine: choice,
      object,
      name,
    });
    const inspect = async (object: 'container' | 'network' | 'volume') => {
      const found = await engine.inspect(choice, object, name);
      return found === null || isRefusal(found) ? found : found.document;
    };
    return { carry, done, container, remove, inspect };
  }

  test('a container: made once, stopped, started, made anew when it differs, removed once', async () => {
    const { done, container, remove, inspect } = parts(make());
    const first = await done(container({ A: '1' }));
    expect(first.changed).toBe(true);
    expect(Object.keys(first.outputs).sort()).toEqual(['engine', 'id', 'image_id', 'ip', 'name', 'ports']);
    expect(await done(container({ A: '1' }))).toEqual({ ...first, changed: false });
    expect(await inspect('container')).toMatchObject({
      Id: first.outputs.id,
      Image: first.outputs.image_id,
      State: { Running: true },
    });
    expect(await inspect('container')).toMatchObject({
      Config: { Env: expect.arrayContaining(['A=1']), Image: 'busybox:latest' },
    });

    expect(await done(container({ A: '1' }, { state: 'stopped' }))).toMatchObject({
      changed: true,
      outputs: { id: first.outputs.id, ip: '' },
    });
    expect(await inspect('container')).toMatchObject({ State: { Running: false } });
    expect(await done(container({ A: '1' }, { state: 'stopped' }))).toMatchObject({ changed: false });
    expect(await done(container({ A: '1' }))).toMatchObject({ changed: true, outputs: { id: first.outputs.id } });

    const second = await done(container({ A: '2' }));
    expect(second.changed).toBe(true);
    expect(second.outputs.id).not.toBe(first.outputs.id);

    expect(await done(remove('container'))).toEqual({ outputs: {}, changed: true });
    expect(await done(remove('container'))).toEqual({ outputs: {}, changed: false });
    expect(await inspect('container')).toBeNull();
  });

  test('networks and volumes: made once, removed once', async () => {
    const under = make();
    const { done, remove, inspect } = parts(under);
    for (const operation of ['network', 'volume'] as const) {
      const body: Body = { version: '1', operation, engine: under.choice, name: under.name, body: {} };
      const first = await done(body);
      expect(first).toMatchObject({ changed: true, outputs: { name: under.name, engine: under.choice } });
      expect(await done(body)).toEqual({ ...first, changed: false });
      expect(await inspect(operation)).toMatchObject({ Name: under.name });
      expect(await done(remove(operation))).toEqual({ outputs: {}, changed: true });
      expect(await done(remove(operation))).toEqual({ outputs: {}, changed: false });
    }
  });

  test('what another project made is not touched', async () => {
    const { carry, done, container, remove, inspect } = parts(make());
    const { outputs } = await done(container({ A: '1' }));
    for (const body of [container({ A: '1' }), container({ A: '2' }), remove('container')]) {
      expect(await carry(body, 'another')).toMatchObject({ refused: true, code: 'ENOTOURS' });
    }
    expect(await inspect('container')).toMatchObject({ Id: outputs.id });
    await done(remove('container'));
  });

  test('an image that is not here and must not be pulled is refused', async () => {
    const { choice, engine } = make();
    const body: Body = {
      version: '1',
      operation: 'image',
      engine: choice,
      tag: 'nowhere.invalid/none:1',
      pull: 'never',
    };
    const context = { baseDir: '/', progress: () => {}, signal: new AbortController().signal };
    expect(await engine.carryOut(body, owner, context)).toMatchObject({ refused: true, code: 'ENOIMAGE' });
    expect(await engine.carryOut(body, owner, { ...context, signal: AbortSignal.abort() })).toMatchObject({
      code: 'ECANCELED',
    });
  });
}
