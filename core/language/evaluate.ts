/** Evaluates expressions: the whole of HCL's, with unknown and sensitive values carried through. */
import type { Conditional, Expression, ObjectExpression, Tuple } from '../syntax/ast.ts';
import { evaluateCall, hostOf } from './calls.ts';
import { convert } from './convert.ts';
import { describeType } from './describe.ts';
import { evaluateForObject, evaluateForTuple, keyOf } from './for-expressions.ts';
import type { CallHost } from './functions/define.ts';
import { parseNumber } from './numbers.ts';
import { evaluateBinary, evaluateUnary } from './operators.ts';
import type { Locals, Run } from './run.ts';
import { DEPTH_OF_FOR, failed, MAX_DEPTH, MAX_ITERATIONS, reportingTo } from './run.ts';
import type { Problem, Scope } from './scope.ts';
import { conditionOf, evaluateTemplate } from './templates.ts';
import { evaluateSplat, evaluateTraversal } from './traversals.ts';
import type { Type } from './types.ts';
import { anyType } from './types.ts';
import { unify } from './unify.ts';
import type { Value } from './values.ts';
import {
  boolValue,
  isKnown,
  isNull,
  nullValue,
  numberValue,
  objectValue,
  tupleValue,
  UNKNOWN,
  unknownValue,
  withSensitivity,
} from './values.ts';

/**
 * The value of an expression. What is wrong is reported, once per mistake, with spans as the expression's nodes have
 * them; what depends on it is unknown then. Sensitive parts make sensitive whatever is computed from them. Never throws
 * for what a user wrote; work is bounded (see `run.ts`). Equal scopes give equal values.
 */
export function evaluate(expression: Expression, scope: Scope, report: (problem: Problem) => void): Value {
  let host: CallHost | undefined;
  const run: Run = {
    scope,
    report,
    budget: { iterationsLeft: MAX_ITERATIONS, depth: 0, templateDepth: 0 },
    host: () => {
      host ??= hostOf(run);
      return host;
    },
    evaluate: evaluateIn,
  };
  try {
    return evaluateIn(run, expression, undefined);
  } catch (error) {
    // The stack, or the length that a string may have, is used up: how much of it is there depends on the caller.
    if (!(error instanceof RangeError)) throw error;
    const message = 'This expression is nested too deeply, or gives too long a text, to be evaluated. Make it smaller.';
    return failed(run, { code: 'evaluation-limit', message, span: expression.span });
  }
}

function evaluateIn(run: Run, expression: Expression, locals: Locals | undefined): Value {
  const { budget } = run;
  if (budget.depth >= MAX_DEPTH) {
    return failed(run, {
      code: 'evaluation-limit',
      message: `This expression is nested more than ${MAX_DEPTH} levels deep. Move parts of it into \`locals\`.`,
      span: expression.span,
    });
  }
  const levels = expression.kind === 'for-tuple' || expression.kind === 'for-object' ? DEPTH_OF_FOR : 1;
  budget.depth += levels;
  const value = dispatch(run, expression, locals);
  budget.depth -= levels;
  return value;
}

function dispatch(run: Run, expression: Expression, locals: Locals | undefined): Value {
  switch (expression.kind) {
    case 'template':
      return evaluateTemplate(run, expression, locals);
    case 'number':
      return literalNumber(run, expression);
    case 'bool':
      return boolValue(expression.value);
    case 'null':
      return nullValue();
    case 'variable':
    case 'get-attribute':
    case 'index':
      return evaluateTraversal(run, expression, locals);
    case 'splat':
      return evaluateSplat(run, expression, locals);
    case 'call':
      return evaluateCall(run, expression, locals);
    case 'unary':
      return evaluateUnary(run, expression, locals);
    case 'binary':
      return evaluateBinary(run, expression, locals);
    case 'conditional':
      return evaluateConditional(run, expression, locals);
    case 'tuple':
      return evaluateTuple(run, expression, locals);
    case 'object':
      return evaluateObject(run, expression, locals);
    case 'for-tuple':
      return evaluateForTuple(run, expression, locals);
    case 'for-object':
      return evaluateForObject(run, expression, locals);
    case 'parenthesized':
      return evaluateIn(run, expression.inner, locals);
    case 'invalid':
      return unknownValue();
  }
}

function evaluateTuple(run: Run, expression: Tuple, locals: Locals | undefined): Value {
  const items: Value[] = [];
  for (const item of expression.items) items.push(evaluateIn(run, item, locals));
  return tupleValue(items);
}

function literalNumber(run: Run, expression: Expression & { readonly kind: 'number' }): Value {
  const number = parseNumber(expression.text);
  if (number !== undefined) return numberValue(number);
  return failed(run, {
    code: 'number-too-large',
    message: 'This number is out of range: numbers go up to about 10^10000.',
    span: expression.span,
  });
}

function evaluateObject(run: Run, expression: ObjectExpression, locals: Locals | undefined): Value {
  const entries: [string, Value][] = [];
  let known = true;
  let sensitive = false;
  for (const item of expression.items) {
    const key = evaluateKey(run, item.key, locals);
    const value = evaluateIn(run, item.value, locals);
    const name = keyOf(run, key, item.key);
    if (name === undefined) known = false;
    else entries.push([name, value]);
    sensitive ||= key.sensitive;
  }
  return withSensitivity(known ? objectValue(entries) : unknownValue(), sensitive);
}

function evaluateKey(run: Run, key: Expression, locals: Locals | undefined): Value {
  if (key.kind === 'get-attribute' || key.kind === 'index') {
    return failed(run, {
      code: 'invalid-key',
      message:
        'It is not clear what this key means. Put it in parentheses for the value that it refers to, in quotes for this very text.',
      span: key.span,
    });
  }
  return evaluateIn(run, key, locals);
}

/**
 * Both results are evaluated, since the type of the whole is the one that both can be converted to; only problems of the
 * one that is chosen count.
 */
function evaluateConditional(run: Run, expression: Conditional, locals: Locals | undefined): Value {
  const given = evaluateIn(run, expression.condition, locals);
  const thenProblems: Problem[] = [];
  const otherwiseProblems: Problem[] = [];
  const then = evaluateIn(collecting(run, thenProblems), expression.then, locals);
  const otherwise = evaluateIn(collecting(run, otherwiseProblems), expression.otherwise, locals);
  const condition = conditionOf(run, given, expression.condition);
  const known = condition !== undefined && isKnown(condition);
  const reported = known ? (condition.raw === true ? thenProblems : otherwiseProblems) : [];
  for (const problem of reported) run.report(problem);
  // A result that failed says nothing sure of its type, and needs no second report.
  const type = resultType(then, otherwise) ?? (reported.length > 0 ? anyType : undefined);
  if (type === undefined) {
    return failed(run, {
      code: 'inconsistent-types',
      message: `Both results of a conditional must be of one type, but these are \`${describeType(then)}\` and \`${describeType(otherwise)}\`. Convert one of them, for example with \`tostring\` or \`tolist\`.`,
      span: { start: expression.then.span.start, end: expression.otherwise.span.end },
    });
  }
  if (condition === undefined) return unknownValue(type);
  if (condition.raw === UNKNOWN) return withSensitivity(unknownValue(type), condition.sensitive);
  const [chosen, from] = condition.raw === true ? [then, expression.then] : [otherwise, expression.otherwise];
  const outcome = convert(chosen, type);
  if ('value' in outcome) return withSensitivity(outcome.value, condition.sensitive);
  return failed(run, {
    code: 'inconsistent-types',
    message: `This result cannot become what the other one is: ${outcome.message}.`,
    span: from.span,
  });
}

/** Undefined where the two have no type in common; `any` where one is not known yet. */
function resultType(then: Value, otherwise: Value): Type | undefined {
  if (then.type === otherwise.type) return then.type;
  if (isNull(then) && then.type.kind === 'any') return otherwise.type;
  if (isNull(otherwise) && otherwise.type.kind === 'any') return then.type;
  if (then.type.kind === 'any') return then.type;
  if (otherwise.type.kind === 'any') return otherwise.type;
  return unify([then.type, otherwise.type]);
}

function collecting(run: Run, problems: Problem[]): Run {
  return reportingTo(run, (problem) => problems.push(problem));
}
