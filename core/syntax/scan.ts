/**
 * Skips balanced text without understanding it: brackets, quoted strings with nested `${}` and
 * `%{}`, heredocs and comments. Iterative, so that depth of nesting costs no stack.
 */
import { identifierEnd, lineEnd, skipBlanks } from './chars.ts';

const BRACE = 1;
const PAREN = 2;
const BRACKET = 3;
const QUOTED = 4;
const HEREDOC = 5;
const INTERPOLATION = 6;

/** Where a heredoc's parts stand, found at its `<<`. */
export interface HeredocIntro {
  readonly marker: string;
  /** Written with `<<-`: common indentation is removed. */
  readonly flush: boolean;
  /** Offset of the first line of content. */
  readonly contentStart: number;
}

/** Reads `<<EOT` or `<<-EOT` and its newline at `at`; undefined where that is not what stands there. */
export function heredocIntro(text: string, at: number, end: number): HeredocIntro | undefined {
  if (text.charCodeAt(at) !== 60 || text.charCodeAt(at + 1) !== 60) return undefined;
  const flush = text.charCodeAt(at + 2) === 45;
  const name = at + (flush ? 3 : 2);
  const nameEnd = identifierEnd(text, name, end);
  if (nameEnd === name) return undefined;
  let i = nameEnd;
  if (text.charCodeAt(i) === 13) i++;
  if (i < end && text.charCodeAt(i) !== 10) return undefined;
  return { marker: text.slice(name, nameEnd), flush, contentStart: Math.min(i + 1, end) };
}

/** Why text does not balance: the innermost thing that was open, and what was in its way. */
export interface Imbalance {
  reason: 'string' | 'interpolation' | 'heredoc' | 'comment' | 'bracket';
  /** Offset of what is not closed. */
  opener: number;
  /** How many things were open at once; set where the text balances too. */
  deepest: number;
}

/**
 * What the scans of one text up to one end found never to be closed. Text that does not balance is scanned again from
 * each opener in it; with this each of them is told from the first scan's stack, so that all together take n steps.
 */
export interface Unclosed {
  /** What was open where the last scan gave up, and where it was opened; offsets grow. */
  stack: readonly number[];
  opens: readonly number[];
  /** Index in `stack` of the last `${` or `%{`, or -1. */
  interpolation: number;
  /** Indexes in `stack` of the heredocs whose markers never come. */
  heredocs: readonly number[];
  /** The comment that it gave up at, where it was one that is never closed. */
  comment: number | undefined;
  /** No comment that begins here or later is closed. */
  comments: number;
  /** Last line that holds a name alone, by that name; known from `closersFrom` on. */
  closers: ReadonlyMap<string, number> | undefined;
  closersFrom: number;
}

/** Nothing is known yet. One is for one text and one end; scans to another end must not be given it. */
export function newUnclosed(): Unclosed {
  return {
    stack: [],
    opens: [],
    interpolation: -1,
    heredocs: [],
    comment: undefined,
    comments: Number.POSITIVE_INFINITY,
    closers: undefined,
    closersFrom: Number.POSITIVE_INFINITY,
  };
}

/**
 * The offset behind what opens at `at` (a bracket, `"`, `<<`, `${` or `%{`) and its closer, or -1
 * where it is not closed before `end`, a closer does not match, or a quoted string runs over its line; `imbalance` then
 * says why.
 */
export function skipNested(text: string, at: number, end: number, imbalance?: Imbalance, unclosed?: Unclosed): number {
  if (unclosed !== undefined && failsAgain(unclosed, at, imbalance)) return -1;
  const opener = text.charCodeAt(at);
  if (opener === 34) {
    const close = plainQuotedEnd(text, at, end);
    if (close > 0) return close;
  }
  const stack: number[] = [];
  const opens: number[] = [];
  const markers: string[] = [];
  let top = 0;
  let i = at;
  const giveUp = (comment?: number): -1 => {
    const failure = unclosed ?? newUnclosed();
    failure.stack = stack;
    failure.opens = opens;
    failure.interpolation = stack.lastIndexOf(INTERPOLATION);
    failure.heredocs = unclosed === undefined || markers.length === 0 ? [] : neverClosed(unclosed, text, end, markers);
    failure.comment = comment;
    if (imbalance !== undefined) explain(imbalance, failure, 0);
    return -1;
  };
  if (opener === 36 || opener === 37) {
    top = INTERPOLATION;
    stack.push(top);
    opens.push(i);
    i += 2;
  }
  for (;;) {
    if (imbalance !== undefined && stack.length > imbalance.deepest) imbalance.deepest = stack.length;
    if (i >= end) return giveUp();
    if (top === QUOTED) {
      const c = text.charCodeAt(i);
      if (c === 34) {
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
      } else if (c === 92) {
        const next = text.charCodeAt(i + 1);
        if (next === 10 || next === 13) return giveUp();
        i += 2;
      } else if (c === 10) {
        return giveUp();
      } else if (c === 36 || c === 37) {
        const next = text.charCodeAt(i + 1);
        if (next === 123) {
          top = INTERPOLATION;
          stack.push(top);
          opens.push(i);
          i += 2;
        } else if (next === c && text.charCodeAt(i + 2) === 123) i += 3;
        else i++;
      } else i++;
      continue;
    }
    if (top === HEREDOC) {
      const c = text.charCodeAt(i);
      if (c === 10) {
        const close = closingMarker(text, i + 1, end, markers[markers.length - 1] ?? '');
        if (close >= 0) {
          i = close;
          stack.pop();
          opens.pop();
          markers.pop();
          top = stack[stack.length - 1] ?? 0;
          if (top === 0) return i;
        } else i++;
      } else if (c === 36 || c === 37) {
        const next = text.charCodeAt(i + 1);
        if (next === 123) {
          top = INTERPOLATION;
          stack.push(top);
          opens.push(i);
          i += 2;
        } else if (next === c && text.charCodeAt(i + 2) === 123) i += 3;
        else i++;
      } else i++;
      continue;
    }
    switch (text.charCodeAt(i)) {
      case 34: {
        const close = plainQuotedEnd(text, i, end);
        if (close > 0) {
          i = close;
          break;
        }
        top = QUOTED;
        stack.push(top);
        opens.push(i);
        i++;
        break;
      }
      case 60: {
        const intro = text.charCodeAt(i + 1) === 60 ? heredocIntro(text, i, end) : undefined;
        if (intro === undefined) {
          if (top === 0) return giveUp();
          i++;
        } else {
          top = HEREDOC;
          stack.push(top);
          opens.push(i);
          markers.push(intro.marker);
          if (unclosed !== undefined && isNeverClosed(unclosed, i, intro.marker)) return giveUp();
          i = intro.contentStart - 1;
        }
        break;
      }
      case 35:
        i = lineEnd(text, i, end);
        break;
      case 47: {
        const close = commentEnd(text, i, end, unclosed);
        if (close < 0) return giveUp(i);
        i = close === 0 ? i + 1 : close;
        break;
      }
      case 123:
        top = BRACE;
        stack.push(top);
        opens.push(i);
        i++;
        break;
      case 40:
        top = PAREN;
        stack.push(top);
        opens.push(i);
        i++;
        break;
      case 91:
        top = BRACKET;
        stack.push(top);
        opens.push(i);
        i++;
        break;
      case 125:
        if (top !== BRACE && top !== INTERPOLATION) return giveUp();
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
        break;
      case 41:
        if (top !== PAREN) return giveUp();
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
        break;
      case 93:
        if (top !== BRACKET) return giveUp();
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
        break;
      default:
        i++;
    }
  }
}

/** Behind a quoted string that holds no escape and nothing that may begin a sequence, else 0. */
export function plainQuotedEnd(text: string, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) return i + 1;
    if (c === 92 || c === 36 || c === 37 || c === 10) return 0;
  }
  return 0;
}

/** Whether an earlier scan went through the opener at `at` and found it never closed; says why, as that scan did. */
function failsAgain(unclosed: Unclosed, at: number, imbalance: Imbalance | undefined): boolean {
  const { opens } = unclosed;
  let low = 0;
  let high = opens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((opens[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  if (opens[low] !== at) return false;
  if (imbalance !== undefined) explain(imbalance, unclosed, low);
  return true;
}

/** Says what of the failure in `unclosed`, from its opener with index `from` on, is the reason. */
function explain(imbalance: Imbalance, unclosed: Unclosed, from: number): void {
  const { stack, opens, interpolation, heredocs, comment } = unclosed;
  if (comment !== undefined) {
    imbalance.reason = 'comment';
    imbalance.opener = comment;
    return;
  }
  const last = stack.length - 1;
  const top = stack[last];
  imbalance.opener = opens[last] ?? 0;
  imbalance.reason = top === QUOTED ? 'string' : top === HEREDOC ? 'heredoc' : 'bracket';
  if (interpolation >= from && (top === INTERPOLATION || top === QUOTED)) {
    imbalance.reason = 'interpolation';
    imbalance.opener = opens[interpolation] ?? 0;
  }
  // A heredoc whose marker never comes takes all that follows it, whatever that looks like.
  const heredoc = heredocs.find((index) => index >= from);
  if (heredoc === undefined) return;
  imbalance.reason = 'heredoc';
  imbalance.opener = opens[heredoc] ?? 0;
}

/** Indexes of the heredocs in the stack that no line ends. */
function neverClosed(unclosed: Unclosed, text: string, end: number, markers: readonly string[]): readonly number[] {
  const { stack, opens } = unclosed;
  const heredocs = [...stack.keys()].filter((index) => stack[index] === HEREDOC);
  findClosers(unclosed, text, opens[heredocs[0] ?? 0] ?? 0, end);
  return heredocs.filter((index, nth) => isNeverClosed(unclosed, opens[index] ?? 0, markers[nth] ?? ''));
}

/** Whether no line behind the heredoc at `at` can end it; false where that is not known. */
function isNeverClosed(unclosed: Unclosed, at: number, marker: string): boolean {
  const { closers, closersFrom } = unclosed;
  return closers !== undefined && at >= closersFrom && (closers.get(marker) ?? -1) < at;
}

const NAME_ALONE = /^[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*$/gmu;

function findClosers(unclosed: Unclosed, text: string, from: number, end: number): void {
  if (from >= unclosed.closersFrom) return;
  const closers = new Map<string, number>();
  for (const { index, 1: name } of text.slice(from, end).matchAll(NAME_ALONE)) closers.set(name ?? '', from + index);
  unclosed.closers = closers;
  unclosed.closersFrom = from;
}

/**
 * The offset behind the comment at `at` (before the newline of a `#` or `//` comment), 0 where a
 * `/` starts none, -1 where a `/*` comment is never closed.
 */
export function commentEnd(text: string, at: number, end: number, unclosed?: Unclosed): number {
  if (text.charCodeAt(at) === 35) return trimCarriageReturn(text, at, lineEnd(text, at, end));
  const next = text.charCodeAt(at + 1);
  if (next === 47) return trimCarriageReturn(text, at, lineEnd(text, at, end));
  if (next !== 42) return 0;
  if (unclosed !== undefined && at >= unclosed.comments) return -1;
  const length = text.slice(at + 2, end).indexOf('*/');
  if (length >= 0) return at + 2 + length + 2;
  if (unclosed !== undefined) unclosed.comments = at;
  return -1;
}

/** Behind blanks and closed `/*` comments; a newline is not skipped. */
export function skipInline(text: string, at: number, end: number, unclosed?: Unclosed): number {
  let i = at;
  for (;;) {
    i = skipBlanks(text, i, end);
    if (text.charCodeAt(i) !== 47 || text.charCodeAt(i + 1) !== 42) return i;
    const close = commentEnd(text, i, end, unclosed);
    if (close <= 0) return i;
    i = close;
  }
}

function trimCarriageReturn(text: string, from: number, end: number): number {
  return end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** The offset behind `marker` where the line that starts at `at` holds it and nothing else, else -1. */
export function closingMarker(text: string, at: number, end: number, marker: string): number {
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 9) break;
    i++;
  }
  if (!text.startsWith(marker, i)) return -1;
  const close = i + marker.length;
  if (close > end) return -1;
  const rest = text.slice(close, lineEnd(text, close, end));
  return rest === '' || rest.trim() === '' ? close : -1;
}
