/**
 * How many blanks stand before each token: indentation by brackets, one way of spacing, `=` and trailing comments aligned
 * over consecutive lines. The rules are those of HashiCorp's hclwrite; newlines are tokens here and stay where they are.
 */
import type { Token, TokenKind } from './tokens.ts';

/** A token and how many blanks stand before it. */
export interface Cell extends Token {
  readonly text: string;
  spaces: number;
  /** It stands in place of what is in the text from `start` to `end`. */
  readonly isNew: boolean;
}

/** Sets `spaces` of every cell. The cells are those of whole lines, in order. */
export function layOut(cells: readonly Cell[]): void {
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
}

/** A line in up to three cells: what comes first, `= value`, and a comment at its end. */
interface Line {
  lead: readonly Cell[];
  assign: readonly Cell[];
  comment: Cell | undefined;
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
