/**
 * Edits that leave in form what was in form: another name moves the `=` of the lines around it, a line that goes those that
 * were aligned with it. What was not formatted before, or does not parse, is not touched.
 */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import type { SyntaxFile } from '../../syntax/ast.ts';
import { formatEdits, formatText } from '../../syntax/format.ts';
import { itemAt } from '../../syntax/locate.ts';
import { lineEndAt, lineStartAt, withEdits } from '../changes.ts';
import { type FileEdit, shifted } from '../spans.ts';

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
  const made = [...byRegion.values()].map(({ file, region, own }) => layoutOf(file, region, own));
  const inner = new Map(made.flatMap((each) => [...each.inner]));
  const own = edits.map((edit) => {
    const changes = inner.get(edit);
    return changes === undefined ? edit : { ...edit, newText: withEdits(edit.newText, changes) };
  });
  return [...own, ...made.flatMap(({ between }) => between)];
}

type Replacement = Pick<FileEdit, 'span' | 'newText'>;

interface Layout {
  /** Further edits. */
  readonly between: readonly FileEdit[];
  /** Changes of the texts that edits put. */
  readonly inner: ReadonlyMap<FileEdit, readonly Replacement[]>;
}

const nothing: Layout = { between: [], inner: new Map() };

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

function layoutOf({ path, text }: SyntaxFile, region: Span, edits: readonly FileEdit[]): Layout {
  if (!edits.some((edit) => movesOthers(text, edit))) return nothing;
  const before = text.slice(region.start, region.end);
  const was = formatText(before);
  if (was.problems.length > 0 || was.text !== before) return nothing;
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const own = ordered.map(({ span, newText }) => ({ span: shifted(span, -region.start), newText }));
  const between: FileEdit[] = [];
  const inner = new Map<FileEdit, Replacement[]>();
  for (const { span, newText } of formatEdits(withEdits(before, own))) {
    const start = offsetBefore(own, span.start, 'start');
    const end = offsetBefore(own, span.end, 'end');
    if (typeof start === 'number' && typeof end === 'number') {
      if (start <= end) between.push({ file: path, span: shifted({ start, end }, region.start), newText });
    } else if (typeof start === 'object' && typeof end === 'object' && start.edit === end.edit) {
      const edit = ordered[start.edit];
      if (edit === undefined) continue;
      const change = { span: { start: start.offset, end: end.offset }, newText };
      inner.set(edit, [...(inner.get(edit) ?? []), change]);
    }
  }
  return { between, inner };
}

/** Where an offset behind edits was before them; inside of what one of them put there, where in that. */
function offsetBefore(
  edits: readonly Replacement[],
  offset: number,
  side: 'start' | 'end',
): number | { readonly edit: number; readonly offset: number } {
  let by = 0;
  for (const [edit, { span, newText }] of edits.entries()) {
    const from = span.start + by;
    const to = from + newText.length;
    if (offset < from || (offset === from && side === 'end')) break;
    if (offset < to) return { edit, offset: offset - from };
    by = to - span.end;
  }
  return offset - by;
}
