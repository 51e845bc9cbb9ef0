/**
 * Planning without this machine's key, which an editor's server does not hold: every sensitive value counts as the one
 * that was there before. So a plan of the editor does not see that a secret has changed in the text; the command line
 * does. That another one was observed than was applied is seen here as well: two digests are compared without a key.
 */
import type { Seal } from '../../assembly/desired.ts';

const same = '(not compared)';

/** Stands for the keyed digest of anything; equal to what {@link withoutDigests} leaves. */
export const keylessSeal: Seal = () => same;

/**
 * The same data with each keyed digest in it taken for the same one, but for those where `applied` has another one in the
 * same place. Parts without any keep their identity.
 */
export function withoutDigests<T>(value: T, applied?: unknown): T {
  return plain(value, applied) as T;
}

function plain(value: unknown, applied: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item, i) => plain(item, Array.isArray(applied) ? applied[i] : undefined));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const digest = digestOf(value);
  if (digest !== undefined) return digest === (digestOf(applied) ?? digest) ? { $digest: same } : value;
  const entries = Object.entries(value);
  const made = entries.map(([key, item]): readonly [string, unknown] => [key, plain(item, fieldOf(applied, key))]);
  return made.every(([, item], i) => item === entries[i]?.[1]) ? value : Object.fromEntries(made);
}

function digestOf(value: unknown): unknown {
  return isObject(value) && Object.keys(value).length === 1 ? fieldOf(value, '$digest') : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
