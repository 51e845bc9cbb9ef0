/**
 * Calls, lists, objects and indexes of literals, strings and paths, and of each other: read without the grammar, since
 * most values are no more than that and it takes a multiple of the time. Whatever else is met (an operator, a splat, a
 * `for`, a comment, a mistake) leaves the whole to the grammar, so what is read here is what lowering would give.
 */
import type { Expression, Name, ObjectItem } from './ast.ts';
import { identifierEnd, isDigit, isIdentifierStart, normalize, numberEnd, skipBlanks } from './chars.ts';
import { bareKey, bareName } from './lower.ts';
import { type Reader, spanOf } from './reader.ts';
import { skipNested } from './scan.ts';

type ReadTemplate = (start: number, end: number) => Expression;

interface Plain {
  readonly reader: Reader;
  readonly text: string;
  readonly end: number;
  readonly template: ReadTemplate;
  at: number;
  depth: number;
}

/** Little enough that what is said of too deep nesting and too long paths is said elsewhere. */
const DEPTH_LIMIT = 20;
const STEP_LIMIT = 50;

/**
 * Reads `[start, end)`, which holds no blanks at its ends; undefined where it is not plain. `template` reads a string
 * and may report, so it is called only once all of the expression is known to be plain.
 */
export function readPlain(reader: Reader, start: number, end: number, template: ReadTemplate): Expression | undefined {
  let strings = 0;
  const held: Expression = { kind: 'invalid', span: { start: 0, end: 0 } };
  const count = () => {
    strings++;
    return held;
  };
  const first: Plain = { reader, text: reader.text, end, template: count, at: start, depth: 0 };
  const value = term(first);
  if (value === undefined || first.at !== end) return undefined;
  return strings === 0 ? value : term({ ...first, template, at: start });
}

/** Reads one value and leaves `at` behind it; undefined where it is not plain. */
function term(plain: Plain): Expression | undefined {
  const { text, end, reader, at: start } = plain;
  if (start >= end) return undefined;
  const c = text.charCodeAt(start);
  if (c === 34) {
    const close = skipNested(text, start, end);
    if (close < 0) return undefined;
    plain.at = close;
    return plain.template(start, close);
  }
  if (c === 91) return nested(plain, tuple);
  if (c === 123) return nested(plain, object);
  if (isDigit(c)) {
    plain.at = numberEnd(text, start, end);
    const next = text.charCodeAt(plain.at);
    if (plain.at < end && (next === 46 || isIdentifierStart(text, plain.at))) return undefined;
    return { kind: 'number', text: text.slice(start, plain.at), span: spanOf(reader, start, plain.at) };
  }
  return isIdentifierStart(text, start) ? named(plain) : undefined;
}

/** A keyword, a call, or a path with its indexes. */
function named(plain: Plain): Expression | undefined {
  const { text, end, reader, at: start } = plain;
  const stop = identifierEnd(text, start, end);
  const word = text.slice(start, stop);
  if (word === 'for') return undefined;
  const span = spanOf(reader, start, stop);
  plain.at = stop;
  const next = stop < end ? text.charCodeAt(stop) : 0;
  const isKeyword = word === 'true' || word === 'false' || word === 'null';
  if (next === 40 && !isKeyword) return nested(plain, () => call(plain, { text: normalize(word), span }, start));
  if (next !== 46 && next !== 91 && next !== 40) {
    if (word === 'null') return { kind: 'null', span };
    if (isKeyword) return { kind: 'bool', value: word === 'true', span };
    return { kind: 'variable', name: normalize(word), span };
  }
  if (isKeyword) return undefined;
  return path(plain, { kind: 'variable', name: normalize(word), span }, start);
}

function path(plain: Plain, root: Expression, start: number): Expression | undefined {
  const { text, end, reader } = plain;
  let value = root;
  for (let count = 0; plain.at < end; count++) {
    const { at } = plain;
    const c = text.charCodeAt(at);
    if (c !== 46 && c !== 91) break;
    if (count > STEP_LIMIT) return undefined;
    if (c === 46) {
      const stop = identifierEnd(text, at + 1, end);
      if (stop === at + 1) return undefined;
      const name = { text: normalize(text.slice(at + 1, stop)), span: spanOf(reader, at + 1, stop) };
      value = { kind: 'get-attribute', object: value, name, span: spanOf(reader, start, stop) };
      plain.at = stop;
      continue;
    }
    const key = nested(plain, () => {
      plain.at++;
      const inner = term(plain);
      return accept(plain, 93) ? inner : undefined;
    });
    if (key === undefined) return undefined;
    value = { kind: 'index', object: value, key, span: spanOf(reader, start, plain.at) };
  }
  return value;
}

function call(plain: Plain, name: Name, start: number): Expression | undefined {
  const args = elements(plain, 41);
  if (args === undefined) return undefined;
  return { kind: 'call', name, args, expandLast: false, span: spanOf(plain.reader, start, plain.at) };
}

function tuple(plain: Plain): Expression | undefined {
  const start = plain.at;
  const items = elements(plain, 93);
  return items === undefined ? undefined : { kind: 'tuple', items, span: spanOf(plain.reader, start, plain.at) };
}

/** Values with commas between them, from behind the bracket at `at` to behind the one that closes it. */
function elements(plain: Plain, closer: number): Expression[] | undefined {
  const found: Expression[] = [];
  plain.at++;
  for (;;) {
    skipSpace(plain);
    if (accept(plain, closer)) return found;
    const value = term(plain);
    if (value === undefined) return undefined;
    found.push(value);
    skipSpace(plain);
    if (accept(plain, closer)) return found;
    if (!accept(plain, 44)) return undefined;
  }
}

function object(plain: Plain): Expression | undefined {
  const { text, end, reader, at: start } = plain;
  const items: ObjectItem[] = [];
  plain.at++;
  for (;;) {
    skipSpace(plain);
    if (accept(plain, 125)) return { kind: 'object', items, span: spanOf(reader, start, plain.at) };
    const key = term(plain);
    if (key === undefined) return undefined;
    plain.at = skipBlanks(text, plain.at, end);
    const next = text.charCodeAt(plain.at + 1);
    if (next === 61 || next === 62 || !(accept(plain, 61) || accept(plain, 58))) return undefined;
    plain.at = skipBlanks(text, plain.at, end);
    const value = term(plain);
    if (value === undefined) return undefined;
    const name = bareName(key);
    const bare = name !== undefined;
    const span = { start: key.span.start, end: value.span.end };
    items.push({ key: bare ? bareKey(name, key.span) : key, bare, value, span });
    plain.at = skipBlanks(text, plain.at, end);
    if (text.charCodeAt(plain.at) !== 125 && !accept(plain, 44) && !accept(plain, 10)) return undefined;
  }
}

function nested<T>(plain: Plain, read: (plain: Plain) => T | undefined): T | undefined {
  if (plain.depth >= DEPTH_LIMIT) return undefined;
  plain.depth++;
  const value = read(plain);
  plain.depth--;
  return value;
}

function accept(plain: Plain, c: number): boolean {
  if (plain.at >= plain.end || plain.text.charCodeAt(plain.at) !== c) return false;
  plain.at++;
  return true;
}

/** Behind blanks and newlines. */
function skipSpace(plain: Plain): void {
  const { text, end } = plain;
  let i = plain.at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 10 && c !== 9 && c !== 13) break;
    i++;
  }
  plain.at = i;
}
