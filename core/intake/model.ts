/**
 * The IR in memory: what a project means, with every instance expanded and every name resolved.
 * Values are evaluated on demand against {@link Results}, since what a resource's attributes are may
 * depend on what others gave when they were applied. The set of instances and the edges between them
 * never depend on results: they are a function of files, variables and facts alone.
 */
import type { Place, Span } from '../base/span.ts';
import type { CompletionRequest } from '../completion/request.ts';
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Value } from '../language/values.ts';
import type { Inspection } from './inspect.ts';

export interface Dependency {
  /** Address of the instance that must come first. */
  readonly address: string;
  readonly via: 'reference' | 'depends_on' | 'connect' | 'order';
  readonly place: Place;
}

export interface Lifecycle {
  readonly preventDestroy: boolean;
  readonly ignoreChanges: readonly string[] | 'all';
  /** Instances or `address.attribute` whose change replaces this one. */
  readonly replaceTriggeredBy: readonly { readonly address: string; readonly attribute?: string }[];
}

/** An `assert` block of an instance or a check. Its attributes are evaluated like a resource's. */
export interface AssertionInstance {
  /** `service.web/assert.healthcheck[0]` or `…/assert.healthcheck.NAME`. */
  readonly address: string;
  readonly kind: string;
  readonly name: string;
  readonly place: Place;
}

export interface Connection {
  readonly to: string;
  readonly role: string;
  readonly place: Place;
  /** Renamed injected names: name that the kind gives → name to use. */
  readonly rename: Readonly<Record<string, string>>;
}

export interface Instance {
  readonly address: string;
  /** Name of a kind, or `check` for a check block (its assertions are all it has). */
  readonly kind: string;
  readonly name: string;
  readonly key?: string | number;
  /** Address of its module, `""` for the root. */
  readonly module: string;
  /** Folder of its module relative to the project. */
  readonly moduleDir: string;
  readonly slug: string;
  readonly place: Place;
  /** Where an attribute was written, for diagnostics; falls back to the block's place. */
  attributePlace(name: string): Place;
  readonly description?: string;
  readonly dependencies: readonly Dependency[];
  readonly lifecycle: Lifecycle;
  readonly connections: readonly Connection[];
  readonly assertions: readonly AssertionInstance[];
  readonly retry: { readonly attempts: number; readonly delaySeconds: number; readonly backoff: number };
  readonly timeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
  readonly needs?: {
    readonly read: readonly string[];
    readonly write: readonly string[];
    readonly hosts: readonly string[];
    readonly engine: boolean;
  };
  /** Attributes that nothing was given for and that a compiler may fill in. */
  readonly incomplete: readonly string[];
  /** Where each attribute's value comes from. */
  provenance(name: string): 'source' | 'completed' | 'default' | 'incomplete' | 'absent';
}

/** A call of `timestamp`, `plantimestamp`, `uuid` or `bcrypt`, with its evaluated arguments. */
export interface VolatileCall {
  readonly function: string;
  readonly args: readonly Value[];
}

/** What was learned by applying: given to evaluation by Assembly and Forge. */
export interface Results {
  /** Outputs of an applied instance; undefined while they are not known. */
  outputs(address: string): ReadonlyMap<string, Value> | undefined;
  /**
   * The kept value of the n-th volatile call in an attribute; undefined where there is none. While a
   * step is carried out, Forge makes one here, which is why it is told the call.
   */
  volatile(address: string, attribute: string, index: number, call: VolatileCall): Value | undefined;
}

export interface EvaluatedInstance {
  /** Attributes that were given (source, completion), before the kind's defaults. */
  readonly values: ReadonlyMap<string, Value>;
  readonly diagnostics: readonly Diagnostic[];
  /** Pre- and postconditions of `lifecycle`; unknown ones are decided at apply. */
  readonly conditions: readonly {
    readonly when: 'before' | 'after';
    readonly holds: boolean | 'unknown';
    readonly message: string;
    readonly place: Place;
  }[];
  /** Attributes that come from facts of the machine that are not known here, as the command line knows them. */
  readonly pending?: ReadonlySet<string>;
  /** A file or folder was looked at for it, so the next look may find another value. */
  readonly isFromWorld?: true;
  /** It is the same under all results. */
  readonly isSettled?: true;
}

export interface EvaluatedOutput {
  readonly name: string;
  readonly value: Value;
  readonly sensitive: boolean;
  readonly description?: string;
  readonly place: Place;
}

/** A variable of the root module with the value that it has now. */
export interface EvaluatedVariable {
  readonly name: string;
  readonly value: Value;
  readonly description?: string;
  readonly place: Place;
}

export interface Moved {
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}
export interface Import {
  readonly to: string;
  /** What the kind needs to find the thing: a path, a container's name. */
  readonly id: string;
  readonly place: Place;
}
export interface Removed {
  readonly from: string;
  /** `lifecycle { destroy = false }`: forget it, leave it where it is. */
  readonly destroy: boolean;
  readonly place: Place;
}

export interface Settings {
  readonly compiler: 'embedded' | 'agent';
  readonly parallelism?: number;
  readonly timeoutPerStep?: string;
}

/** Something in the text that this version does not carry out and must not silently leave out. */
export interface Refusal {
  readonly feature: string;
  readonly message: string;
  readonly place: Place;
}

export interface Model {
  /** In source order, modules depth first. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** Resource blocks with `prevent_destroy`, by address without instance key: they guard instances that left, too. */
  readonly protectedBlocks: ReadonlyMap<string, Place>;
  readonly settings: Settings;
  /** Of the root module, in source order. */
  readonly variables: readonly EvaluatedVariable[];
  readonly moved: readonly Moved[];
  readonly imports: readonly Import[];
  readonly removed: readonly Removed[];
  /**
   * Of the machine that it was made for. The command line knows all of them. Where an editor knows some only, the rest is
   * unknown in every value, `count` and conditions stay undecided without a word, and whoever keeps facts keeps none.
   */
  readonly facts: KnownFacts;
  /** What a compiler is to be asked, see `complete()`: gaps, and completions that are out of date. */
  readonly completionRequests: readonly CompletionRequest[];
  /** Where this is not empty, `apply` and `build` refuse, giving these messages. */
  readonly refusals: readonly Refusal[];
  /** Something in it depends on the folder's absolute path (`path.cwd`, `abspath`). */
  readonly boundToFolder: boolean;
  /** Pure and memoised for one `results` object. Unknown addresses are our own fault. */
  evaluate(address: string, results: Results): EvaluatedInstance;
  evaluateAssertion(address: string, results: Results): EvaluatedInstance;
  evaluateOutputs(results: Results): {
    readonly outputs: readonly EvaluatedOutput[];
    readonly diagnostics: readonly Diagnostic[];
  };
  /** For editors. */
  readonly inspect: Inspection;
}

/** Nothing has been applied yet. */
export const noResults: Results = { outputs: () => undefined, volatile: () => undefined };

export type { Span };
