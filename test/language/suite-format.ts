/**
 * The text form of evaluation tests. A Markdown heading names a test; in its fenced `expressions` block, a line that
 * begins in column 0 (and the unindented lines that follow it) is an expression, and what it gives follows indented:
 * `= value : type`, and `! code at "text": message` for each problem. In `conversions` blocks a line is
 * `expression to type`. Every expression may use the variables below.
 */
import { convert } from '../../core/language/convert.ts';
import { evaluate } from '../../core/language/evaluate.ts';
import { formatNumber } from '../../core/language/numbers.ts';
import type { Problem } from '../../core/language/scope.ts';
import { readType } from '../../core/language/type-expression.ts';
import { boolType, listType, numberType, objectType, stringType, typeName } from '../../core/language/types.ts';
import {
  boolValue,
  isEntries,
  isItems,
  listValue,
  mapValue,
  markSensitive,
  nullValue,
  numberValue,
  objectValue,
  setValue,
  stringValue,
  tupleValue,
  UNKNOWN,
  unknownValue,
  unmark,
  type Value,
} from '../../core/language/values.ts';
import { parseExpression } from '../../core/syntax/parse.ts';
import { evaluateText, scopeOf } from '../support/evaluating.ts';

export const variables: Readonly<Record<string, Value>> = {
  u: unknownValue(),
  us: unknownValue(stringType),
  un: unknownValue(numberType),
  ub: unknownValue(boolType),
  ul: unknownValue(listType(stringType)),
  uo: unknownValue(objectType({ id: stringType, ports: listType(numberType) })),
  secret: markSensitive(stringValue('hunter2')),
  secrets: markSensitive(listValue(stringType, [stringValue('a'), stringValue('b')])),
  yes: markSensitive(boolValue(true)),
  l: listValue(stringType, [stringValue('a'), stringValue('b')]),
  el: listValue(stringType, []),
  nl: nullValue(listType(stringType)),
  m: mapValue(numberType, [
    ['k', numberValue(1)],
    ['j', numberValue(2)],
  ]),
  st: setValue(stringType, [stringValue('z'), stringValue('y')]),
  o: objectValue([
    ['port', numberValue(80)],
    ['name', stringValue('web')],
    ['tags', tupleValue([boolValue(true), nullValue()])],
  ]),
};

/** The value on one line: JSON with `unknown` and `sensitive(…)` in it. */
export function shown(value: Value): string {
  const { raw } = value;
  if (value.sensitive) return `sensitive(${shown(unmark(value))})`;
  if (raw === UNKNOWN) return 'unknown';
  if (raw === null) return 'null';
  if (typeof raw === 'string') return JSON.stringify(raw);
  if (typeof raw === 'boolean') return String(raw);
  if (isItems(raw)) return `[${raw.map(shown).join(', ')}]`;
  if (isEntries(raw)) return `{${[...raw].map(([key, item]) => `${key}: ${shown(item)}`).join(', ')}}`;
  return formatNumber(raw);
}

export interface SuiteTest {
  readonly name: string;
  readonly block: 'expressions' | 'conversions';
  readonly text: string;
}

/** The tests of a Markdown file; each heading that has a block is one. */
export function testsOf(markdown: string): readonly SuiteTest[] {
  const tests: SuiteTest[] = [];
  let name = '';
  for (const part of markdown.matchAll(/^#+ +(.*)$|^```(expressions|conversions)\n([\s\S]*?)^```$/gm)) {
    const [, heading, block, text] = part;
    if (heading !== undefined) name = heading;
    if (text !== undefined && (block === 'expressions' || block === 'conversions')) tests.push({ name, block, text });
  }
  return tests;
}

/** The block as it ought to read: its expressions, each with what it gives now. */
export function answered(test: SuiteTest, seen: (problem: Problem) => void = () => {}): string {
  const questions = test.text
    .replace(/^ +[=!].*\n/gm, '\n')
    .split(/\n\n+/)
    .filter((question) => question.trim() !== '');
  const answers = questions.map((question) => {
    const text = question.replace(/^\n+|\n+$/g, '');
    const lines = test.block === 'expressions' ? evaluated(text, seen) : converted(text);
    return `${text}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  });
  return answers.join('');
}

function evaluated(text: string, seen: (problem: Problem) => void): readonly string[] {
  const { value, problems } = evaluateText(text, variables);
  for (const problem of problems) seen(problem);
  const reports = problems.map(
    ({ code, span, message }) => `! ${code} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`,
  );
  return [...reports, `= ${shown(value)} : ${typeName(value.type)}`];
}

function converted(text: string): readonly string[] {
  const [from = '', to = ''] = text.split(' to ');
  const problems: Problem[] = [];
  const type = readType(parseExpression(to).expression, {
    report: (problem) => problems.push(problem),
    constant: (expression) => evaluate(expression, scopeOf(), (problem) => problems.push(problem)),
  });
  if (problems.length > 0) {
    return problems.map(
      ({ code, span, message }) => `! ${code} at ${JSON.stringify(to.slice(span.start, span.end))}: ${message}`,
    );
  }
  const outcome = convert(evaluateText(from, variables).value, type);
  return 'message' in outcome
    ? [`! ${outcome.message}`]
    : [`= ${shown(outcome.value)} : ${typeName(outcome.value.type)}`];
}
