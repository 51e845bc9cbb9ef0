/**
 * Everyday expressions, read without the grammar, which takes a multiple of the time: literals, strings, paths, calls,
 * lists, objects, indexes, operators and conditionals on one line. Whatever else is met (a splat, a `for`, a comment, a
 * heredoc, a mistake) leaves the whole to the grammar, so what is read here is what lowering would give.
 */
import type { BinaryOperator, Expression, Name, ObjectItem } from './ast.ts';
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
const DEPTH_LIMIT = 40;
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
  const value = expression(first);
  if (value === undefined || first.at !== end) return undefined;
  return strings === 0 ? value : expression({ ...first, template, at: start });
}

/** Reads a conditional or less, and leaves `at` behind it; undefined where it is not plain. So do all below. */
function expression(plain: Plain): Expression | undefined {
  return nested(plain, () => {
    const condition = operation(plain, 1);
    if (condition === undefined) return undefined;
    const behind = plain.at;
    skipBlank(plain);
    if (!accept(plain, 63)) {
      plain.at = behind;
      return condition;
    }
    skipBlank(plain);
    const then = expression(plain);
    skipBlank(plain);
    if (then === undefined || !accept(plain, 58)) return undefined;
    skipBlank(plain);
    const otherwise = expression(plain);
    if (otherwise === undefined) return undefined;
    const span = { start: condition.span.start, end: otherwise.span.end };
    return { kind: 'conditional', condition, then, otherwise, span };
  });
}

const precedences: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Operands with operators of at least that precedence between them. */
function operation(plain: Plain, least: number): Expression | undefined {
  const { text, end } = plain;
  let left = operand(plain);
  for (let count = 0; left !== undefined; count++) {
    if (count > STEP_LIMIT) return undefined;
    const at = skipBlanks(text, plain.at, end);
    const operator = at < end ? operatorAt(text, at) : undefined;
    if (operator === undefined || precedences[operator] < least) return left;
    plain.at = skipBlanks(text, at + operator.length, end);
    const right = nested(plain, () => operation(plain, precedences[operator] + 1));
    if (right === undefined) return undefined;
    left = { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } };
  }
  return left;
}

/** None where a comment, a heredoc or a template's sequence begins. */
function operatorAt(text: string, at: number): BinaryOperator | undefined {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 43:
      return '+';
    case 45:
      return '-';
    case 42:
      return '*';
    case 47:
      return next === 47 || next === 42 ? undefined : '/';
    case 37:
      return next === 123 ? undefined : '%';
    case 60:
      return next === 61 ? '<=' : next === 60 ? undefined : '<';
    case 62:
      return next === 61 ? '>=' : '>';
    case 61:
      return next === 61 ? '==' : undefined;
    case 33:
      return next === 61 ? '!=' : undefined;
    case 38:
      return next === 38 ? '&&' : undefined;
    case 124:
      return next === 124 ? '||' : undefined;
    default:
      return undefined;
  }
}

/** A term, with a sign before it, or an expression in parentheses. */
function operand(plain: Plain): Expression | undefined {
  const { reader, at: start } = plain;
  if (accept(plain, 45) || accept(plain, 33)) {
    const inner = nested(plain, operand);
    if (inner === undefined) return undefined;
    const operator = reader.text.charCodeAt(start) === 45 ? '-' : '!';
    return { kind: 'unary', operator, operand: inner, span: { start: start - reader.base, end: inner.span.end } };
  }
  if (!accept(plain, 40)) return term(plain);
  skipSpace(plain);
  const inner = expression(plain);
  skipSpace(plain);
  if (inner === undefined || !accept(plain, 41)) return undefined;
  return { kind: 'parenthesized', inner, span: spanOf(reader, start, plain.at) };
}

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
    const value = expression(plain);
    if (value === undefined) return undefined;
    found.push(value);
    skipSpace(plain);
    if (accept(plain, closer)) return found;
    if (!accept(plain, 44)) return undefined;
  }
}

function object(plain: Plain): Expression | undefined {
  const { text, reader, at: start } = plain;
  const items: ObjectItem[] = [];
  plain.at++;
  for (;;) {
    skipSpace(plain);
    if (accept(plain, 125)) return { kind: 'object', items, span: spanOf(reader, start, plain.at) };
    const key = term(plain);
    if (key === undefined) return undefined;
    skipBlank(plain);
    const next = text.charCodeAt(plain.at + 1);
    if (next === 61 || next === 62 || !(accept(plain, 61) || accept(plain, 58))) return undefined;
    skipBlank(plain);
    const value = expression(plain);
    if (value === undefined) return undefined;
    const name = bareName(key);
    const bare = name !== undefined;
    const span = { start: key.span.start, end: value.span.end };
    items.push({ key: bare ? bareKey(name, key.span) : key, bare, value, span });
    skipBlank(plain);
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

function skipBlank(plain: Plain): void {
  plain.at = skipBlanks(plain.text, plain.at, plain.end);
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
