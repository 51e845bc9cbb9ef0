/** What an expression gives, as one line of text in which every digit, type, mark and unknown part shows. */
import { evaluate } from '../../core/language/evaluate.ts';
import type { FunctionContext, Problem } from '../../core/language/scope.ts';
import { typeName } from '../../core/language/types.ts';
import { toJson } from '../../core/language/value-json.ts';
import { isEntries, isItems, isKnown, type Value } from '../../core/language/values.ts';
import { parseExpression } from '../../core/syntax/parse.ts';
import { emptyWorld, scopeOf } from '../support/evaluating.ts';

/** `tuple([number]) [1]`, with `unknown /0` and `sensitive /0` behind it; or `error`, and the messages apart. */
export interface Answer {
  readonly line: string;
  readonly problems: readonly string[];
}

export function answerOf(
  text: string,
  variables: Readonly<Record<string, Value>>,
  world: FunctionContext = emptyWorld,
): Answer {
  const { expression, problems: syntax } = parseExpression(text);
  const problems = syntax.map((problem) => problem.message);
  if (problems.length > 0) return { line: 'error', problems };
  const value = evaluate(expression, scopeOf(variables, world), (problem: Problem) => problems.push(problem.message));
  return problems.length > 0 ? { line: 'error', problems } : { line: lineOf(value), problems };
}

export function lineOf(value: Value): string {
  const unknown: string[] = [];
  const sensitive: string[] = [];
  collect(value, '', unknown, sensitive);
  return answerLine(typeName(value.type), toJson(value), unknown, sensitive);
}

export function answerLine(
  type: string,
  json: string,
  unknown: readonly string[],
  sensitive: readonly string[],
): string {
  const marks = [
    ...unknown.map((pointer) => ` unknown${pointer === '' ? '' : ` ${pointer}`}`),
    ...sensitive.map((pointer) => ` sensitive${pointer === '' ? '' : ` ${pointer}`}`),
  ];
  return `${type} ${json}${marks.join('')}`;
}

function collect(value: Value, pointer: string, unknown: string[], sensitive: string[]): void {
  if (value.sensitive) sensitive.push(pointer);
  if (!isKnown(value)) unknown.push(pointer);
  const { raw } = value;
  if (isItems(raw)) for (const [i, item] of raw.entries()) collect(item, `${pointer}/${i}`, unknown, sensitive);
  if (isEntries(raw)) {
    for (const [key, item] of raw) {
      collect(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, unknown, sensitive);
    }
  }
}
