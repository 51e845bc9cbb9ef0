/** Makes the model out of a builder: walks all modules, evaluates everything once, and wires what others ask for. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Builder } from './builder.ts';
import { checkArguments } from './check-arguments.ts';
import { checkModules } from './check-modules.ts';
import { type RequestingUnit, requestsOf } from './complete.ts';
import { reportCalls } from './dependencies.ts';
import { evaluateAssertion, evaluateInstance } from './evaluate-instance.ts';
import { evaluateModule, outputsOf, variablesOf } from './evaluate-module.ts';
import { diagnosticOf } from './finding.ts';
import { inspectionOf } from './inspect.ts';
import { instanceOf } from './instance-of.ts';
import { lint } from './lint.ts';
import type { Evaluation } from './machine.ts';
import { createEvaluation, settle } from './machine.ts';
import type { EvaluatedInstance, EvaluatedVariable, Instance, Model, Refusal, Results } from './model.ts';
import { noResults } from './model.ts';
import { protectedBlocksOf } from './module-lifecycle.ts';
import { modulePath } from './module-path.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import { type InstanceRecord, nothingTaken, type UnitRecord } from './records.ts';
import { keep, type ModuleRecord, type Reuse, takeOver } from './reuse.ts';
import { movesOf, refusalsOf, settingsOf } from './settings-of.ts';
import { faceOf } from './spread.ts';
import { bounded, type Layout, layOut, type Made, recordOf, type Slot } from './unit-slots.ts';

/** How many blocks are worked on between two pauses. */
const SLICE = 10;

/**
 * Pauses every few milliseconds. Undefined where names of instances now collide, which changes what was taken over from
 * `previous`: then the model has to be made without one, by another builder.
 */
export function* modelOf(
  builder: Builder,
  diagnostics: Diagnostic[],
  previous?: Model,
): Generator<void, Model | undefined> {
  const { machine } = builder;
  const reuse = takeOver(previous, builder);
  machine.boundToFolder = false;
  const linking: Diagnostic[] = [];
  const layout = yield* layOut(builder, reuse, linking);
  const { modules, slots } = layout;
  const collides = settleSlugs(builder, slots, reuse, previous);
  if (collides && reuse.kept !== undefined) return undefined;

  const visited = new Set<string>();
  for (const { table } of modules) {
    if (!visited.has(table.dir)) diagnostics.push(...table.diagnostics);
    visited.add(table.dir);
  }
  diagnostics.push(...builder.assignmentDiagnostics);
  checkModules(builder, modules, diagnostics);
  diagnostics.push(...linking);
  for (const module of modules) reportCalls(builder, module, diagnostics);

  const instances = new Map<string, Instance>();
  yield* overSlots(builder, slots, 'reading', diagnostics, (slot, said) => {
    for (const node of slot.nodes) slot.instances.push(instanceOf(builder, node, layout.links, said));
  });
  for (const slot of slots) {
    if (slot.kind === 'made') {
      for (const instance of slot.instances) instances.set(instance.address, instance);
      continue;
    }
    if (slot.record.isBound) machine.boundToFolder = true;
    for (const { instance } of slot.record.instances) instances.set(instance.address, instance);
  }
  const cells = new Map<ModuleNode, ModuleRecord['cells']>();
  for (const module of modules) cells.set(module, yield* evaluateModule(builder, module, reuse, diagnostics));

  const look = lookInto(builder, layout, instances);
  yield* overSlots(builder, slots, 'checking', diagnostics, (slot, said) => {
    for (const node of slot.nodes)
      slot.evaluated.push(check(builder, node, look.evaluate(node.address, noResults), said));
  });
  yield* overSlots(builder, slots, 'asserting', diagnostics, (slot, said) => {
    for (const [i, node] of slot.nodes.entries()) {
      const addresses = slot.instances[i]?.assertions.map(({ address }) => address) ?? [];
      slot.assertions.push(
        addresses.map((address, index) =>
          checkAssertion(builder, node, index, look.evaluateAssertion(address, noResults), said),
        ),
      );
    }
  });
  diagnostics.push(...look.evaluateOutputs(noResults).diagnostics);
  diagnostics.push(...lintProject(builder, modules));
  const units: RequestingUnit[] = [];
  for (const slot of slots) {
    if (slot.kind === 'made') slot.record = remembered(recordOf(builder, slot));
    const { module, entry, record } = slot;
    if (record !== undefined) units.push({ module, entry, record });
  }
  const completionRequests = requestsOf(builder, units, diagnostics);
  const refusals: Refusal[] = refusalsOf(modules, diagnostics);
  const { moved, imports, removed } = movesOf(builder, modules, diagnostics);
  const settings = settingsOf(modules, diagnostics);
  diagnostics.push(...machine.cycles);
  let variables: readonly EvaluatedVariable[] | undefined;
  let protectedBlocks: Model['protectedBlocks'] | undefined;
  const model: Model = {
    instances,
    get protectedBlocks() {
      protectedBlocks ??= protectedBlocksOf(modules);
      return protectedBlocks;
    },
    settings,
    get variables() {
      variables ??= variablesOf(builder);
      return variables;
    },
    moved,
    imports,
    removed,
    facts: builder.facts,
    completionRequests,
    refusals,
    get boundToFolder() {
      return machine.boundToFolder;
    },
    evaluate: look.evaluate,
    evaluateAssertion: look.evaluateAssertion,
    evaluateOutputs: look.evaluateOutputs,
    inspect: inspectionOf(builder, modules, look.nodeAt),
  };
  // A cycle is said once for all that are in it, and names that collide are told apart by what else there is.
  if (machine.cycles.length > 0 || collides) {
    builder.taken = nothingTaken;
    return model;
  }
  const kept = new Map<string, GrowingRecord>();
  for (const module of modules) {
    kept.set(module.address, { table: module.table, cells: cells.get(module) ?? new Map(), units: new Map() });
  }
  let own: GrowingRecord | undefined;
  let ownModule: ModuleNode | undefined;
  for (const slot of slots) {
    if (slot.module !== ownModule) {
      ownModule = slot.module;
      own = kept.get(slot.module.address);
    }
    const isDeclared = slot.kind === 'taken' || !slot.isImplicit;
    if (isDeclared && slot.record !== undefined) own?.units.set(slot.entry, slot.record);
  }
  keep(model, builder, {
    modules: kept,
    instanceCount: instances.size,
    face: faceOf(builder, (address) => look.moduleAt.get(address), look.nodeAt),
  });
  return model;
}

interface GrowingRecord extends ModuleRecord {
  readonly units: Map<Slot['entry'], UnitRecord>;
}

const recordBy = new WeakMap<Instance, InstanceRecord>();

function remembered(unit: UnitRecord): UnitRecord {
  for (const record of unit.instances) recordBy.set(record.instance, record);
  return unit;
}

/** Says whether any two instances had to be told apart. Where the addresses are those from before, none had to be. */
function settleSlugs(builder: Builder, slots: readonly Slot[], reuse: Reuse, previous: Model | undefined): boolean {
  if (reuse.kept !== undefined && previous !== undefined) {
    let count = 0;
    let isKnown = true;
    for (const slot of slots) {
      count += slot.kind === 'taken' ? slot.record.instances.length : slot.nodes.length;
      if (slot.kind === 'made') isKnown &&= slot.nodes.every(({ address }) => previous.instances.has(address));
    }
    if (isKnown && count === reuse.kept.instanceCount) return false;
  }
  return builder.settleSlugs(
    slots.flatMap((slot) =>
      slot.kind === 'taken'
        ? slot.record.instances.map(({ instance }) => instance.address)
        : slot.nodes.map(({ address }) => address),
    ),
  );
}

/** Works on what has to be made, and puts what is said of everything into order. */
function* overSlots(
  builder: Builder,
  slots: readonly Slot[],
  phase: keyof Made['said'],
  diagnostics: Diagnostic[],
  work: (slot: Made, said: Diagnostic[]) => void,
): Generator<void, void> {
  let done = 0;
  for (const slot of slots) {
    if (slot.kind === 'taken') {
      if (slot.record.said[phase].length > 0) diagnostics.push(...slot.record.said[phase]);
      continue;
    }
    const said = slot.said[phase];
    if (bounded(builder, () => work(slot, said)).isBound) slot.isBound = true;
    diagnostics.push(...said);
    done += slot.nodes.length;
    if (done >= SLICE) {
      done = 0;
      yield;
    }
  }
}

/** What the model answers about its instances. */
function lookInto(builder: Builder, { modules, slots, links }: Layout, instances: ReadonlyMap<string, Instance>) {
  const { machine, lookup } = builder;
  const moduleAt = new Map(modules.map((module) => [module.address, module]));
  const implicit = new Map<string, InstanceNode>();
  for (const slot of slots) {
    if (slot.kind === 'made' && slot.isImplicit) for (const node of slot.nodes) implicit.set(node.address, node);
  }
  const nodeAt = (address: string): InstanceNode | undefined => {
    const made = implicit.get(address);
    const instance = instances.get(address);
    const module = instance === undefined ? undefined : moduleAt.get(instance.module);
    if (made !== undefined || instance === undefined || module === undefined) return made;
    const entry = module.table.resources.get(instance.kind)?.get(instance.name);
    return entry && lookup.resources(module, entry).instances.get(instance.key);
  };
  const knownNodeAt = (address: string): InstanceNode => {
    const node = nodeAt(address);
    if (node === undefined) throw new Error(`The model has no instance ${address}.`);
    return node;
  };

  const evaluations = new WeakMap<Results, Evaluation>([[noResults, machine.base]]);
  const evaluationOf = (results: Results): Evaluation => {
    let evaluation = evaluations.get(results);
    if (evaluation === undefined) {
      evaluation = createEvaluation(results);
      evaluations.set(results, evaluation);
    }
    return evaluation;
  };
  const memos = new WeakMap<Evaluation, Map<string, EvaluatedInstance>>();
  const memo = (evaluation: Evaluation, key: string, make: () => EvaluatedInstance): EvaluatedInstance => {
    let known = memos.get(evaluation);
    if (known === undefined) {
      known = new Map();
      memos.set(evaluation, known);
    }
    let made = known.get(key);
    if (made === undefined) {
      made = settle(machine, evaluation, make);
      known.set(key, made);
    }
    return made;
  };
  const recordAt = (address: string): InstanceRecord | undefined => {
    const instance = instances.get(address);
    return instance && recordBy.get(instance);
  };
  const evaluate = (address: string, results: Results): EvaluatedInstance => {
    const known = recordAt(address)?.evaluated ?? memos.get(machine.base)?.get(address);
    if (known !== undefined && (results === noResults || known.isSettled === true)) return known;
    return memo(evaluationOf(results), address, () => {
      const node = knownNodeAt(address);
      return evaluateInstance(builder, node, links.additions.get(node) ?? []);
    });
  };

  let assertions: Map<string, { readonly of: string; readonly index: number }> | undefined;
  const assertionAt = (address: string) => {
    if (assertions === undefined) {
      assertions = new Map();
      for (const [of, instance] of instances) {
        for (const [index, each] of instance.assertions.entries()) assertions.set(each.address, { of, index });
      }
    }
    const found = assertions.get(address);
    if (found === undefined) throw new Error(`The model has no assertion ${address}.`);
    return found;
  };
  const evaluateAssertionAt = (address: string, results: Results): EvaluatedInstance => {
    const { of, index } = assertionAt(address);
    const known = results === noResults ? recordAt(of)?.assertions[index] : undefined;
    return known ?? memo(evaluationOf(results), address, () => evaluateAssertion(builder, knownNodeAt(of), index));
  };
  const evaluateOutputs = (results: Results) => settle(machine, evaluationOf(results), () => outputsOf(builder));
  return { moduleAt, nodeAt, evaluate, evaluateAssertion: evaluateAssertionAt, evaluateOutputs };
}

function check(
  builder: Builder,
  node: InstanceNode,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): EvaluatedInstance {
  diagnostics.push(...result.diagnostics);
  if (result.diagnostics.some((each) => each.severity === 'error')) return result;
  checkArguments(builder, node, result, diagnostics);
  for (const { holds, when, message, place } of result.conditions) {
    if (holds !== false || when !== 'before') continue;
    diagnostics.push({ code: 'validation-failed', severity: 'error', message, place });
  }
  return result;
}

function checkAssertion(
  builder: Builder,
  node: InstanceNode,
  index: number,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): EvaluatedInstance {
  diagnostics.push(...result.diagnostics);
  const declaration = node.entry.declaration.asserts[index];
  const definition = declaration === undefined ? undefined : builder.vocabulary.assertions.get(declaration.kind);
  if (declaration === undefined || definition === undefined || result.diagnostics.length > 0) return result;
  for (const problem of argumentsOf(definition, result.values, []).problems) {
    const given = declaration.attributes.find((each) => each.name === problem.attribute);
    const span = given?.span ?? declaration.kindSpan;
    diagnostics.push(diagnosticOf({ code: 'invalid-value', message: problem.message, span }, node.entry.home));
  }
  return result;
}

function lintProject(builder: Builder, modules: readonly ModuleNode[]): readonly Diagnostic[] {
  const tables = [...new Set(modules.map(({ table }) => table))];
  const calls = tables.flatMap((caller) =>
    [...caller.modules.values()].flatMap(({ declaration }) => {
      const dir = declaration.source === undefined ? undefined : modulePath(caller.dir, declaration.source);
      const callee = dir === undefined ? undefined : builder.table(dir);
      return callee === undefined ? [] : [{ callee, caller, name: declaration.name }];
    }),
  );
  return lint(tables, calls, builder.vocabulary);
}
