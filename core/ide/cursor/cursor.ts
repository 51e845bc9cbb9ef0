/** Where the cursor is: in which blocks, at what of them, and which text a completion there would take the place of. */
import type { Span } from '../../base/span.ts';
import type { Item, SyntaxFile } from '../../syntax/ast.ts';
import { identifierEnd, lineEnd } from '../../syntax/chars.ts';
import type { BlockHead } from '../schema/body-schema.ts';
import type { ForHead, Frame, ScannedEntry } from './cursor-frames.ts';
import { type Scan, scanText } from './cursor-scan.ts';

export interface CursorBlock extends BlockHead {
  /** Offset of its type. */
  readonly start: number;
  /** Offset behind its `{`. */
  readonly body: number;
}

/** From an attribute's value to what the cursor is in. */
export type ValueStep =
  | { readonly kind: 'element' }
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'argument'; readonly call: string; readonly index: number }
  /** A part of a text, the key of an index, the condition of a directive: the value there is of another type. */
  | { readonly kind: 'other' };

interface Value {
  readonly attribute: string;
  readonly steps: readonly ValueStep[];
}

export type CursorPlace =
  | { readonly kind: 'none' }
  /** The name of an attribute or block. */
  | { readonly kind: 'entry' }
  | { readonly kind: 'label'; readonly type: string; readonly labels: readonly string[]; readonly quoted: boolean }
  /** A value, or a name in one; `receiver` is the text before the last `.`. */
  | ({
      readonly kind: 'value';
      readonly receiver?: string;
      /** An operator stands before it, so the type is another one than that of the whole. */
      readonly computes: boolean;
      /** Number of the word that is being typed is a number. */
      readonly isNumber: boolean;
      readonly isWhole: boolean;
      /** It is the first in a list that may become a `for`. */
      readonly beginsList: boolean;
      /** What else stands in the list around, as it is written. */
      readonly listed: readonly string[];
    } & Value)
  /** A quoted text, of which `before` stands before the cursor as it is written. */
  | ({
      readonly kind: 'text';
      readonly before: string;
      /** It is the key of an index of this. */
      readonly indexes?: string;
    } & Value)
  /** The key of an object. */
  | ({ readonly kind: 'key'; readonly taken: readonly string[] } & Value)
  /** The first word behind `%{`. */
  | { readonly kind: 'directive' };

/** Names of a `for`, with the text of what it goes over. */
export interface CursorLoop {
  readonly names: readonly string[];
  readonly collection: string;
}

export interface Cursor {
  readonly offset: number;
  /** Undefined at the top of a file. */
  readonly item: Item | undefined;
  readonly blocks: readonly CursorBlock[];
  readonly place: CursorPlace;
  /** What is replaced. It begins before the cursor where a word was begun, and ends behind it where one goes on. */
  readonly word: Span;
  /** Entries of the innermost body, without that at the cursor. */
  readonly siblings: readonly ScannedEntry[];
  /** Loops whose names hold here, outermost first. */
  readonly loops: readonly CursorLoop[];
  readonly isInComment: boolean;
  /** Calls that the cursor is in, outermost first. */
  readonly calls: readonly { readonly name: string; readonly nameStart: number; readonly argument: number }[];
}

/** Reads the item around `offset`. Linear in its text; never fails. */
export function cursorAt(file: SyntaxFile, offset: number): Cursor {
  const { text } = file;
  const { item, from, end } = extentAround(file, offset);
  const isBroken = item?.node.kind !== 'block' || item.node.broken;
  const scan = scanText(text, from, offset, isBroken);
  const bodies = scan.frames.flatMap((frame) => (frame.kind === 'body' && frame.block !== undefined ? [frame] : []));
  const blocks = bodies.map(({ block, start }) => ({
    type: block?.type ?? '',
    labels: block?.labels ?? [],
    start: block?.typeStart ?? 0,
    body: start,
  }));
  const { place, word } = placeOf(text, offset, scan);
  const whole = scanText(text, from, end, isBroken);
  const innermost = blocks.at(-1);
  const entries = innermost === undefined ? [] : (whole.bodies.get(innermost.body) ?? []);
  const open = scan.frames.at(-1);
  const keys = open?.kind === 'object' ? (whole.objects.get(open.start) ?? []) : [];
  return {
    offset,
    item: blocks.length === 0 && place.kind !== 'value' && place.kind !== 'text' ? undefined : item,
    blocks,
    place: place.kind === 'key' ? { ...place, taken: namesBut(keys, word) } : place,
    word,
    siblings: entries.filter(({ start }) => start < word.start || start > word.end),
    isInComment: scan.tail.kind === 'comment',
    loops: loopsOf(text, scan.frames),
    calls: scan.frames.flatMap((frame) => (frame.kind === 'call' ? [frame] : [])),
  };
}

/** The item that the cursor may be in: also one that ends before it and misses its brace. */
function extentAround(
  file: SyntaxFile,
  offset: number,
): { readonly item: Item | undefined; readonly from: number; readonly end: number } {
  const { items, text } = file;
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const item = items[low - 1];
  const end = items[low]?.offset ?? text.length;
  return { item, from: item?.offset ?? (text.charCodeAt(0) === 0xfeff ? 1 : 0), end: Math.max(end, offset) };
}

interface Placed {
  readonly place: CursorPlace;
  readonly word: Span;
}

function placeOf(text: string, offset: number, { frames, tail }: Scan): Placed {
  const none = { place: { kind: 'none' as const }, word: { start: offset, end: offset } };
  if (tail.kind === 'comment') return none;
  if (tail.kind === 'header') {
    const { type, start, labels, label } = tail;
    if (label === undefined) {
      return startsEntry(text, start)
        ? { place: { kind: 'entry' }, word: { start, end: identifierEnd(text, start, text.length) } }
        : none;
    }
    const end = label.quoted ? quotedEnd(text, label.start, offset) : wordEnd(text, label.start, offset);
    return { place: { kind: 'label', type, labels, quoted: label.quoted }, word: { start: label.start, end } };
  }
  const top = frames.at(-1);
  if (top === undefined) return none;
  switch (top.kind) {
    case 'body':
      return startsEntry(text, offset) ? { place: { kind: 'entry' }, word: { start: offset, end: offset } } : none;
    case 'string': {
      const value = valueAround(frames.slice(0, -1));
      const start = top.start + 1;
      const before = text.slice(start, offset);
      const indexes = indexedBy(text, frames);
      const word = { start, end: quotedEnd(text, start, offset) };
      return value === undefined
        ? none
        : { place: { kind: 'text', before, ...(indexes !== undefined && { indexes }), ...value }, word };
    }
    case 'heredoc':
      return none;
    case 'directive':
      if (top.word === '' || (top.previous === 'none' && top.word !== '')) return directive(text, offset, top);
      break;
  }
  return inExpression(text, offset, frames, top);
}

/** What stands before the `[` that a text is the key of. */
function indexedBy(text: string, frames: readonly Frame[]): string | undefined {
  const index = frames.at(-2);
  const outer = frames.at(-3);
  if (index?.kind !== 'index' || outer === undefined || outer.operand < 0) return undefined;
  return text.slice(outer.operand, index.start).trim();
}

function directive(text: string, offset: number, top: Frame): Placed {
  const typed = /[\p{ID_Continue}-]*$/u.exec(text.slice(top.start, offset))?.[0] ?? '';
  const start = offset - typed.length;
  return { place: { kind: 'directive' }, word: { start, end: wordEnd(text, start, offset) } };
}

function inExpression(text: string, offset: number, frames: readonly Frame[], top: Frame): Placed {
  const none = { place: { kind: 'none' as const }, word: { start: offset, end: offset } };
  const value = valueAround(frames);
  if (value === undefined || ('for' in top && top.for?.phase === 'names')) return none;
  const typed = /[\p{ID_Continue}-]*$/u.exec(text.slice(Math.max(top.start, top.operand), offset))?.[0] ?? '';
  const start = offset - typed.length;
  const word = { start, end: wordEnd(text, start, offset) };
  const isTouching = top.previous === 'operand' && typed !== '';
  // Behind a whole operand only an operator can follow.
  if (top.previous === 'operand' && !isTouching) return none;
  const isKey = top.kind === 'object' && top.state === 'key' && top.for === undefined;
  const dot = lastDot(text, top, start);
  if (isKey && dot < 0) return { place: { kind: 'key', taken: [], ...value }, word };
  const receiver = dot < 0 ? undefined : text.slice(top.operand, dot).trim();
  if (dot >= 0 && receiver === '') return none;
  return {
    place: {
      kind: 'value',
      ...value,
      ...(receiver !== undefined && { receiver }),
      computes: top.computes,
      isNumber: /^\d/.test(typed),
      isWhole: top.kind === 'value' && top.operand < 0,
      beginsList: top.kind === 'list' && text.slice(top.start + 1, start).trim() === '',
      listed: top.kind === 'list' ? listedIn(text, top.start + 1, word) : [],
    },
    word,
  };
}

/** The other items of a list of names. */
function listedIn(text: string, from: number, word: Span): readonly string[] {
  const close = text.indexOf(']', word.end);
  const rest = text.slice(word.end, close < 0 ? word.end : close);
  return `${text.slice(from, word.start)},${rest}`.split(/[\s,]+/).filter((item) => item !== '');
}

/** Offset of the `.` before the word at `start`; -1 where there is none. */
function lastDot(text: string, top: Frame, start: number): number {
  if (top.operand < 0) return -1;
  let i = start - 1;
  while (i > top.operand && /\s/.test(text[i] ?? '')) i--;
  return text[i] === '.' && i > top.operand ? i : -1;
}

/** The attribute that the innermost value is of, and the way from there to the end of `frames`. */
function valueAround(frames: readonly Frame[]): Value | undefined {
  const at = frames.findLastIndex(({ kind }) => kind === 'value');
  const value = frames[at];
  if (value?.kind !== 'value') return undefined;
  const steps: ValueStep[] = [];
  let computes = value.computes;
  for (const [i, frame] of frames.slice(at + 1).entries()) {
    if (computes) steps.push({ kind: 'other' });
    steps.push(...stepInto(frame, i + at + 1 === frames.length - 1));
    computes = frame.computes;
  }
  return { attribute: value.name, steps };
}

function stepInto(frame: Frame, isLast: boolean): readonly ValueStep[] {
  switch (frame.kind) {
    case 'list':
      return frame.for?.phase === 'collection' ? [{ kind: 'other' }] : [{ kind: 'element' }];
    case 'object':
      if (frame.for !== undefined)
        return frame.for.phase === 'collection' ? [{ kind: 'other' }] : [{ kind: 'element' }];
      return isLast && frame.state === 'key' ? [] : [{ kind: 'key', name: frame.key }];
    case 'call':
      return [{ kind: 'argument', call: frame.name, index: frame.argument }];
    case 'paren':
      return [];
    default:
      return [{ kind: 'other' }];
  }
}

function loopsOf(text: string, frames: readonly Frame[]): readonly CursorLoop[] {
  const heads: ForHead[] = [];
  for (const frame of frames) {
    if (frame.kind === 'string' || frame.kind === 'heredoc') heads.push(...frame.loops);
    else if ((frame.kind === 'list' || frame.kind === 'object') && frame.for?.phase === 'body') heads.push(frame.for);
  }
  return heads.map(({ names, collectionStart, collectionEnd }) => ({
    names,
    collection: text.slice(collectionStart, collectionEnd).trim(),
  }));
}

/** Nothing but blanks stands before it on its line, or the `{` of a block of one line. */
function startsEntry(text: string, at: number): boolean {
  const before = text
    .slice(text.lastIndexOf('\n', at - 1) + 1, at)
    .replace('\ufeff', '')
    .trimEnd();
  return before === '' || before.endsWith('{');
}

function wordEnd(text: string, start: number, offset: number): number {
  let end = Math.max(offset, identifierEnd(text, start, text.length));
  while (end < text.length && /[\p{ID_Continue}-]/u.test(text[end] ?? '')) end++;
  return end;
}

/** The end of a quoted text: its quote, or the cursor where none follows on its line. */
function quotedEnd(text: string, start: number, offset: number): number {
  const stop = lineEnd(text, offset, text.length);
  for (let i = start; i < stop; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '"') return i >= offset ? i : offset;
    else if (i >= offset && (c === '$' || c === '%') && text[i + 1] === '{') return i;
  }
  return offset;
}

function namesBut(keys: readonly ScannedEntry[], word: Span): readonly string[] {
  return keys.flatMap(({ name, start }) => (start >= word.start && start <= word.end ? [] : [name]));
}
