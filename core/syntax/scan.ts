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
 * The offset behind what opens at `at` (a bracket, `"`, `<<`, `${` or `%{`) and its closer, or -1
 * where it is not closed before `end`, a closer does not match, or a quoted string runs over its line; `imbalance` then
 * says why.
 */
export function skipNested(text: string, at: number, end: number, imbalance?: Imbalance): number {
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
  if (opener === 36 || opener === 37) {
    top = INTERPOLATION;
    stack.push(top);
    opens.push(i);
    i += 2;
  }
  for (;;) {
    if (imbalance !== undefined && stack.length > imbalance.deepest) imbalance.deepest = stack.length;
    if (i >= end) return fail(imbalance, stack, opens);
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
        if (next === 10 || next === 13) return fail(imbalance, stack, opens);
        i += 2;
      } else if (c === 10) {
        return fail(imbalance, stack, opens);
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
          if (top === 0) return fail(imbalance, stack, opens);
          i++;
        } else {
          top = HEREDOC;
          stack.push(top);
          opens.push(i);
          markers.push(intro.marker);
          i = intro.contentStart - 1;
        }
        break;
      }
      case 35:
        i = lineEnd(text, i, end);
        break;
      case 47: {
        const close = commentEnd(text, i, end);
        if (close < 0) {
          if (imbalance !== undefined) Object.assign(imbalance, { reason: 'comment', opener: i });
          return -1;
        }
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
        if (top !== BRACE && top !== INTERPOLATION) return fail(imbalance, stack, opens);
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
        break;
      case 41:
        if (top !== PAREN) return fail(imbalance, stack, opens);
        i++;
        stack.pop();
        opens.pop();
        top = stack[stack.length - 1] ?? 0;
        if (top === 0) return i;
        break;
      case 93:
        if (top !== BRACKET) return fail(imbalance, stack, opens);
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

function fail(imbalance: Imbalance | undefined, stack: readonly number[], opens: readonly number[]): number {
  if (imbalance === undefined) return -1;
  const last = stack.length - 1;
  const top = stack[last];
  const interpolation = stack.lastIndexOf(INTERPOLATION);
  imbalance.opener = opens[last] ?? 0;
  imbalance.reason = top === QUOTED ? 'string' : top === HEREDOC ? 'heredoc' : 'bracket';
  if (interpolation >= 0 && (top === INTERPOLATION || top === QUOTED)) {
    imbalance.reason = 'interpolation';
    imbalance.opener = opens[interpolation] ?? 0;
  }
  return -1;
}

/**
 * The offset behind the comment at `at` (before the newline of a `#` or `//` comment), 0 where a
 * `/` starts none, -1 where a `/*` comment is never closed.
 */
export function commentEnd(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) === 35) return trimCarriageReturn(text, at, lineEnd(text, at, end));
  const next = text.charCodeAt(at + 1);
  if (next === 47) return trimCarriageReturn(text, at, lineEnd(text, at, end));
  if (next !== 42) return 0;
  const close = text.indexOf('*/', at + 2);
  return close < 0 || close + 2 > end ? -1 : close + 2;
}

/** Behind blanks and closed `/*` comments; a newline is not skipped. */
export function skipInline(text: string, at: number, end: number): number {
  let i = at;
  for (;;) {
    i = skipBlanks(text, i, end);
    if (text.charCodeAt(i) !== 47 || text.charCodeAt(i + 1) !== 42) return i;
    const close = commentEnd(text, i, end);
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
