/**
 * What top-level blocks declare, as plain data over the syntax tree. A declaration is a function of
 * its block alone (it knows neither file, module nor variables), so it is made once for each block.
 */
import type { Span } from '../base/span.ts';
import type { Type } from '../language/types.ts';
import type { Block, Expression } from '../syntax/ast.ts';

/** An attribute as it was given: an expression, or nested blocks that stand for one. */
export type Given = GivenExpression | GivenBlocks;

export interface GivenExpression {
  readonly kind: 'expression';
  readonly name: string;
  readonly expression: Expression;
  readonly nameSpan: Span;
  /** Of name and value. */
  readonly span: Span;
  /** A value that is no string becomes its JSON text (the short form `create_file`). */
  readonly encode?: 'json';
}

export interface GivenBlocks {
  readonly kind: 'blocks';
  readonly name: string;
  /** The value is a tuple of all blocks, else the one block's object. */
  readonly many: boolean;
  readonly blocks: readonly NestedBlock[];
  readonly nameSpan: Span;
  readonly span: Span;
}

export interface NestedBlock {
  readonly span: Span;
  readonly content: readonly Given[];
  /** `dynamic "NAME" { for_each, iterator, content {} }`. */
  readonly dynamic?: { readonly forEach: Expression; readonly iterator: string };
}

export interface Condition {
  readonly condition: Expression;
  readonly message: Expression | undefined;
  readonly span: Span;
}

export interface VariableDeclaration {
  readonly kind: 'variable';
  readonly name: string;
  readonly nameSpan: Span;
  readonly type: Type;
  readonly typeSpan?: Span;
  readonly fallback?: Expression;
  readonly description?: string;
  readonly sensitive: boolean;
  readonly nullable: boolean;
  readonly validations: readonly Condition[];
}

export interface LocalsDeclaration {
  readonly kind: 'locals';
  readonly values: readonly { readonly name: string; readonly nameSpan: Span; readonly expression: Expression }[];
}

export interface OutputDeclaration {
  readonly kind: 'output';
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression | undefined;
  readonly description?: string;
  readonly sensitive: boolean;
  readonly dependsOn: readonly Expression[];
  readonly preconditions: readonly Condition[];
}

/** What resources, checks and modules share. */
export interface Repetition {
  readonly count?: { readonly expression: Expression; readonly span: Span };
  readonly forEach?: { readonly expression: Expression; readonly span: Span };
  readonly dependsOn: readonly Expression[];
}

export interface ConnectDeclaration {
  readonly to: Expression | undefined;
  readonly as: string;
  readonly rename: Readonly<Record<string, string>>;
  /** Where a shared volume is mounted (`as = "file"`). */
  readonly path?: Expression;
  readonly span: Span;
}

export interface AssertDeclaration {
  readonly kind: string;
  readonly name: string;
  readonly attributes: readonly Given[];
  readonly span: Span;
  readonly kindSpan: Span;
}

export interface LifecycleDeclaration {
  readonly preventDestroy: boolean;
  readonly ignoreChanges: readonly string[] | 'all';
  readonly replaceTriggeredBy: readonly Expression[];
  readonly preconditions: readonly Condition[];
  readonly postconditions: readonly Condition[];
}

export interface ResourceDeclaration extends Repetition {
  readonly kind: 'resource';
  /** A kind's name, or `check` for a check block. */
  readonly type: string;
  readonly typeSpan: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** Without the attributes that every resource has. */
  readonly attributes: ReadonlyMap<string, Given>;
  readonly description?: Expression;
  readonly lifecycle: LifecycleDeclaration;
  readonly connects: readonly ConnectDeclaration[];
  readonly asserts: readonly AssertDeclaration[];
  readonly retry: { readonly attempts: number; readonly delaySeconds: number; readonly backoff: number };
  readonly timeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
  readonly needs?: {
    readonly read: readonly string[];
    readonly write: readonly string[];
    readonly hosts: readonly string[];
    readonly engine: boolean;
  };
  /** `complete = false`: anything missing is an error. */
  readonly complete: boolean;
  /** Written as a short form; what the form is called. */
  readonly shortForm?: string;
  /** Something in it has a name that its kind does not know, so nobody can tell what it leaves out. */
  readonly hasStrangeNames?: true;
}

export interface ModuleDeclaration extends Repetition {
  readonly kind: 'module';
  readonly name: string;
  readonly nameSpan: Span;
  readonly source: string | undefined;
  readonly sourceSpan: Span;
  readonly inputs: ReadonlyMap<string, GivenExpression>;
  readonly lifecycle: LifecycleDeclaration;
}

export interface MovedDeclaration {
  readonly kind: 'moved';
  readonly from: Expression;
  readonly to: Expression;
}

export interface ImportDeclaration {
  readonly kind: 'import';
  readonly to: Expression;
  readonly id: Expression;
}

export interface RemovedDeclaration {
  readonly kind: 'removed';
  readonly from: Expression;
  readonly destroy: boolean;
}

export interface SettingsDeclaration {
  readonly kind: 'settings';
  readonly compiler?: 'embedded' | 'agent';
  readonly parallelism?: number;
  readonly timeoutPerStep?: string;
}

export interface CompletionDeclaration {
  readonly kind: 'completion';
  /** As written: `docker_container.cache`, `module.m.service.web[0]`. */
  readonly address: string;
  readonly attributes: ReadonlyMap<string, Given>;
  readonly from: { readonly by?: string; readonly at?: string; readonly inputs?: string };
}

export type Declaration =
  | VariableDeclaration
  | LocalsDeclaration
  | OutputDeclaration
  | ResourceDeclaration
  | ModuleDeclaration
  | MovedDeclaration
  | ImportDeclaration
  | RemovedDeclaration
  | SettingsDeclaration
  | CompletionDeclaration;

/** Something that is in the text and that applying as if it were not would be dangerous. */
export interface RefusedFeature {
  readonly feature: string;
  readonly span: Span;
}

export interface Declared {
  readonly block: Block;
  readonly declaration: Declaration | undefined;
  readonly findings: readonly import('./finding.ts').Finding[];
  readonly refusals: readonly RefusedFeature[];
}
