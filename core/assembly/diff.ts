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
}

export interface DiffInput {
  readonly attributes: AttributeTable;
  readonly desired: JsonObject;
  readonly applied: ResourceState | undefined;
  readonly observed: Observation | undefined;
  readonly ignoreChanges: readonly string[] | 'all';
  /** Reason to replace it whatever its attributes say. */
  readonly replaceBecause?: string;
}

export function decide(input: DiffInput): Decision {
  const { applied, observed } = input;
  const isIgnored = (name: string) => input.ignoreChanges === 'all' || input.ignoreChanges.includes(name);
  const names = Object.keys(input.attributes).filter((name) => input.attributes[name]?.change !== 'none');

  if (applied === undefined) {
    if (observed?.presence !== 'present') return { action: 'create', changed: [], reason: 'is new' };
    const differing = names.filter((name) => differs(input.desired, observed.attributes, name));
    const open = names.filter((name) => isOpen(input.desired[name]));
    if (differing.length === 0 && open.length === 0) return { action: 'adopt', changed: [], reason: 'exists already' };
    return { action: 'update', changed: differing, reason: `exists already, but ${describe(differing)}` };
  }
  if (applied.status === 'tainted') {
    return { action: 'replace', changed: [], reason: 'was left half made by a step that failed', hasDrifted: true };
  }
  const edited = names.filter((name) => !isIgnored(name) && !equal(input.desired, applied.attributes, name));
  // Another path or name is another thing: what was seen is the new one, and says nothing of the old.
  const isElsewhere =
    Object.keys(applied.attributes).length > 0 && edited.some((name) => input.attributes[name]?.change === 'replace');
  if (!isElsewhere && observed?.presence === 'absent') {
    return { action: 'create', changed: [], reason: 'is gone from where it was', hasDrifted: true };
  }
  if (applied.status === 'failed') {
    const wasApplied = Object.keys(applied.attributes).length > 0;
    const changed = wasApplied ? names.filter((name) => !equal(input.desired, applied.attributes, name)) : [];
    const again = isElsewhere ? 'replace' : 'update';
    return { action: wasApplied ? again : 'create', changed, reason: 'failed the last time', hasDrifted: true };
  }
  if (input.replaceBecause !== undefined) {
    return { action: 'replace', changed: [], reason: input.replaceBecause, hasDrifted: true };
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
