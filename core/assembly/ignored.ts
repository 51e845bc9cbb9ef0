/**
 * `ignore_changes`: an update for another reason must leave the ignored attributes as they are, so it writes
 * their present values. Where the present value cannot be read back, nothing can be written without losing it.
 */

import { canonicalJson } from '../base/canonical-json.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { Observation } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import type { Desired } from './desired.ts';

export interface IgnoredValues {
  readonly keeps: JsonObject;
  /** Ignored attributes whose present value is not known in full. */
  readonly unreadable: readonly string[];
}

/** Present values of ignored attributes that differ from the desired ones. */
export function ignoredValues(
  desired: Desired,
  applied: ResourceState,
  observed: Observation | undefined,
): IgnoredValues {
  const { ignoreChanges } = desired.instance.lifecycle;
  const keeps: Record<string, Json> = {};
  const unreadable: string[] = [];
  for (const [name, spec] of Object.entries(desired.kind?.attributes ?? {})) {
    if (spec.change === 'none' || (ignoreChanges !== 'all' && !ignoreChanges.includes(name))) continue;
    const last = applied.attributes[name] as Json | undefined;
    const seen = observed?.presence === 'present' ? (observed.attributes[name] as Json | undefined) : undefined;
    const present = seen ?? last;
    if (present === undefined || same(present, desired.sealed[name])) continue;
    const isDigest = typeof present === 'string' && /^sha256:[0-9a-f]{64}$/.test(present) && !same(present, last);
    if (isDigest || holdsDigest(present)) unreadable.push(name);
    else keeps[name] = present;
  }
  return { keeps, unreadable };
}

/** The resource with the kept values in place of the configured ones. */
export function withKept(desired: Desired, keeps: JsonObject | undefined): Desired {
  if (keeps === undefined) return desired;
  return {
    ...desired,
    masked: { ...desired.masked, ...keeps },
    revealed: { ...desired.revealed, ...keeps },
    sealed: { ...desired.sealed, ...keeps },
  };
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function holdsDigest(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return '$digest' in value || Object.values(value).some((item) => holdsDigest(item as Json));
}
