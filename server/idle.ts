/**
 * Gives memory back when nobody waits: thoroughly (which can take half a second) soon after the first scan and in long
 * pauses, quickly in short ones.
 */
import type { Scheduler } from './builds.ts';

export type Collect = (how: 'quick' | 'thorough') => void;

export interface Idle {
  /** Something came from the client. */
  busy(): void;
  /** Nothing is left to be done. */
  idle(): void;
}

interface Step {
  readonly afterMs: number;
  readonly how: 'quick' | 'thorough';
}

const afterFirstScan: readonly Step[] = [{ afterMs: 800, how: 'thorough' }];
const inPauses: readonly Step[] = [
  { afterMs: 5_000, how: 'quick' },
  { afterMs: 60_000, how: 'thorough' },
];

export function createIdle(scheduler: Pick<Scheduler, 'later'>, collect: Collect): Idle {
  let steps = afterFirstScan;
  let cancel: (() => void) | undefined;

  const wait = (left: readonly Step[]) => {
    cancel?.();
    cancel = undefined;
    const [next, ...rest] = left;
    if (next === undefined) return;
    cancel = scheduler.later(next.afterMs, () => {
      collect(next.how);
      wait(rest);
    });
  };

  return {
    busy: () => wait([]),
    idle() {
      wait(steps);
      steps = inPauses;
    },
  };
}
