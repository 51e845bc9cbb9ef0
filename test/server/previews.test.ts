/** Compilers are asked once for the same inputs, an older question is given up, and nothing waits. */
import { expect, test } from 'vitest';
import type { CompletionRequest } from '../../core/completion/request.ts';
import type { Preview } from '../../core/ide/runs/preview.ts';
import { createPreviews, type PreviewSource } from '../../server/previews.ts';

const request = (description: string, name = 'cache'): CompletionRequest => ({
  address: `docker_container.${name}`,
  kind: 'docker_container',
  name,
  description,
  given: [],
  missing: ['image'],
  needed: ['image'],
  place: { file: 'main.cw', item: '', span: { start: 0, end: 0 } },
});

const answer = (image: string): Preview => ({ state: 'ready', by: 'agent', values: { image }, problems: [] });

/** Answers when it is told to. */
function slowSource() {
  const asked: { readonly request: CompletionRequest; readonly signal: AbortSignal }[] = [];
  const settle: { resolve(preview: Preview): void; reject(error: Error): void }[] = [];
  const source: PreviewSource = {
    ask: (one, signal) => {
      asked.push({ request: one, signal });
      return new Promise((resolve, reject) => settle.push({ resolve, reject }));
    },
  };
  return { source, asked, settle };
}

/** Lets promises that are settled go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('the embedded completer answers at once, without being asked first', () => {
  expect(createPreviews().known('embedded', request('a redis cache'))).toMatchObject({
    state: 'ready',
    by: 'embedded',
    values: { image: 'redis:7-alpine' },
  });
});

test('a compiler that is not there cannot be asked', () => {
  const previews = createPreviews();
  expect(previews.ask('agent', request('x'))).toMatchObject({ state: 'unavailable', mayAsk: false });
});

test('what takes its time is asked once, and is there later', async () => {
  const { source, asked, settle } = slowSource();
  const previews = createPreviews({ agent: source });
  expect(previews.known('agent', request('a cache'))).toMatchObject({ state: 'unavailable', mayAsk: true });
  expect(asked).toHaveLength(0);
  expect(previews.ask('agent', request('a cache'))).toEqual({ state: 'computing' });
  expect(previews.ask('agent', request('a cache'))).toEqual({ state: 'computing' });
  expect(previews.known('agent', request('a cache'))).toEqual({ state: 'computing' });
  expect(asked).toHaveLength(1);
  settle[0]?.resolve(answer('redis:7'));
  await turn();
  expect(previews.known('agent', request('a cache'))).toEqual(answer('redis:7'));
  expect(previews.ask('agent', request('a cache'))).toEqual(answer('redis:7'));
  expect(asked).toHaveLength(1);
});

test('other inputs give up the older question, and its answer counts no more', async () => {
  const { source, asked, settle } = slowSource();
  const previews = createPreviews({ agent: source });
  previews.ask('agent', request('a cache'));
  previews.ask('agent', request('something else', 'other'));
  expect(previews.ask('agent', request('a larger cache'))).toEqual({ state: 'computing' });
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  settle[0]?.resolve(answer('old'));
  settle[2]?.resolve(answer('new'));
  await turn();
  expect(previews.known('agent', request('a larger cache'))).toEqual(answer('new'));
  expect(previews.known('agent', request('a cache'))).toMatchObject({ state: 'unavailable', mayAsk: true });
});

test('a refusal is told', async () => {
  const { source, settle } = slowSource();
  const previews = createPreviews({ agent: source });
  previews.ask('agent', request('a cache'));
  settle[0]?.reject(new Error('no key'));
  await turn();
  expect(previews.known('agent', request('a cache'))).toEqual({
    state: 'unavailable',
    reason: 'no key',
    mayAsk: false,
  });
});
