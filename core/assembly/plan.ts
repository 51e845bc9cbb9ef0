/**
 * Second half of a plan: walks the instances in order, decides what has to be done to each, and turns
 * the decisions into an ActionList. A function of its inputs alone: equal inputs give equal bytes.
 */
import { allSteps } from '../base/steps.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { Observation, Observations } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { EvaluatedOutput, Import, Results } from '../intake/model.ts';
import type { Claim } from '../kinds/define.ts';
import { covers, type Plan, type ResourceAction } from './actions.ts';
import { claimsMeet, claimsOf, identityOf } from './claims.ts';
import { type Desired, desiredOf, isOpen } from './desired.ts';
import { decide } from './diff.ts';
import { ignoredValues, withKept } from './ignored.ts';
import type { Prepared } from './prepare.ts';
import { outputsInState, outputValues, resultsFrom } from './results.ts';
import { orderSteps } from './steps.ts';
import { selectTargets } from './targets.ts';

export interface PlanOptions {
  /** Everything goes, whatever the configuration says. */
  readonly destroy?: boolean;
  /** Addresses to restrict the plan to, with what they depend on; empty: all. */
  readonly targets?: readonly string[];
}

export function planActions(
  prepared: Prepared,
  observations: Observations | null,
  options: PlanOptions,
): Outcome<Plan> {
  return allSteps(planInSteps(prepared, observations, options));
}

/** The same with a pause after each instance. */
export function* planInSteps(
  prepared: Prepared,
  observations: Observations | null,
  options: PlanOptions,
): Generator<void, Outcome<Plan>> {
  const diagnostics: Diagnostic[] = [];
  const observed = (address: string): Observation | undefined => observations?.resources[address];
  const selected = selectTargets(prepared, options.targets ?? [], options.destroy === true);
  diagnostics.push(...selected.diagnostics);
  const actions = options.destroy ? [] : yield* planInstances(prepared, observed, selected.value, diagnostics);
  const removals = planRemovals(prepared, options.destroy === true, selected.value, diagnostics);
  const all = [...actions, ...removals];
  const { value: steps, diagnostics: impossible } = orderSteps(prepared, all);
  diagnostics.push(...impossible);
  const outputs = options.destroy ? { outputs: [], diagnostics: [] } : planOutputs(prepared, all);
  diagnostics.push(...outputs.diagnostics);
  return {
    value: {
      list: { version: '1', steps: steps.list },
      actions: all,
      sources: steps.sources,
      outputs: outputs.outputs,
      moves: prepared.moves,
      isIncomplete: steps.list.some((step) => step.incomplete.length > 0),
    },
    diagnostics,
  };
}

/**
 * Decides about each instance in turn. What a changed resource will give is unknown to those behind it,
 * except for outputs that follow from its attributes.
 */
function* planInstances(
  prepared: Prepared,
  observed: (address: string) => Observation | undefined,
  selected: ReadonlySet<string> | 'all',
  diagnostics: Diagnostic[],
): Generator<void, readonly ResourceAction[]> {
  const { model, resources, seal } = prepared;
  const outputs = outputsInState(resources);
  const results = resultsFrom(outputs, resources, prepared.state.outputs);
  const byAddress = new Map<string, ResourceAction>();
  const isMoving = (address: string) => {
    const action = byAddress.get(address)?.action;
    return action !== undefined && action !== 'none';
  };
  const imports = new Map(model.imports.flatMap((one) => (resources[one.to] === undefined ? [[one.to, one]] : [])));
  const changesOthers = new Set<string>();
  const givenUp = claimsGivenUp(prepared, selected);
  for (const address of prepared.order) {
    yield;
    const first = prepared.desired.get(address);
    if (first === undefined || (selected !== 'all' && !selected.has(address))) continue;
    const { instance } = first;
    const upstream = instance.dependencies.some((dependency) => changesOthers.has(dependency.address));
    const desired = upstream ? desiredOf(model, instance, results, seal).value : first;
    // What another resource is about to leave there is neither ours to adopt nor anything to compare with.
    const isVacated = identityOf(claimsOf(desired)).some(({ kind, value }) => givenUp.has(`${kind} ${value}`));
    const seen = isVacated ? undefined : observed(address);
    const action =
      desired.kind === undefined
        ? decideCheck(
            desired,
            resources[address],
            instance.dependencies.some((d) => isMoving(d.address)),
          )
        : decideResource(desired, resources[address], seen, byAddress, imports.get(address));
    byAddress.set(address, action);
    diagnostics.push(
      ...lifecycleProblems(action),
      ...importProblems(desired, seen, imports.get(address)),
      ...ignoredProblems(action, resources[address], seen),
      ...(action.action === 'none' ? brokenPostconditions(prepared, address, results) : []),
    );
    if (upstream || action.action !== 'none') changesOthers.add(address);
    if (desired.kind === undefined) continue;
    if (action.action === 'adopt' || action.action === 'import')
      outputs.set(address, outputValues(desired.kind, observed(address)?.outputs ?? {}));
    else if (action.action !== 'none') {
      const known = desired.kind.knownOutputs?.(desired.revealed as never, desired.subject) ?? {};
      outputs.set(address, outputValues(desired.kind, known));
    }
  }
  return [...byAddress.values()];
}

function decideResource(
  desired: Desired,
  applied: ResourceState | undefined,
  observed: Observation | undefined,
  decided: ReadonlyMap<string, ResourceAction>,
  imported: Import | undefined,
): ResourceAction {
  const { instance } = desired;
  const trigger = applied === undefined ? undefined : replaceTrigger(desired, decided);
  const wanted = claimsOf(desired);
  const isElsewhere = identityOf((applied?.claims ?? []) as readonly Claim[]).some(
    (claim) => !wanted.some((one) => claimsMeet(one, claim)),
  );
  const decision = decide({
    attributes: desired.kind?.attributes ?? {},
    isElsewhere,
    desired: desired.sealed,
    applied,
    observed,
    ignoreChanges: instance.lifecycle.ignoreChanges,
    ...(trigger !== undefined && { replaceBecause: trigger }),
  });
  const { keeps } =
    applied === undefined || decision.action !== 'update' ? { keeps: {} } : ignoredValues(desired, applied, observed);
  const hasKept = Object.keys(keeps).length > 0;
  return {
    address: instance.address,
    kind: instance.kind,
    action: imported !== undefined && decision.action === 'adopt' ? 'import' : decision.action,
    reason: imported === undefined ? decision.reason : 'is in an `import` block',
    ...(imported !== undefined && { isImported: true }),
    changed: decision.changed,
    ...(decision.hasDrifted && { hasDrifted: true }),
    ...(decision.takesOver && imported === undefined && { takesOver: true }),
    ...(hasKept && { keeps }),
    after: hasKept ? { ...desired.sealed, ...keeps } : desired.sealed,
    desired: hasKept ? withKept(desired, keeps) : desired,
    ...(applied && { before: applied.attributes as JsonObject }),
  };
}

/** Claims that this plan frees: of what it removes, and of what gets another path or name. Adopted things stay. */
function claimsGivenUp(prepared: Prepared, selected: ReadonlySet<string> | 'all'): ReadonlySet<string> {
  const givenUp = new Set<string>();
  for (const [address, record] of Object.entries(prepared.resources)) {
    if (record.adopted || (selected !== 'all' && !selected.has(address))) continue;
    const desired = prepared.desired.get(address);
    const wanted = desired === undefined ? [] : claimsOf(desired);
    for (const claim of identityOf(record.claims as readonly Claim[])) {
      if (!wanted.some((one) => claimsMeet(one, claim))) givenUp.add(`${claim.kind} ${claim.value}`);
    }
  }
  return givenUp;
}

/** An update that cannot leave an ignored attribute as it is, because nobody can tell what it is. */
function ignoredProblems(
  action: ResourceAction,
  applied: ResourceState | undefined,
  observed: Observation | undefined,
): readonly Diagnostic[] {
  if (action.action !== 'update' || applied === undefined || action.desired === undefined) return [];
  const { instance } = action.desired;
  return ignoredValues(action.desired, applied, observed).unreadable.map((name) => ({
    code: 'ignored-unreadable',
    severity: 'error',
    message: `\`${action.address}\` has to be written (${action.reason}), but \`ignore_changes\` says to leave \`${name}\` as it is, and its present value cannot be read back. Take \`${name}\` out of \`ignore_changes\`, or undo the other change.`,
    place: instance.attributePlace(name),
  }));
}

/** Postconditions of a resource that needs no step; the others are looked at when their steps have run. */
function brokenPostconditions(prepared: Prepared, address: string, results: Results): readonly Diagnostic[] {
  return prepared.model.evaluate(address, results).conditions.flatMap(({ when, holds, message, place }) =>
    when === 'after' && holds === false
      ? [
          {
            code: 'postcondition-failed' as const,
            severity: 'error' as const,
            message: `Postcondition not met: ${message}`,
            place,
          },
        ]
      : [],
  );
}

/** An import names what is there: it must be, and it must be the thing that the resource describes. */
function importProblems(
  desired: Desired,
  observed: Observation | undefined,
  imported: Import | undefined,
): readonly Diagnostic[] {
  if (imported === undefined) return [];
  const names = claimsOf(desired).map((claim) => claim.value);
  const problem = (message: string): readonly Diagnostic[] => [
    { code: 'import-missing', severity: 'error', message, place: imported.place },
  ];
  if (names.length > 0 && !names.includes(imported.id)) {
    const found = names.map((name) => `\`${name}\``).join(', ');
    return problem(
      `The import names \`${imported.id}\`, but \`${imported.to}\` describes ${found}. Make the two agree.`,
    );
  }
  if (observed?.presence === 'absent') {
    return problem(
      `There is no \`${imported.id}\` to import as \`${imported.to}\`. Remove the \`import\` block to create it.`,
    );
  }
  return [];
}

function replaceTrigger(desired: Desired, decided: ReadonlyMap<string, ResourceAction>): string | undefined {
  for (const { address, attribute } of desired.instance.lifecycle.replaceTriggeredBy) {
    const other = decided.get(address);
    if (other === undefined || other.action === 'none' || other.action === 'adopt' || other.action === 'import')
      continue;
    if (attribute !== undefined && !other.changed.includes(attribute) && other.action !== 'replace') continue;
    return `\`${attribute === undefined ? address : `${address}.${attribute}`}\` changes`;
  }
  return undefined;
}

/** A check runs when it is new, changed, failed the last time, or something it depends on has a step. */
function decideCheck(desired: Desired, applied: ResourceState | undefined, upstream: boolean): ResourceAction {
  const reason =
    applied === undefined
      ? 'is new'
      : isOpen(desired.sealed) || JSON.stringify(applied.attributes) !== JSON.stringify(desired.sealed)
        ? 'changed'
        : applied.check === 'failed'
          ? 'failed the last time'
          : upstream
            ? 'depends on something that changes'
            : undefined;
  return {
    address: desired.instance.address,
    kind: 'check',
    action: reason === undefined ? 'none' : 'verify',
    reason: reason ?? 'passed the last time',
    changed: [],
    after: desired.sealed,
    desired,
    ...(applied && { before: applied.attributes as JsonObject }),
  };
}

function lifecycleProblems(action: ResourceAction): readonly Diagnostic[] {
  if (action.action !== 'replace' || action.desired?.instance.lifecycle.preventDestroy !== true) return [];
  const first = action.changed.find((name) => action.desired?.kind?.attributes[name]?.change === 'replace');
  const { instance } = action.desired;
  return [
    {
      code: 'prevent-destroy',
      severity: 'error',
      message: `\`${action.address}\` would have to be replaced (${action.reason}), which \`prevent_destroy\` forbids. Undo the change, or remove \`prevent_destroy\`.`,
      place: first === undefined ? instance.place : instance.attributePlace(first),
    },
  ];
}

/** What state holds and the configuration does not (any more). */
function planRemovals(
  prepared: Prepared,
  destroy: boolean,
  selected: ReadonlySet<string> | 'all',
  diagnostics: Diagnostic[],
): readonly ResourceAction[] {
  const { model, resources } = prepared;
  const removals: ResourceAction[] = [];
  for (const address of Object.keys(resources).sort()) {
    const record = resources[address];
    if (record === undefined || (!destroy && model.instances.has(address))) continue;
    if (selected !== 'all' && !selected.has(address)) continue;
    const instance = model.instances.get(address);
    const block = blockAddress(address);
    const isProtected = destroy ? instance?.lifecycle.preventDestroy === true : model.protectedBlocks.has(block);
    const place = instance?.place ?? model.protectedBlocks.get(block);
    if (isProtected) {
      diagnostics.push({
        code: 'prevent-destroy',
        severity: 'error',
        message: `\`${address}\` must not be destroyed: its \`lifecycle\` says \`prevent_destroy\`. Remove that line first, or leave the resource out with \`--target\`.`,
        ...(place && { place }),
      });
    }
    const declared = model.removed.find((removed) => covers(removed.from, address));
    const keeps =
      record.kind === 'check' || record.adopted || (declared !== undefined && !declared.destroy && !destroy);
    removals.push({
      address,
      kind: record.kind,
      action: keeps ? 'forget' : 'delete',
      reason: destroy
        ? 'everything is destroyed'
        : declared
          ? 'is in a `removed` block'
          : 'is no longer in the configuration',
      changed: [],
      before: record.attributes as JsonObject,
    });
  }
  return removals;
}

/** The address of the block that an instance comes from: without the instance's own key. */
function blockAddress(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '');
}

function planOutputs(
  prepared: Prepared,
  actions: readonly ResourceAction[],
): { readonly outputs: readonly EvaluatedOutput[]; readonly diagnostics: readonly Diagnostic[] } {
  const outputs = outputsInState(prepared.resources);
  for (const { action, address, desired } of actions) {
    if (action === 'none' || desired?.kind === undefined) continue;
    const known = desired.kind.knownOutputs?.(desired.revealed as never, desired.subject) ?? {};
    outputs.set(address, outputValues(desired.kind, known));
  }
  return prepared.model.evaluateOutputs(resultsFrom(outputs, prepared.resources, prepared.state.outputs));
}
