/**
 * One step from intent to result: evaluate what is known now, note the intent, act, look whether it
 * worked, note the result. Never rejects: whatever happens is a result.
 */
import type { ResourceAction, StepSource } from '../assembly/actions.ts';
import { type Desired, desiredOf } from '../assembly/desired.ts';
import { decide } from '../assembly/diff.ts';
import { observationOf, probesOf } from '../assembly/observe.ts';
import { claimsOf } from '../assembly/validate.ts';
import { parseDurationMs } from '../base/duration.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { StepResult } from '../contracts/run-result.ts';
import type { ResourceState } from '../contracts/state.ts';
import { type HoleyJson, type HoleyObject, isHole } from '../kinds/hole.ts';
import { isRefusal } from '../ports.ts';
import { type ActOutcome, act } from './act.ts';
import { mayAsk } from './approvals.ts';
import { askAll } from './ask.ts';
import { checkOutputs } from './outputs.ts';
import type { Run } from './run.ts';

/** What the steps of one resource hand to each other during a run. */
export interface ResourceProgress {
  desired?: Desired;
  /** It turned out that nothing has to be done. */
  unchanged?: boolean;
  outputs: Record<string, Json>;
}

export async function carryOut(
  run: Run,
  step: PlannedStep,
  progress: Map<string, ResourceProgress>,
): Promise<StepResult> {
  const started = run.world.clock.monotonic();
  const own = progress.get(step.resource) ?? { outputs: {} };
  progress.set(step.resource, own);
  const log = run.logs.step(step.id);
  run.emit({ type: 'step_started', at: run.now(), id: step.id, attempt: 1 });
  const outcome = await attemptStep(run, step, own, log.write);
  log.close();
  const result: StepResult = {
    id: step.id,
    status: outcome.status,
    attempts: outcome.attempts,
    duration_ms: run.world.clock.monotonic() - started,
    exit_code: outcome.exitCode,
    ...(outcome.message !== undefined && { message: run.redactor.text(outcome.message) }),
    log: log.path,
  };
  run.emit({ type: 'step_finished', at: run.now(), ...result });
  return result;
}

interface StepOutcome extends ActOutcome {
  readonly attempts: number;
}

async function attemptStep(
  run: Run,
  step: PlannedStep,
  own: ResourceProgress,
  log: (text: string) => void,
): Promise<StepOutcome> {
  const action = run.actions.get(step.resource);
  const source = run.plan.sources.get(step.id);
  if (action === undefined || source === undefined) throw new Error(`Step ${step.id} has no plan`);
  const ready = evaluate(run, action, own);
  if (ready !== undefined) return { ...ready, attempts: 0 };
  if (own.unchanged) return { status: 'unchanged', exitCode: null, attempts: 0, message: 'Nothing had to be done.' };
  const intent = run.journal.record({
    type: 'intent',
    step: step.id,
    resource: step.resource,
    idempotent: step.idempotent,
    provisional: provisionalRecord(run, action, own),
  });
  if (isRefusal(intent)) {
    return {
      status: 'failed',
      exitCode: null,
      attempts: 0,
      message: `The run’s journal cannot be written: ${intent.reason}`,
    };
  }
  const done = await actWithRetries(run, step, source, own, log);
  const confirmed = done.status === 'succeeded' ? await confirm(run, step, action, own, done) : done;
  return noteResult(run, step, action, own, confirmed, done.attempts);
}

/** Evaluates the resource with what is known now. A result means that the step ends here. */
function evaluate(run: Run, action: ResourceAction, own: ResourceProgress): ActOutcome | undefined {
  const failed = (message: string): ActOutcome => ({ status: 'failed', exitCode: null, message });
  if (action.desired === undefined || own.desired !== undefined) return undefined;
  const { model, seal } = run.prepared;
  const { instance } = action.desired;
  const { value: desired, diagnostics } = desiredOf(model, instance, run.learned.results, seal);
  const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (error !== undefined) return failed(error.message);
  const condition = model
    .evaluate(instance.address, run.learned.results)
    .conditions.find(({ when, holds }) => when === 'before' && holds !== true);
  if (condition !== undefined) return { ...failed(`Precondition not met: ${condition.message}`), isCheck: true };
  const open = firstOpen(desired.revealed);
  if (open !== undefined) return failed(`\`${open}\` still has no value; what it depends on did not give one.`);
  run.redactor.addAll(desired.masked, desired.revealed);
  own.desired = desired;
  own.unchanged = wasOpen(action) && isEqualNow(run, action, desired);
  return undefined;
}

/** Whether the plan had to leave something open that is known now. */
function wasOpen(action: ResourceAction): boolean {
  return action.desired !== undefined && firstOpen(action.desired.revealed) !== undefined;
}

/** The second look at what was planned with unknown values: equal means that nothing happens. */
function isEqualNow(run: Run, action: ResourceAction, desired: Desired): boolean {
  const applied = run.prepared.resources[action.address];
  if (applied === undefined || desired.kind === undefined) return false;
  const decision = decide({
    attributes: desired.kind.attributes,
    desired: desired.sealed,
    applied,
    observed: undefined,
    ignoreChanges: desired.instance.lifecycle.ignoreChanges,
  });
  return decision.action === 'none' && !action.hasDrifted;
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

async function actWithRetries(
  run: Run,
  step: PlannedStep,
  source: StepSource,
  own: ResourceProgress,
  log: (text: string) => void,
): Promise<StepOutcome> {
  const timeoutMs = run.timeoutPerStepMs ?? parseDurationMs(step.timeout) ?? 300_000;
  const retry = run.prepared.model.instances.get(step.resource)?.retry;
  for (let attempt = 1; ; attempt++) {
    const outcome = await act(run, step, source, own.desired, timeoutMs, log);
    if (outcome.status === 'succeeded' || outcome.status === 'cancelled' || attempt > step.retries) {
      return { ...outcome, attempts: attempt };
    }
    const waitMs = (retry?.delaySeconds ?? 1) * 1000 * (retry?.backoff ?? 2) ** (attempt - 1);
    run.emit({
      type: 'step_retry',
      at: run.now(),
      id: step.id,
      attempt: attempt + 1,
      wait_ms: waitMs,
      message: run.redactor.text(outcome.message ?? outcome.status),
    });
    await run.world.clock.sleep(waitMs, run.signal);
    if (run.signal.aborted) return { ...outcome, status: 'cancelled', attempts: attempt };
  }
}

/** Checks the outputs and, behind the last step that acts on a resource, asks the world whether it is so now. */
async function confirm(
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
  const record = finalRecord(run, action, own, desired, 'applied');
  const decision = decide({
    attributes: desired.kind.attributes,
    desired: desired.sealed,
    applied: record,
    observed,
    ignoreChanges: desired.instance.lifecycle.ignoreChanges,
  });
  if (decision.action === 'none') return done;
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

function noteResult(
  run: Run,
  step: PlannedStep,
  action: ResourceAction,
  own: ResourceProgress,
  outcome: ActOutcome,
  attempts: number,
): StepOutcome {
  const record = resultRecord(run, step, action, own, outcome);
  const status = outcome.status === 'succeeded' ? 'succeeded' : 'failed';
  const noted = run.journal.record({
    type: 'result',
    step: step.id,
    resource: step.resource,
    status,
    ...(record !== undefined && { record }),
  });
  if (record === null) run.learned.forget(step.resource);
  else if (record !== undefined) run.learned.record(step.resource, record);
  if (!isRefusal(noted)) return { ...outcome, attempts };
  return { ...outcome, status: 'failed', attempts, message: `The run’s journal cannot be written: ${noted.reason}` };
}

/** What is recorded of the resource after this step; null: it is gone; undefined: nothing new. */
function resultRecord(
  run: Run,
  step: PlannedStep,
  action: ResourceAction,
  own: ResourceProgress,
  outcome: ActOutcome,
): ResourceState | null | undefined {
  const isOk = outcome.status === 'succeeded';
  const isLast = run.stepsOf.get(step.resource)?.at(-1) === step;
  if (action.desired === undefined) return isOk && isLast ? null : undefined;
  if (own.desired === undefined) return undefined;
  if (action.kind === 'check') {
    return { ...finalRecord(run, action, own, own.desired, 'applied'), check: isOk ? 'passed' : 'failed' };
  }
  if (step.action === 'delete') return isOk ? null : undefined;
  return isOk && isLast ? finalRecord(run, action, own, own.desired, 'applied') : provisionalRecord(run, action, own);
}

/** What state says while nobody knows how it ended: enough to delete it and to do it again. */
function provisionalRecord(run: Run, action: ResourceAction, own: ResourceProgress): ResourceState | null {
  const before = run.learned.resources.get(action.address);
  if (own.desired === undefined) return before ?? null;
  const record = finalRecord(run, action, own, own.desired, 'failed');
  return { ...record, attributes: before?.attributes ?? {}, outputs: before?.outputs ?? {} };
}

function finalRecord(
  run: Run,
  action: ResourceAction,
  own: ResourceProgress,
  desired: Desired,
  status: ResourceState['status'],
): ResourceState {
  const { kind, instance, subject } = desired;
  const before = run.prepared.resources[action.address];
  const known = kind?.knownOutputs?.(desired.revealed as never, subject) ?? {};
  const outputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries({ ...known, ...own.outputs })) {
    outputs[name] =
      kind?.outputs[name]?.sensitive === true
        ? { $digest: run.prepared.seal(`${kind.name}/outputs/${name}`, JSON.stringify(value)) }
        : value;
  }
  const existedBefore = before === undefined && action.action === 'update' && action.isImported !== true;
  const isImported = action.isImported === true || (before?.imported === true && action.action === 'update');
  return {
    kind: action.kind,
    status,
    adopted: existedBefore || (action.action === 'update' && before?.adopted === true),
    ...(isImported && { imported: true }),
    attributes: desired.sealed as Record<string, never>,
    outputs: outputs as Record<string, never>,
    removal: (kind?.removal(desired.masked as never, subject) ?? {}) as Record<string, never>,
    claims: claimsOf(desired).map(({ kind: claim, value }) => ({ kind: claim, value })),
    subject: { name: subject.name, slug: subject.slug },
    depends_on: [...new Set(instance.dependencies.map((dependency) => dependency.address))].sort(),
    volatile: run.learned.volatileOf(action.address) as Record<string, never[]>,
  };
}
