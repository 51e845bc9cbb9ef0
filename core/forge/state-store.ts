/** Writes state: whole or not at all. */
import type { Layout } from '../contracts/layout.ts';
import type { State } from '../contracts/state.ts';
import { type Entropy, type FileSystem, isRefusal, type Refusal } from '../ports.ts';

/**
 * Writes the next state (serial + 1) and drops the journal that it
 * takes in. Answers the state as written.
 */
export function saveState(files: FileSystem, layout: Layout, entropy: Entropy, next: State): State | Refusal {
  const state: State = {
    ...next,
    serial: next.serial + 1,
    lineage: next.lineage === '' ? entropy.uuid() : next.lineage,
    resources: sorted(next.resources),
    outputs: sorted(next.outputs),
  };
  const made = files.makeDirectory(layout.dir, 0o700);
  if (isRefusal(made)) return made;
  const written = files.writeAtomic(layout.state, `${JSON.stringify(state, null, 2)}\n`, 0o600);
  if (isRefusal(written)) return written;
  const removed = files.remove(layout.journal);
  return isRefusal(removed) ? removed : state;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
