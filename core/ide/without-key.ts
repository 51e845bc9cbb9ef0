/**
 * Planning without this machine's key, which an editor's server does not hold: every sensitive value counts as the one
 * that was there before. So a plan of the editor does not see that only a secret has changed; the command line does.
 */
import type { Seal } from '../assembly/desired.ts';

const same = '(not compared)';

/** Stands for the keyed digest of anything; equal to what {@link withoutDigests} leaves. */
export const keylessSeal: Seal = () => same;

/** The same data with each keyed digest in it taken for the same one. Parts without any keep their identity. */
export function withoutDigests<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(plain);
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$digest') return { $digest: same };
  const made = entries.map(([key, item]): readonly [string, unknown] => [key, plain(item)]);
  return made.every(([, item], i) => item === entries[i]?.[1]) ? value : Object.fromEntries(made);
}
