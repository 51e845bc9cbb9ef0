/** The fixes that diagnostics carry, one by one and many at once. */
import { compareText } from '../base/text-order.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts';
import type { View } from '../engine/view.ts';
import { type Problem, problemsIn } from './actions/action.ts';
import { type FileEdit, spanOf } from './spans.ts';

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
  const edits = problems.flatMap(({ diagnostic: { fix } }) => (fix === undefined ? [] : (editsOfFix(view, fix) ?? [])));
  const ordered = [...edits].sort((a, b) => compareText(a.file, b.file) || a.span.start - b.span.start);
  const kept: FileEdit[] = [];
  for (const edit of ordered) {
    const last = kept.at(-1);
    if (last !== undefined && last.file === edit.file && edit.span.start < last.span.end) continue;
    if (last !== undefined && last.file === edit.file && edit.span.start === last.span.start) continue;
    kept.push(edit);
  }
  return kept;
}

/** What has a fix and this code, in every file of a project. */
export function fixableIn(view: View, code: string): readonly Problem[] {
  return [...view.project.files.values()].flatMap((file) =>
    problemsIn(view, file).filter(({ diagnostic }) => diagnostic.code === code && diagnostic.fix !== undefined),
  );
}
