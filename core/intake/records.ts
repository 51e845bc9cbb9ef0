/**
 * What a build found out about each unit of a module instance, as plain data that later builds take over where nothing
 * that it came from has changed. Holds no nodes, so that no earlier model is kept in memory by it.
 */
import type { CompletionRequest } from '../completion/request.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CompletionDeclaration, ResourceDeclaration } from './declarations.ts';
import type { CellResult } from './machine.ts';
import type { EvaluatedInstance, Instance } from './model.ts';
import type { Entry } from './module-table.ts';
import type { InstanceKey, ModuleNode } from './nodes.ts';

/** An instance as it was read and evaluated under no results. */
export interface InstanceRecord {
  readonly key: InstanceKey;
  readonly instance: Instance;
  readonly evaluated: EvaluatedInstance;
  /** Of its assertions, in order. */
  readonly assertions: readonly EvaluatedInstance[];
  /** Results of its cells by name, apart from what is written out. */
  readonly cells: ReadonlyMap<string, CellResult>;
}

/** A resource block in one module instance. */
export interface UnitRecord {
  readonly instances: readonly InstanceRecord[];
  /** Of its `count` or `for_each`. */
  readonly expansion: CellResult | undefined;
  /** What was said when it was read, when its values were checked, and when its assertions were. */
  readonly said: {
    readonly reading: readonly Diagnostic[];
    readonly checking: readonly Diagnostic[];
    readonly asserting: readonly Diagnostic[];
  };
  /** An end of a connection, which the block alone does not tell. */
  readonly isLinked: boolean;
  /** Something in it depends on the folder's absolute path. */
  readonly isBound: boolean;
  /** A file or folder was looked at for it. */
  readonly isFromWorld: boolean;
  /** Attributes of some instance are left to a completer. */
  readonly isIncomplete: boolean;
  readonly completions: readonly Entry<CompletionDeclaration>[];
  /** What a completer would be asked; made when somebody wants to know. */
  readonly requests: { list?: readonly CompletionRequest[] };
}

export function isNoted({ said }: UnitRecord): boolean {
  return said.reading.length + said.checking.length + said.asserting.length > 0;
}

/** A variable, local or output of a module instance. */
export interface CellRecord {
  readonly result: CellResult;
  /** What its conditions say. */
  readonly said: readonly Diagnostic[];
  readonly isBound: boolean;
}

/** What may be taken over while a model is built. */
export interface Taken {
  /** Of `var.x`, `local.x`, `output.x`. */
  cell(module: ModuleNode, key: string): CellResult | undefined;
  unit(module: ModuleNode, entry: Entry<ResourceDeclaration>): UnitRecord | undefined;
}

export const nothingTaken: Taken = { cell: () => undefined, unit: () => undefined };
