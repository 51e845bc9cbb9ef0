/**
 * The plan of a project as the command line would make it without looking: from the model, the state, and what was
 * observed last, with the facts of the machine that the last run found out. Nothing is probed, nothing is written, and secrets are not compared (see `without-key.ts`). Kept as long as all three are the same.
 */
import type { Plan } from '../../assembly/actions.ts';
import { doubts } from '../../assembly/doubts.ts';
import { withoutKeptEdits } from '../../assembly/explained-by-edits.ts';
import { planInSteps } from '../../assembly/plan.ts';
import { prepareInSteps } from '../../assembly/prepare.ts';
import type { LoadedState } from '../../assembly/read-state.ts';
import { allSteps } from '../../base/steps.ts';
import type { Observations } from '../../contracts/observations.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { View } from '../../engine/view.ts';
import type { Model } from '../../intake/model.ts';
import { isRefusal } from '../../ports.ts';
import { missingFact } from '../values/missing-facts.ts';
import { type LastRun, lastRun, type ReadableFiles } from './last-run.ts';
import { keylessSeal } from './without-key.ts';

export type OfflinePlan =
  | {
      readonly kind: 'ready';
      readonly plan: Plan;
      /** When the world was looked at last, RFC 3339; null where it never was, and the plan goes by state alone. */
      readonly observedAt: string | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly diagnostics: readonly Diagnostic[] };

export function offlinePlan(view: View, files: ReadableFiles): OfflinePlan {
  return allSteps(offlinePlanInSteps(view, files));
}

/** The same with a pause after each instance; of one project of thousands it is a matter of tenths of a second. */
export function* offlinePlanInSteps(view: View, files: ReadableFiles): Generator<void, OfflinePlan> {
  const { model, found } = view;
  if (model === undefined) return unavailable('The project is still being read.');
  if (found?.diagnostics.some(({ severity }) => severity === 'error') === true) {
    return unavailable('The project has errors.');
  }
  const missing = missingFact(view);
  if (missing !== undefined)
    return unavailable(`It depends on \`${missing}\`, which is not known before the first plan.`);
  const last = lastRun(files, view.directory);
  if ('problem' in last.loaded) return unavailable(last.loaded.problem.message, [last.loaded.problem]);
  return yield* planned(model, files, last, last.loaded);
}

function unavailable(reason: string, diagnostics: readonly Diagnostic[] = []): OfflinePlan {
  return { kind: 'unavailable', reason, diagnostics };
}

interface Kept {
  readonly loaded: LoadedState;
  readonly judged: Observations | null;
  readonly isUnderWay: boolean;
  readonly answer: OfflinePlan;
}

const memo = new WeakMap<Model, Kept>();

function* planned(
  model: Model,
  files: ReadableFiles,
  last: LastRun,
  loaded: LoadedState,
): Generator<void, OfflinePlan> {
  const { layout, observations } = last;
  // Where it explains nothing, which is nearly always, this is the same object as before.
  const judged = withoutKeptEdits(files, layout, loaded.state.resources, observations);
  const isUnderWay = !isRefusal(files.stat(layout.lock));
  const known = memo.get(model);
  if (known?.loaded === loaded && known.judged === judged && known.isUnderWay === isUnderWay) return known.answer;
  const prepared = yield* prepareInSteps(model, loaded.state, keylessSeal);
  const made = yield* planInSteps(prepared.value, judged, {});
  const answer: OfflinePlan = {
    kind: 'ready',
    plan: made.value,
    observedAt: observations?.at ?? null,
    diagnostics: [
      ...prepared.diagnostics,
      // What a run that goes on has not finished yet is in no doubt.
      ...(isUnderWay ? [] : doubts(prepared.value, made.value, loaded)),
      ...made.diagnostics,
    ],
  };
  memo.set(model, { loaded, judged, isUnderWay, answer });
  return answer;
}
