/**
 * The rules of HCL expressions that the tree-sitter grammar does not hold. Recognises the masked text of one expression
 * (see `mask.ts`) and gives the first problem; what passes here is valid HCL, so that lowering never has to guess.
 */

import type { SyntaxCode } from '../diagnostics/codes-syntax.ts';
import { identifierEnd, isDigit, isIdentifierStart, numberEnd, skipBlanks } from './chars.ts';
import { adviceAfter, type Found, foundAt, operatorAt, QUOTES } from './found.ts';
import type { Mask } from './mask.ts';
import { MAX_DEPTH } from './reader.ts';

/** Offsets are those of the masked text. */
export interface Fault {
  readonly code: SyntaxCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where a complete expression ended, when the fault is only what follows it. */
  readonly validEnd?: number;
}

/** What begins an attribute of its own. */
const DEFINITION = /^[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*=(?![=>])/u;

interface Check {
  readonly mask: Mask;
  readonly text: string;
  readonly end: number;
  at: number;
  depth: number;
  fault: Fault | undefined;
  /** Newlines that separate the items of objects. */
  readonly separators: number[];
}

/** Either what is wrong first, or the offsets of the newlines that separate the items of objects. */
export interface Checked {
  readonly fault?: Fault;
  readonly separators: readonly number[];
}

/** Checks `mask` from `from` on. With `newlines`, a newline outside of brackets ends the expression. */
export function checkExpression(mask: Mask, from: number, newlines: boolean): Checked {
  const separators: number[] = [];
  const { text } = mask;
  const check: Check = { mask, text, end: text.length, at: from, depth: 0, fault: undefined, separators };
  expression(check, newlines, 'an expression');
  if (check.fault !== undefined) return { fault: check.fault, separators };
  const validEnd = check.at;
  blanks(check, newlines);
  if (check.at >= check.end) return { separators };
  return { fault: { ...afterExpression(check), validEnd }, separators };
}

function afterExpression(check: Check): Fault {
  const token = tokenAt(check);
  const { at: start } = check;
  const { end } = token;
  if (DEFINITION.test(check.text.slice(start))) {
    const message = `Expected a newline before \`${token.text}\`. Put it on a line of its own.`;
    return { code: 'missing-newline', message, start, end };
  }
  const shown = token.text === '"' ? 'string' : token.words;
  const message = `Unexpected ${shown} after the end of the expression. ${adviceAfter(token.text)}`;
  return { code: 'syntax-error', message, start, end };
}

/** Parses `expr ...`; leaves `at` behind it. */
function expression(check: Check, newlines: boolean, expected: string): undefined {
  if (++check.depth > MAX_DEPTH) return fail(check, 'nested-too-deep', tooDeep());
  for (let count = 0; ; count++) {
    if (count > MAX_DEPTH) return fail(check, 'nested-too-deep', tooDeep());
    operands(check, newlines, expected);
    if (check.fault !== undefined) break;
    if (!accept(check, '?', newlines)) break;
    expression(check, newlines, 'a value after `?`');
    if (check.fault !== undefined) break;
    if (!accept(check, ':', newlines)) {
      failHere(check, 'syntax-error', '`:` and the value for false', newlines);
      break;
    }
    expected = 'a value after `:`';
  }
  check.depth--;
}

function operands(check: Check, newlines: boolean, expected: string): undefined {
  let wanted = expected;
  for (let count = 0; ; count++) {
    if (count > MAX_DEPTH) return fail(check, 'nested-too-deep', tooDeep());
    term(check, newlines, wanted);
    if (check.fault !== undefined) return;
    const before = check.at;
    blanks(check, newlines);
    const operator = operatorAt(check.text, check.at);
    if (operator === '') {
      check.at = before;
      return;
    }
    check.at += operator.length;
    wanted = `a value after \`${operator}\``;
  }
}

function term(check: Check, newlines: boolean, expected: string): undefined {
  const { text } = check;
  blanks(check, newlines);
  for (let count = 0; ; count++) {
    const c = text.charCodeAt(check.at);
    if (c !== 45 && !(c === 33 && text.charCodeAt(check.at + 1) !== 61)) break;
    if (count > MAX_DEPTH) return fail(check, 'nested-too-deep', tooDeep());
    expected = `a value after \`${text[check.at]}\``;
    check.at++;
    blanks(check, newlines);
  }
  const c = text.charCodeAt(check.at);
  if (check.at >= check.end) return failHere(check, 'syntax-error', expected, newlines);
  if (isDigit(c)) {
    const template = check.mask.templateAt(check.at);
    if (template !== undefined) {
      check.at = template.end;
    } else {
      const end = numberEnd(text, check.at, check.end);
      if (isIdentifierStart(text, end) && end < check.end) {
        const bad = identifierEnd(text, end, check.end);
        return fail(
          check,
          'syntax-error',
          `\`${text.slice(check.at, bad)}\` is no number. Write decimal digits, or put quotes around a name.`,
          check.at,
          bad,
        );
      }
      if (
        text.charCodeAt(end) === 46 &&
        text.charCodeAt(end + 1) !== 46 &&
        !isIdentifierStart(text, end + 1) &&
        text.charCodeAt(end + 1) !== 42
      ) {
        return fail(
          check,
          'syntax-error',
          `\`${text.slice(check.at, end + 1)}\` is no number. Expected digits after the point.`,
          check.at,
          end + 1,
        );
      }
      check.at = end;
    }
  } else if (isIdentifierStart(text, check.at)) name(check, newlines);
  else if (c === 40) {
    const open = check.at++;
    expression(check, false, 'an expression after `(`');
    if (check.fault === undefined) closer(check, open, ')');
  } else if (c === 91) tuple(check);
  else if (c === 123) object(check);
  else return failHere(check, 'syntax-error', expected, newlines);
  if (check.fault === undefined) traversal(check, newlines);
}

function name(check: Check, newlines: boolean): undefined {
  const { text } = check;
  const start = check.at;
  check.at = identifierEnd(text, start, check.end);
  let namespaced = false;
  while (text.startsWith('::', check.at)) {
    namespaced = true;
    const part = identifierEnd(text, check.at + 2, check.end);
    if (part === check.at + 2) {
      return fail(check, 'syntax-error', 'Expected the name of a function after `::`.', check.at, check.at + 2);
    }
    check.at = part;
  }
  const before = check.at;
  blanks(check, newlines);
  if (text.charCodeAt(check.at) === 40) return call(check, text.slice(start, before));
  check.at = before;
  if (namespaced) {
    fail(
      check,
      'syntax-error',
      `Expected \`(\` after \`${text.slice(start, before)}\`: a name with \`::\` is a function to call.`,
      start,
      before,
    );
  }
}

function call(check: Check, name: string): undefined {
  const open = check.at++;
  for (let first = true; ; first = false) {
    blanks(check, false);
    if (accept(check, ')', false)) return;
    expression(check, false, first ? 'an argument or `)`' : 'an argument or `)` after `,`');
    if (check.fault !== undefined) return;
    if (accept(check, ')', false)) return;
    if (accept(check, '...', false)) return closer(check, open, ')');
    if (accept(check, ',', false)) continue;
    const token = tokenAt(check);
    return fail(
      check,
      'missing-separator',
      `Expected \`,\` or \`)\` in the arguments of \`${name}\`, found ${token.words}.`,
      token.start,
      token.end,
    );
  }
}

function tuple(check: Check): undefined {
  const open = check.at++;
  if (keyword(check, 'for')) return loop(check, open, ']');
  for (;;) {
    if (accept(check, ']', false)) return;
    expression(check, false, 'a value or `]`');
    if (check.fault !== undefined) return;
    if (accept(check, ']', false)) return;
    if (accept(check, ',', false)) continue;
    const token = tokenAt(check);
    return fail(
      check,
      'missing-separator',
      `Expected \`,\` or \`]\` after a list element, found ${token.words}.`,
      token.start,
      token.end,
    );
  }
}

function object(check: Check): undefined {
  const open = check.at++;
  if (keyword(check, 'for')) return loop(check, open, '}');
  for (;;) {
    blanks(check, false);
    if (accept(check, '}', true)) return;
    expression(check, true, 'a key or `}`');
    if (check.fault !== undefined) return;
    if (!accept(check, '=', true) && !accept(check, ':', true)) {
      const token = tokenAt(check);
      return fail(
        check,
        'syntax-error',
        `Expected \`=\` after the key of an object, found ${token.words}. Put quotes around a key that is no plain name.`,
        token.start,
        token.end,
      );
    }
    blanks(check, true);
    expression(check, true, 'a value');
    if (check.fault !== undefined) return;
    blanks(check, true);
    if (accept(check, '}', true)) return;
    if (check.text.charCodeAt(check.at) === 10) {
      check.separators.push(check.at);
      check.at++;
      continue;
    }
    if (accept(check, ',', true)) continue;
    const token = tokenAt(check);
    return fail(
      check,
      'missing-separator',
      `Expected a newline or \`,\` between the items of an object, found ${token.words}.`,
      token.start,
      token.end,
    );
  }
}

function loop(check: Check, open: number, close: string): undefined {
  variable(check, 'Expected the name of a variable after `for`');
  if (check.fault === undefined && accept(check, ',', false))
    variable(check, 'Expected the name of a variable after `,`');
  if (check.fault !== undefined) return;
  if (!keyword(check, 'in')) return failHere(check, 'syntax-error', '`in` after the variables of `for`', false);
  expression(check, false, 'a collection after `in`');
  if (check.fault !== undefined) return;
  if (!accept(check, ':', false)) return failHere(check, 'syntax-error', '`:` after the collection of `for`', false);
  blanks(check, false);
  const result = check.at;
  expression(check, false, 'the result of `for`');
  if (check.fault !== undefined) return;
  const arrow = check.at;
  if (accept(check, '=>', false)) {
    if (close === ']')
      return fail(
        check,
        'syntax-error',
        'A `for` in `[ ]` gives a list and takes no `=>`. Use `{ }` to make an object.',
        arrow,
        check.at,
      );
    expression(check, false, 'a value after `=>`');
    if (check.fault !== undefined) return;
    accept(check, '...', false);
  } else if (close === '}') {
    return fail(
      check,
      'syntax-error',
      'A `for` in `{ }` makes an object: expected `key => value`. Use `[ ]` to make a list.',
      result,
      check.at,
    );
  } else if (accept(check, '...', false)) {
    return fail(
      check,
      'syntax-error',
      '`...` groups values of an object and has no meaning in a `for` that makes a list.',
      check.at - 3,
      check.at,
    );
  }
  if (keyword(check, 'if')) expression(check, false, 'a condition after `if`');
  if (check.fault === undefined) closer(check, open, close);
}

function variable(check: Check, expected: string): undefined {
  blanks(check, false);
  const end = identifierEnd(check.text, check.at, check.end);
  if (end > check.at) check.at = end;
  else {
    const token = tokenAt(check);
    fail(check, 'syntax-error', `${expected}, found ${token.words}.`, token.start, token.end);
  }
}

function traversal(check: Check, newlines: boolean): undefined {
  const { text } = check;
  let inAttributeSplat = false;
  for (let count = 0; ; count++) {
    if (count > MAX_DEPTH) return fail(check, 'nested-too-deep', tooDeep());
    const before = check.at;
    blanks(check, newlines);
    const c = text.charCodeAt(check.at);
    if (c === 46 && text.charCodeAt(check.at + 1) !== 46) {
      const dot = check.at++;
      blanks(check, newlines);
      if (text.charCodeAt(check.at) === 42) {
        if (inAttributeSplat)
          return fail(check, 'syntax-error', 'A `.*` cannot follow another. Use `[*]`.', dot, check.at + 1);
        inAttributeSplat = true;
        check.at++;
      } else if (isDigit(text.charCodeAt(check.at))) {
        const end = digits(text, check.at);
        if (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1))) {
          const second = digits(text, end + 1);
          return fail(
            check,
            'legacy-index-chain',
            `Two indexes cannot be chained with dots. Write \`[${text.slice(check.at, end)}][${text.slice(end + 1, second)}]\`.`,
            dot,
            second,
          );
        }
        check.at = end;
      } else {
        const end = identifierEnd(text, check.at, check.end);
        if (end === check.at)
          return fail(check, 'syntax-error', 'Expected the name of an attribute after `.`.', dot, dot + 1);
        check.at = end;
      }
    } else if (c === 91) {
      const open = check.at++;
      inAttributeSplat = false;
      if (accept(check, '*', false)) closer(check, open, ']');
      else {
        expression(check, false, 'an index after `[`');
        if (check.fault === undefined) closer(check, open, ']');
      }
      if (check.fault !== undefined) return;
    } else {
      check.at = before;
      return;
    }
  }
}

function digits(text: string, at: number): number {
  let i = at;
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}

function closer(check: Check, open: number, close: string): undefined {
  if (accept(check, close, false)) return;
  const token = tokenAt(check);
  fail(
    check,
    'syntax-error',
    `Expected \`${close}\` to close \`${check.text[open]}\`, found ${token.words}.`,
    token.start,
    token.end,
  );
}

function keyword(check: Check, word: string): boolean {
  const before = check.at;
  blanks(check, false);
  const end = identifierEnd(check.text, check.at, check.end);
  if (check.text.slice(check.at, end) === word) {
    check.at = end;
    return true;
  }
  check.at = before;
  return false;
}

function accept(check: Check, token: string, newlines: boolean): boolean {
  const before = check.at;
  blanks(check, newlines);
  const { text } = check;
  if (text.startsWith(token, check.at)) {
    const next = text.charCodeAt(check.at + token.length);
    if (!(token === '=' && (next === 61 || next === 62)) && !(token === ':' && next === 58)) {
      check.at += token.length;
      return true;
    }
  }
  check.at = before;
  return false;
}

function blanks(check: Check, newlines: boolean): undefined {
  const { text, end } = check;
  let i = check.at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 9 && c !== 13 && (newlines || c !== 10)) break;
    i++;
  }
  check.at = i;
}

function tokenAt(check: Check): Found {
  check.at = skipBlanks(check.text, check.at, check.end);
  return foundAt(check.mask, check.at);
}

function failHere(check: Check, code: SyntaxCode, expected: string, newlines: boolean): undefined {
  blanks(check, newlines);
  const token = tokenAt(check);
  const quote =
    token.text !== '' && QUOTES.includes(token.text) ? ' Strings are written in straight double quotes.' : '';
  fail(check, code, `Expected ${expected}, found ${token.words}.${quote}`, token.start, token.end);
}

function fail(check: Check, code: SyntaxCode, message: string, start = check.at, end = check.at + 1): undefined {
  check.fault ??= { code, message, start, end };
}

function tooDeep(): string {
  return `Expressions may be nested ${MAX_DEPTH} levels deep. Split this one with \`locals\`.`;
}
