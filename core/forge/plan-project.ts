/**
 * The plan of a project as it stands: reads state, asks the world (unless told not to), decides. Changes
 * nothing but `.clockwork/cache/`.
 */
import type { Plan } from '../assembly/actions.ts';
import { doubts } from '../assembly/doubts.ts';
import { withoutKeptEdits } from '../assembly/explained-by-edits.ts';
import { observationOf, probesOf } from '../assembly/observe.ts';
import { type PlanOptions, planActions } from '../assembly/plan.ts';
import { type Prepared, prepare } from '../assembly/prepare.ts';
import { readObservations } from '../assembly/read-observations.ts';
import { type LoadedState, loadState } from '../assembly/read-state.ts';
import { sealBy } from '../assembly/sealing.ts';
import { envFactsSchema } from '../contracts/env-facts.ts';
import type { LastFacts } from '../contracts/last-facts.ts';
import { type Layout, layoutOf } from '../contracts/layout.ts';
import type { Observation, Observations } from '../contracts/observations.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Model } from '../intake/model.ts';
import { isRefusal, type LockHolder, type Prober, type World } from '../ports.ts';
import { mayAsk, scriptDigests } from './approvals.ts';
import { askAll } from './ask.ts';

export interface ProjectPlan {
  readonly plan: Plan;
  readonly prepared: Prepared;
  readonly observations: Observations | null;
  readonly loaded: LoadedState;
}

export interface PlanProjectOptions extends PlanOptions {
  /** The caller holds the project's lock, so that no other run is under way. */
  readonly isLocked?: boolean;
  /** Ask the world before planning; otherwise the last Observations are used. */
  readonly refresh: boolean;
}

/** Undefined where no plan can be made (the diagnostics say why). */
export async function planProject(
  world: World,
  projectDir: string,
  model: Model,
  options: PlanProjectOptions,
  signal: AbortSignal,
): Promise<Outcome<ProjectPlan | undefined>> {
  const layout = layoutOf(projectDir);
  const loaded = loadState(world.files, layout);
  if ('problem' in loaded) return { value: undefined, diagnostics: [loaded.problem] };
  const prepared = prepare(model, loaded.state, sealBy(world.sealer));
  const diagnostics: Diagnostic[] = [...prepared.diagnostics];
  const notKept: Diagnostic[] = [...keepFacts(world, projectDir, model)];
  let observations: Observations | null;
  if (options.refresh) {
    const prober = world.prober({ projectDir, stateDir: layout.dir });
    const seen = await observeWorld(world, layout, prober, prepared.value, signal);
    observations = seen.value;
    diagnostics.push(...seen.diagnostics);
    notKept.push(...keepObservations(world, projectDir, observations));
  } else {
    observations = readObservations(world.files, layout);
  }
  // One folder holds both, and what is wrong with it is said once.
  diagnostics.push(...notKept.slice(0, 1));
  const judged = withoutKeptEdits(world.files, layout, prepared.value.resources, observations);
  const planned = planActions(prepared.value, judged, options);
  const other = options.isLocked === true ? null : await world.locker.holder(layout.lock);
  diagnostics.push(...(other === null ? doubts(prepared.value, planned.value, loaded) : underWay(loaded, other)));
  return {
    value: { plan: planned.value, prepared: prepared.value, observations, loaded },
    diagnostics: [...diagnostics, ...planned.diagnostics],
  };
}

/** Asks about every instance at once. A refusal leaves that one unknown, with a warning. */
export async function observeWorld(
  world: World,
  layout: Layout,
  prober: Prober,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<Outcome<Observations>> {
  const diagnostics: Diagnostic[] = [];
  const resources: Record<string, Observation> = {};
  const observed = await Promise.all(
    [...prepared.desired.values()].map(async (desired) => {
      const { address, place } = desired.instance;
      const requests = probesOf(desired, prepared.resources[address]);
      if (requests.length === 0) return undefined;
      if (!mayAsk(world, layout, requests)) {
        const message = `The probe script of \`${address}\` was not approved on this machine, so it was not run. Confirm an apply at the terminal, which shows it first; or approve its text with CLOCKWORK_APPROVE=${scriptDigests(requests)}.`;
        diagnostics.push({ code: 'probe-not-approved', severity: 'warning', message, place });
        return undefined;
      }
      const answers = await askAll(prober, requests, signal);
      return { address, observation: observationOf(desired, answers, prepared.seal), place };
    }),
  );
  for (const one of observed) {
    if (one === undefined) continue;
    resources[one.address] = one.observation;
    if (one.observation.presence !== 'unknown' || one.observation.problem === undefined) continue;
    const fallback = prepared.resources[one.address] === undefined ? '' : ' The plan goes by what was last applied.';
    const message = `\`${one.address}\` could not be observed: ${one.observation.problem}${fallback}`;
    const cause = { reason: one.observation.problem, of: one.address };
    diagnostics.push({ code: 'probe-refused', severity: 'warning', message, place: one.place, cause });
  }
  const at = new Date(world.clock.now()).toISOString();
  return { value: { version: '1', at, resources }, diagnostics };
}

export function keepObservations(world: World, projectDir: string, observations: Observations): readonly Diagnostic[] {
  return keep(world, layoutOf(projectDir), 'observations', observations);
}

/** What was asked of the machine for this model. Partly known facts are never taken for what the machine can do. */
function keepFacts(world: World, projectDir: string, { facts }: Model): readonly Diagnostic[] {
  const whole = envFactsSchema.safeParse(facts);
  if (!whole.success) return [];
  const last: LastFacts = { version: '1', at: new Date(world.clock.now()).toISOString(), facts: whole.data };
  return keep(world, layoutOf(projectDir), 'facts', last);
}

function keep(
  { files }: World,
  layout: Layout,
  where: 'observations' | 'facts',
  data: Observations | LastFacts,
): readonly Diagnostic[] {
  const made = files.makeDirectory(layout.cache, 0o700);
  const written = isRefusal(made) ? made : files.writeAtomic(layout[where], `${JSON.stringify(data)}\n`, 0o600, false);
  if (!isRefusal(written)) return [];
  const message = `What was found out could not be kept for the editor: ${written.reason} The plan itself is complete.`;
  return [{ code: 'cache-not-written', severity: 'warning', message }];
}

/** Another run is at work: what its journal has no result for yet is not in doubt. */
function underWay(loaded: LoadedState, other: LockHolder): readonly Diagnostic[] {
  if (loaded.inDoubt.length === 0) return [];
  const message = `\`clockwork ${other.command}\` (process ${other.pid}) is under way since ${other.since}; what it has not finished yet is planned as if it had not begun.`;
  return [{ code: 'run-under-way', severity: 'warning', message }];
}
