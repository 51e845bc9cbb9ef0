/** What a selection grows to, step by step: word, text of a string, value, attribute, body, block, file. */
import type { Span } from '../../base/span.ts';
import { identifierEnd, isIdentifierStart } from '../../syntax/chars.ts';
import { itemAt, type Node, nodeAt } from '../../syntax/locate.ts';
import type { ParsedFile } from '../../syntax/parse.ts';
import { beforeBreak, insideQuotes, offsetsOf } from '../spans.ts';

/** From the smallest to the whole file; each holds the one before it and is larger. */
export function selectionsAt({ file, comments }: ParsedFile, offset: number): readonly Span[] {
  const { text } = file;
  const found: Span[] = [{ start: 0, end: text.length }, wordAt(text, offset)];
  const located = nodeAt(file, offset);
  const add = (span: Span, by: number) => found.push({ start: span.start + by, end: span.end + by });
  for (const node of located?.path ?? []) {
    for (const span of spansOf(node, text, located?.item.offset ?? 0)) add(span, located?.item.offset ?? 0);
  }
  const offsets = offsetsOf(file);
  const item = itemAt(file, offset);
  for (const comment of comments) {
    if (comment.item !== '' && comment.item !== item?.key) continue;
    add(comment.span, comment.item === '' ? 0 : (offsets.get(comment.item) ?? 0));
  }
  const holding = found
    .filter(({ start, end }) => start <= offset && offset <= end && start < end)
    .sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start);
  const nested: Span[] = [];
  for (const span of holding) {
    const last = nested.at(-1);
    if (last === undefined) nested.push(span);
    else if (span.start <= last.start && span.end >= last.end && span.end - span.start > last.end - last.start) {
      nested.push(span);
    }
  }
  return nested.length > 0 ? nested : [{ start: offset, end: offset }];
}

/** A node and the parts of it that are worth a step; relative to the item, which starts at `by` of the text. */
function spansOf(node: Node, text: string, by: number): readonly Span[] {
  if (!('kind' in node)) return [node.span, node.key.span];
  switch (node.kind) {
    case 'block': {
      const { type, labels, body, span } = node;
      const last = labels.at(-1)?.span.end ?? type.span.end;
      return [
        span,
        { start: type.span.start, end: last },
        type.span,
        ...labels.flatMap((label) => [label.span, insideQuotes(label.span, label.quoted)]),
        { start: body.span.start - 1, end: span.end },
        trimmed(text, body.span, by),
      ];
    }
    case 'attribute':
      return 'value' in node ? [node.span, node.name.span] : [node.span];
    case 'template':
      return node.form === 'quoted'
        ? [node.span, insideQuotes(node.span, true)]
        : [node.span, heredocText(text, node.span, by)];
    case 'interpolation':
      return [node.span, trimmed(text, { start: node.span.start + 2, end: node.span.end - 1 }, by)];
    case 'tuple':
    case 'object':
    case 'for-tuple':
    case 'for-object':
    case 'parenthesized':
      return [node.span, trimmed(text, { start: node.span.start + 1, end: node.span.end - 1 }, by)];
    case 'call':
      return [node.span, node.name.span, trimmed(text, { start: node.name.span.end + 1, end: node.span.end - 1 }, by)];
    case 'text':
      return [];
    default:
      return [node.span];
  }
}

function trimmed(text: string, { start, end }: Span, by: number): Span {
  const inside = text.slice(start + by, end + by);
  const from = start + (inside.length - inside.trimStart().length);
  return { start: from, end: Math.max(from, start + inside.trimEnd().length) };
}

/** Between the line with the marker and the one that ends it. */
function heredocText(text: string, { start, end }: Span, by: number): Span {
  const from = text.indexOf('\n', start + by) + 1;
  const to = text.lastIndexOf('\n', end + by - 1);
  return from > 0 && to >= from
    ? { start: from - by, end: Math.max(from, beforeBreak(text, to)) - by }
    : { start, end };
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && isWord(text, start - 1)) start--;
  if (isIdentifierStart(text, start)) return { start, end: identifierEnd(text, start, text.length) };
  let behind = offset;
  while (behind < text.length && isWord(text, behind)) behind++;
  return { start, end: behind };
}

function isWord(text: string, at: number): boolean {
  return /[\p{ID_Continue}-]/u.test(text[at] ?? '');
}
