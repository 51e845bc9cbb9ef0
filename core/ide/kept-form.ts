/**
 * Edits that leave in form what was in form: another name moves the `=` of the lines around it, a line that goes those that
 * were aligned with it. What was not formatted before, or does not parse, is not touched.
 */
import type { Span } from '../base/span.ts';
import type { View } from '../engine/view.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import { formatEdits, formatText } from '../syntax/format.ts';
import { itemAt } from '../syntax/locate.ts';
import { lineEndAt, lineStartAt, withEdits } from './changes.ts';
import { type FileEdit, shifted } from './spans.ts';

/** The edits, which do not overlap, and more between them. Costs what formatting the blocks costs that they stand in. */
export function inForm(view: View, edits: readonly FileEdit[]): readonly FileEdit[] {
  const byRegion = new Map<string, { readonly file: SyntaxFile; readonly region: Span; readonly own: FileEdit[] }>();
  for (const edit of edits) {
    const file = view.project.files.get(edit.file);
    const region = file === undefined ? undefined : regionOf(file, edit.span);
    if (file === undefined || region === undefined) continue;
    const key = `${region.start} ${edit.file}`;
    const known = byRegion.get(key);
    if (known === undefined) byRegion.set(key, { file, region, own: [edit] });
    else known.own.push(edit);
  }
  return [...edits, ...[...byRegion.values()].flatMap(({ file, region, own }) => layoutOf(file, region, own))];
}

/** The block that an edit is inside of; of a file with values alone, all of it, since those are aligned with each other. */
function regionOf(file: SyntaxFile, { start, end }: Span): Span | undefined {
  if (file.path.endsWith('.cwvars')) return { start: lineStartAt(file.text, 0), end: file.text.length };
  const item = itemAt(file, start);
  if (item === undefined || lineStartAt(file.text, item.offset) !== item.offset) return undefined;
  const region = shifted(item.node.span, item.offset);
  return region.start < start && end <= region.end ? region : undefined;
}

/** Whether other lines may be aligned with what stands behind the edit, or with lines that come or go. */
function movesOthers(text: string, { span, newText }: FileEdit): boolean {
  if (`${newText}${text.slice(span.start, span.end)}`.includes('\n')) return true;
  return newText.length !== span.end - span.start && /=|#|\/[/*]/.test(text.slice(span.end, lineEndAt(text, span.end)));
}

function layoutOf({ path, text }: SyntaxFile, region: Span, edits: readonly FileEdit[]): readonly FileEdit[] {
  if (!edits.some((edit) => movesOthers(text, edit))) return [];
  const before = text.slice(region.start, region.end);
  const was = formatText(before);
  if (was.problems.length > 0 || was.text !== before) return [];
  const own = edits
    .map(({ span, newText }) => ({ span: shifted(span, -region.start), newText }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return formatEdits(withEdits(before, own)).flatMap(({ span, newText }): readonly FileEdit[] => {
    const start = offsetBefore(own, span.start, 'start');
    const end = offsetBefore(own, span.end, 'end');
    if (start === undefined || end === undefined || start > end) return [];
    return [{ file: path, span: shifted({ start, end }, region.start), newText }];
  });
}

/** Where an offset behind edits was before them; undefined inside of what they put there. */
function offsetBefore(
  edits: readonly { readonly span: Span; readonly newText: string }[],
  offset: number,
  side: 'start' | 'end',
): number | undefined {
  let by = 0;
  for (const { span, newText } of edits) {
    const from = span.start + by;
    const to = from + newText.length;
    if (offset < from || (offset === from && side === 'end')) break;
    if (offset < to) return undefined;
    by = to - span.end;
  }
  return offset - by;
}
