/** What every {@link Clock} does. `run` lets time pass until the promise is settled. */
import { expect, test } from 'vitest';
import type { Clock } from '../../../core/ports.ts';

export function checkClock(make: () => { readonly clock: Clock; run<T>(act: Promise<T>): Promise<T> }): void {
  test('sleeps at least as long as asked, in the order of the times', async () => {
    const { clock, run } = make();
    const startMs = clock.monotonic();
    const woken: string[] = [];
    const nap = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(name);
    };
    await run(Promise.all([nap('long', 60), nap('short', 20)]));
    expect(woken).toEqual(['short', 'long']);
    // Timers may fire a fraction of a millisecond before the other clock says so.
    expect(clock.monotonic() - startMs).toBeGreaterThanOrEqual(59);
  });

  test('an abort wakes at once, before or during the sleep', async () => {
    const { clock, run } = make();
    const before = clock.monotonic();
    await run(clock.sleep(1_000_000, AbortSignal.abort()));
    const controller = new AbortController();
    const nap = clock.sleep(1_000_000, controller.signal);
    controller.abort();
    await nap;
    expect(clock.monotonic() - before).toBeLessThan(1_000);
  });

  test('wall time and duration go on together', async () => {
    const { clock, run } = make();
    const [wall, steady] = [clock.now(), clock.monotonic()];
    await run(clock.sleep(30));
    expect(Math.abs(clock.now() - wall - (clock.monotonic() - steady))).toBeLessThan(20);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2020, 0, 1));
  });
}
