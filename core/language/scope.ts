/** What an expression may refer to. The evaluator knows no names of its own but `for` variables. */
import type { Span } from '../base/span.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { Value } from './values.ts';

/** A step of a traversal behind its root, with index keys evaluated. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Value; readonly span: Span };

/** What a name means: a value, and how many of the steps it took to say so. */
export interface Resolved {
  readonly value: Value;
  /** Steps that the scope itself consumed; the evaluator applies the rest to `value`. */
  readonly consumed: number;
}

/** A problem inside one top-level item; the caller knows which item that is. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
  /** Replaces the text of `span` (or of `replace` where given). */
  readonly fix?: { readonly title: string; readonly newText: string; readonly replace?: Span };
}

export interface Scope {
  /**
   * Resolves `root` followed by as many of `steps` as it needs. Reports what is wrong through
   * `report` and answers an unknown value then, so that one mistake is reported once.
   */
  resolve(root: string, rootSpan: Span, steps: readonly Step[], report: (problem: Problem) => void): Resolved;
  /** What functions may ask of the world; see `functions/`. */
  readonly functions: FunctionContext;
}

/** Everything impure that a function may need, given as data or a port. */
export interface FunctionContext {
  /** Reads a file; a string says why it could not be read. */
  readFile(path: string): Uint8Array | { readonly error: string };
  /** What `path` is; null where nothing is there. */
  fileKind(path: string): 'file' | 'directory' | 'other' | null;
  /** Paths below `dir`, relative to it with `/`, sorted; for `fileset`. */
  listFiles(dir: string): readonly string[];
  /** Whether `path` lies inside the module's folder (else what `file*()` gives is sensitive). */
  isInside(path: string): boolean;
  readonly homeDir: string;
  readonly cwd: string;
  /**
   * The kept value of a volatile call (`timestamp`, `plantimestamp`, `uuid`, `bcrypt`), counted per
   * attribute in order of evaluation; undefined where there is none: the call is unknown then.
   */
  volatile(functionName: string, args: readonly Value[]): Value | undefined;
}
