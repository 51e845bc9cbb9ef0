/** Puts text where it belongs: behind blocks, into bodies, between lines. Keeps what is laid out laid out. */
import type { Span } from '../../base/span.ts';
import { compareText } from '../../base/text-order.ts';
import type { View } from '../../engine/view.ts';
import type { Block, Item, SyntaxFile } from '../../syntax/ast.ts';
import { formatText } from '../../syntax/format.ts';
import { lineEndAt, lineStartAt, newlineOf, withEdits } from '../changes.ts';
import { type FileEdit, linesOf } from '../spans.ts';

/** A block of text behind a top-level item, with a blank line between them and before what follows. */
export function behindItem(file: SyntaxFile, item: Item, text: string): FileEdit {
  const at = lineEndAt(file.text, item.offset + item.node.span.end);
  const gap = /^\s*?\r?\n[ \t]*(\r?\n|$)|^\s*$/.test(file.text.slice(at)) ? '' : '\n';
  return insertion(file, at, `\n\n${text}${gap}`);
}

/** A block of text before a top-level item and the comments that belong to it. */
export function beforeItem(file: SyntaxFile, item: Item, text: string): FileEdit {
  return insertion(file, startWithComments(file.text, item.offset), `${text}\n\n`);
}

export function atEnd(file: SyntaxFile, text: string): FileEdit {
  const { length } = file.text;
  const gap = file.text.trim() === '' ? '' : file.text.endsWith('\n') ? '\n' : '\n\n';
  return insertion(file, length, `${gap}${text}\n`);
}

export function insertion(file: SyntaxFile, at: number, text: string): FileEdit {
  return { file: file.path, span: { start: at, end: at }, newText: asLines(file, text) };
}

/** With the file's own line ends. */
export function asLines({ text }: SyntaxFile, made: string): string {
  const newline = newlineOf(text);
  return newline === '\n' ? made : made.replace(/\r?\n/g, newline);
}

/**
 * A new top-level block of a module: behind the last one of its type, first in the file asked for, then in the others;
 * else in `home`, a file that is called for it (`variables.cw`); else before `near`, or at the end of `path`.
 */
export function newBlock(
  view: View,
  dir: string,
  path: string,
  type: string,
  home: string,
  text: string,
  near?: Item,
): FileEdit | undefined {
  const files = view.project.modules.get(dir)?.files ?? [];
  const wanted = files.find((file) => file.path === path);
  for (const file of wanted === undefined ? files : [wanted, ...files]) {
    const last = file.items.findLast(({ node }) => node.kind === 'block' && node.type.text === type && !node.broken);
    if (last !== undefined) return behindItem(file, last, text);
  }
  const called = files.find((file) => file.path.slice(file.path.lastIndexOf('/') + 1) === home);
  if (called !== undefined) return atEnd(called, text);
  const target = wanted ?? files[0];
  if (target === undefined) return undefined;
  return near !== undefined && target === wanted ? beforeItem(target, near, text) : atEnd(target, text);
}

/** Start of the comments right above `offset`, each on lines of its own, or of its line. */
export function startWithComments(text: string, offset: number): number {
  let from = lineStartAt(text, offset);
  while (from > 0) {
    const above = lineStartAt(text, from - 1);
    if (above >= from) break;
    const line = text.slice(above, from);
    const start = /^[ \t]*(#|\/\/)/.test(line) ? above : startOfBlockComment(text, line, from);
    if (start === undefined) break;
    from = start;
  }
  return from;
}

/** Start of the line in which the comment begins that ends in `line`, which `end` is behind; undefined where there is more. */
function startOfBlockComment(text: string, line: string, end: number): number | undefined {
  if (!/\*\/[ \t]*\r?\n$/.test(line)) return undefined;
  const open = text.lastIndexOf('/*', end);
  if (open < 0 || text.slice(open, end).trimEnd().indexOf('*/', 2) !== text.slice(open, end).trimEnd().length - 2) {
    return undefined;
  }
  const start = lineStartAt(text, open);
  return text.slice(start, open).trim() === '' ? start : undefined;
}

/** Whole lines: from the comments above `span` to behind its last line's end, with one blank line of those around. */
export function wholeLines(text: string, span: Span): Span {
  let start = startWithComments(text, span.start);
  let end = afterLine(text, lineEndAt(text, span.end));
  const isBlankBefore = start === 0 || /(^|\n)[ \t]*\r?\n$/.test(text.slice(0, start));
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (start > 0 && isBlankBefore && (blank !== null || end === text.length)) start = lineStartAt(text, start - 1);
  else if (isBlankBefore && blank !== null) end += blank[0].length;
  return { start, end };
}

/** Removals as they are made at once: those that overlap are one. */
export function joinedRemovals(edits: readonly FileEdit[]): readonly FileEdit[] {
  const joined: FileEdit[] = [];
  for (const edit of [...edits].sort((a, b) => compareText(a.file, b.file) || a.span.start - b.span.start)) {
    const last = joined.at(-1);
    if (last === undefined || last.file !== edit.file || edit.span.start >= last.span.end) joined.push(edit);
    else joined.splice(-1, 1, { ...last, span: { ...last.span, end: Math.max(last.span.end, edit.span.end) } });
  }
  return joined;
}

export function afterLine(text: string, lineEnd: number): number {
  return text.startsWith('\r\n', lineEnd) ? lineEnd + 2 : Math.min(text.length, lineEnd + 1);
}

/** The blanks that the line of `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartAt(text, offset)))?.[0] ?? '';
}

/** Lines (without indentation) as new entries of a block, and the item in form: behind its last attribute, or at its beginning. */
export function intoBody(file: SyntaxFile, item: Item, block: Block, lines: readonly string[]): readonly FileEdit[] {
  return tidied(file, item, [bodyInsertion(file, item, block, lines)]);
}

/** The same without form. Of a block on one line it replaces the whole body. */
export function bodyInsertion(file: SyntaxFile, item: Item, block: Block, lines: readonly string[]): FileEdit {
  const { text } = file;
  const { body } = block;
  const base = item.offset;
  const open = base + body.span.start;
  const close = base + body.span.end;
  const indent = indentAt(text, base + block.span.start);
  const inner = `${indent}  `;
  const made = lines.map((line) => inner + line.replaceAll('\n', `\n${inner}`)).join('\n');
  if (isOnOneLine(file, item, block)) {
    const kept = body.entries.map(({ span }) => inner + text.slice(base + span.start, base + span.end));
    const all = [...kept, made].join('\n');
    return { file: file.path, span: { start: open, end: close }, newText: asLines(file, `\n${all}\n${indent}`) };
  }
  const last = body.entries.findLast(({ kind }) => kind === 'attribute');
  const behind = last === undefined ? open : base + last.span.end;
  const lineEnd = lineEndAt(text, behind);
  return insertion(file, lineEnd > close ? behind : lineEnd, `\n${made}`);
}

export function isOnOneLine(file: SyntaxFile, item: Item, { span }: Block): boolean {
  const lines = linesOf(file);
  return lines.positionAt(item.offset + span.start).line === lines.positionAt(item.offset + span.end).line;
}

/**
 * Edits inside of one top-level item, as one edit that also lays the item out anew, if it was laid out before. What does
 * not parse is left as the edits make it.
 */
export function tidied(file: SyntaxFile, item: Item, edits: readonly FileEdit[]): readonly FileEdit[] {
  const start = lineStartAt(file.text, item.offset);
  const end = item.offset + item.node.span.end;
  if (start !== item.offset || edits.some(({ span }) => span.start < start || span.end > end)) return edits;
  const before = file.text.slice(start, end);
  const inItem = edits.map((edit) => ({
    ...edit,
    span: { start: edit.span.start - start, end: edit.span.end - start },
  }));
  const made = withEdits(before, inItem);
  const was = formatText(before);
  const now = formatText(made);
  if (was.text !== before || was.problems.length > 0 || now.problems.length > 0 || now.text === made) return edits;
  return [smallest(file.path, start, before, now.text)];
}

/** One edit from a text to another, without what they begin and end with alike. */
export function smallest(path: string, offset: number, before: string, after: string): FileEdit {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    file: path,
    span: { start: offset + head, end: offset + before.length - tail },
    newText: after.slice(head, after.length - tail),
  };
}
