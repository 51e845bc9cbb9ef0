/** Every request is answered, whatever its handler does; what handlers offer is merged. */
import { expect, test } from 'vitest';
import { type CancellationToken, CancellationTokenSource, type Connection, ResponseError } from 'vscode-languageserver';
import type { ClientFeatures } from '../../server/client-features.ts';
import { capabilitiesOf, register } from '../../server/dispatch.ts';
import type { Handler } from '../../server/handler.ts';
import type { Session } from '../../server/session.ts';

type Answer = (params: unknown, token: CancellationToken) => Promise<unknown>;

/** Registers one handler, and gives what the connection would call. */
function registered(run: Handler['run'], session: Session | undefined = {} as unknown as Session) {
  const log: string[] = [];
  let answer: Answer | undefined;
  const connection = {
    onRequest: (_: string, call: Answer) => {
      answer = call;
    },
  } as unknown as Connection;
  const handler: Handler = { method: 'test/it', capabilities: () => ({}), run };
  register([handler], { connection, session: () => session, log: (sentence) => log.push(sentence) });
  const source = new CancellationTokenSource();
  const ask = () => answer?.({ asked: true }, source.token);
  return { ask, log, source };
}

test('an answer, now or later', async () => {
  expect(await registered((params) => params).ask()).toEqual({ asked: true });
  expect(await registered(async () => 'later').ask()).toBe('later');
});

test.each([
  [
    'at once',
    () => {
      throw new Error('our mistake');
    },
  ],
  [
    'later',
    async () => {
      throw new Error('our mistake');
    },
  ],
] as const)('a crash %s is logged with its method and answered as an error', async (_, run) => {
  const { ask, log } = registered(run);
  const answer = await ask();
  expect(answer).toBeInstanceOf(ResponseError);
  expect(answer).toMatchObject({ code: -32603, message: '`test/it` failed: our mistake' });
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/^`test\/it` failed: Error: our mistake\n.*at /);
});

test('an error that a handler means is answered as it is, and not logged', async () => {
  const { ask, log } = registered(() => {
    throw new ResponseError(-32803, 'The name is taken.');
  });
  expect(await ask()).toMatchObject({ code: -32803, message: 'The name is taken.' });
  expect(log).toEqual([]);
});

test('what is cancelled is answered as cancelled: before its turn, and while it waits', async () => {
  const before = registered(() => 'never');
  before.source.cancel();
  expect(await before.ask()).toMatchObject({ code: -32800 });
  const waiting = registered(() => new Promise(() => undefined));
  const answer = waiting.ask();
  waiting.source.cancel();
  expect(await answer).toMatchObject({ code: -32800 });
});

test('handlers see that they are cancelled', async () => {
  let seen: boolean | undefined;
  const { ask, source } = registered((_, { isCancelled }) => {
    source.cancel();
    seen = isCancelled();
  });
  await ask();
  expect(seen).toBe(true);
});

test('capabilities of several handlers are merged by key, lists joined without repeats', () => {
  const offering = (capabilities: Handler['capabilities']): Handler => ({ method: 'm', capabilities, run: () => null });
  expect(
    capabilitiesOf(
      [
        offering(() => ({ hoverProvider: true, executeCommandProvider: { commands: ['a', 'b'] } })),
        offering(() => ({ completionProvider: { resolveProvider: true } })),
        offering(() => ({
          completionProvider: { triggerCharacters: ['.'] },
          executeCommandProvider: { commands: ['b', 'c'] },
        })),
        offering(({ progress }) => (progress ? { renameProvider: true } : {})),
      ],
      { progress: false } as unknown as ClientFeatures,
    ),
  ).toEqual({
    hoverProvider: true,
    completionProvider: { resolveProvider: true, triggerCharacters: ['.'] },
    executeCommandProvider: { commands: ['a', 'b', 'c'] },
  });
});
