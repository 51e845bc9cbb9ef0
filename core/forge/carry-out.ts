/**
 * One step from intent to result: evaluate what is known now, note the intent, act, look whether it
 * worked, note the result. Never rejects: whatever happens is a result.
 */
import type { ResourceAction, StepSource } from '../assembly/actions.ts';
import { parseDurationMs } from '../base/duration.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { StepResult } from '../contracts/run-result.ts';
import type { ResourceState } from '../contracts/state.ts';
import { isRefusal } from '../ports.ts';
import { type ActOutcome, act } from './act.ts';
import { brokenPostcondition, confirm, recordInput } from './confirm.ts';
import { evaluateNow, isRemovalSpared } from './evaluate-step.ts';
import { appliedRecord, failedRecord } from './record.ts';
import type { ResourceProgress, Run } from './run.ts';

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
  if (outcome.isCheck) run.failedChecks.add(step.id);
  if (run.stepsOf.get(step.resource)?.at(-1) === step) run.pending.delete(step.resource);
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
  const ended = prepareStep(run, step, action, own);
  if (ended !== undefined) return { ...ended, attempts: 0 };
  if (own.unchanged) return { status: 'unchanged', exitCode: null, attempts: 0, message: 'Nothing had to be done.' };
  const intent = run.journal.record({
    type: 'intent',
    step: step.id,
    resource: step.resource,
    idempotent: step.idempotent,
    provisional: provisionalRecord(run, step, action, own),
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
  const noted = noteResult(run, step, action, own, confirmed, done.attempts);
  const isLast = run.stepsOf.get(step.resource)?.at(-1) === step && step.action !== 'delete';
  const broken = noted.status === 'succeeded' && isLast ? brokenPostcondition(run, step.resource) : undefined;
  if (broken === undefined) return noted;
  return { ...noted, status: 'failed', message: `Postcondition not met: ${broken}`, isCheck: true };
}

/** Finds out what the resource is to be, once for all its steps that make something. A result means that the step ends here. */
function prepareStep(
  run: Run,
  step: PlannedStep,
  action: ResourceAction,
  own: ResourceProgress,
): ActOutcome | undefined {
  if (action.desired === undefined || own.desired !== undefined || own.unchanged === true) return undefined;
  if (step.action === 'delete') {
    own.unchanged = isRemovalSpared(run, action, action.desired);
    return undefined;
  }
  const evaluated = evaluateNow(run, action, action.desired);
  if ('ended' in evaluated) return evaluated.ended;
  own.desired = evaluated.desired;
  own.unchanged = evaluated.isUnchanged;
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
      attempt,
      attempts: step.retries + 1,
      wait_ms: waitMs,
      message: run.redactor.text(outcome.message ?? outcome.status),
    });
    await run.world.clock.sleep(waitMs, run.signal);
    if (run.signal.aborted) return { ...outcome, status: 'cancelled', attempts: attempt };
  }
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
  if (step.action !== 'verify' && outcome.status !== 'unchanged') run.touched.add(step.resource);
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
  if (step.action === 'delete') return isOk && isLastRemoval(run, step) ? null : undefined;
  if (own.desired === undefined) return undefined;
  const input = recordInput(run, action, own.desired, own);
  if (action.kind === 'check') return { ...appliedRecord(input), check: isOk ? 'passed' : 'failed' };
  return isOk && isLast
    ? appliedRecord(input)
    : failedRecord({ ...input, before: run.learned.resources.get(action.address) });
}

function isLastRemoval(run: Run, step: PlannedStep): boolean {
  return run.stepsOf.get(step.resource)?.findLast((other) => other.action === 'delete') === step;
}

/** While a removal is under way the old thing is still what it was; while something is made, it may be half made. */
function provisionalRecord(
  run: Run,
  step: PlannedStep,
  action: ResourceAction,
  own: ResourceProgress,
): ResourceState | null {
  const before = run.learned.resources.get(action.address);
  if (step.action === 'delete' || own.desired === undefined) return before ?? null;
  return failedRecord({ ...recordInput(run, action, own.desired, own), before });
}
