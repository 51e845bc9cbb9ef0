/** A {@link Locker} in memory, under the same conformance suite as the real one. */
import type { Clock, Locker, LockHolder } from '../../core/ports.ts';

export interface MemoryLocker extends Locker {
  /** Makes `path` held by somebody else, until null. */
  hold(path: string, holder: LockHolder | null): void;
}

const pollMs = 100;

export function memoryLocker(clock: Clock): MemoryLocker {
  const held = new Map<string, LockHolder>();
  return {
    hold(path, holder) {
      if (holder === null) held.delete(path);
      else held.set(path, holder);
    },
    holder: async (path) => held.get(path) ?? null,
    async acquire(path, command, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs;
      for (;;) {
        const other = held.get(path);
        if (other === undefined) {
          const mine: LockHolder = { pid: 1, host: 'test', command, since: new Date(clock.now()).toISOString() };
          held.set(path, mine);
          return {
            release() {
              if (held.get(path) === mine) held.delete(path);
            },
          };
        }
        const leftMs = deadline - clock.monotonic();
        if (leftMs <= 0 || signal?.aborted === true) return { heldBy: other };
        await clock.sleep(Math.min(pollMs, leftMs), signal);
      }
    },
  };
}
