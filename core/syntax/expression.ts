/**
 * One expression: literals and plain paths (`var.port`) are read here, plain calls, lists and objects in `plain.ts`,
 * since most values are no more than that; anything else is masked, checked, parsed by the grammar and lowered.
 */
import type { Expression } from './ast.ts';
import { identifierEnd, isDigit, isIdentifierStart, normalize, numberEnd } from './chars.ts';
import { checkExpression } from './check.ts';
import { lowerExpression } from './lower.ts';
import { maskExpression } from './mask.ts';
import { readPlain } from './plain.ts';
import { MAX_DEPTH, type Reader, report, spanOf } from './reader.ts';
import { type Imbalance, skipNested } from './scan.ts';
import { readTemplate } from './template.ts';

export interface ReadExpression {
  readonly value: Expression;
  /** Behind the part that was understood; less than the given end where something follows it. */
  readonly end: number;
}

/** The grammar reads whole files; an attribute is the smallest one that holds an expression. */
const PREFIX = 'a=';
/** Templates nested deeper are left to the way that says what is too deep. */
const PLAIN_DEPTH = 20;

/**
 * Reads `[start, end)`, which holds no blanks at its ends. With `newlines`, one outside of brackets
 * is a mistake (it is no mistake inside `${}`). Reports at most one problem of its own; the value is
 * `invalid` then, or the leading part that is right.
 */
export function readExpression(
  reader: Reader,
  start: number,
  end: number,
  newlines: boolean,
  depth: number,
): ReadExpression {
  const invalid: Expression = { kind: 'invalid', span: spanOf(reader, start, end) };
  const simple = readSimple(reader, start, end, depth);
  if (simple !== undefined) return { value: simple, end };
  const template = (from: number, to: number) => readTemplate(reader, from, to, depth + 1, readExpression);
  const plain = depth > PLAIN_DEPTH ? undefined : readPlain(reader, start, end, template);
  if (plain !== undefined) return { value: plain, end };
  const mask = maskExpression(reader, start, end, PREFIX);
  if (mask === undefined) return { value: invalid, end };
  const shift = start - PREFIX.length;
  const { fault, separators } = checkExpression(mask, PREFIX.length, newlines);
  if (fault !== undefined) {
    report(reader, fault.code, fault.start + shift, fault.end + shift, fault.message);
    if (fault.validEnd === undefined) return { value: invalid, end };
    const validEnd = fault.validEnd + shift;
    return { value: readExpression(reader, start, validEnd, newlines, depth).value, end: validEnd };
  }
  const value = reader.grammar.parse(withCommas(mask.text, separators), (cursor) => {
    cursor.firstChild();
    cursor.firstChild();
    cursor.firstChild();
    do {
      if (cursor.type() !== 'expression') continue;
      return lowerExpression({
        written: (from, to) => reader.text.slice(from + shift, to + shift),
        cursor,
        mask,
        shift: shift - reader.base,
        template: (from, to) => template(from + shift, to + shift),
      });
    } while (cursor.nextSibling());
    return undefined;
  });
  if (value !== undefined) return { value, end };
  report(reader, 'syntax-error', start, end, 'This expression cannot be read. Write it in another way.');
  return { value: invalid, end };
}

/** Makes commas of newlines between items of objects, since to the grammar a newline ends nothing. */
function withCommas(text: string, separators: readonly number[]): string {
  if (separators.length === 0) return text;
  let separated = '';
  let copied = 0;
  for (const at of separators) {
    separated += `${text.slice(copied, at)},`;
    copied = at + 1;
  }
  return separated + text.slice(copied);
}

function readSimple(reader: Reader, start: number, end: number, depth: number): Expression | undefined {
  const { text } = reader;
  const c = text.charCodeAt(start);
  if (c === 34 || c === 60) {
    const nesting: Imbalance = { reason: 'string', opener: start, deepest: 0 };
    if (skipNested(text, start, end, nesting) !== end) return undefined;
    // Each level of a template is a string and a sequence in it.
    if (depth > MAX_DEPTH || nesting.deepest > 2 * MAX_DEPTH) {
      report(reader, 'nested-too-deep', start, start + 1, `Templates may be nested ${MAX_DEPTH} levels deep.`);
      return { kind: 'invalid', span: spanOf(reader, start, end) };
    }
    return readTemplate(reader, start, end, depth + 1, readExpression);
  }
  if (isDigit(c)) {
    if (numberEnd(text, start, end) !== end) return undefined;
    return { kind: 'number', text: text.slice(start, end), span: spanOf(reader, start, end) };
  }
  return isIdentifierStart(text, start) ? readPath(reader, start, end) : undefined;
}

/** `true`, `null`, `name`, `a.b.c`; undefined for anything else. */
function readPath(reader: Reader, start: number, end: number): Expression | undefined {
  const { text } = reader;
  let at = identifierEnd(text, start, end);
  const first = text.slice(start, at);
  const span = spanOf(reader, start, at);
  let value: Expression;
  if (first === 'true' || first === 'false') value = { kind: 'bool', value: first === 'true', span };
  else if (first === 'null') value = { kind: 'null', span };
  else value = { kind: 'variable', name: normalize(first), span };
  for (let count = 0; at < end; count++) {
    if (text.charCodeAt(at) !== 46 || count > MAX_DEPTH) return undefined;
    const stop = identifierEnd(text, at + 1, end);
    if (stop === at + 1) return undefined;
    const name = { text: normalize(text.slice(at + 1, stop)), span: spanOf(reader, at + 1, stop) };
    value = { kind: 'get-attribute', object: value, name, span: spanOf(reader, start, stop) };
    at = stop;
  }
  return value;
}
