/**
 * What an editor feature works on: the texts as they are at this keystroke, parsed, and what evaluation last gave. The
 * syntax is always current. The model may be a few keystrokes older, since no request waits for it, and there is none
 * before the first build; what needs it then answers less.
 */
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Model } from '../intake/model.ts';
import type { ModuleTable } from '../intake/module-table.ts';
import type { LoadedProject } from '../intake/project.ts';
import type { Vocabulary } from '../intake/vocabulary.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import type { ParsedFile } from '../syntax/parse.ts';

export interface View {
  /** The project's folder, absolute, `/` between folders. Every other path is relative to it. */
  readonly directory: string;
  readonly project: LoadedProject;
  /** Every file of the project with its comments, by path. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  readonly vocabulary: Vocabulary;
  /** Of the machine, as far as they are known here; see {@link Model.facts}. */
  readonly facts: KnownFacts;
  /** What the module in a folder declares now. A folder that is reached by several paths is one module. */
  table(dir: string): ModuleTable | undefined;
  /** Of these texts, or of those a few keystrokes before; see {@link Model.inspect}. */
  readonly model: Model | undefined;
  /** What the last build found, with the files that it was made of. What is said of an item holds while its node is the same. */
  readonly found: Found | undefined;
}

export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: ReadonlyMap<string, SyntaxFile>;
}

/** The folder of the module that a file belongs to: `.` for the root, also for `.cwvars` files. */
export function moduleDirOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 || path.endsWith('.cwvars') ? '.' : path.slice(0, cut);
}
