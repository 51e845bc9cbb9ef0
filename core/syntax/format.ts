/**
 * Canonical form, as `terraform fmt` gives it. Its layout (HashiCorp's hclwrite): indentation by brackets, one way of
 * spacing between tokens, `=` and trailing comments aligned over consecutive lines; newlines stay as they are, also at
 * the end of the file. Its spelling: see `spelling.ts`. No meaning changes, and lines of items that do not parse are
 * left as they are.
 */
import type { Span } from '../base/span.ts';
import { columnOf } from './chars.ts';
import { type Cell, layOut } from './layout.ts';
import { parseFile, type TextProblem } from './parse.ts';
import { type Rewrite, spellingRewrites } from './spelling.ts';
import { tokenize } from './tokens.ts';

export interface FormattedText {
  readonly text: string;
  /** Why some of it was left as it is; offsets are those of the text that was given. */
  readonly problems: readonly TextProblem[];
}

/** One replacement, with offsets in the text that was given. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Formats a whole file. A fixed point: formatting the result changes nothing. */
export function formatText(text: string): FormattedText {
  return applyEdits(text, format(text, true));
}

/** The layout alone: only blanks between tokens change, never a token. */
export function layOutText(text: string): FormattedText {
  return applyEdits(text, format(text, false));
}

function applyEdits(text: string, { edits, problems }: Formatting): FormattedText {
  let formatted = '';
  let copied = 0;
  for (const { span, newText } of edits) {
    formatted += text.slice(copied, span.start) + newText;
    copied = span.end;
  }
  return { text: formatted + text.slice(copied), problems };
}

/** The edits that `formatText` makes, in order, none overlapping. */
export function formatEdits(text: string): readonly TextEdit[] {
  return format(text, true).edits;
}

interface Formatting {
  readonly edits: readonly TextEdit[];
  readonly problems: readonly TextProblem[];
}

function format(text: string, respell: boolean): Formatting {
  const parsed = parseFile('', text);
  const offsets = new Map(parsed.file.items.map((item) => [item.key, item]));
  const problems: TextProblem[] = [];
  const frozen: Span[] = [];
  for (const { code, message, place } of parsed.diagnostics) {
    if (place === undefined) continue;
    const item = offsets.get(place.item);
    const base = item?.offset ?? 0;
    const span = { start: base + place.span.start, end: base + place.span.end };
    problems.push({ code: code as TextProblem['code'], message, span });
    if (code === 'duplicate-attribute') continue;
    if (code === 'unclosed-comment') frozen.push({ start: span.start, end: text.length });
    frozen.push(item === undefined ? span : { start: base, end: base + item.node.span.end });
  }
  const rewrites = respell ? spellingRewrites(text, parsed.file.items) : [];
  const edits: TextEdit[] = [];
  for (const { start, end } of thawed(
    text,
    frozen,
    parsed.file.items.map(({ offset, node }) => ({ start: offset, end: offset + node.span.end })),
  )) {
    formatTokens(text, start, end, rewrites, edits);
  }
  return { edits, problems };
}

/** The runs of whole lines that no frozen span touches; an item that shares a line with one is frozen too. */
function thawed(text: string, frozen: readonly Span[], items: readonly Span[]): Span[] {
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (frozen.length === 0) return [{ start: first, end: text.length }];
  const starts = lineStarts(text);
  const isFrozen = new Uint8Array(starts.length);
  const freeze = (span: Span): void => {
    isFrozen.fill(1, lineIndexOf(starts, span.start), lineIndexOf(starts, span.end) + 1);
  };
  const freezeItem = (item: Span): void => {
    const lines = isFrozen.subarray(lineIndexOf(starts, item.start), lineIndexOf(starts, item.end - 1) + 1);
    // Where something is broken, the indentation of what stands around it tells what belongs to what.
    if (lines.includes(1) || columnOf(text, item.start) > 0) lines.fill(1);
  };
  frozen.forEach(freeze);
  // There and back: an item may share its first line with the one before it and its last with the next.
  items.forEach(freezeItem);
  [...items].reverse().forEach(freezeItem);
  const runs: Span[] = [];
  for (let line = 0; line < starts.length; line++) {
    if (isFrozen[line] === 1) continue;
    const start = Math.max(first, starts[line] ?? 0);
    while (line + 1 < starts.length && isFrozen[line + 1] === 0) line++;
    const end = starts[line + 1] ?? text.length;
    if (start < end) runs.push({ start, end });
  }
  return runs;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function lineIndexOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function formatTokens(text: string, from: number, to: number, rewrites: readonly Rewrite[], edits: TextEdit[]): void {
  const cells = cellsOf(text, from, to, rewrites);
  layOut(cells);
  let behind = from;
  for (const [i, cell] of cells.entries()) {
    if (cell.start > behind && splitsNumber(cells, i)) cell.spaces = 1;
    const blanks = ' '.repeat(cell.spaces);
    if (cell.isNew) change(edits, text, behind, cell.end, blanks + cell.text);
    else change(edits, text, behind, cell.start, blanks);
    behind = cell.end;
  }
  change(edits, text, behind, to, '');
}

function change(edits: TextEdit[], text: string, start: number, end: number, newText: string): void {
  if (text.slice(start, end) === newText) return;
  const last = edits.at(-1);
  if (last?.span.end !== start) edits.push({ span: { start, end }, newText });
  else edits[edits.length - 1] = { span: { start: last.span.start, end }, newText: last.newText + newText };
}

/** The tokens of `[from, to)`, with those of the rewrites in their places. */
function cellsOf(text: string, from: number, to: number, rewrites: readonly Rewrite[]): Cell[] {
  const cells: Cell[] = [];
  let next = firstBehind(rewrites, from);
  let dropped = from;
  for (const token of tokenize(text, from, to)) {
    for (let rewrite = rewrites[next]; rewrite !== undefined; rewrite = rewrites[++next]) {
      if (rewrite.span.start > token.start) break;
      let { start } = rewrite.span;
      for (const { kind, text: spelt } of rewrite.tokens) {
        cells.push({ kind, start, end: rewrite.span.end, text: spelt, spaces: 0, isNew: true });
        start = rewrite.span.end;
      }
      dropped = rewrite.span.end;
    }
    if (token.start < dropped) continue;
    cells.push({ ...token, text: text.slice(token.start, token.end), spaces: 0, isNew: false });
  }
  return cells;
}

/** Index of the first rewrite that does not begin before `from`. */
function firstBehind(rewrites: readonly Rewrite[], from: number): number {
  let low = 0;
  let high = rewrites.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rewrites[middle]?.span.start ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the blank before this cell keeps `1 .0` from becoming the number `1.0`. */
function splitsNumber(cells: readonly Cell[], i: number): boolean {
  return cells[i]?.kind === '.' && cells[i - 1]?.kind === 'number' && cells[i + 1]?.kind === 'number';
}
