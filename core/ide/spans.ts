/** Where something is in the current texts: offsets in a file, from places that are relative to top-level items. */
import { LineIndex } from '../base/line-index.ts';
import type { Place, Span } from '../base/span.ts';
import type { View } from '../engine/view.ts';
import type { SyntaxFile } from '../syntax/ast.ts';

/** Offsets in a file of the project. */
export interface FileSpan {
  /** Relative to the project. */
  readonly file: string;
  readonly span: Span;
}

/** Text to put in the place of a span; an empty span inserts. */
export interface FileEdit extends FileSpan {
  readonly newText: string;
}

const lineIndices = new WeakMap<SyntaxFile, LineIndex>();

/** The lines of a file; made once for each text. */
export function linesOf(file: SyntaxFile): LineIndex {
  let known = lineIndices.get(file);
  if (known === undefined) {
    known = new LineIndex(file.text);
    lineIndices.set(file, known);
  }
  return known;
}

const itemOffsets = new WeakMap<SyntaxFile, ReadonlyMap<string, number>>();

/** The offset of each item of a file by its key; made once for each text. */
export function offsetsOf(file: SyntaxFile): ReadonlyMap<string, number> {
  let known = itemOffsets.get(file);
  if (known === undefined) {
    known = new Map(file.items.map((item) => [item.key, item.offset]));
    itemOffsets.set(file, known);
  }
  return known;
}

/** Where a place is now; undefined where its file or its item is gone. */
export function spanOf(view: View, place: Place): FileSpan | undefined {
  const file = view.project.files.get(place.file);
  if (file === undefined) return undefined;
  const offset = place.item === '' ? 0 : offsetsOf(file).get(place.item);
  return offset === undefined ? undefined : { file: place.file, span: shifted(place.span, offset) };
}

export function shifted(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** The text between the quotes of a quoted label, or the whole of a bare one. */
export function insideQuotes(span: Span, quoted: boolean): Span {
  return quoted ? { start: span.start + 1, end: span.end - 1 } : span;
}

/** The end of the line that is broken at `at`, where `\n` stands: before `\r` where the two break it together. */
export function beforeBreak(text: string, at: number): number {
  return text[at - 1] === '\r' ? at - 1 : at;
}
