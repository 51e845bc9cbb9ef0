/** The {@link Clock} port on the machine's clocks. */
import type { Clock } from '../ports.ts';

/** The longest delay that Node's timers take; longer ones would fire at once. */
export const maxTimerMs = 2 ** 31 - 1;

export function createClock(): Clock {
  return { now: () => Date.now(), monotonic: () => performance.now(), sleep };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(Math.max(ms, 0), maxTimerMs));
    signal?.addEventListener('abort', end, { once: true });
  });
}
