/** Goes through the elements of a collection, as `for` expressions and `%{ for }` both do. */

import type { Span } from '../base/span.ts';
import type { Expression, Name } from '../syntax/ast.ts';
import { describeExpression, describeKind } from './describe.ts';
import type { Locals, Run } from './run.ts';
import { spend } from './run.ts';
import type { Value } from './values.ts';
import { isEntries, isItems, isNull, numberValue, stringValue } from './values.ts';

/** The part that all forms of `for` share. */
export interface Iteration {
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly span: Span;
}

/**
 * Calls `each` with the names bound, in order: sequences from the front (the key is the index; in a set, the element
 * itself), maps and objects by key. False where it could not: the collection is unknown, or a problem was reported.
 */
export function iterate(
  run: Run,
  collection: Value,
  iteration: Iteration,
  locals: Locals | undefined,
  each: (locals: Locals) => void,
): boolean {
  const { raw, type } = collection;
  const { keyName, valueName } = iteration;
  const round = (key: () => Value, value: Value): boolean => {
    if (!spend(run, iteration.span)) return false;
    const outer = keyName === undefined ? locals : { name: keyName.text, value: key(), outer: locals };
    each({ name: valueName.text, value, outer });
    return true;
  };
  if (isItems(raw)) {
    const isSet = type.kind === 'set';
    for (const [i, item] of raw.entries()) if (!round(() => (isSet ? item : numberValue(i)), item)) return false;
    return true;
  }
  if (isEntries(raw)) {
    for (const [key, item] of raw) if (!round(() => stringValue(key), item)) return false;
    return true;
  }
  const iterable = type.kind !== 'string' && type.kind !== 'number' && type.kind !== 'bool';
  if (isNull(collection) || !iterable) {
    run.report({
      code: isNull(collection) ? 'null-value' : 'not-iterable',
      message: `\`for\` goes through a list, set, tuple, map or object, but ${describeExpression(iteration.collection)} is ${describeKind(collection)}.`,
      span: iteration.collection.span,
    });
  }
  return false;
}
