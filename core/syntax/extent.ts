/** How far the value of an attribute reaches, and where one that never closes is best cut off. */

import type { SyntaxCode } from '../diagnostics/codes-syntax.ts';
import { columnOf, identifierEnd, indentationAt, lineEnd, skipBlanks } from './chars.ts';
import { commentEnd, heredocIntro, type Imbalance, skipNested, type Unclosed } from './scan.ts';

export interface ExtentFault {
  readonly code: SyntaxCode;
  /** May hold `{line}`, the line number of `lineOf`. */
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly lineOf?: number;
}

export interface Extent {
  /** Behind the value, without blanks. */
  readonly end: number;
  readonly fault?: ExtentFault;
}

const BLOCK_LINE =
  /[\p{ID_Start}_][\p{ID_Continue}-]*(?:[ \t]*(?:"[^"\n]*"|(?<=[ \t"])[\p{ID_Start}_][\p{ID_Continue}-]*))*[ \t]*\{/uy;
const ATTRIBUTE_LINE = /[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*=(?![=>])/uy;

/** Whether a block header with its `{` stands at `at`. */
export function isBlockHeader(text: string, at: number): boolean {
  BLOCK_LINE.lastIndex = at;
  return BLOCK_LINE.test(text);
}

/** Whether `name =` stands at `at`. */
export function isAttribute(text: string, at: number): boolean {
  ATTRIBUTE_LINE.lastIndex = at;
  return ATTRIBUTE_LINE.test(text);
}

/**
 * The extent of the value that starts at `at`: up to the newline, comment or closer outside of brackets. `unclosed` is
 * what is known of this text up to this end.
 */
export function valueExtent(text: string, at: number, end: number, unclosed: Unclosed): Extent {
  let i = at;
  let last = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 35 || c === 125 || c === 93 || c === 41) break;
    if (c === 32 || c === 9 || c === 13) {
      i++;
      continue;
    }
    if (c === 47) {
      const close = commentEnd(text, i, end, unclosed);
      if (text.charCodeAt(i + 1) === 47) break;
      if (close < 0) return { end: last, fault: unclosedComment(i) };
      i = close === 0 ? i + 1 : close;
      if (close === 0) last = i;
      continue;
    }
    const opens = c === 34 || c === 40 || c === 91 || c === 123;
    if (opens || (c === 60 && heredocIntro(text, i, end) !== undefined)) {
      const close = skipNested(text, i, end, undefined, unclosed);
      if (close < 0) return cutOff(text, at, i, end, unclosed);
      i = close;
    } else i++;
    last = i;
  }
  return { end: last };
}

export function unclosedComment(at: number): ExtentFault {
  return { code: 'unclosed-comment', message: 'This comment is never closed. Add `*/`.', start: at, end: at + 2 };
}

/** Says what is not closed in the value at `at`, and finds where the rest of the text goes on. */
function cutOff(text: string, at: number, opener: number, end: number, unclosed: Unclosed): Extent {
  const imbalance: Imbalance = { reason: 'bracket', opener, deepest: 0 };
  skipNested(text, opener, end, imbalance, unclosed);
  if (text.charCodeAt(opener) === 34) {
    const close = laterQuote(text, opener, end);
    if (close > 0) return { end: close, fault: severalLines(text, opener, end) };
  }
  if (imbalance.reason === 'heredoc') {
    return { end: heredocCut(text, opener, end), fault: describe(text, imbalance, end) };
  }
  if (text.charCodeAt(opener) === 34) {
    return { end: trimmedLineEnd(text, opener, end), fault: describe(text, imbalance, end) };
  }
  const cut = tolerantEnd(text, at, opener, end, unclosed);
  // What is open behind the cut belongs to what stands there.
  if (imbalance.opener >= cut) skipNested(text, opener, cut, imbalance);
  return { end: cut, fault: describe(text, imbalance, end) };
}

/** Behind the quote that ends a string some lines later, where nothing before it begins a definition; else 0. */
function laterQuote(text: string, opener: number, end: number): number {
  for (let line = lineEnd(text, opener, end) + 1; line < end; line = lineEnd(text, line, end) + 1) {
    const first = skipBlanks(text, line, end);
    if (text.charCodeAt(first) === 125 || isAttribute(text, first) || isBlockHeader(text, first)) return 0;
    const last = trimmedEnd(text, line, lineEnd(text, line, end));
    if (text.charCodeAt(last - 1) === 34) return last;
  }
  return 0;
}

function severalLines(text: string, opener: number, end: number): ExtentFault {
  return {
    code: 'unclosed-string',
    message:
      'A quoted string must end on its line. Write `\\n` for a newline, or a heredoc (`<<EOT`) for text of several lines.',
    start: opener,
    end: trimmedLineEnd(text, opener, end),
  };
}

function describe(text: string, imbalance: Imbalance, end: number): ExtentFault {
  const at = imbalance.opener;
  switch (imbalance.reason) {
    case 'string':
      return {
        code: 'unclosed-string',
        message:
          'This string is never closed. Add `"` at its end; text of several lines is written as a heredoc, `<<EOT`.',
        start: at,
        end: trimmedLineEnd(text, at, end),
      };
    case 'interpolation': {
      const opener = text.slice(at, at + 2);
      const message = `\`${opener}\` is never closed. Add \`}\`, or write \`${opener[0]}${opener}\` for the characters themselves.`;
      return { code: 'invalid-template', message, start: at, end: at + 2 };
    }
    case 'heredoc': {
      const marker = heredocIntro(text, at, end)?.marker ?? '';
      const message = `The heredoc opened on line {line} is never closed. Write \`${marker}\` alone on a line at its end.`;
      return { code: 'unclosed-heredoc', message, start: at, end: lineEnd(text, at, end), lineOf: at };
    }
    case 'comment':
      return unclosedComment(at);
    case 'bracket': {
      const open = text[at] ?? '';
      const close = open === '(' ? ')' : open === '[' ? ']' : '}';
      const message = `\`${open}\` opened on line {line} is never closed. Add \`${close}\`.`;
      return { code: 'unclosed-bracket', message, start: at, end: at + 1, lineOf: at };
    }
  }
}

/** An unclosed heredoc ends where something follows that belongs to an outer level. */
function heredocCut(text: string, opener: number, end: number): number {
  const lineStart = opener - columnOf(text, opener);
  const column = skipBlanks(text, lineStart, end) - lineStart;
  for (let line = lineEnd(text, opener, end) + 1; line < end; line = lineEnd(text, line, end) + 1) {
    const first = skipBlanks(text, line, end);
    const c = text.charCodeAt(first);
    if (first - line < column && c === 125) return trimmedEnd(text, opener, line);
    if (first - line <= column && (isBlockHeader(text, first) || isAttribute(text, first)))
      return trimmedEnd(text, opener, line);
  }
  return trimmedEnd(text, opener, end);
}

/**
 * The end of a bracket whose content does not balance: its closer when strings that run over their
 * line are ended there, else the line before one that belongs to an outer level by its indentation.
 */
function tolerantEnd(text: string, at: number, opener: number, end: number, unclosed: Unclosed): number {
  const lineStart = at - columnOf(text, at);
  const column = skipBlanks(text, lineStart, end) - lineStart;
  const stack: number[] = [];
  let i = opener;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 10) {
      const first = skipBlanks(text, i + 1, end);
      const indentation = first - i - 1;
      const inObject = stack[stack.length - 1] === 123;
      const entry = isAttribute(text, first) || isBlockHeader(text, first);
      if (entry && (indentation <= column || (!inObject && isAttribute(text, first))))
        return trimmedEnd(text, opener, i);
      if (text.charCodeAt(first) === 125 && indentation < column) return trimmedEnd(text, opener, i);
      i++;
    } else if (c === 34 || (c === 60 && heredocIntro(text, i, end) !== undefined)) {
      const close = skipNested(text, i, end, undefined, unclosed);
      i = close < 0 ? lineEnd(text, i, end) : close;
    } else if (c === 35 || c === 47) {
      const close = commentEnd(text, i, end, unclosed);
      i = close <= 0 ? i + 1 : close;
    } else if (c === 123 || c === 91 || c === 40) {
      stack.push(c);
      i++;
    } else if (c === 125 || c === 93 || c === 41) {
      const open = c === 41 ? 40 : c - 2;
      const match = stack.lastIndexOf(open);
      if (match < 0 && c === 125) return trimmedEnd(text, opener, i);
      if (match >= 0) stack.length = match;
      i++;
      if (stack.length === 0) return i;
    } else i++;
  }
  return trimmedEnd(text, opener, end);
}

function trimmedLineEnd(text: string, at: number, end: number): number {
  return trimmedEnd(text, at, lineEnd(text, at, end));
}

/** `to` without the blanks and newlines before it. */
export function trimmedEnd(text: string, from: number, to: number): number {
  let i = to;
  while (i > from && text.charCodeAt(i - 1) <= 32) i--;
  return i;
}

/** Whether `at` is the first thing on its line and is indented by at most `column`. */
export function standsAtMost(text: string, at: number, column: number): boolean {
  const indentation = indentationAt(text, at);
  return indentation >= 0 && indentation <= column;
}

/** Behind the name at `at` and the blanks after it. */
export function behindName(text: string, at: number, end: number): number {
  return skipBlanks(text, identifierEnd(text, at, end), end);
}
