/** Unary and binary operators. */
import type { Binary, BinaryOperator, Expression, Unary } from '../syntax/ast.ts';
import { convert } from './convert.ts';
import { describeKind } from './describe.ts';
import { equalValues } from './equality.ts';
import type { Num } from './numbers.ts';
import { add, compareNumbers, divide, modulo, multiply, NumberTooLarge, negate, subtract } from './numbers.ts';
import type { Locals, Run } from './run.ts';
import { failed } from './run.ts';
import type { Type } from './types.ts';
import { boolType, numberType } from './types.ts';
import type { Value } from './values.ts';
import {
  boolOf,
  boolValue,
  hasSensitive,
  isKnown,
  isNull,
  numberOf,
  numberValue,
  unknownValue,
  withSensitivity,
} from './values.ts';

export function evaluateUnary(run: Run, expression: Unary, locals: Locals | undefined): Value {
  const { operator, operand } = expression;
  const wanted = operator === '!' ? boolType : numberType;
  const value = operandOf(run, run.evaluate(run, operand, locals), wanted, operator, operand);
  if (value === undefined || !isKnown(value)) return withSensitivity(unknownValue(wanted), value?.sensitive === true);
  const result = operator === '!' ? boolValue(!boolOf(value)) : numberValue(negate(numberOf(value)));
  return withSensitivity(result, value.sensitive);
}

/** A chain such as `a + b + c + …` leans to the left; it is folded in a loop, so that its length takes no stack. */
export function evaluateBinary(run: Run, expression: Binary, locals: Locals | undefined): Value {
  const chain: Binary[] = [expression];
  let first: Expression = expression.left;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let left = run.evaluate(run, first, locals);
  for (let i = chain.length - 1; i >= 0; i--) {
    const link = chain[i];
    if (link !== undefined) left = applyBinary(run, link, left, locals);
  }
  return left;
}

function applyBinary(run: Run, expression: Binary, left: Value, locals: Locals | undefined): Value {
  const { operator } = expression;
  switch (operator) {
    case '&&':
    case '||':
      return logical(run, expression, left, operator === '||', locals);
    case '==':
    case '!=': {
      const right = run.evaluate(run, expression.right, locals);
      const equal = equalValues(left, right);
      const result = equal === undefined ? unknownValue(boolType) : boolValue(equal === (operator === '=='));
      return withSensitivity(result, hasSensitive(left) || hasSensitive(right));
    }
    default:
      return numeric(run, expression, operator, left, run.evaluate(run, expression.right, locals));
  }
}

/**
 * Either side alone may decide (`false && x`, also `x && false`), whatever is not known yet of the other; the right side
 * is not even evaluated where the left one decides, so that it may rely on what the left one made sure of.
 */
function logical(run: Run, expression: Binary, given: Value, decisive: boolean, locals: Locals | undefined): Value {
  const { operator } = expression;
  const left = operandOf(run, given, boolType, operator, expression.left);
  if (left !== undefined && left.raw === decisive) return left;
  const right = operandOf(run, run.evaluate(run, expression.right, locals), boolType, operator, expression.right);
  const sensitive = left?.sensitive === true || right?.sensitive === true;
  if (right !== undefined && right.raw === decisive) return withSensitivity(boolValue(decisive), sensitive);
  const known = left !== undefined && right !== undefined && isKnown(left) && isKnown(right);
  return withSensitivity(known ? boolValue(!decisive) : unknownValue(boolType), sensitive);
}

type NumericOperator = Exclude<BinaryOperator, '==' | '!=' | '&&' | '||'>;

function numeric(run: Run, expression: Binary, operator: NumericOperator, givenLeft: Value, givenRight: Value): Value {
  const left = operandOf(run, givenLeft, numberType, operator, expression.left);
  // Of two wrong operands the first is enough to report.
  const right = left && operandOf(run, givenRight, numberType, operator, expression.right);
  const sensitive = givenLeft.sensitive || givenRight.sensitive;
  if (left === undefined || right === undefined || !isKnown(left) || !isKnown(right)) {
    return withSensitivity(unknownValue(isComparison(operator) ? boolType : numberType), sensitive);
  }
  return withSensitivity(computed(run, expression, operator, numberOf(left), numberOf(right)), sensitive);
}

function computed(run: Run, expression: Binary, operator: NumericOperator, left: Num, right: Num): Value {
  switch (operator) {
    case '<':
      return boolValue(compareNumbers(left, right) < 0);
    case '<=':
      return boolValue(compareNumbers(left, right) <= 0);
    case '>':
      return boolValue(compareNumbers(left, right) > 0);
    case '>=':
      return boolValue(compareNumbers(left, right) >= 0);
    default:
      return arithmetic(run, expression, operator, left, right);
  }
}

function arithmetic(run: Run, expression: Binary, operator: '+' | '-' | '*' | '/' | '%', left: Num, right: Num): Value {
  try {
    const result = compute(operator, left, right);
    if (result !== undefined) return numberValue(result);
  } catch (error) {
    if (!(error instanceof NumberTooLarge)) throw error;
    run.report({ code: 'number-too-large', message: `${error.message}.`, span: expression.span });
    return unknownValue(numberType);
  }
  run.report({
    code: 'division-by-zero',
    message: `The right side of \`${operator}\` is zero, and nothing can be divided by zero.`,
    span: expression.right.span,
  });
  return unknownValue(numberType);
}

/** Undefined for a division by zero. */
function compute(operator: '+' | '-' | '*' | '/' | '%', left: Num, right: Num): Num | undefined {
  switch (operator) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '/':
      return divide(left, right);
    case '%':
      return modulo(left, right);
  }
}

/** The operand as the operator needs it; undefined once it was reported that it is not. */
function operandOf(run: Run, value: Value, wanted: Type, operator: string, expression: Expression): Value | undefined {
  if (value.type === wanted && value.raw !== null) return value;
  const name = wanted.kind;
  if (isNull(value)) {
    failed(run, {
      code: 'null-value',
      message: `\`${operator}\` needs a ${name} here, but this is null.`,
      span: expression.span,
    });
    return undefined;
  }
  const outcome = convert(value, wanted);
  if ('value' in outcome) return outcome.value;
  const hint = operator === '+' && value.type.kind === 'string' ? ' To join text, write "${a}${b}".' : '';
  failed(run, {
    code: 'invalid-operand',
    message: `\`${operator}\` needs a ${name} here, but this is ${value.type.kind === 'string' ? `a string that is no ${name}` : describeKind(value)}.${hint}`,
    span: expression.span,
  });
  return undefined;
}

function isComparison(operator: NumericOperator): boolean {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}
