/**
 * First half of a plan: every instance evaluated with what state knows, so that the world can be asked
 * about it. The language server stops here and takes the last Observations; the CLI probes.
 */
import { allSteps } from '../base/steps.ts';
import type { ResourceState, State } from '../contracts/state.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Model } from '../intake/model.ts';
import { type Desired, desiredOf, type Seal } from './desired.ts';
import { orderInstances } from './graph.ts';
import { applyMoves } from './moves.ts';
import { outputsInState, resultsFrom } from './results.ts';
import { findClaimConflicts } from './validate.ts';

export interface Prepared {
  readonly model: Model;
  readonly state: State;
  /** State's resources after `moved` blocks. */
  readonly resources: Readonly<Record<string, ResourceState>>;
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** Addresses in the order of work. */
  readonly order: readonly string[];
  readonly desired: ReadonlyMap<string, Desired>;
  readonly seal: Seal;
}

export function prepare(model: Model, state: State, seal: Seal): Outcome<Prepared> {
  return allSteps(prepareInSteps(model, state, seal));
}

/** The same with a pause after each instance. */
export function* prepareInSteps(model: Model, state: State, seal: Seal): Generator<void, Outcome<Prepared>> {
  const { value: order, diagnostics: cycles } = orderInstances(model.instances);
  const { resources, moves } = applyMoves(state.resources, model.moved);
  const diagnostics: Diagnostic[] = [...cycles, ...movedKinds(model, resources)];
  const desired = new Map<string, Desired>();
  const results = resultsFrom(outputsInState(resources), resources, state.outputs);
  for (const instance of model.instances.values()) {
    const outcome = desiredOf(model, instance, results, seal);
    desired.set(instance.address, outcome.value);
    diagnostics.push(...outcome.diagnostics);
    yield;
  }
  diagnostics.push(...findClaimConflicts(desired.values()));
  return { value: { model, state, resources, moves, order, desired, seal }, diagnostics };
}

/** A `moved` block says that it is the same thing; a thing does not become another kind. */
function movedKinds(model: Model, resources: Prepared['resources']): readonly Diagnostic[] {
  return model.moved.flatMap(({ to, place }) => {
    const record = resources[to];
    const instance = model.instances.get(to);
    if (record === undefined || instance === undefined || record.kind === instance.kind) return [];
    const message = `\`${to}\` is a \`${instance.kind}\`, but what was moved there is a \`${record.kind}\`. Remove the \`moved\` block; the old one is then deleted and the new one created.`;
    return [{ code: 'moved-kind' as const, severity: 'error' as const, message, place }];
  });
}
