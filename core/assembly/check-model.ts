/**
 * Rules between resources, as far as the text alone tells: what waits for itself, and what two want. Validation
 * and editors ask here; a plan asks again with what state knows.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type EvaluatedInstance, type Instance, type Model, noResults } from '../intake/model.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Claim } from '../kinds/define.ts';
import { hasHole } from '../kinds/hole.ts';
import { kindTable } from '../kinds/table.ts';
import { claimsOf } from './claims.ts';
import { subjectOf } from './desired.ts';
import { orderInstances, waitsForItself } from './graph.ts';
import { type Claiming, conflictsAmong } from './validate.ts';

/** What is known of a model, so that the next one need only be checked where it differs. */
export interface CheckedModel {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkModel(model: Model): readonly Diagnostic[] {
  const steps = checkInSteps(model, undefined);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value.diagnostics;
}

/**
 * The same with a pause now and then. From what is known `before` it takes over what still holds. What does not `keep`
 * remembers no claims for a later check.
 */
export function* checkInSteps(
  model: Model,
  before: CheckedModel | undefined,
  keeps = true,
): Generator<void, CheckedModel> {
  const { instances } = model;
  const changed = before?.diagnostics.length === 0 ? changedInstances(before.model, model) : undefined;
  const mayWait = changed === undefined || waitsForItself(instances, changed.now);
  const cycles = mayWait ? orderInstances(instances).diagnostics : [];
  const mayMeet = before === undefined || changed === undefined || !wantsTheSame(before.model, model, changed);
  const conflicts = mayMeet ? conflictsAmong(yield* allClaims(model, keeps)) : [];
  return { model, diagnostics: [...cycles, ...conflicts] };
}

interface Changed {
  /** Instances that are new or made anew, and those that were there before at the same or another address. */
  readonly now: readonly Instance[];
  readonly gone: readonly Instance[];
}

/** Instances that did not change are the same objects in both. */
function changedInstances(before: Model, model: Model): Changed {
  const now: Instance[] = [];
  const gone: Instance[] = [];
  let found = 0;
  for (const [address, instance] of model.instances) {
    const known = before.instances.get(address);
    if (known !== undefined) found++;
    if (known === instance) continue;
    now.push(instance);
    if (known !== undefined) gone.push(known);
  }
  if (found < before.instances.size) {
    for (const [address, instance] of before.instances) if (!model.instances.has(address)) gone.push(instance);
  }
  return { now, gone };
}

function wantsTheSame(before: Model, model: Model, { now, gone }: Changed): boolean {
  const wanted = new Set(gone.flatMap((instance) => claimsIn(before, instance)).map(keyOf));
  return now.every((instance) => claimsIn(model, instance).every((claim) => wanted.delete(keyOf(claim))));
}

function keyOf({ kind, value }: Claim): string {
  return `${kind} ${value}`;
}

function* allClaims(model: Model, keeps: boolean): Generator<void, readonly Claiming[]> {
  const all: Claiming[] = [];
  let seen = 0;
  for (const instance of model.instances.values()) {
    const claims = claimsIn(model, instance, keeps);
    if (claims.length > 0) all.push({ instance, claims });
    if (++seen % 200 === 0) yield;
  }
  return all;
}

const none: readonly Claim[] = [];
const memo = new WeakMap<Instance, { readonly evaluated: EvaluatedInstance; readonly claims: readonly Claim[] }>();

function claimsIn(model: Model, instance: Instance, keeps = true): readonly Claim[] {
  if (!kindTable.has(instance.kind)) return none;
  const evaluated = model.evaluate(instance.address, noResults);
  const known = memo.get(instance);
  if (known?.evaluated === evaluated) return known.claims;
  const claims = readClaims(instance, evaluated);
  if (keeps) memo.set(instance, { evaluated, claims });
  return claims;
}

function readClaims(instance: Instance, { values, diagnostics }: EvaluatedInstance): readonly Claim[] {
  const kind = kindTable.get(instance.kind);
  if (kind === undefined || diagnostics.some(({ severity }) => severity === 'error')) return none;
  const subject = subjectOf(instance);
  const masked = argumentsOf(kind, values, instance.incomplete, { subject });
  if (masked.problems.length > 0) return none;
  const { args } = hasHole(masked.args)
    ? argumentsOf(kind, values, instance.incomplete, { subject, reveal: true })
    : masked;
  return claimsOf({ instance, kind, subject, revealed: args });
}
