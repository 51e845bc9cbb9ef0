/** The expanded project: modules and resource instances, with the cells that their values are computed by. */
import type { Value } from '../language/values.ts';
import type { CompletionDeclaration, Given, ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import type { Cell, Context } from './machine.ts';
import type { Entry, ModuleTable, Unit } from './module-table.ts';
import type { InstanceRecord } from './records.ts';

export type InstanceKey = string | number | undefined;

/** What `each` and `count` mean inside of one instance. */
export interface RepetitionContext {
  readonly count?: number;
  readonly each?: { readonly key: Value; readonly value: Value };
  /** Facts of the machine that are not known are missing in the collection that it comes from. */
  readonly lacksFacts?: true;
}

export interface Expansion<T> {
  readonly repeated: 'single' | 'count' | 'for_each';
  readonly instances: ReadonlyMap<InstanceKey, T>;
  /** How many there are could not be said; a diagnostic says why. */
  readonly failed: boolean;
  /** It cannot be said because a fact of the machine is not known, which is no mistake of the text. */
  readonly lacksFacts: boolean;
  readonly cell: Cell | undefined;
}

export interface ModuleNode {
  /** `""` for the root, else `module.a["k"].module.b`. */
  readonly address: string;
  /** The address without instance keys. */
  readonly path: string;
  readonly table: ModuleTable;
  readonly parent:
    | { readonly node: ModuleNode; readonly entry: Entry<ModuleDeclaration>; readonly context: InstanceContext }
    | undefined;
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

/** One instance of a resource. Its context and cells are made when something of it has to be evaluated. */
export class InstanceNode {
  readonly address: string;
  readonly key: InstanceKey;
  readonly module: ModuleNode;
  readonly entry: Entry<ResourceDeclaration>;
  readonly supplied: ReadonlyMap<string, Supplied>;
  readonly incomplete: readonly string[];
  /** Completions that were for it. */
  readonly completions: readonly Entry<CompletionDeclaration>[];
  /** What an earlier build found, where that still holds. */
  readonly kept: InstanceRecord | undefined;
  readonly #makeContext: (node: InstanceNode) => InstanceContext;
  #context: InstanceContext | undefined;
  #cells: Map<string, Cell> | undefined;

  constructor(
    parts: Pick<
      InstanceNode,
      'address' | 'key' | 'module' | 'entry' | 'supplied' | 'incomplete' | 'completions' | 'kept'
    >,
    makeContext: (node: InstanceNode) => InstanceContext,
  ) {
    this.address = parts.address;
    this.key = parts.key;
    this.module = parts.module;
    this.entry = parts.entry;
    this.supplied = parts.supplied;
    this.incomplete = parts.incomplete;
    this.completions = parts.completions;
    this.kept = parts.kept;
    this.#makeContext = makeContext;
  }

  get context(): InstanceContext {
    this.#context ??= this.#makeContext(this);
    return this.#context;
  }

  get cells(): Map<string, Cell> {
    this.#cells ??= new Map();
    return this.#cells;
  }

  /** Those of its cells that somebody asked for. */
  get madeCells(): ReadonlyMap<string, Cell> | undefined {
    return this.#cells;
  }
}

/** `KIND.NAME`, `KIND.NAME[0]`, `KIND.NAME["k"]` behind the module's address. */
export function instanceAddress(module: string, block: string, key: InstanceKey): string {
  const own = module === '' ? block : `${module}.${block}`;
  return key === undefined ? own : `${own}[${typeof key === 'number' ? key : JSON.stringify(key)}]`;
}

export function blockName(declaration: ResourceDeclaration): string {
  return `${declaration.type}.${declaration.name}`;
}
