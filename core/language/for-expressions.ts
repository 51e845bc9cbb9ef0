/** `[for v in c : …]` and `{for k, v in c : … => …}`. */
import type { Expression, ForObject, ForTuple } from '../syntax/ast.ts';
import { convert } from './convert.ts';
import { describeKind } from './describe.ts';
import { iterate } from './iterate.ts';
import type { Locals, Run } from './run.ts';
import { firstFailureOnly } from './run.ts';
import { conditionOf } from './templates.ts';
import { stringType } from './types.ts';
import type { Value } from './values.ts';
import { isKnown, isNull, objectValue, sizeOf, textOf, tupleValue, unknownValue, withSensitivity } from './values.ts';

export function evaluateForTuple(run: Run, expression: ForTuple, locals: Locals | undefined): Value {
  const items: Value[] = [];
  return go(run, expression, locals, {
    add(inner, round) {
      items.push(round.evaluate(round, expression.value, inner));
      return 'known';
    },
    result: () => tupleValue(items),
  });
}

export function evaluateForObject(run: Run, expression: ForObject, locals: Locals | undefined): Value {
  const entries = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  return go(run, expression, locals, {
    add(inner, round) {
      const given = round.evaluate(round, expression.key, inner);
      const key = keyOf(round, given, expression.key);
      const value = round.evaluate(round, expression.value, inner);
      if (key === undefined) return given.sensitive ? 'unknown-sensitive' : 'unknown';
      if (expression.grouping) {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [value]);
        else group.push(value);
      } else if (entries.has(key)) {
        round.report({
          code: 'duplicate-key',
          message: `Two elements give the key ${given.sensitive ? '' : `\`${key}\` `}in this \`for\`. Write \`...\` behind the value to collect the values of equal keys into lists.`,
          span: expression.key.span,
        });
      } else {
        entries.set(key, value);
      }
      return given.sensitive ? 'sensitive' : 'known';
    },
    result: () =>
      objectValue(
        expression.grouping ? [...groups].map(([key, group]): [string, Value] => [key, tupleValue(group)]) : entries,
      ),
  });
}

type Added = 'known' | 'sensitive' | 'unknown' | 'unknown-sensitive';

interface Building {
  add(locals: Locals, run: Run): Added;
  result(): Value;
}

/** What both forms share: the filter, and that the whole is unknown where it is unknown which elements it has. */
function go(run: Run, expression: ForTuple | ForObject, locals: Locals | undefined, building: Building): Value {
  const collection = run.evaluate(run, expression.collection, locals);
  const rounds = firstFailureOnly(run);
  let { sensitive } = collection;
  let known = true;
  const done = iterate(run, collection, expression, locals, (inner) => {
    const included = expression.condition === undefined ? true : passes(rounds.run, expression.condition, inner);
    if (typeof included === 'object') sensitive ||= included.sensitive;
    if (included === true || (typeof included === 'object' && included.raw === true)) {
      const added = building.add(inner, rounds.run);
      sensitive ||= added === 'sensitive' || added === 'unknown-sensitive';
      known &&= added === 'known' || added === 'sensitive';
    } else if (included === undefined || !isKnown(included)) {
      known = false;
    }
    rounds.nextRound();
  });
  if (done && expression.condition !== undefined && sizeOf(collection) === 0) {
    // A condition that can never be one is wrong however many elements there are.
    passes(run, expression.condition, unknownElement(expression, locals));
  }
  return withSensitivity(done && known ? building.result() : unknownValue(), sensitive);
}

function unknownElement(expression: ForTuple | ForObject, locals: Locals | undefined): Locals {
  const { keyName, valueName } = expression;
  const outer = keyName === undefined ? locals : { name: keyName.text, value: unknownValue(), outer: locals };
  return { name: valueName.text, value: unknownValue(), outer };
}

function passes(run: Run, condition: Expression, locals: Locals): Value | undefined {
  return conditionOf(run, run.evaluate(run, condition, locals), condition);
}

/** The text of an object's key; undefined where it is unknown, or once it was reported that it is none. */
export function keyOf(run: Run, value: Value, expression: Expression): string | undefined {
  if (typeof value.raw === 'string') return value.raw;
  const outcome = isNull(value) ? { message: 'null' } : convert(value, stringType);
  if ('value' in outcome) return isKnown(outcome.value) ? textOf(outcome.value) : undefined;
  run.report({
    code: 'invalid-key',
    message: `A key must be a string, number or bool, but this is ${describeKind(value)}.`,
    span: expression.span,
  });
  return undefined;
}
