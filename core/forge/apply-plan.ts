/**
 * Carries out a plan whose bundle is written: journal, steps, state. What was done is recorded however it
 * ends; a plan with nothing to do changes no byte.
 */
import type { Plan, ResourceAction } from '../assembly/actions.ts';
import type { Prepared } from '../assembly/prepare.ts';
import { claimsOf } from '../assembly/validate.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { Observations } from '../contracts/observations.ts';
import type { AssertionResult, RunEvent, RunResult, StepResult } from '../contracts/run-result.ts';
import type { ResourceState, State } from '../contracts/state.ts';
import { toPlain } from '../language/value-json.ts';
import { type EventSink, isRefusal, type World } from '../ports.ts';
import { carryOut, type ResourceProgress } from './carry-out.ts';
import { startJournal } from './journal.ts';
import { layoutOf } from './layout.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { ProjectPlan } from './plan-project.ts';
import { createRedactor } from './redact.ts';
import { type Learned, type Run, startLearning } from './run.ts';
import { openRunLogs } from './run-logs.ts';
import { isFailed, schedule } from './scheduler.ts';
import { saveState } from './state-store.ts';
import { makeVolatile } from './volatile.ts';

export interface ApplyOptions {
  readonly command: 'apply' | 'destroy' | 'verify';
  readonly parallelism: number;
  readonly timeoutPerStepMs?: number;
}

export type ApplyOutcome = { readonly result: RunResult } | { readonly problem: string };

export async function applyPlan(
  world: World,
  projectDir: string,
  project: ProjectPlan,
  options: ApplyOptions,
  sink: EventSink,
  signal: AbortSignal,
): Promise<ApplyOutcome> {
  const layout = layoutOf(projectDir);
  const started = world.clock.now();
  const startedAt = world.clock.monotonic();
  const runId = `${stamp(started)}-${world.entropy.hex(2)}`;
  const { plan, prepared, loaded } = project;
  const lineage = loaded.state.lineage === '' ? world.entropy.uuid() : loaded.state.lineage;
  const hasSteps = plan.list.steps.length > 0;
  const head = {
    type: 'run' as const,
    run: runId,
    command: options.command,
    lineage,
    base_serial: loaded.state.serial,
  };
  const pending = { ...loaded.state, lineage };
  if (loaded.recovered && hasSteps) {
    const saved = saveState(world.files, layout, world.entropy, pending);
    if (isRefusal(saved)) return { problem: saved.reason };
    pending.serial = saved.serial;
    head.base_serial = saved.serial;
  }
  const journal = hasSteps ? startJournal(world.files, layout.journal, head) : noJournal;
  if (isRefusal(journal)) return { problem: journal.reason };
  const eventLog = hasSteps ? openRunLogs(world.files, layout.logs, runId) : undefined;
  const redactor = createRedactor();
  const assertions: AssertionResult[] = [];
  const emit = (event: RunEvent) => {
    if (event.type === 'assertion') assertions.push(event);
    eventLog?.write(event);
    sink.emit(event);
  };
  const learned = startLearning(prepared.resources, makeVolatile(world, started));
  const run: Run = {
    id: runId,
    world,
    layout,
    lineage,
    prober: world.prober({ projectDir, stateDir: layout.dir }),
    services: world.services(layout.dir),
    prepared,
    plan,
    actions: new Map(plan.actions.map((action) => [action.address, action])),
    stepsOf: groupSteps(plan.list.steps),
    manifest: hasSteps ? readManifest(world.files, layout) : emptyBuild,
    journal,
    logs: eventLog?.logs ?? { dir: layout.logs, step: () => ({ path: '', write: () => {}, close: () => {} }) },
    redactor,
    learned,
    signal,
    ...(options.timeoutPerStepMs !== undefined && { timeoutPerStepMs: options.timeoutPerStepMs }),
    emit,
    now: () => new Date(world.clock.now()).toISOString(),
  };
  emit({ type: 'run_started', at: run.now(), run: runId, command: options.command, steps: plan.list.steps.length });
  const progress = new Map<string, ResourceProgress>();
  const checksFailed = new Set<string>();
  const steps = await schedule(
    plan.list.steps,
    { parallelism: options.parallelism, signal },
    (step) => carryOut(run, step, progress),
    (result) => emit({ type: 'step_finished', at: run.now(), ...result }),
  );
  for (const [i, result] of steps.entries()) {
    if (plan.list.steps[i]?.action === 'verify' && isFailed(result)) checksFailed.add(result.id);
  }
  journal.close();
  settle(plan, project.observations, learned);
  const next = nextState(pending, prepared, learned, options.command === 'destroy');
  const isChanged = (loaded.recovered && !hasSteps) || canonicalJson(next) !== canonicalJson(loaded.state);
  const saved = isChanged ? saveState(world.files, layout, world.entropy, next) : next;
  eventLog?.close();
  if (isRefusal(saved))
    return { problem: `${saved.reason} What was done is kept in \`.clockwork/journal\` and taken in by the next run.` };
  if (isChanged === false && hasSteps) world.files.remove(layout.journal);
  const status = signal.aborted ? 'cancelled' : steps.some(isFailed) ? 'failed' : 'succeeded';
  return {
    result: {
      type: 'run_result',
      version: '1',
      run: runId,
      command: options.command,
      status,
      exit_code: exitCode(status, steps, checksFailed),
      started_at: new Date(started).toISOString(),
      duration_ms: world.clock.monotonic() - startedAt,
      steps: [...steps],
      assertions: assertions.map(({ address, kind, status: s, expected, actual, message, duration_ms }) => ({
        address,
        kind,
        status: s,
        expected,
        actual,
        message,
        duration_ms,
      })),
      outputs: Object.fromEntries(
        Object.entries(saved.outputs)
          .filter(([, o]) => !o.sensitive)
          .map(([name, o]) => [name, o.value]),
      ),
      serial: saved.serial,
    },
  };
}

const noJournal = { record: () => {}, close: () => {} };
const emptyBuild: Manifest = { version: '1', artifacts: {}, steps: {}, vars: {} };

/** 4 where a step failed; 5 where only checks did; the signal's own code is the caller's to give. */
function exitCode(
  status: RunResult['status'],
  steps: readonly StepResult[],
  checksFailed: ReadonlySet<string>,
): number {
  if (status === 'succeeded') return 0;
  if (status === 'cancelled') return 130;
  const others = steps.some((step) => isFailed(step) && step.status !== 'skipped' && !checksFailed.has(step.id));
  return others ? 4 : 5;
}

function groupSteps(steps: readonly PlannedStep[]): ReadonlyMap<string, readonly PlannedStep[]> {
  const groups = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const group = groups.get(step.resource);
    if (group === undefined) groups.set(step.resource, [step]);
    else group.push(step);
  }
  return groups;
}

/** `2026-11-22T17:01:02.345Z` → `20261122T170102Z`. */
function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Records what needs no step: adopted things, and those that are only forgotten. */
function settle(plan: Plan, observations: Observations | null, learned: Learned): void {
  const withSteps = new Set(plan.list.steps.map((step) => step.resource));
  for (const action of plan.actions) {
    if (action.action === 'forget') learned.forget(action.address);
    if (action.action === 'adopt' || action.action === 'import')
      learned.record(action.address, adoptedRecord(action, observations));
    if (action.action === 'delete' && !withSteps.has(action.address)) learned.forget(action.address);
  }
}

function adoptedRecord(action: ResourceAction, observations: Observations | null): ResourceState {
  const { desired } = action;
  if (desired?.kind === undefined) throw new Error(`Only resources are adopted, not ${action.address}`);
  const known = desired.kind.knownOutputs?.(desired.revealed as never, desired.subject) ?? {};
  return {
    kind: action.kind,
    status: 'applied',
    adopted: action.isImported !== true,
    ...(action.isImported && { imported: true }),
    attributes: desired.sealed as Record<string, never>,
    outputs: { ...known, ...observations?.resources[action.address]?.outputs } as Record<string, never>,
    removal: desired.kind.removal(desired.revealed as never, desired.subject) as Record<string, never>,
    claims: claimsOf(desired).map(({ kind, value }) => ({ kind, value })),
    subject: { name: desired.subject.name, slug: desired.subject.slug },
    depends_on: [...new Set(desired.instance.dependencies.map(({ address }) => address))].sort(),
    volatile: {},
  };
}

function nextState(pending: State, prepared: Prepared, learned: Learned, isDestroy: boolean): State {
  const outputs: State['outputs'] = {};
  if (!isDestroy) {
    for (const output of prepared.model.evaluateOutputs(learned.results).outputs) {
      const plain = toPlain(output.value);
      if (plain.unknown.length > 0) continue;
      const value = output.sensitive
        ? { $digest: prepared.seal(`output/${output.name}`, canonicalJson(plain.json)) }
        : (plain.json as Json);
      outputs[output.name] = { value: value as never, type: 'any', sensitive: output.sensitive };
    }
  }
  return { ...pending, resources: Object.fromEntries(learned.resources), outputs };
}
