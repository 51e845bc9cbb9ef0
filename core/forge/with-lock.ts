/** One run at a time on one project. */

import { layoutOf } from '../contracts/layout.ts';
import { isRefusal, type LockHolder, type World } from '../ports.ts';

export type Locked<T> =
  | { readonly kind: 'ran'; readonly value: T }
  | { readonly kind: 'locked'; readonly heldBy: LockHolder }
  | { readonly kind: 'refused'; readonly reason: string };

/** Runs `act` while holding the project's lock, and gives the lock back however it ends. */
export async function withLock<T>(
  world: World,
  projectDir: string,
  command: string,
  waitMs: number,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<Locked<T>> {
  const layout = layoutOf(projectDir);
  const made = world.files.makeDirectory(layout.dir, 0o700);
  if (isRefusal(made)) return { kind: 'refused', reason: made.reason };
  const lock = await world.locker.acquire(layout.lock, command, waitMs, signal);
  if (isRefusal(lock)) return { kind: 'refused', reason: lock.reason };
  if ('heldBy' in lock) return { kind: 'locked', heldBy: lock.heldBy };
  try {
    return { kind: 'ran', value: await act() };
  } finally {
    lock.release();
  }
}
