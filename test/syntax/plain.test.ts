/** What is read without the grammar is what the grammar's way gives: a comment in parentheses forces that way. */
import { beforeAll, expect, it } from 'vitest';
import { parseExpression } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';

beforeAll(loadParser);

type Next = (below: number) => number;

const words = ['a', 'var', 'true', 'null', 'for', 'in', 'if', 'übung', 'x-y', 'self'];
const blanks = ['', '', '', ' ', '\n  ', '\t', '\r\n', ' # c\n', '/* c */'];
const strings = ['""', '"a"', '"${a.b}"', '"x${f("y", [1])}z"', '"\\n$${"', '"%{if a}b%{endif}"', '"\\q"'];

function pick(next: Next, from: readonly string[]): string {
  return from[next(from.length)] ?? '';
}

/** Mostly what is plain, now and then what is not, or is no expression at all. */
function expressionText(next: Next, depth: number): string {
  const inner = () => pick(next, blanks) + expressionText(next, depth - 1) + pick(next, blanks);
  const list = () => Array.from({ length: next(4) }, inner).join(',') + (next(6) === 0 ? ',' : '');
  switch (depth <= 0 ? next(4) : next(18)) {
    case 0:
      return pick(next, words);
    case 1:
      return pick(next, strings);
    case 2:
      return pick(next, ['0', '1', '12.5', '1e3', '1.', '1a', '-1', '007']);
    case 3:
      return `${pick(next, words)}.${pick(next, words)}${pick(next, ['', '.b', '[0]', '["k"]', '.0', '[*].c', '.*.d', '[a.b]', '[ 1 ]'])}`;
    case 4:
    case 5:
      return `${pick(next, ['f', 'upper', 'ns::f', 'true'])}${pick(next, ['', '', '', ' '])}(${list()}${next(8) === 0 ? '...' : ''})`;
    case 6:
    case 7:
      return `[${list()}]`;
    case 8:
    case 9:
    case 10: {
      const item = () =>
        `${pick(next, blanks)}${expressionText(next, 0)} ${pick(next, ['=', '=', '=', ':', '=>', '==', ''])} ${expressionText(next, depth - 1)}`;
      return `{${Array.from({ length: next(4) }, item).join(pick(next, [',', '\n', ' ', ',\n', '\n\n']))}${pick(next, blanks)}}`;
    }
    case 11:
      return operationText(next, depth);
    case 12:
      return `[for x in ${inner()} : x]`;
    case 13:
      return `(${inner()})`;
    default:
      return operationText(next, depth);
  }
}

const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '=', '&', '//', '<<'];

function operationText(next: Next, depth: number): string {
  const space = () => pick(next, [' ', ' ', ' ', '', '\n', '  ']);
  const sign = () => pick(next, ['', '', '', '', '-', '!', '- ', '!!', '--']);
  const operand = () => `${sign()}${expressionText(next, depth - 1)}`;
  const operator = () => operators[next(next(5) === 0 ? operators.length : 13)] ?? '';
  const chain = () => {
    let text = operand();
    for (let count = next(4); count > 0; count--) text += `${space()}${operator()}${space()}${operand()}`;
    return text;
  };
  if (next(3) > 0) return chain();
  return `${chain()}${space()}?${space()}${chain()}${space()}:${space()}${next(2) === 0 ? chain() : `${chain()} ? ${chain()} : ${chain()}`}`;
}

it('reads plain expressions as the grammar does', () => {
  const next = randomNumbers(7);
  let compared = 0;
  let faulty = 0;
  for (let round = 0; round < 6_000; round++) {
    const text = expressionText(next, 1 + next(3));
    const direct = parseExpression(`     ${text} `);
    const wrapped = parseExpression(`(/**/${text}\n)`);
    // Outside of brackets a newline is a matter of the attribute around the expression, not of the expression.
    const isSound = direct.problems.length === 0 && wrapped.problems.length === 0;
    if (!isSound) {
      if (direct.problems.length > 0) faulty++;
      expect(wrapped.problems.length > 0, JSON.stringify(text)).toBe(direct.problems.length > 0);
      continue;
    }
    compared++;
    const inner = wrapped.expression.kind === 'parenthesized' ? wrapped.expression.inner : undefined;
    expect(direct.expression, JSON.stringify(text)).toEqual(inner);
  }
  expect(compared).toBeGreaterThan(2_000);
  expect(faulty).toBeGreaterThan(200);
});
