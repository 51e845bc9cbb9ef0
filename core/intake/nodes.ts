/** The expanded project: modules and resource instances, with the cells that their values are computed by. */
import type { Value } from '../language/values.ts';
import type { Given, ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import type { Cell, Context } from './machine.ts';
import type { Entry, ModuleTable, Unit } from './module-table.ts';

export type InstanceKey = string | number | undefined;

/** What `each` and `count` mean inside of one instance. */
export interface RepetitionContext {
  readonly count?: number;
  readonly each?: { readonly key: Value; readonly value: Value };
}

export interface Expansion<T> {
  readonly repeated: 'single' | 'count' | 'for_each';
  readonly instances: ReadonlyMap<InstanceKey, T>;
  /** How many there are could not be said; a diagnostic says why. */
  readonly failed: boolean;
  readonly cell: Cell | undefined;
}

export interface ModuleNode {
  /** `""` for the root, else `module.a["k"].module.b`. */
  readonly address: string;
  /** The address without instance keys. */
  readonly path: string;
  readonly table: ModuleTable;
  readonly parent: { readonly node: ModuleNode; readonly entry: Entry<ModuleDeclaration>; readonly context: InstanceContext } | undefined;
  readonly context: Context;
  /** `var.x`, `local.x`, `output.x`. */
  readonly cells: Map<string, Cell>;
  readonly resources: Map<Unit, Expansion<InstanceNode>>;
  readonly modules: Map<Unit, Expansion<ModuleNode>>;
}

export interface InstanceContext extends Context {
  readonly module: ModuleNode;
  readonly repetition: RepetitionContext;
  readonly instance: InstanceNode | undefined;
}

/** An attribute that has a value of its own, and whose text that is. */
export interface Supplied {
  readonly given: Given;
  readonly home: Home;
  readonly from: 'source' | 'completed';
}

export interface InstanceNode {
  readonly address: string;
  readonly key: InstanceKey;
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
  readonly context: InstanceContext;
  readonly supplied: ReadonlyMap<string, Supplied>;
  readonly incomplete: readonly string[];
  readonly cells: Map<string, Cell>;
}

/** `KIND.NAME`, `KIND.NAME[0]`, `KIND.NAME["k"]` behind the module's address. */
export function instanceAddress(module: string, block: string, key: InstanceKey): string {
  const own = module === '' ? block : `${module}.${block}`;
  return key === undefined ? own : `${own}[${typeof key === 'number' ? key : JSON.stringify(key)}]`;
}

export function blockName(declaration: ResourceDeclaration): string {
  return `${declaration.type}.${declaration.name}`;
}
