/** Random expressions against the oracle: HashiCorp's own evaluator (`test/console/oracle/main.go`). */
import path from 'node:path';
import { expect, test } from 'vitest';
import { answerOf } from '../console/answers.ts';
import { readOracleCases } from '../console/oracle.ts';
import { oracleVariables } from '../console/variables.ts';
import { loadParser } from '../support/parser.ts';

await loadParser();

const cases = readOracleCases(path.join(import.meta.dirname, 'random-expressions.jsonl'));

test('there are expressions that work and such that do not', () => {
  const errors = cases.filter(({ line }) => line === 'error').length;
  expect(errors).toBeGreaterThan(100);
  expect(cases.length - errors).toBeGreaterThan(300);
});

test.each(cases)('$expression', ({ expression, line, says }) => {
  const answer = answerOf(expression, oracleVariables);
  expect(answer.line, `${says ?? ''} | ${answer.problems.join(' ')}`).toBe(line);
});
