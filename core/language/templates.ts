/** Templates: text with `${…}`, `%{ if }` and `%{ for }` in it. */
import type { Expression, Template, TemplateFor, TemplateIf, TemplatePart } from '../syntax/ast.ts';
import { convert } from './convert.ts';
import { describeKind } from './describe.ts';
import { iterate } from './iterate.ts';
import type { Locals, Run } from './run.ts';
import { failed, firstFailureOnly } from './run.ts';
import { boolType, stringType } from './types.ts';
import type { Value } from './values.ts';
import { isKnown, isNull, stringValue, textOf, unknownValue, withSensitivity } from './values.ts';

/** A quoted template that is one interpolation and nothing else gives that value; any other gives a string. */
export function evaluateTemplate(run: Run, template: Template, locals: Locals | undefined): Value {
  const [only] = template.parts;
  if (template.parts.length === 1 && only !== undefined) {
    if (only.kind === 'text') return stringValue(only.value);
    if (only.kind === 'interpolation' && template.form === 'quoted') return run.evaluate(run, only.value, locals);
  }
  return joined(run, template.parts, locals);
}

/** The text of all parts; unknown where one is, sensitive where one is. */
function joined(run: Run, parts: readonly TemplatePart[], locals: Locals | undefined): Value {
  const text: string[] = [];
  let known = true;
  let sensitive = false;
  for (const part of parts) {
    if (part.kind === 'text') {
      text.push(part.value);
      continue;
    }
    const value = partValue(run, part, locals);
    sensitive ||= value.sensitive;
    if (isKnown(value)) text.push(textOf(value));
    else known = false;
  }
  return withSensitivity(known ? stringValue(text.join('')) : unknownValue(stringType), sensitive);
}

function partValue(run: Run, part: Exclude<TemplatePart, { kind: 'text' }>, locals: Locals | undefined): Value {
  switch (part.kind) {
    case 'interpolation':
      return interpolated(run, part.value, locals);
    case 'if':
      return chosen(run, part, locals);
    case 'for':
      return repeated(run, part, locals);
  }
}

function interpolated(run: Run, expression: Expression, locals: Locals | undefined): Value {
  const value = run.evaluate(run, expression, locals);
  if (isNull(value)) {
    return failed(run, {
      code: 'invalid-template-value',
      message: 'This value is null, which has no text. Say what to write then, for example `x == null ? "" : x`.',
      span: expression.span,
    });
  }
  const outcome = convert(value, stringType);
  if ('value' in outcome) return outcome.value;
  return failed(run, {
    code: 'invalid-template-value',
    message: `A template takes a string, number or bool, but this is ${describeKind(value)}. Turn it into text with \`join\` or \`jsonencode\`.`,
    span: expression.span,
  });
}

function chosen(run: Run, part: TemplateIf, locals: Locals | undefined): Value {
  const condition = conditionOf(run, run.evaluate(run, part.condition, locals), part.condition);
  if (condition === undefined) return unknownValue(stringType);
  if (!isKnown(condition)) return withSensitivity(unknownValue(stringType), condition.sensitive);
  const branch = condition.raw === true ? part.then : (part.otherwise ?? []);
  const value = joined(run, branch, locals);
  return withSensitivity(value, condition.sensitive);
}

function repeated(run: Run, part: TemplateFor, locals: Locals | undefined): Value {
  const collection = run.evaluate(run, part.collection, locals);
  const rounds = firstFailureOnly(run);
  const text: string[] = [];
  let known = true;
  let { sensitive } = collection;
  const done = iterate(run, collection, part, locals, (inner) => {
    const value = joined(rounds.run, part.body, inner);
    rounds.nextRound();
    sensitive ||= value.sensitive;
    if (isKnown(value)) text.push(textOf(value));
    else known = false;
  });
  return withSensitivity(done && known ? stringValue(text.join('')) : unknownValue(stringType), sensitive);
}

/** A condition as a bool, known or not; undefined once it was reported that it is none. */
export function conditionOf(run: Run, value: Value, expression: Expression): Value | undefined {
  if (value.type === boolType && value.raw !== null) return value;
  const outcome = isNull(value) ? { message: 'null' } : convert(value, boolType);
  if ('value' in outcome) return outcome.value;
  failed(run, {
    code: 'invalid-condition',
    message: `A condition must be true or false, but this is ${describeKind(value)}.`,
    span: expression.span,
  });
  return undefined;
}
