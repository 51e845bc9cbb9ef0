/** What every {@link Locker} does. */
import { expect, test } from 'vitest';
import { isRefusal, type Locker } from '../../../core/ports.ts';

export function checkLocker(make: () => { readonly locker: Locker; readonly path: string }): void {
  const take = async (locker: Locker, path: string, waitMs = 0) => {
    const answer = await locker.acquire(path, 'apply', waitMs);
    if (isRefusal(answer)) throw new Error(answer.reason);
    return answer;
  };

  test('one holds it at a time; the others learn who', async () => {
    const { locker, path } = make();
    const first = await take(locker, path);
    expect(first).toHaveProperty('release');
    expect(await take(locker, path)).toEqual({
      heldBy: {
        pid: expect.any(Number),
        host: expect.any(String),
        command: 'apply',
        since: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    expect(await take(locker, `${path}.other`)).toHaveProperty('release');
  });

  test('is free again after release, which may be called twice', async () => {
    const { locker, path } = make();
    const first = await take(locker, path);
    if (!('release' in first)) throw new Error('not held');
    first.release();
    const second = await take(locker, path);
    expect(second).toHaveProperty('release');
    first.release();
    expect(await take(locker, path)).toHaveProperty('heldBy');
  });

  test('whoever waits gets it when it is given back', async () => {
    const { locker, path } = make();
    const first = await take(locker, path);
    const waiting = take(locker, path, 60_000);
    if ('release' in first) first.release();
    expect(await waiting).toHaveProperty('release');
  });

  test('waits no longer than asked, and not after an abort', async () => {
    const { locker, path } = make();
    await take(locker, path);
    expect(await take(locker, path, 250)).toHaveProperty('heldBy');
    expect(await locker.acquire(path, 'plan', 60_000, AbortSignal.abort())).toHaveProperty('heldBy');
  });
}
