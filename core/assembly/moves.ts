/** Carries out `moved` blocks on state: the same thing under another address, nothing is touched. */
import type { ResourceState } from '../contracts/state.ts';
import type { Moved } from '../intake/model.ts';

export interface MovedState {
  readonly resources: Readonly<Record<string, ResourceState>>;
  /** What was moved: from, to. Empty when nothing was. */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Renames every recorded address that equals a `from`, is an instance of it, or lies in the module that it
 * names. A target that state holds already is left alone. Later blocks see what earlier ones did.
 */
export function applyMoves(resources: Readonly<Record<string, ResourceState>>, moved: readonly Moved[]): MovedState {
  if (moved.length === 0) return { resources, moves: [] };
  const renamed = new Map<string, string>();
  let current = { ...resources };
  for (const { from, to } of moved) {
    const next: Record<string, ResourceState> = {};
    for (const [address, record] of Object.entries(current)) {
      const target = moveAddress(address, from, to);
      if (target === undefined || target in current) {
        next[address] = record;
        continue;
      }
      next[target] = record;
      const origin = [...renamed].find(([, at]) => at === address)?.[0] ?? address;
      renamed.set(origin, target);
    }
    current = next;
  }
  const follow = (address: string) => renamed.get(address) ?? address;
  for (const [address, record] of Object.entries(current)) {
    if (!record.depends_on.some((dependency) => renamed.has(dependency))) continue;
    current[address] = { ...record, depends_on: record.depends_on.map(follow) };
  }
  return { resources: current, moves: [...renamed].map(([from, to]) => ({ from, to })) };
}

function moveAddress(address: string, from: string, to: string): string | undefined {
  if (address === from) return to;
  if (address.startsWith(from) && /^[.[]/.test(address.slice(from.length))) return to + address.slice(from.length);
  return undefined;
}
