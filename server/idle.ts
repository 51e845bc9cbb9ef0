/** Collects what is left over when nobody waits: soon after the first scan, later only when the person pauses. */
import type { Scheduler } from './builds.ts';

export interface Idle {
  /** Something came from the client. */
  busy(): void;
  /** Nothing is left to be done. */
  idle(): void;
}

const FIRST_PAUSE_MS = 500;
const PAUSE_MS = 5_000;

export function createIdle(scheduler: Pick<Scheduler, 'later'>, collect: () => void): Idle {
  let pauseMs = FIRST_PAUSE_MS;
  let cancel: (() => void) | undefined;
  return {
    busy() {
      cancel?.();
      cancel = undefined;
    },
    idle() {
      cancel?.();
      cancel = scheduler.later(pauseMs, () => {
        cancel = undefined;
        pauseMs = PAUSE_MS;
        collect();
      });
    },
  };
}
