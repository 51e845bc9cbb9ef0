/** What a resource is to be, with what is known at the moment its step begins. */
import type { ResourceAction } from '../assembly/actions.ts';
import { type Desired, desiredOf } from '../assembly/desired.ts';
import { decide } from '../assembly/diff.ts';
import { withKept } from '../assembly/ignored.ts';
import type { Results } from '../intake/model.ts';
import { type HoleyJson, type HoleyObject, isHole } from '../kinds/hole.ts';
import type { ActOutcome } from './act.ts';
import type { Run } from './run.ts';

export type Evaluated =
  | { readonly desired: Desired; readonly isUnchanged: boolean }
  /** The step ends here. */
  | { readonly ended: ActOutcome };

/** Evaluates a resource for its first step that makes something. Everything that it depends on is done. */
export function evaluateNow(run: Run, action: ResourceAction, planned: Desired): Evaluated {
  const { model } = run.prepared;
  const { address } = planned.instance;
  const { value, error } = evaluate(run, action, planned, run.learned.results);
  if (error !== undefined) return failed(error);
  const condition = model
    .evaluate(address, run.learned.results)
    .conditions.find(({ when, holds }) => when === 'before' && holds !== true);
  if (condition !== undefined) {
    const message = `Precondition not met: ${condition.message}`;
    return { ended: { status: 'failed', exitCode: null, message, isCheck: true } };
  }
  const open = firstOpen(value.revealed);
  if (open !== undefined) return failed(`\`${open}\` still has no value; what it depends on did not give one.`);
  run.redactor.addAll(value.masked, value.revealed);
  return { desired: value, isUnchanged: isUnchanged(run, action, value) };
}

/**
 * Whether the removal that begins a replacement can be spared: it was planned because a value was not known, and that
 * value turned out to be what was applied. While something it depends on is still to be replaced nothing is known yet.
 */
export function isRemovalSpared(run: Run, action: ResourceAction, planned: Desired): boolean {
  if (!wasOpen(action)) return false;
  // Other results than the run's own, so that nothing of this early look is remembered.
  const { value, error } = evaluate(run, action, planned, { ...run.learned.results });
  const isPending = planned.instance.dependencies.some(({ address }) => run.pending.has(address));
  return (
    error === undefined && !isPending && firstOpen(value.revealed) === undefined && isUnchanged(run, action, value)
  );
}

function evaluate(
  run: Run,
  action: ResourceAction,
  planned: Desired,
  results: Results,
): { readonly value: Desired; readonly error: string | undefined } {
  const { model, seal } = run.prepared;
  const { value, diagnostics } = desiredOf(model, planned.instance, results, seal);
  return {
    value: withKept(value, action.keeps),
    error: diagnostics.find((diagnostic) => diagnostic.severity === 'error')?.message,
  };
}

function failed(message: string): Evaluated {
  return { ended: { status: 'failed', exitCode: null, message } };
}

/** Whether the plan had to leave something open that is known now. */
function wasOpen(action: ResourceAction): boolean {
  return action.desired !== undefined && firstOpen(action.desired.revealed) !== undefined;
}

/** The second look at what was planned with unknown values: equal means that nothing happens. */
function isUnchanged(run: Run, action: ResourceAction, desired: Desired): boolean {
  const applied = run.prepared.resources[action.address];
  if (!wasOpen(action) || applied === undefined || desired.kind === undefined || action.hasDrifted === true)
    return false;
  const decision = decide({
    attributes: desired.kind.attributes,
    desired: desired.sealed,
    applied,
    observed: undefined,
    ignoreChanges: desired.instance.lifecycle.ignoreChanges,
  });
  return decision.action === 'none';
}

function firstOpen(value: HoleyJson | HoleyObject): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isHole(value)) return value.$hole.replace(/^\//, '').replaceAll('/', '.');
  for (const item of Object.values(value)) {
    const found = firstOpen(item as HoleyJson);
    if (found !== undefined) return found;
  }
  return undefined;
}
