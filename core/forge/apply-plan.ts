/**
 * Carries out a plan whose bundle is written: journal, steps, state. What was done is recorded however it
 * ends; a plan with nothing to do changes no byte.
 */
import { isOpen } from '../assembly/desired.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import { layoutOf } from '../contracts/layout.ts';
import type { AssertionResult, RunEvent, RunResult, StepResult } from '../contracts/run-result.ts';
import type { ResourceState, State } from '../contracts/state.ts';
import { kindNamed } from '../kinds/table.ts';
import { toPlain } from '../language/value-json.ts';
import { type EventSink, isRefusal, type World } from '../ports.ts';
import { carryOut } from './carry-out.ts';
import { startJournal } from './journal.ts';
import { noteRun } from './last-results.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { keepObservations, type ProjectPlan } from './plan-project.ts';
import { appliedRecord } from './record.ts';
import { createRedactor } from './redact.ts';
import { type Learned, type ResourceProgress, type Run, startLearning } from './run.ts';
import { openRunLogs } from './run-logs.ts';
import { clearScratch, learnSecrets } from './run-secrets.ts';
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
  const learned = startLearning(prepared.resources, loaded.state.outputs, makeVolatile(world, started));
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
    failedChecks: new Set(),
    pending: new Set(plan.list.steps.map((step) => step.resource)),
    touched: new Set(),
    observed: new Map(),
    signal,
    ...(options.timeoutPerStepMs !== undefined && { timeoutPerStepMs: options.timeoutPerStepMs }),
    emit,
    now: () => new Date(world.clock.now()).toISOString(),
  };
  emit({ type: 'run_started', at: run.now(), run: runId, command: options.command, steps: plan.list.steps.length });
  const uncleared = clearScratch(run);
  if (uncleared !== undefined) return { problem: uncleared.reason };
  if (hasSteps) learnSecrets(run);
  const progress = new Map<string, ResourceProgress>();
  const steps = await schedule(
    plan.list.steps,
    { parallelism: options.parallelism, signal },
    (step) => carryOut(run, step, progress),
    (result) => emit({ type: 'step_finished', at: run.now(), ...result }),
  );
  journal.close();
  clearScratch(run);
  settle(project, learned);
  keepSeen(world, projectDir, project, run);
  const next = nextState(pending, project, learned, options.command === 'destroy');
  const resourceOf = new Map(plan.list.steps.map((step) => [step.id, step.resource]));
  noteRun(world.files, layout, {
    run: runId,
    command: options.command,
    at: run.now(),
    steps,
    resourceOf: (id) => resourceOf.get(id),
    adopted: plan.actions.flatMap(({ action, address }) =>
      action === 'adopt' || action === 'import' ? [address] : [],
    ),
    assertions,
    isThere: (address) => Object.hasOwn(next.resources, address),
  });
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
      exit_code: exitCode(status, steps, run.failedChecks, signal),
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

/** 4 where a step failed; 5 where only checks did; 128 and the signal's number where it was cut short. */
function exitCode(
  status: RunResult['status'],
  steps: readonly StepResult[],
  checksFailed: ReadonlySet<string>,
  signal: AbortSignal,
): number {
  if (status === 'succeeded') return 0;
  if (status === 'cancelled') return signal.reason === 'SIGTERM' ? 143 : 130;
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

/** Records what needs no step: adopted and forgotten things, and what only the record of a resource says. */
function settle(project: ProjectPlan, learned: Learned): void {
  const { plan, prepared, observations } = project;
  const withSteps = new Set(plan.list.steps.map((step) => step.resource));
  for (const action of plan.actions) {
    const { address, desired } = action;
    const before = prepared.resources[address];
    if (action.action === 'forget' || (action.action === 'delete' && !withSteps.has(address))) learned.forget(address);
    if (desired?.kind === undefined) continue;
    const input = { action, desired, before, outputs: {}, volatile: before?.volatile ?? {}, seal: prepared.seal };
    if (action.action === 'adopt' || action.action === 'import') {
      const outputs = (observations?.resources[address]?.outputs ?? {}) as Readonly<Record<string, Json>>;
      learned.record(address, appliedRecord({ ...input, outputs }));
    }
    if (action.action === 'none' && before !== undefined && !isOpen(desired.sealed)) {
      learned.record(address, refreshedRecord(appliedRecord(input), before));
    }
  }
}

/** What asks for no step but belongs to the record: how to remove it, what it depends on, attributes without effect. */
function refreshedRecord(now: ResourceState, before: ResourceState): ResourceState {
  const { removal, claims, subject, depends_on } = now;
  const attributes = { ...now.attributes };
  const table = kindNamed(before.kind).attributes;
  for (const name of Object.keys(table)) {
    if (table[name]?.change === 'none') continue;
    if (name in before.attributes) attributes[name] = before.attributes[name] ?? null;
    else delete attributes[name];
  }
  return { ...before, attributes, removal, claims, subject, depends_on };
}

function nextState(pending: State, project: ProjectPlan, learned: Learned, isDestroy: boolean): State {
  const { prepared } = project;
  const resources = Object.fromEntries(learned.resources);
  if (isDestroy) return { ...pending, resources, outputs: learned.resources.size === 0 ? {} : pending.outputs };
  const outputs: State['outputs'] = {};
  for (const output of prepared.model.evaluateOutputs(learned.results).outputs) {
    const plain = toPlain(output.value);
    if (plain.unknown.length > 0) continue;
    const value = output.sensitive
      ? { $digest: prepared.seal(`output/${output.name}`, canonicalJson(plain.json)) }
      : plain.json;
    const volatile = learned.volatileOf(`output.${output.name}`)['value'];
    outputs[output.name] = { value, type: 'any', sensitive: output.sensitive, ...(volatile && { volatile }) };
  }
  return { ...pending, resources, outputs };
}

/** Keeps what was seen after the steps, so that a plan without a look of its own does not go by what was before them. */
function keepSeen(world: World, projectDir: string, project: ProjectPlan, run: Run): void {
  if (run.touched.size === 0 || project.observations === null) return;
  const resources = { ...project.observations.resources };
  for (const address of run.touched) delete resources[address];
  for (const [address, observation] of run.observed) resources[address] = observation;
  keepObservations(world, projectDir, { ...project.observations, at: run.now(), resources });
}
