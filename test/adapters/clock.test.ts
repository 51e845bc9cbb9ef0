/** The real clock and the virtual one, by the same suite. */
import { describe, expect, test } from 'vitest';
import { createClock } from '../../core/adapters/clock.ts';
import { virtualClock } from '../fakes/clock.ts';
import { checkClock } from './conformance/clock.ts';

describe('the machine’s clock', () => {
  checkClock(() => ({ clock: createClock(), run: (act) => act }));

  test('a sleep longer than timers can count does not end at once', async () => {
    const stop = new AbortController();
    let awake = false;
    const nap = createClock()
      .sleep(2 ** 40, stop.signal)
      .then(() => {
        awake = true;
      });
    await createClock().sleep(20);
    expect(awake).toBe(false);
    stop.abort();
    await nap;
  });
});

describe('virtual time that moves by itself', () => {
  checkClock(() => ({ clock: virtualClock({ auto: true }), run: (act) => act }));
});

describe('virtual time moved by hand', () => {
  checkClock(() => {
    const clock = virtualClock();
    return {
      clock,
      async run(act) {
        await clock.advance(100);
        return act;
      },
    };
  });

  test('nobody wakes too early', async () => {
    const clock = virtualClock();
    let awake = false;
    void clock.sleep(100).then(() => {
      awake = true;
    });
    await clock.advance(99);
    expect([awake, clock.sleepers()]).toEqual([false, 1]);
    await clock.advance(1);
    expect([awake, clock.sleepers()]).toEqual([true, 0]);
  });
});
