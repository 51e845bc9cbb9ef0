/** The fixes that diagnostics carry, one by one and many at once. */
import { compareText } from '../../base/text-order.ts';
import type { Code } from '../../diagnostics/codes.ts';
import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import type { View } from '../../engine/view.ts';
import { type FileEdit, spanOf } from '../spans.ts';
import { type Problem, problemsIn } from './action.ts';

/** Fixes that never change what a project means: these are made without being looked at. */
const harmless: ReadonlySet<Code> = new Set(['quoted-reference', 'quoted-type', 'deprecated-attribute']);

export function isHarmless({ code }: Diagnostic): boolean {
  return harmless.has(code);
}

/** Where the edits of a fix are now; undefined where one of them is nowhere any more. */
export function editsOfFix(view: View, { edits }: Fix): readonly FileEdit[] | undefined {
  const placed = edits.map(({ place, newText }) => {
    const at = spanOf(view, place);
    return at === undefined ? undefined : { ...at, newText };
  });
  return placed.every((edit) => edit !== undefined) ? placed : undefined;
}

/** The fixes of all these problems. Of those that overlap the first is made; the others are there after the next build. */
export function editsOfAll(view: View, problems: readonly Problem[]): readonly FileEdit[] {
  const fixes = problems.flatMap(({ diagnostic: { fix } }) => {
    const edits = fix === undefined ? undefined : editsOfFix(view, fix);
    return edits === undefined || edits.length === 0 ? [] : [edits];
  });
  const kept = new Map<string, FileEdit[]>();
  for (const edits of fixes) {
    // A fix is made as a whole or not at all.
    if (edits.some((edit) => kept.get(edit.file)?.some((other) => collide(edit, other)) === true)) continue;
    for (const edit of edits) {
      const list = kept.get(edit.file);
      if (list === undefined) kept.set(edit.file, [edit]);
      else list.push(edit);
    }
  }
  return [...kept.values()].flat().sort((a, b) => compareText(a.file, b.file) || a.span.start - b.span.start);
}

function collide(a: FileEdit, b: FileEdit): boolean {
  return a.span.start === b.span.start || (a.span.start < b.span.end && b.span.start < a.span.end);
}

/** What has a fix and this code, in every file of a project. */
export function fixableIn(view: View, code: string): readonly Problem[] {
  return [...view.project.files.values()].flatMap((file) =>
    problemsIn(view, file).filter(({ diagnostic }) => diagnostic.code === code && diagnostic.fix !== undefined),
  );
}
