/** Long work: other messages come in between, a cancel ends it, and what it throws comes out. */
import { expect, test } from 'vitest';
import type { Scheduler } from '../../server/builds.ts';
import { runInSlices } from '../../server/slices.ts';

/** Every look at the clock takes a millisecond; what is to run soon waits until it is told to. */
function manual(): Scheduler & { readonly waiting: (() => void)[]; turn(): void } {
  let clock = 0;
  const waiting: (() => void)[] = [];
  return {
    waiting,
    turn: () => waiting.shift()?.(),
    soon: (run) => void waiting.push(run),
    later: () => () => {},
    monotonic: () => clock++,
  };
}

function* counting(to: number, seen: number[]): Generator<void, string> {
  for (let i = 0; i < to; i++) {
    seen.push(i);
    yield;
  }
  return 'done';
}

test('it is done in several slices, with room between them', async () => {
  const scheduler = manual();
  const seen: number[] = [];
  const result = runInSlices(scheduler, counting(20, seen), () => false);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.length).toBeLessThan(20);
  let turns = 0;
  for (; scheduler.waiting.length > 0; turns++) scheduler.turn();
  expect(await result).toBe('done');
  expect(seen).toHaveLength(20);
  expect(turns).toBeGreaterThan(1);
});

test('a cancel ends it at the next slice', async () => {
  const scheduler = manual();
  const seen: number[] = [];
  let isCancelled = false;
  const result = runInSlices(scheduler, counting(1000, seen), () => isCancelled);
  const before = seen.length;
  isCancelled = true;
  scheduler.turn();
  expect(await result).toBeUndefined();
  expect(seen).toHaveLength(before);
  expect(scheduler.waiting).toEqual([]);
});

test('what it throws is thrown', async () => {
  const failing = (function* (): Generator<void, void> {
    yield;
    throw new Error('no');
  })();
  await expect(runInSlices(manual(), failing, () => false)).rejects.toThrow('no');
});
