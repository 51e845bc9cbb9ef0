/**
 * Canonical layout, as `terraform fmt` (HashiCorp's hclwrite) gives it: indentation by brackets, one
 * way of spacing between tokens, `=` and trailing comments aligned over consecutive lines. Only
 * blanks between tokens change, never a token, so the meaning cannot. Lines of items that do not
 * parse are left as they are.
 */
import type { Span } from '../base/span.ts';
import { columnOf, lineEnd } from './chars.ts';
import { parseFile, type TextProblem } from './parse.ts';
import { type Token, type TokenKind, tokenize } from './tokens.ts';

export interface FormattedText {
  readonly text: string;
  /** Why some of it was left as it is; offsets are those of the text that was given. */
  readonly problems: readonly TextProblem[];
}

/** One replacement of blanks, with offsets in the text that was given. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Formats a whole file. A fixed point: formatting the result changes nothing. */
export function formatText(text: string): FormattedText {
  const { edits, problems } = format(text);
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
  return format(text).edits;
}

function format(text: string): { readonly edits: readonly TextEdit[]; readonly problems: readonly TextProblem[] } {
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
  const edits: TextEdit[] = [];
  for (const { start, end } of thawed(
    text,
    frozen,
    parsed.file.items.map(({ offset, node }) => ({ start: offset, end: offset + node.span.end })),
  )) {
    formatTokens(text, start, end, edits);
  }
  return { edits, problems };
}

/** The runs of whole lines that no frozen span touches; an item that shares a line with one is frozen too. */
function thawed(text: string, frozen: readonly Span[], items: readonly Span[]): Span[] {
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (frozen.length === 0) return [{ start: first, end: text.length }];
  const lines = (span: Span): Span => ({
    start: span.start === 0 ? 0 : text.lastIndexOf('\n', span.start - 1) + 1,
    end: Math.min(text.length, lineEnd(text, span.end, text.length) + 1),
  });
  let covered = frozen.map(lines);
  for (let grown = true; grown; ) {
    grown = false;
    for (const item of items) {
      // Where something is broken, the indentation of what stands around it tells what belongs to what.
      const indented = columnOf(text, item.start) > 0;
      const inside = covered.some((span) => span.start <= item.start && item.end <= span.end);
      if (inside || !(indented || covered.some((span) => span.start < item.end && item.start < span.end))) continue;
      covered.push(lines(item));
      grown = true;
    }
  }
  covered = covered.sort((a, b) => a.start - b.start);
  const runs: Span[] = [];
  let at = first;
  for (const span of covered) {
    if (span.start > at) runs.push({ start: at, end: span.start });
    at = Math.max(at, span.end);
  }
  if (at < text.length) runs.push({ start: at, end: text.length });
  return runs;
}

/** A token and how many blanks stand before it. */
interface Cell extends Token {
  readonly text: string;
  spaces: number;
}

/** A line in up to three cells: what comes first, `= value`, and a comment at its end. */
interface Line {
  lead: readonly Cell[];
  assign: readonly Cell[];
  comment: Cell | undefined;
}

function formatTokens(text: string, from: number, to: number, edits: TextEdit[]): void {
  const cells: Cell[] = tokenize(text, from, to).map((token) => ({
    ...token,
    text: text.slice(token.start, token.end),
    spaces: 0,
  }));
  const lines = linesOf(cells);
  indent(lines);
  for (const line of lines) {
    space(line.lead);
    space(line.assign);
    const equals = line.assign[0];
    if (equals !== undefined) equals.spaces = 1;
  }
  align(
    lines,
    (line) => line.assign[0],
    (line) => columns(line.lead),
  );
  align(
    lines,
    (line) => line.comment,
    (line) => columns(line.lead) + columns(line.assign),
  );
  let behind = from;
  for (const [i, cell] of cells.entries()) {
    if (cell.start > behind && splitsNumber(cells, i)) cell.spaces = 1;
    const blanks = ' '.repeat(cell.spaces);
    if (text.slice(behind, cell.start) !== blanks)
      edits.push({ span: { start: behind, end: cell.start }, newText: blanks });
    behind = cell.end;
  }
  if (behind < to) edits.push({ span: { start: behind, end: to }, newText: '' });
}

/** Whether the blank before this cell keeps `1 .0` from becoming the number `1.0`. */
function splitsNumber(cells: readonly Cell[], i: number): boolean {
  return cells[i]?.kind === '.' && cells[i - 1]?.kind === 'number' && cells[i + 1]?.kind === 'number';
}

function linesOf(cells: readonly Cell[]): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let i = 0; i <= cells.length; i++) {
    const cell = cells[i];
    if (cell !== undefined && !endsLine(cell)) continue;
    if (cell === undefined && start === cells.length) break;
    lines.push(lineOf(cells.slice(start, i + 1)));
    start = i + 1;
  }
  return lines;
}

function endsLine(cell: Cell): boolean {
  return cell.kind === 'newline' || (cell.kind === 'comment' && cell.text.endsWith('\n'));
}

function lineOf(cells: readonly Cell[]): Line {
  const last = cells.at(-1);
  const comment = cells.length > 1 && last?.kind === 'comment' ? last : undefined;
  const rest = comment === undefined ? cells : cells.slice(0, -1);
  const equals = rest.findIndex((cell, i) => i > 0 && cell.kind === '=');
  // A value that goes on over the next lines is not aligned.
  const whole = equals > 0 && rest.slice(equals).reduce((net, cell) => net + depthChange(cell.kind), 0) === 0;
  return whole
    ? { lead: rest.slice(0, equals), assign: rest.slice(equals), comment }
    : { lead: rest, assign: [], comment };
}

/** Each line that opens more brackets than it closes indents what follows by one step, however many they are. */
function indent(lines: readonly Line[]): void {
  const open: number[] = [];
  for (const line of lines) {
    const first = line.lead[0];
    if (first === undefined || first.kind === 'newline') continue;
    const net = netBrackets(line);
    if (net < 0) close(open, -net);
    first.spaces = 2 * open.length;
    if (net > 0) open.push(net);
  }
}

function netBrackets(line: Line): number {
  let net = 0;
  for (const cell of line.lead) {
    net += depthChange(cell.kind);
    if (cell.kind === 'open-heredoc') break;
  }
  for (const cell of line.assign) net += depthChange(cell.kind);
  return net;
}

function close(open: number[], count: number): void {
  let left = count;
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (left < top) {
      open.push(top - left);
      return;
    }
    left -= top;
    if (left === 0) return;
  }
}

function space(cells: readonly Cell[]): void {
  for (let i = 0; i + 1 < cells.length; i++) {
    const subject = cells[i];
    const after = cells[i + 1];
    if (subject === undefined || after === undefined) continue;
    after.spaces = hasSpace(subject, cells[i - 1], after) ? 1 : 0;
  }
}

const NEGATION_AFTER: ReadonlySet<TokenKind> = new Set(['(', '{', '[', '=', ':', ',', '?', '-', '!', 'operator']);

/** Whether a blank stands between `subject` and `after`. The order of the rules is hclwrite's. */
function hasSpace(subject: Cell, before: Cell | undefined, after: Cell): boolean {
  const kind = subject.kind;
  const next = after.kind;
  if (next === 'newline') return false;
  if (kind === 'identifier' && next === '(') return false;
  if (kind === '.' || next === '.') return false;
  if (next === ',' || next === '...') return false;
  if (kind === ',') return true;
  if (kind === 'literal' || kind === 'open-quote' || kind === 'open-heredoc') return false;
  if (next === 'literal' || next === 'close-quote' || next === 'close-heredoc') return false;
  if (subject.text === 'in' && before?.kind === 'identifier') return true;
  if (next === '[' && (kind === 'identifier' || kind === 'number' || depthChange(kind) < 0)) return false;
  if (kind === '!') return false;
  if (kind === '-') return before !== undefined && !NEGATION_AFTER.has(before.kind);
  if (kind === '{' || next === '}') return !(kind === '{' && next === '}');
  if (kind === 'open-sequence' && next === '{') return true;
  if (kind === '}' && next === 'close-sequence') return true;
  if (kind === 'close-sequence' && next === 'open-sequence') return false;
  if (depthChange(kind) > 0) return false;
  return depthChange(next) >= 0;
}

function depthChange(kind: TokenKind): number {
  switch (kind) {
    case '{':
    case '[':
    case '(':
    case 'open-sequence':
      return 1;
    case '}':
    case ']':
    case ')':
    case 'close-sequence':
      return -1;
    default:
      return 0;
  }
}

/** Gives `cellOf` the same column on consecutive lines that have it. */
function align(
  lines: readonly Line[],
  cellOf: (line: Line) => Cell | undefined,
  widthOf: (line: Line) => number,
): void {
  let chain: { readonly cell: Cell; readonly width: number }[] = [];
  const finish = (): void => {
    const widest = Math.max(...chain.map(({ width }) => width));
    for (const { cell, width } of chain) cell.spaces = widest - width + 1;
    chain = [];
  };
  for (const line of lines) {
    const cell = cellOf(line);
    if (cell !== undefined) chain.push({ cell, width: widthOf(line) });
    else if (chain.length > 0) finish();
  }
  if (chain.length > 0) finish();
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function columns(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.spaces + width(cell.text), 0);
}

function width(text: string): number {
  return /^[\x00-\x7f]*$/.test(text) ? text.length : [...segmenter.segment(text)].length;
}
