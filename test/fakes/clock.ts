/** A {@link Clock} whose time moves only when a test says so, or (`auto`) as soon as somebody sleeps. */
import type { Clock } from '../../core/ports.ts';

export interface VirtualClock extends Clock {
  /** Moves time on; sleepers wake in the order of their time, and what they start meanwhile sleeps from there. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** 2026-01-01T00:00:00Z unless another start is given. */
export function virtualClock(options: { readonly startMs?: number; readonly auto?: boolean } = {}): VirtualClock {
  const startMs = options.startMs ?? Date.UTC(2026, 0, 1);
  let elapsedMs = 0;
  const sleepers = new Set<Sleeper>();

  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) if (first === undefined || sleeper.dueMs < first.dueMs) first = sleeper;
    return first;
  };
  /** Long enough for promise chains that a woken sleeper started to get to their next sleep. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  let isMoving = false;
  const moveBySelf = async () => {
    if (isMoving) return;
    isMoving = true;
    for (await settle(); ; await settle()) {
      const next = earliest();
      if (next === undefined) break;
      elapsedMs = Math.max(elapsedMs, next.dueMs);
      next.wake();
    }
    isMoving = false;
  };

  return {
    now: () => startMs + elapsedMs,
    monotonic: () => elapsedMs,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: elapsedMs + Math.max(ms, 0), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        if (options.auto === true) void moveBySelf();
      });
    },
    async advance(ms) {
      const target = elapsedMs + ms;
      for (await settle(); ; await settle()) {
        const next = earliest();
        if (next === undefined || next.dueMs > target) break;
        elapsedMs = Math.max(elapsedMs, next.dueMs);
        next.wake();
      }
      elapsedMs = target;
    },
    sleepers: () => sleepers.size,
  };
}
