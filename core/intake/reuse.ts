/**
 * What a model takes over from the one before: what is written as it was and refers, over any number of names, to
 * nothing that changed. Everything else is made anew, so the result is the one that a fresh start gives.
 */
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Builder } from './builder.ts';
import { type Changes, changesFrom, type Earlier, seedsOf, targetsOf, worldlyNames } from './changes.ts';
import type { ResourceDeclaration } from './declarations.ts';
import type { Model } from './model.ts';
import type { Entry, ModuleTable } from './module-table.ts';
import { type NameGraph, nameGraph } from './name-graph.ts';
import { resourceName } from './name-uses.ts';
import type { ModuleNode } from './nodes.ts';
import type { Assignment } from './project.ts';
import { type CellRecord, isNoted, nothingTaken, type Taken, type UnitRecord } from './records.ts';
import { type Face, spreads } from './spread.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What was found out about one module instance. */
export interface ModuleRecord {
  readonly table: ModuleTable;
  /** By `var.x`, `local.x`, `output.x`. */
  readonly cells: ReadonlyMap<string, CellRecord>;
  readonly units: ReadonlyMap<Entry<ResourceDeclaration>, UnitRecord>;
}

export interface Kept extends Earlier {
  readonly facts: KnownFacts;
  readonly vocabulary: Vocabulary;
  readonly lenient: boolean;
  readonly worldVersion: number;
  readonly assignments: ReadonlyMap<string, Assignment>;
  /** By address. */
  readonly modules: ReadonlyMap<string, ModuleRecord>;
  readonly instanceCount: number;
  /** What others see of its instances. */
  readonly face: Face;
}

/** What is taken over in one build. */
export interface Reuse extends Taken {
  cellRecord(module: ModuleNode, key: string): CellRecord | undefined;
  /** The model before, where anything of it counts at all. */
  readonly kept: Kept | undefined;
}

const keptBy = new WeakMap<Model, Kept>();
const nothing: Reuse = { ...nothingTaken, cellRecord: () => undefined, kept: undefined };

/** Remembers what a later model may take over from `model`. */
export function keep(model: Model, builder: Builder, found: Pick<Kept, 'modules' | 'instanceCount' | 'face'>): void {
  const graph = nameGraph(builder.root.table, builder.table);
  const { facts, vocabulary, lenient, assignments, project } = builder;
  const worldVersion = project.world.version;
  const around = { facts, vocabulary, lenient, worldVersion, assignments };
  keptBy.set(model, { ...around, tables: graph.tables, targets: targetsOf(graph), ...found });
  // What is asked of the model from now on finds what it found out; nothing of the one before stays in memory.
  const { modules } = found;
  builder.taken = {
    cell: ({ address }, key) => modules.get(address)?.cells.get(key)?.result,
    unit: ({ address }, entry) => modules.get(address)?.units.get(entry),
  };
}

/** Finds out what `builder` may take over from `previous`, and lets it. To be asked before it makes any node. */
export function takeOver(previous: Model | undefined, builder: Builder): Reuse {
  const kept = previous === undefined ? undefined : keptBy.get(previous);
  if (kept === undefined || !isSameAround(kept, builder)) return nothing;
  const graph = nameGraph(builder.root.table, builder.table);
  const seeds = withOtherCauses(seedsOf(kept, graph), kept, builder, graph);
  // Names that may have changed, for all that the text says. What is not among them can be taken over for sure.
  const suspects = changesFrom(seeds, graph, () => 'all');
  const first = reuseOf(kept, suspects, seeds.isRenamed);
  builder.taken = first;
  const spread = suspects.isCircular ? undefined : spreads(kept, builder, seeds, graph);
  if (spread === undefined) return first;
  const second = reuseOf(kept, changesFrom(seeds, graph, spread), seeds.isRenamed);
  builder.taken = second;
  return second;
}

function isSameAround(kept: Kept, { facts, vocabulary, lenient }: Builder): boolean {
  return kept.facts === facts && kept.vocabulary === vocabulary && kept.lenient === lenient;
}

/** Names that changed though their own text did not: variables that were given another value, and what looks at files. */
function withOtherCauses(
  seeds: ReturnType<typeof seedsOf>,
  kept: Kept,
  builder: Builder,
  graph: NameGraph,
): ReturnType<typeof seedsOf> {
  const names = new Map<string, ReadonlySet<string>>(seeds.names);
  const add = (dir: string, more: Iterable<string>) => names.set(dir, new Set([...(names.get(dir) ?? []), ...more]));
  const given = new Set([...kept.assignments.keys(), ...builder.assignments.keys()]);
  const others = [...given].filter(
    (name) => !isSameAssignment(kept.assignments.get(name), builder.assignments.get(name)),
  );
  if (others.length > 0) {
    add(
      builder.root.table.dir,
      others.map((name) => `var.${name}`),
    );
  }
  if (kept.worldVersion !== builder.project.world.version) {
    for (const [dir, worldly] of worldlyNames(graph)) add(dir, worldly);
    for (const { table, units } of kept.modules.values()) {
      const looking = [...units].filter(([, { isFromWorld }]) => isFromWorld);
      if (graph.tables.has(table.dir))
        add(
          table.dir,
          looking.map(([{ declaration }]) => resourceName(declaration)),
        );
    }
  }
  return { ...seeds, names };
}

function isSameAssignment(a: Assignment | undefined, b: Assignment | undefined): boolean {
  if (a === undefined || b === undefined || a.name !== b.name) return a === b;
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text && a.origin === b.origin;
  const isSameText = b.kind === 'expression' && a.expression === b.expression;
  return isSameText && a.home.file === b.home.file && a.home.item === b.home.item;
}

function reuseOf(kept: Kept, changes: Changes, isRenamed: boolean): Reuse {
  const recordOf = ({ address, table }: ModuleNode): ModuleRecord | undefined => {
    const record = kept.modules.get(address);
    return record?.table.dir === table.dir && !changes.hasAll(table.dir) ? record : undefined;
  };
  const cellRecord = (module: ModuleNode, key: string): CellRecord | undefined => {
    if (changes.has(module.table.dir, key)) return undefined;
    const record = recordOf(module)?.cells.get(key);
    if (record === undefined) return undefined;
    const isSaid = record.said.length + record.result.diagnostics.length > 0;
    return isSaid && isRenamed ? undefined : record;
  };
  const changedIn = new Map<ModuleTable, ReadonlySet<Entry<ResourceDeclaration>>>();
  const isChanged = ({ table }: ModuleNode, entry: Entry<ResourceDeclaration>): boolean => {
    let entries = changedIn.get(table);
    if (entries === undefined) {
      entries = resourcesNamed(table, changes.namesIn(table.dir) ?? []);
      changedIn.set(table, entries);
    }
    return entries.has(entry);
  };
  return {
    kept,
    cellRecord,
    cell: (module, key) => cellRecord(module, key)?.result,
    unit: (module, entry) => {
      const record = recordOf(module);
      const unit = record?.units.get(entry);
      if (record === undefined || unit === undefined || isChanged(module, entry)) return undefined;
      if (isRenamed && isNoted(unit)) return undefined;
      return waitsForTheSame(record.table, module.table, entry) ? unit : undefined;
    },
  };
}

function resourcesNamed(table: ModuleTable, names: Iterable<string>): ReadonlySet<Entry<ResourceDeclaration>> {
  const found = new Set<Entry<ResourceDeclaration>>();
  for (const name of names) {
    const dot = name.indexOf('.');
    const entry = table.resources.get(name.slice(0, dot))?.get(name.slice(dot + 1));
    if (entry !== undefined) found.add(entry);
  }
  return found;
}

/** A short form waits for the one before it, which no name in its text says. */
function waitsForTheSame(before: ModuleTable, now: ModuleTable, entry: Entry<ResourceDeclaration>): boolean {
  const old = before.previous.get(entry);
  const other = now.previous.get(entry);
  if (old === undefined && other === undefined) return true;
  if (old === other) return other === undefined || isSingle(other);
  return (
    old !== undefined &&
    other !== undefined &&
    isSingle(old) &&
    isSingle(other) &&
    resourceName(old.declaration) === resourceName(other.declaration)
  );
}

function isSingle({ declaration }: Entry<ResourceDeclaration>): boolean {
  return declaration.count === undefined && declaration.forEach === undefined;
}
