/** The value of an attribute as it was given: of its expression, or of the nested blocks that stand for it. */

import type { Scope } from '../language/scope.ts';
import { stringType } from '../language/types.ts';
import { toJson } from '../language/value-json.ts';
import type { Value } from '../language/values.ts';
import {
  entriesOf,
  hasSensitive,
  isEntries,
  isItems,
  isKnown,
  isNull,
  isWhollyKnown,
  markSensitive,
  numberValue,
  objectValue,
  stringValue,
  tupleValue,
  unknownValue,
  unmarkDeep,
  withSensitivity,
} from '../language/values.ts';
import type { Given, GivenBlocks, NestedBlock } from './declarations.ts';
import type { Frame, Machine } from './machine.ts';
import { evaluateIn, note } from './machine.ts';

export function givenValue(machine: Machine, given: Given, frame: Frame): Value {
  if (given.kind === 'blocks') return blocksValue(machine, given, frame);
  const value = evaluateIn(machine, given.expression, frame);
  return given.encode === 'json' ? asText(value) : value;
}

/** The value itself where it is a string, else its JSON. */
function asText(value: Value): Value {
  if (value.type.kind === 'string' || isNull(value)) return value;
  const sensitive = hasSensitive(value);
  if (!isWhollyKnown(value)) return withSensitivity(unknownValue(stringType), sensitive);
  return withSensitivity(stringValue(toJson(unmarkDeep(value))), sensitive);
}

function blocksValue(machine: Machine, given: GivenBlocks, frame: Frame): Value {
  const values: Value[] = [];
  for (const block of given.blocks) {
    if (block.dynamic === undefined) {
      values.push(nestedValue(machine, block, frame));
      continue;
    }
    const elements = dynamicValues(machine, block, block.dynamic, frame);
    if (elements === undefined) return unknownValue();
    values.push(...elements);
  }
  if (given.many) return tupleValue(values);
  const [only, second] = values;
  if (second !== undefined) {
    note(frame, {
      code: 'duplicate-block',
      message: `\`${given.name}\` may be given once, but its \`dynamic\` block gives ${values.length}.`,
      span: given.nameSpan,
    });
  }
  return only ?? unknownValue();
}

function nestedValue(machine: Machine, block: NestedBlock, frame: Frame): Value {
  return objectValue(block.content.map((given) => [given.name, givenValue(machine, given, frame)] as const));
}

/** One value for each element of `for_each`; undefined while the elements are not known. */
function dynamicValues(
  machine: Machine,
  block: NestedBlock,
  dynamic: NonNullable<NestedBlock['dynamic']>,
  frame: Frame,
): readonly Value[] | undefined {
  const collection = evaluateIn(machine, dynamic.forEach, frame);
  if (!isKnown(collection)) return undefined;
  if (isNull(collection) || !(isItems(collection.raw) || isEntries(collection.raw))) {
    note(frame, {
      code: 'invalid-for-each',
      message: '`for_each` of a `dynamic` block takes a list, set, map or object.',
      span: dynamic.forEach.span,
    });
    return [];
  }
  const elements: (readonly [Value, Value])[] = isItems(collection.raw)
    ? collection.raw.map((value, i) => [collection.type.kind === 'set' ? value : numberValue(i), value])
    : [...entriesOf(collection)].map(([key, value]) => [stringValue(key), value]);
  return elements.map(([key, value]) => {
    const element = objectValue([
      ['key', key],
      ['value', value],
    ]);
    const scope = withLocal(frame.context.scope, dynamic.iterator, element);
    const inner: Frame = { ...frame, context: { ...frame.context, scope } };
    const outer = machine.frame;
    machine.frame = inner;
    const result = nestedValue(machine, block, inner);
    machine.frame = outer;
    frame.depends = inner.depends;
    frame.touched = inner.touched;
    frame.open ||= inner.open;
    frame.volatile ||= inner.volatile;
    frame.lacksFacts ||= inner.lacksFacts;
    return collection.sensitive ? markSensitive(result) : result;
  });
}

/** A scope in which one more name has a meaning. */
export function withLocal(scope: Scope, name: string, value: Value): Scope {
  return {
    functions: scope.functions,
    resolve: (root, rootSpan, steps, report) =>
      root === name ? { value, consumed: 0 } : scope.resolve(root, rootSpan, steps, report),
  };
}
