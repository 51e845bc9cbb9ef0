/** After the act: are the outputs what the kind declares, is the world as desired, do the postconditions hold? */
import type { ResourceAction } from '../assembly/actions.ts';
import type { Desired } from '../assembly/desired.ts';
import { decide } from '../assembly/diff.ts';
import { observationOf, probesOf } from '../assembly/observe.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { ActOutcome } from './act.ts';
import { mayAsk } from './approvals.ts';
import { askAll } from './ask.ts';
import { keptEdit, keptEditText } from './kept-edits.ts';
import { checkOutputs } from './outputs.ts';
import { appliedRecord, type RecordInput } from './record.ts';
import type { ResourceProgress, Run } from './run.ts';

export function recordInput(run: Run, action: ResourceAction, desired: Desired, own: ResourceProgress): RecordInput {
  return {
    action,
    desired,
    before: run.prepared.resources[action.address],
    outputs: own.outputs,
    volatile: run.learned.volatileOf(action.address),
    seal: run.prepared.seal,
    ...(own.edited !== undefined && { edited: own.edited }),
  };
}

/** Checks the outputs and, behind the last step that acts on a resource, asks the world whether it is so now. */
export async function confirm(
  run: Run,
  step: PlannedStep,
  action: ResourceAction,
  own: ResourceProgress,
  done: ActOutcome,
): Promise<ActOutcome> {
  const { desired } = own;
  if (desired?.kind === undefined || step.action === 'delete') return done;
  const given = run.plan.sources.get(step.id)?.spec.givesOutputs === false ? {} : (done.outputs ?? {});
  const checked = checkOutputs(desired.kind, given);
  if ('problem' in checked) return { ...done, status: 'failed', message: checked.problem };
  Object.assign(own.outputs, checked.outputs);
  if (step.action === 'verify' || hasLaterAct(run, step)) return done;
  const requests = probesOf(desired, run.learned.resources.get(action.address));
  if (requests.length === 0 || !mayAsk(run.world, run.layout, requests)) return done;
  const observed = observationOf(desired, await askAll(run.prober, requests, run.signal), run.prepared.seal);
  if (observed.presence === 'absent') {
    return {
      ...done,
      status: 'failed',
      message: `The step ended without error, but \`${action.address}\` is not there.`,
    };
  }
  if (observed.presence === 'unknown') return done;
  Object.assign(own.outputs, observed.outputs as Record<string, Json>);
  run.observed.set(action.address, observed);
  const record = appliedRecord(recordInput(run, action, desired, own));
  const decision = decide({
    attributes: desired.kind.attributes,
    desired: desired.sealed,
    applied: record,
    observed,
    ignoreChanges: desired.instance.lifecycle.ignoreChanges,
  });
  if (decision.action === 'none') return done;
  const edited = keptEdit(run.manifest, run.stepsOf.get(action.address) ?? [], observed, decision.changed);
  if (edited !== undefined) {
    own.edited = edited;
    run.emit({ type: 'warning', at: run.now(), message: keptEditText(action.address, edited) });
    return done;
  }
  const name = decision.changed[0] ?? '';
  const shown = (value: unknown) => JSON.stringify(value ?? null);
  const detail = `\`${name}\` is ${shown(observed.attributes[name])}, expected ${shown(desired.sealed[name])}`;
  return { ...done, status: 'failed', message: `The step ended without error, but ${detail}.` };
}

function hasLaterAct(run: Run, step: PlannedStep): boolean {
  const steps = run.stepsOf.get(step.resource) ?? [];
  const at = steps.indexOf(step);
  return steps.some((other, i) => i > at && other.action !== 'verify');
}

/** The first postcondition that does not hold now; to be asked once the resource is recorded. */
export function brokenPostcondition(run: Run, address: string): string | undefined {
  // Other results than the run's own: what was evaluated before the resource was recorded does not count.
  const { conditions } = run.prepared.model.evaluate(address, { ...run.learned.results });
  return conditions.find(({ when, holds }) => when === 'after' && holds !== true)?.message;
}
