/** A project as the loader found it: parsed files by module folder, and what was given for variables. */

import type { Span } from '../base/span.ts';
import type { Expression, SyntaxFile } from '../syntax/ast.ts';
import type { Home } from './finding.ts';

export interface LoadedModule {
  /** Relative to the project, `/` between folders; `.` is the project's own folder. */
  readonly dir: string;
  /** `*.cw` but `completed.cw`, by name. */
  readonly files: readonly SyntaxFile[];
  readonly completed?: SyntaxFile;
}

/** A value that was given for a root variable. */
export type Assignment =
  | {
      readonly kind: 'expression';
      readonly name: string;
      readonly expression: Expression;
      readonly home: Home;
      readonly nameSpan: Span;
    }
  /** From the environment or `--var`: literal for a string variable, else an expression. */
  | {
      readonly kind: 'text';
      readonly name: string;
      readonly text: string;
      readonly origin: 'environment' | 'argument';
    };

/** What functions like `file()` may see. Paths are absolute, or relative to `directory`. */
export interface ProjectWorld {
  /** The project's folder, absolute. */
  readonly directory: string;
  readonly homeDir: string;
  readonly cwd: string;
  /** Another number where other files than the project's own may hold something else than before. */
  readonly version: number;
  readFile(path: string): Uint8Array | { readonly error: string };
  fileKind(path: string): 'file' | 'directory' | 'other' | null;
  listFiles(dir: string): readonly string[];
  /** What is right in a folder, sorted by name; nothing where there is none. Links count as what they lead to. */
  listFolder(dir: string): readonly FolderEntry[];
  /**
   * Where `path` is with every link on the way followed, also where nothing is there yet; undefined where that cannot
   * be said: a link to nothing, links in a circle, a folder that may not be looked into.
   */
  realPath(path: string): string | undefined;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface LoadedProject {
  readonly modules: ReadonlyMap<string, LoadedModule>;
  /** Lowest precedence first. Names in the environment have `_` where the variable may have `-`. */
  readonly assignments: readonly Assignment[];
  /** Every parsed file by path, for positions. */
  readonly files: ReadonlyMap<string, SyntaxFile>;
  readonly world: ProjectWorld;
  /** What an unset required variable is: unknown for `validate` and editors, an error for the rest. */
  readonly unset: 'unknown' | 'error';
}
