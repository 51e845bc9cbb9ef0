/** Long work of one request, a little at a time: messages are answered in between, and a cancel ends it. */
import type { Scheduler } from './builds.ts';

const SLICE_MS = 8;

/** Undefined where it was cancelled; rejects where the work throws. */
export function runInSlices<T>(
  scheduler: Scheduler,
  work: Generator<void, T>,
  isCancelled: () => boolean,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const slice = () => {
      if (isCancelled()) {
        resolve(undefined);
        return;
      }
      const end = scheduler.monotonic() + SLICE_MS;
      try {
        for (let step = work.next(); ; step = work.next()) {
          if (step.done === true) {
            resolve(step.value);
            return;
          }
          if (scheduler.monotonic() >= end) break;
        }
        scheduler.soon(slice);
      } catch (error) {
        reject(error);
      }
    };
    slice();
  });
}
