/**
 * The resource blocks of all module instances while a model is built: each either taken over as it was found before, or
 * made anew. Instances come in source order, modules depth first.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import type { Links } from './connect.ts';
import { linkConnections } from './connect.ts';
import type { ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { CellResult } from './machine.ts';
import type { EvaluatedInstance, Instance } from './model.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import type { InstanceRecord, UnitRecord } from './records.ts';
import type { Reuse } from './reuse.ts';

/** A block that has to be made anew, and what was found out about it so far. */
export interface Made {
  readonly kind: 'made';
  /** Once everything was found out. */
  record: UnitRecord | undefined;
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
  /** Nobody declared it: it follows from a connection. */
  readonly isImplicit: boolean;
  readonly isLinked: boolean;
  readonly nodes: readonly InstanceNode[];
  readonly instances: Instance[];
  readonly evaluated: EvaluatedInstance[];
  /** Of each instance, of each of its assertions. */
  readonly assertions: EvaluatedInstance[][];
  readonly said: { reading: Diagnostic[]; checking: Diagnostic[]; asserting: Diagnostic[] };
  isBound: boolean;
}

export interface TakenOver {
  readonly kind: 'taken';
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
  readonly record: UnitRecord;
}

export type Slot = Made | TakenOver;

export interface Layout {
  /** Every module instance, the root first, each before those that it calls. */
  readonly modules: readonly ModuleNode[];
  readonly slots: readonly Slot[];
  readonly links: Links;
}

interface Place {
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
}

/** Pauses now and then; blocks that repeat are counted here. */
export function* layOut(builder: Builder, reuse: Reuse, diagnostics: Diagnostic[]): Generator<void, Layout> {
  const { lookup } = builder;
  const modules: ModuleNode[] = [];
  const places: Place[] = [];
  const visit = (module: ModuleNode): void => {
    modules.push(module);
    for (const unit of module.table.units) {
      if (unit.declaration.kind === 'resource') {
        places.push({ module, entry: unit as Entry<ResourceDeclaration> });
        continue;
      }
      const { instances } = lookup.modules(module, unit as Entry<ModuleDeclaration>);
      for (const inner of instances.values()) visit(inner);
    }
  };
  visit(builder.root);

  const connecting = places.filter(({ entry }) => entry.declaration.connects.length > 0);
  const connected = connecting.flatMap(({ module, entry }) => [...lookup.resources(module, entry).instances.values()]);
  const links = linkConnections(builder, connected, diagnostics);
  const linked = new Map<ModuleNode, Set<Entry<ResourceDeclaration>>>();
  for (const { module, entry } of [...links.additions.keys(), ...links.needs.keys()]) {
    linked.set(module, (linked.get(module) ?? new Set()).add(entry));
  }

  const slots: Slot[] = [];
  for (const { module, entry } of places) {
    const isLinked = linked.get(module)?.has(entry) === true;
    const record = isLinked ? undefined : reuse.unit(module, entry);
    if (record !== undefined && !record.isLinked) {
      slots.push({ kind: 'taken', module, entry, record });
      continue;
    }
    const made = bounded(builder, () => [...lookup.resources(module, entry).instances.values()]);
    for (const node of made.value) {
      for (const implicit of links.implicit.get(node) ?? []) {
        slots.push(emptySlot(implicit.module, implicit.entry, [implicit], true, true));
      }
    }
    slots.push({ ...emptySlot(module, entry, made.value, false, isLinked), isBound: made.isBound });
    if (slots.length % 50 === 0) yield;
  }
  return { modules, slots, links };
}

function emptySlot(
  module: ModuleNode,
  entry: Entry<ResourceDeclaration>,
  nodes: readonly InstanceNode[],
  isImplicit: boolean,
  isLinked: boolean,
): Made {
  return {
    kind: 'made',
    record: undefined,
    module,
    entry,
    isImplicit,
    isLinked,
    nodes,
    instances: [],
    evaluated: [],
    assertions: [],
    said: { reading: [], checking: [], asserting: [] },
    isBound: false,
  };
}

/** Runs `work` and says whether something in it depends on the folder's absolute path. */
export function bounded<T>({ machine }: Builder, work: () => T): { readonly value: T; readonly isBound: boolean } {
  const before = machine.boundToFolder;
  machine.boundToFolder = false;
  const value = work();
  const isBound = machine.boundToFolder;
  machine.boundToFolder = before || isBound;
  return { value, isBound };
}

const nothingSaid: UnitRecord['said'] = { reading: [], checking: [], asserting: [] };
const noCells: ReadonlyMap<string, CellResult> = new Map();

/** What later builds may take over of a block that was made. */
export function recordOf(builder: Builder, slot: Made): UnitRecord {
  const { module, entry, nodes, instances, evaluated, assertions, said, isLinked, isBound } = slot;
  const { cells } = builder.machine.base;
  const { cell } = module.resources.get(entry) ?? {};
  return {
    instances: nodes.flatMap((node, i): readonly InstanceRecord[] => {
      const instance = instances[i];
      const result = evaluated[i];
      if (instance === undefined || result === undefined) return [];
      return [
        { key: node.key, instance, evaluated: result, assertions: assertions[i] ?? [], cells: cellsOf(cells, node) },
      ];
    }),
    expansion: cell === undefined ? undefined : cells.get(cell),
    said: said.reading.length + said.checking.length + said.asserting.length === 0 ? nothingSaid : said,
    isLinked,
    isBound,
    isFromWorld: evaluated.some((each) => each.isFromWorld === true || each.diagnostics.length > 0),
    isIncomplete: isIncomplete(slot),
    completions: completionsOf(nodes),
    requests: {},
  };
}

export function isIncomplete({ instances }: Made): boolean {
  return instances.some(({ incomplete }) => incomplete.length > 0);
}

function completionsOf(nodes: readonly InstanceNode[]): UnitRecord['completions'] {
  const [first] = nodes;
  return first !== undefined && nodes.length === 1 ? first.completions : nodes.flatMap((node) => node.completions);
}

function cellsOf(results: Builder['machine']['base']['cells'], node: InstanceNode): ReadonlyMap<string, CellResult> {
  if (node.madeCells === undefined || node.madeCells.size === 0) return noCells;
  const found = new Map<string, CellResult>();
  for (const [name, cell] of node.madeCells) {
    const result = results.get(cell);
    if (result !== undefined) found.set(name, result);
  }
  return found;
}
