/**
 * What has to be done to one resource: desired against last applied and against observed.
 * Pure, and decided attribute by attribute; the same function serves plan, drift, and the second look
 * that Forge takes at a step whose arguments were unknown when it was planned.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { Observation } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import type { AttributeTable } from '../kinds/define.ts';
import { isOpen } from './desired.ts';

export interface Decision {
  readonly action: 'none' | 'adopt' | 'create' | 'update' | 'replace';
  /** Attributes that differ, in the order of the kind's table. */
  readonly changed: readonly string[];
  /** In words, for the plan: `image changed`, `was deleted outside Clockwork`. */
  readonly reason: string;
  /** The world differs from what was applied; a second look at the desired values alone does not undo that. */
  readonly hasDrifted?: true;
  /** It stands where something stood before us: destroying it forgets it. */
  readonly takesOver?: true;
}

export interface DiffInput {
  readonly attributes: AttributeTable;
  readonly desired: JsonObject;
  readonly applied: ResourceState | undefined;
  readonly observed: Observation | undefined;
  readonly ignoreChanges: readonly string[] | 'all';
  /** Reason to replace it whatever its attributes say. */
  readonly replaceBecause?: string;
  /** What was applied is another thing: it has another path or name. */
  readonly isElsewhere?: boolean;
}

export function decide(input: DiffInput): Decision {
  const { applied, observed } = input;
  const isIgnored = (name: string) => input.ignoreChanges === 'all' || input.ignoreChanges.includes(name);
  const names = Object.keys(input.attributes).filter((name) => input.attributes[name]?.change !== 'none');

  const isThere = observed?.presence === 'present';
  if (applied === undefined) {
    if (!isThere) return { action: 'create', changed: [], reason: 'is new' };
    const ownership = observed.ours === true ? {} : { takesOver: true as const };
    const differing = names.filter((name) => differs(input.desired, observed.attributes, name));
    const open = names.filter((name) => isOpen(input.desired[name]));
    if (differing.length === 0 && open.length === 0) {
      return { action: 'adopt', changed: [], reason: 'exists already', ...ownership };
    }
    return { action: 'update', changed: differing, reason: `exists already, but ${describe(differing)}`, ...ownership };
  }
  const edited = names.filter((name) => !isIgnored(name) && !equal(input.desired, applied.attributes, name));
  const wasApplied = Object.keys(applied.attributes).length > 0;
  // Another path or name is another thing: what was seen is the new one, and says nothing of the old.
  const isElsewhere =
    input.isElsewhere === true || (wasApplied && edited.some((name) => input.attributes[name]?.change === 'replace'));
  const kept = applied.adopted && !isElsewhere ? { takesOver: true as const } : {};
  const found = isElsewhere && isThere && observed.ours !== true ? { takesOver: true as const } : {};
  if (!isElsewhere && observed?.presence === 'absent') {
    return { action: 'create', changed: [], reason: 'is gone from where it was', hasDrifted: true };
  }
  if (applied.status === 'failed') {
    const changed = wasApplied ? edited : [];
    const action = isElsewhere ? 'replace' : wasApplied ? 'update' : 'create';
    return { action, changed, reason: 'failed the last time', hasDrifted: true, ...kept, ...found };
  }
  if (input.replaceBecause !== undefined) {
    return { action: 'replace', changed: [], reason: input.replaceBecause, hasDrifted: true, ...found };
  }
  const drifted = names.filter(
    (name) =>
      !isIgnored(name) &&
      !edited.includes(name) &&
      observed?.presence === 'present' &&
      differs(input.desired, observed.attributes, name),
  );
  const changed = names.filter((name) => edited.includes(name) || drifted.includes(name));
  if (changed.length === 0) return { action: 'none', changed, reason: 'is as it should be' };
  const replaces = changed.some((name) => input.attributes[name]?.change === 'replace');
  const parts = [
    ...(edited.length > 0 ? [describe(edited)] : []),
    ...(drifted.length > 0 ? [`${describe(drifted)} outside Clockwork`] : []),
  ];
  return {
    action: replaces ? 'replace' : 'update',
    changed,
    reason: parts.join('; '),
    ...(drifted.length > 0 && { hasDrifted: true }),
    ...(replaces ? found : kept),
  };
}

/**
 * Attributes whose observed value is not what was last applied. Only what the kind can read back
 * counts; `ignoreChanges` never counts unless `all` is asked for. Kinds look with the desired values in
 * hand, so an attribute that the configuration has changed since is left to the plan.
 */
export function driftOf(input: DiffInput, all: boolean): readonly string[] {
  const { applied, observed, desired } = input;
  if (applied === undefined || observed?.presence !== 'present') return [];
  return Object.keys(observed.attributes).filter(
    (name) =>
      (all || (input.ignoreChanges !== 'all' && !input.ignoreChanges.includes(name))) &&
      name in applied.attributes &&
      equal(desired, applied.attributes, name) &&
      differs(applied.attributes as JsonObject, observed.attributes, name),
  );
}

function describe(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length > 3) return `${quoted.slice(0, 3).join(', ')} and ${quoted.length - 3} more changed`;
  return `${quoted.join(', ')} changed`;
}

/** Whether `observed` speaks of the attribute and says something else. */
function differs(desired: JsonObject, observed: Readonly<Record<string, unknown>>, name: string): boolean {
  return name in observed && !equal(desired, observed, name);
}

function equal(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>, name: string): boolean {
  const left = a[name] ?? null;
  const right = b[name] ?? null;
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return canonicalJson(left as never) === canonicalJson(right as never);
}
