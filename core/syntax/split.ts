/**
 * Cuts a file into its top-level items before anything is parsed, so that a broken block can neither
 * hide nor change another. Text that balances is cut exactly where HCL cuts it; where an item does
 * not balance, it ends before the next line that is no more indented than it and looks like the
 * start of another.
 */
import type { Span } from '../base/span.ts';
import { columnOf, identifierEnd, indentationAt, isIdentifierStart, lineEnd, skipBlanks } from './chars.ts';
import { type EarlierSplit, sharedEnds } from './earlier-split.ts';
import { isAttribute, isBlockHeader, trimmedEnd, valueExtent } from './extent.ts';
import { closingMarker, commentEnd, heredocIntro, newUnclosed, skipInline, skipNested, type Unclosed } from './scan.ts';

export interface Chunk {
  /** `stray` is text that belongs to no item. */
  readonly kind: 'block' | 'attribute' | 'stray';
  readonly start: number;
  readonly end: number;
  readonly balanced: boolean;
}

export interface SplitFile {
  readonly chunks: readonly Chunk[];
  /** Comments between the chunks. */
  readonly comments: readonly Span[];
  /** Offsets of `/*` that are never closed. */
  readonly openComments: readonly number[];
  /** How many chunks at the beginning and at the end are those of the earlier split, moved. */
  readonly shared: { readonly before: number; readonly behind: number };
}

/** Blocks that do not balance are scanned to the end of the file; this bounds what that may cost. */
const RESCAN_LIMIT = 30;

interface Splitter {
  readonly text: string;
  readonly chunks: Chunk[];
  /** Characters that may still be scanned in vain. */
  budget: number;
  readonly unclosed: Unclosed;
}

/**
 * Splits `text` from `from` on; chunks are in order and do not overlap. Never throws. With how a text before it was
 * split, goes over what is between the first and the last difference; the answer is otherwise the same.
 */
export function splitFile(text: string, from: number, earlier?: EarlierSplit): SplitFile {
  const end = text.length;
  const ends = earlier && sharedEnds(earlier, text, from);
  const splitter: Splitter = {
    text,
    chunks: ends === undefined ? [] : [...ends.before.chunks],
    budget: RESCAN_LIMIT * end + 100_000,
    unclosed: newUnclosed(),
  };
  const comments: Span[] = ends === undefined ? [] : [...ends.before.comments];
  const openComments: number[] = [];
  let before = splitter.chunks.length;
  let i = ends?.at ?? from;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 10 || c === 9 || c === 13) {
      i++;
      continue;
    }
    if (c === 35 || c === 47) {
      const close = commentEnd(text, i, end, splitter.unclosed);
      if (close < 0) {
        openComments.push(i);
        i = nextItemLine(text, i, end, 0);
        continue;
      }
      if (close > 0) {
        comments.push({ start: i, end: close });
        i = close;
        continue;
      }
    }
    if (c === 125 || c === 93 || c === 41) {
      i = strayCloser(splitter, i);
      before = Math.min(before, splitter.chunks.length - 1);
    } else if (isIdentifierStart(text, i)) {
      const rest = splitter.budget > 0 ? ends?.behind(i) : undefined;
      if (rest !== undefined) {
        const chunks = [...splitter.chunks, ...rest.chunks];
        return {
          chunks,
          comments: [...comments, ...rest.comments],
          openComments,
          shared: { before, behind: rest.chunks.length },
        };
      }
      i = readItem(splitter, i, end);
    } else i = stray(splitter, i, end);
  }
  return { chunks: splitter.chunks, comments, openComments, shared: { before, behind: 0 } };
}

function readItem(splitter: Splitter, at: number, end: number): number {
  const { text, chunks, unclosed } = splitter;
  const behindName = skipInline(text, identifierEnd(text, at, end), end, unclosed);
  if (text.charCodeAt(behindName) === 61 && text.charCodeAt(behindName + 1) !== 61) {
    const start = skipInline(text, behindName + 1, end, unclosed);
    const extent = valueExtent(text, start, end, unclosed);
    const stop = Math.max(extent.end, behindName + 1);
    chunks.push({ kind: 'attribute', start: at, end: stop, balanced: extent.fault === undefined });
    return stop;
  }
  const header = headerBrace(text, at, behindName, end);
  if (header.brace < 0) {
    if (!header.labelled) return stray(splitter, at, end);
    const stop = trimmedEnd(text, at, lineEnd(text, at, end));
    chunks.push({ kind: 'block', start: at, end: stop, balanced: false });
    return stop;
  }
  const close = splitter.budget > 0 ? skipNested(text, header.brace, end, undefined, unclosed) : -1;
  if (close >= 0) {
    chunks.push({ kind: 'block', start: at, end: close, balanced: header.clean });
    return close;
  }
  splitter.budget -= end - header.brace;
  const stop = recoveredEnd(text, at, header.brace, end);
  chunks.push({ kind: 'block', start: at, end: stop, balanced: false });
  return stop;
}

interface HeaderBrace {
  /** Offset of `{`, or -1. */
  readonly brace: number;
  /** Labels and `{` are as they should be. */
  readonly clean: boolean;
  /** A quoted label follows the type, so that this is a block whatever follows. */
  readonly labelled: boolean;
}

function headerBrace(text: string, at: number, behindName: number, end: number): HeaderBrace {
  const stop = lineEnd(text, at, end);
  let i = behindName;
  let labelled = false;
  while (i < stop) {
    const c = text.charCodeAt(i);
    if (c === 123) return { brace: i, clean: true, labelled };
    if (c === 34) {
      const close = skipNested(text, i, stop);
      if (close < 0) break;
      labelled = true;
      i = close;
    } else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const close = commentEnd(text, i, stop);
      if (close <= 0) break;
      i = close;
    } else {
      const labelEnd = identifierEnd(text, i, stop);
      if (labelEnd === i) break;
      i = labelEnd;
    }
    i = skipBlanks(text, i, stop);
  }
  const comment = text.charCodeAt(i) === 35 || (text.charCodeAt(i) === 47 && text.charCodeAt(i + 1) === 47);
  if (i >= stop || comment) {
    const next = skipLines(text, stop, end);
    const onNextLine = next < end && text.charCodeAt(next) === 123;
    return { brace: onNextLine ? next : -1, clean: onNextLine, labelled };
  }
  const last = trimmedEnd(text, i, stop) - 1;
  if (text.charCodeAt(last) === 123) return { brace: last, clean: false, labelled: true };
  return { brace: -1, clean: false, labelled };
}

/** Where a block that does not balance ends: its own `}` by indentation, or before the next item. */
function recoveredEnd(text: string, at: number, brace: number, end: number): number {
  const column = columnOf(text, at);
  let line = lineEnd(text, brace, end) + 1;
  let contentEnd = trimmedEnd(text, at, Math.min(line, end));
  const heredoc = openHeredoc(text, brace, line - 1);
  if (heredoc >= 0) line = heredocEnd(text, heredoc, end, column);
  while (line < end) {
    const first = skipBlanks(text, line, end);
    const c = text.charCodeAt(first);
    if (first - line <= column) {
      if (c === 125) return first + 1;
      if (isBlockHeader(text, first) || isAttribute(text, first)) return contentEnd;
    }
    const stop = lineEnd(text, line, end);
    const comment = c === 35 || (c === 47 && text.charCodeAt(first + 1) === 47);
    const intro = comment ? -1 : openHeredoc(text, first, stop);
    if (intro >= 0) {
      line = heredocEnd(text, intro, end, column);
      contentEnd = trimmedEnd(text, at, Math.min(line, end));
      continue;
    }
    if (c === 47 && text.charCodeAt(first + 1) === 42) {
      const close = commentEnd(text, first, end);
      if (close > 0) {
        line = lineEnd(text, close, end) + 1;
        continue;
      }
    }
    // Comments that are no more indented than the item belong to what comes next.
    if (first < stop && !(comment && first - line <= column)) contentEnd = trimmedEnd(text, at, stop);
    line = stop + 1;
  }
  return contentEnd;
}

/** Offset of a `<<EOT` that is opened on a line, or -1. */
function openHeredoc(text: string, from: number, stop: number): number {
  let i = text.indexOf('<<', from);
  while (i >= 0 && i < stop) {
    if (heredocIntro(text, i, text.length) !== undefined) return i;
    i = text.indexOf('<<', i + 2);
  }
  return -1;
}

/**
 * Start of the line behind a heredoc. Its marker counts only if no item with a heredoc of the same
 * marker begins before it: then this one's own marker is damaged, and the heredoc ends there.
 */
function heredocEnd(text: string, intro: number, end: number, column: number): number {
  const heredoc = heredocIntro(text, intro, end);
  if (heredoc === undefined) return lineEnd(text, intro, end) + 1;
  let item = -1;
  let reopened = false;
  let line = heredoc.contentStart;
  while (line < end) {
    if (closingMarker(text, line, end, heredoc.marker) >= 0) {
      return item >= 0 && reopened ? item : lineEnd(text, line, end) + 1;
    }
    const first = skipBlanks(text, line, end);
    const stop = lineEnd(text, line, end);
    if (item < 0 && first - line <= column && isBlockHeader(text, first)) item = line;
    else if (item >= 0) {
      const other = openHeredoc(text, line, stop);
      if (other >= 0 && heredocIntro(text, other, end)?.marker === heredoc.marker) reopened = true;
    }
    line = stop + 1;
  }
  return item >= 0 ? item : end;
}

/**
 * A closer that nothing opened. What stands before it and is more indented belongs, with it, to the
 * last item that is not: that one's `{` was lost, or an inner one was and the item ended too early.
 */
function strayCloser(splitter: Splitter, at: number): number {
  const { text, chunks } = splitter;
  const column = indentationAt(text, at);
  if (column >= 0 && text.charCodeAt(at) === 125) {
    for (let i = chunks.length - 1; i >= 0; i--) {
      const chunk = chunks[i];
      if (chunk === undefined || columnOf(text, chunk.start) > column) continue;
      const ended = text.charCodeAt(chunk.end - 1) === 125 ? indentationAt(text, chunk.end - 1) : -2;
      const inner = i < chunks.length - 1;
      const lostBrace =
        chunk.kind === 'stray' ? inner && isIdentifierStart(text, chunk.start) : chunk.kind === 'block' && ended === -2;
      const endedEarly = chunk.kind === 'block' && ended >= 0 && ended !== column;
      if (!lostBrace && !endedEarly) break;
      chunks.length = i;
      chunks.push({ kind: 'block', start: chunk.start, end: at + 1, balanced: false });
      return at + 1;
    }
  }
  chunks.push({ kind: 'stray', start: at, end: at + 1, balanced: false });
  return at + 1;
}

/** Text that begins no item, up to the end of the line or of what it opens; lines of it are joined. */
function stray(splitter: Splitter, at: number, end: number): number {
  const { text, chunks, unclosed } = splitter;
  let i = at;
  while (i < end && text.charCodeAt(i) !== 10) {
    const c = text.charCodeAt(i);
    if ((c === 40 || c === 91 || c === 123 || c === 60) && splitter.budget > 0) {
      const close = skipNested(text, i, end, undefined, unclosed);
      if (close < 0 && c !== 60) splitter.budget -= Math.min(end - i, 10_000);
      i = close < 0 ? i + 1 : close;
    } else if (c === 125) break;
    else i++;
  }
  const stop = Math.max(trimmedEnd(text, at, i), at + 1);
  const last = chunks.at(-1);
  if (last?.kind === 'stray' && text.slice(last.end, at).trim() === '' && text.charCodeAt(last.end - 1) !== 125) {
    chunks[chunks.length - 1] = { ...last, end: stop };
  } else chunks.push({ kind: 'stray', start: at, end: stop, balanced: false });
  return stop;
}

/** Start of the first line after the one of `at` that begins an item at most at `column`, or `end`. */
function nextItemLine(text: string, at: number, end: number, column: number): number {
  for (let line = lineEnd(text, at, end) + 1; line < end; line = lineEnd(text, line, end) + 1) {
    const first = skipBlanks(text, line, end);
    if (first - line <= column && (isBlockHeader(text, first) || isAttribute(text, first))) return line;
  }
  return end;
}

function skipLines(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && text.charCodeAt(i) <= 32) i++;
  return i;
}
