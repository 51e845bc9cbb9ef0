/**
 * What can be done at a place in a file: the shape of a code action, and what its makers look at. Actions are found for
 * every move of the cursor, so finding one is cheap; its change is made when somebody wants it.
 */
import type { Span } from '../../base/span.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { Block, SyntaxFile } from '../../syntax/ast.ts';
import { type Located, nodeAt } from '../../syntax/locate.ts';
import type { Change } from '../changes.ts';
import { type FileRole, roleOf } from '../names/occurrences.ts';
import { offsetsOf, shifted } from '../spans.ts';

/** As editors know them; `source` ones are for a whole file. */
export type ActionKind =
  | 'quickfix'
  | 'refactor.extract'
  | 'refactor.inline'
  | 'refactor.rewrite'
  | 'source.fixAll.clockwork'
  | 'source.sort.clockwork';

export interface Action {
  /** Finds it again at the same place of the same text. */
  readonly id: string;
  readonly title: string;
  readonly kind: ActionKind;
  /** What it solves; of those that were found. */
  readonly solves?: readonly Problem[];
  /** The one to take where there are several for a problem. */
  readonly isPreferred?: true;
  /** Why it cannot be done here, as one sentence; then there is no change. */
  readonly refused?: string;
  /** Its change has new files, which not every editor can make. */
  readonly makesFiles?: true;
  change(): Change;
}

/** A diagnostic of the file, where it is now. */
export interface Problem {
  readonly diagnostic: Diagnostic;
  readonly span: Span;
}

export interface ActionContext {
  readonly view: View;
  /** Of other projects, which may use the same modules. */
  readonly others: readonly View[];
  readonly path: string;
  readonly file: SyntaxFile;
  readonly role: FileRole;
  /** Folder of the file's module, as tables know it. */
  readonly dir: string;
  /** What is selected; empty for a cursor. Offsets in the file. */
  readonly at: Span;
  /** What stands at its beginning. */
  readonly located: Located | undefined;
  /** The blocks around it, outermost first. */
  readonly blocks: readonly Block[];
  /** Of the whole file, as far as they still hold. */
  readonly problems: readonly Problem[];
  /** Those that touch the selection. */
  readonly here: readonly Problem[];
}

export type ActionMaker = (context: ActionContext) => readonly Action[];

export function contextOf(view: View, path: string, at: Span, others: readonly View[]): ActionContext | undefined {
  const file = view.project.files.get(path);
  if (file === undefined) return undefined;
  const located = nodeAt(file, at.start);
  const problems = problemsIn(view, file);
  const blocks = (located?.path ?? []).filter((node): node is Block => 'kind' in node && node.kind === 'block');
  return {
    view,
    others,
    path,
    file,
    role: roleOf(path),
    dir: view.table(moduleDirOf(path))?.dir ?? moduleDirOf(path),
    at,
    located,
    blocks,
    problems,
    here: problems.filter(({ span }) => span.start <= at.end && at.start <= span.end),
  };
}

/** What the last build found in a file, without what was said of items that are others by now. */
export function problemsIn(view: View, file: SyntaxFile): readonly Problem[] {
  const { found } = view;
  const before = found?.files.get(file.path);
  if (found === undefined || before === undefined) return [];
  const offsets = offsetsOf(file);
  const now = new Map(file.items.map((item) => [item.key, item.node]));
  const then = new Map(before.items.map((item) => [item.key, item.node]));
  return found.diagnostics.flatMap((diagnostic): readonly Problem[] => {
    const { place } = diagnostic;
    if (place?.file !== file.path) return [];
    if (place.item === '') return before === file ? [{ diagnostic, span: place.span }] : [];
    if (now.get(place.item) !== then.get(place.item)) return [];
    return [{ diagnostic, span: shifted(place.span, offsets.get(place.item) ?? 0) }];
  });
}
