/** When memory is given back: never while someone types, quickly in a short pause, thoroughly in a long one. */
import { expect, test } from 'vitest';
import { createIdle } from '../../server/idle.ts';

function setUp() {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const done: string[] = [];
  const idle = createIdle(
    {
      later: (ms, run) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    (how) => done.push(how),
  );
  const pass = (ms: number) => {
    const end = now + ms;
    for (let due = timers.filter(({ at }) => at <= end); due.length > 0; due = timers.filter(({ at }) => at <= end)) {
      const [first] = due.sort((a, b) => a.at - b.at);
      if (first === undefined) break;
      now = first.at;
      timers = timers.filter((one) => one !== first);
      first.run();
    }
    now = end;
  };
  return { ...idle, pass, done };
}

test('after the first scan, once', () => {
  const { idle, pass, done } = setUp();
  idle();
  pass(600_000);
  expect(done).toEqual(['thorough']);
});

test('not while someone types, then in the pause', () => {
  const { idle, busy, pass, done } = setUp();
  idle();
  for (let i = 0; i < 50; i++) {
    pass(200);
    busy();
    pass(50);
    idle();
  }
  expect(done).toEqual([]);
  pass(6_000);
  expect(done).toEqual(['quick']);
  pass(600_000);
  expect(done).toEqual(['quick', 'thorough']);
});
