/** Makes the model out of a builder: walks all modules, evaluates everything once, and wires what others ask for. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Answers, answersOf, remembered } from './answers.ts';
import type { Builder } from './builder.ts';
import { checkAssertion, checkInstance } from './check-instance.ts';
import { checkModules } from './check-modules.ts';
import { type RequestingUnit, requestsOf } from './complete.ts';
import { reportCalls } from './dependencies.ts';
import { evaluateModule, variablesOf } from './evaluate-module.ts';
import { inspectionOf } from './inspect.ts';
import { instanceOf } from './instance-of.ts';
import { forgetDerived } from './instance-values.ts';
import { lint } from './lint.ts';
import type { EvaluatedVariable, Instance, Model, Refusal } from './model.ts';
import { noResults } from './model.ts';
import { protectedBlocksOf } from './module-lifecycle.ts';
import { modulePath } from './module-path.ts';
import type { ModuleNode } from './nodes.ts';
import { nothingTaken, type UnitRecord } from './records.ts';
import { keep, type ModuleRecord, type Reuse, takeOver } from './reuse.ts';
import { movesOf, refusalsOf, settingsOf } from './settings-of.ts';
import { faceOf } from './spread.ts';
import { bounded, isIncomplete, type Layout, layOut, type Made, recordOf, type Slot } from './unit-slots.ts';

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

  const look = answersOf(builder, layout, instances);
  yield* overSlots(builder, slots, 'checking', diagnostics, (slot, said) => {
    for (const node of slot.nodes)
      slot.evaluated.push(checkInstance(builder, node, look.evaluate(node.address, noResults), said));
  });
  yield* overSlots(builder, slots, 'asserting', diagnostics, (slot, said) => {
    for (const [i, node] of slot.nodes.entries()) {
      const assertions = slot.instances[i]?.assertions ?? [];
      slot.assertions.push(
        assertions.map(({ address }, index) =>
          checkAssertion(builder, node, index, look.assertion(address, node.address, index), said),
        ),
      );
    }
  });
  diagnostics.push(...look.evaluateOutputs(noResults).diagnostics);
  yield;
  diagnostics.push(...(yield* lintProject(builder, modules)));
  const units: RequestingUnit[] = [];
  const hasCompletions = builder.root.table.completions.size > 0;
  let recorded = 0;
  for (const slot of slots) {
    if (slot.kind === 'made' && (builder.keeps || hasCompletions || isIncomplete(slot))) {
      slot.record = remembered(recordOf(builder, slot));
      if (++recorded % 100 === 0) yield;
    }
    const { module, entry, record } = slot;
    if (record !== undefined && (hasCompletions || record.isIncomplete)) units.push({ module, entry, record });
  }
  const completionRequests = requestsOf(builder, units, diagnostics);
  const refusals: Refusal[] = refusalsOf(modules, diagnostics);
  yield;
  const { moved, imports, removed } = movesOf(builder, modules, diagnostics);
  const settings = settingsOf(modules, diagnostics);
  diagnostics.push(...machine.cycles);
  const model = assemble(builder, modules, look, {
    instances,
    settings,
    moved,
    imports,
    removed,
    facts: builder.facts,
    completionRequests,
    refusals,
  });
  // A cycle is said once for all that are in it, and names that collide are told apart by what else there is.
  if (machine.cycles.length > 0 || collides || !builder.keeps) {
    builder.taken = nothingTaken;
    return model;
  }
  keep(model, builder, {
    modules: recordsOf(layout, cells),
    instanceCount: instances.size,
    face: faceOf(builder, look.moduleAt, look.nodeAt),
  });
  yield;
  forgetNodes(builder, layout);
  look.forget();
  return model;
}

/** A function of its own, so that the model keeps nothing in memory but what it needs. */
function assemble(
  builder: Builder,
  modules: readonly ModuleNode[],
  answers: Answers,
  parts: Omit<Model, keyof Answers | 'protectedBlocks' | 'variables' | 'boundToFolder' | 'inspect'>,
): Model {
  let variables: readonly EvaluatedVariable[] | undefined;
  let protectedBlocks: Model['protectedBlocks'] | undefined;
  return {
    ...parts,
    get protectedBlocks() {
      protectedBlocks ??= protectedBlocksOf(modules);
      return protectedBlocks;
    },
    get variables() {
      variables ??= variablesOf(builder);
      return variables;
    },
    get boundToFolder() {
      return builder.machine.boundToFolder;
    },
    evaluate: answers.evaluate,
    evaluateAssertion: answers.evaluateAssertion,
    evaluateOutputs: answers.evaluateOutputs,
    inspect: inspectionOf(builder, modules, answers.nodeAt),
  };
}

function recordsOf(
  { modules, slots }: Layout,
  cells: ReadonlyMap<ModuleNode, ModuleRecord['cells']>,
): ReadonlyMap<string, ModuleRecord> {
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
  return kept;
}

/** What was found out about them stands in records, from which they are made again when somebody asks. */
function forgetNodes({ machine }: Builder, { modules, slots }: Layout): void {
  const linked = new Set(slots.filter((slot) => slot.kind === 'made' && slot.isLinked).map(({ entry }) => entry));
  for (const module of modules) {
    module.cells.clear();
    // Ends of a connection are told by their node.
    for (const entry of module.resources.keys())
      if (!linked.has(entry as Slot['entry'])) module.resources.delete(entry);
  }
  machine.base.cells.clear();
  forgetDerived(machine.base);
}

interface GrowingRecord extends ModuleRecord {
  readonly units: Map<Slot['entry'], UnitRecord>;
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

function lintProject(builder: Builder, modules: readonly ModuleNode[]): ReturnType<typeof lint> {
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
