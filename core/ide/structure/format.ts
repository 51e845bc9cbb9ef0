/**
 * Formatting for editors: the whole of a file, some of its lines, or what was just typed. The edits are those of
 * `clockwork fmt`, as small as they are; what does not parse is left as it is.
 */
import type { Span } from '../../base/span.ts';
import type { Block, SyntaxFile } from '../../syntax/ast.ts';
import { formatEdits, type TextEdit } from '../../syntax/format.ts';
import { itemAt } from '../../syntax/locate.ts';
import { lineEndAt, lineStartAt } from '../changes.ts';
import { shifted } from '../spans.ts';

export function formatFile({ text }: SyntaxFile): readonly TextEdit[] {
  return formatEdits(text);
}

/** The edits in the lines that `span` touches. A span that ends at the beginning of a line does not touch it. */
export function formatRange({ text }: SyntaxFile, span: Span): readonly TextEdit[] {
  const end = span.end > span.start && span.end === lineStartAt(text, span.end) ? span.end - 1 : span.end;
  return inside(formatEdits(text), { start: lineStartAt(text, span.start), end: lineEndAt(text, end) });
}

/**
 * What `}` or a newline, typed right before `offset`, brings into form: the block that was closed, or the lines without
 * a gap above the new one. Costs one top-level item.
 */
export function formatTyped(file: SyntaxFile, offset: number, typed: string): readonly TextEdit[] {
  const item = itemAt(file, offset);
  if (item === undefined || lineStartAt(file.text, item.offset) !== item.offset || item.node.kind !== 'block')
    return [];
  const lines =
    typed === '}' ? linesOfClosed(file, item.node, item.offset, offset) : linesAbove(file, item.offset, offset);
  if (lines === undefined) return [];
  const text = file.text.slice(item.offset, item.offset + item.node.span.end);
  const edits = formatEdits(text).map(({ span, newText }) => ({ span: shifted(span, item.offset), newText }));
  return inside(edits, lines);
}

function linesOfClosed({ text }: SyntaxFile, item: Block, base: number, offset: number): Span | undefined {
  for (let block: Block | undefined = item; block !== undefined; ) {
    if (base + block.span.end === offset) {
      return { start: lineStartAt(text, base + block.span.start), end: lineEndAt(text, offset) };
    }
    block = block.body.entries.find(
      (entry): entry is Block =>
        entry.kind === 'block' && base + entry.span.start < offset && offset <= base + entry.span.end,
    );
  }
  return undefined;
}

/** The line that was just ended and those above it up to a blank one, as far as the item goes. */
function linesAbove({ text }: SyntaxFile, base: number, offset: number): Span | undefined {
  const here = lineStartAt(text, offset);
  if (here <= base) return undefined;
  const end = lineEndAt(text, lineStartAt(text, here - 1));
  let start = lineStartAt(text, here - 1);
  while (start > base) {
    const above = lineStartAt(text, start - 1);
    if (text.slice(above, start).trim() === '') break;
    start = above;
  }
  return { start, end };
}

function inside(edits: readonly TextEdit[], lines: Span): readonly TextEdit[] {
  return edits.filter(({ span }) => lines.start <= span.start && span.end <= lines.end);
}
