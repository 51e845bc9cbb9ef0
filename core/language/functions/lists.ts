/** Functions on lists, tuples and what is in them. https://developer.hashicorp.com/terraform/language/functions/concat */
import { convert } from '../convert.ts';
import { add, compareNumbers, type Num, signOf } from '../numbers.ts';
import { anyType, boolType, friendlyTypeName, listType, numberType, type Type, tupleType } from '../types.ts';
import { unify } from '../unify.ts';
import {
  boolOf,
  boolValue,
  equalValues,
  isItems,
  isKnown,
  isNull,
  isWhollyKnown,
  itemsOf,
  listValue,
  markSensitive,
  nullValue,
  numberOf,
  numberValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
  withSensitivity,
} from '../values.ts';
import { anyList, at, elementTypes, isSequenceType, items, knownLength, number, textList, whole } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';

const list = { name: 'list', type: anyType };
const markedList = { ...list, acceptsSensitive: true };

/** The longest list that `range` makes. */
const MAX_RANGE = 1024;

export const listFunctions: readonly EagerFunction[] = [
  defineFunction({
    name: 'alltrue',
    category: 'collection',
    summary: 'Whether every element is true; an empty list gives true.',
    parameters: [{ name: 'list', type: listType(boolType) }],
    returns: boolType,
    call: (args) => {
      for (const item of items(args, 0)) {
        if (!isKnown(item)) return unknownValue(boolType);
        if (isNull(item) || !boolOf(item)) return boolValue(false);
      }
      return boolValue(true);
    },
  }),
  defineFunction({
    name: 'anytrue',
    category: 'collection',
    summary: 'Whether at least one element is true; an empty list gives false.',
    parameters: [{ name: 'list', type: listType(boolType) }],
    returns: boolType,
    call: (args) => {
      const all = items(args, 0);
      if (all.some((item) => isKnown(item) && !isNull(item) && boolOf(item))) return boolValue(true);
      return all.every(isKnown) ? boolValue(false) : unknownValue(boolType);
    },
  }),
  defineFunction({
    name: 'chunklist',
    category: 'collection',
    summary: 'The list cut into lists of `size` elements; the last one may be shorter.',
    parameters: [
      { name: 'list', type: anyList, acceptsSensitive: true },
      { name: 'size', type: numberType, acceptsSensitive: true },
    ],
    returns: (args) => listType(at(args, 0).type),
    call: (args) => {
      const given = at(args, 0);
      const all = itemsOf(given);
      const size = whole(args, 1);
      if (size < 0) throw new Refusal('the size must not be negative', 1);
      const step = size === 0 ? Math.max(all.length, 1) : size;
      const count = Math.ceil(all.length / step);
      const element = elementTypes(given.type)[0] ?? anyType;
      const chunks = Array.from({ length: count }, (_, i) => listValue(element, all.slice(i * step, (i + 1) * step)));
      return withSensitivity(
        listValue(given.type, chunks),
        args.some((arg) => arg.sensitive),
      );
    },
  }),
  defineFunction({
    name: 'coalesce',
    category: 'collection',
    summary: 'The first argument that is neither null nor an empty string.',
    parameters: [],
    variadic: { name: 'vals', type: anyType, nullable: true, acceptsUnknown: true },
    returns: anyType,
    call: (args) => {
      const type = unify(args.map((arg) => arg.type));
      if (type === undefined) throw new Refusal('all arguments must have the same type');
      for (const [index, arg] of args.entries()) {
        const value = required(arg, type, index);
        if (!isKnown(value)) return unknownValue(type);
        if (!isNull(value) && value.raw !== '') return value;
      }
      throw new Refusal('every argument is null or an empty string');
    },
  }),
  defineFunction({
    name: 'coalescelist',
    category: 'collection',
    summary: 'The first argument that is a list with elements in it.',
    parameters: [],
    variadic: { name: 'vals', type: anyType, nullable: true, acceptsUnknown: true },
    returns: anyType,
    call: (args) => {
      if (args.length === 0) throw new Refusal('at least one argument is required');
      for (const [index, arg] of args.entries()) {
        if (!isKnown(arg)) break;
        if (arg.type.kind !== 'list' && arg.type.kind !== 'tuple') throw new Refusal('must be a list or tuple', index);
      }
      for (const arg of args) {
        if (!isKnown(arg)) return unknownValue(sameType(args) ?? anyType);
        if (!isNull(arg) && itemsOf(arg).length > 0) return arg;
      }
      throw new Refusal('every argument is null or empty');
    },
  }),
  defineFunction({
    name: 'compact',
    category: 'collection',
    summary: 'The strings of a list that are neither null nor empty.',
    parameters: [{ name: 'list', type: textList }],
    returns: textList,
    call: (args) => {
      const all = items(args, 0);
      if (!all.every(isKnown)) return unknownValue(textList);
      return { ...at(args, 0), raw: all.filter((item) => !isNull(item) && textOf(item) !== '') };
    },
  }),
  defineFunction({
    name: 'concat',
    category: 'collection',
    summary: 'The elements of all the given lists, in order, as one list.',
    parameters: [],
    variadic: { name: 'seqs', type: anyType, acceptsSensitive: true },
    returns: concatType,
    call: (args) => {
      const type = concatType(args);
      const sensitive = args.some((arg) => arg.sensitive);
      if (type.kind === 'list') {
        return withSensitivity(
          listValue(
            type.element,
            args.flatMap((arg, i) => itemsOf(required(arg, type, i))),
          ),
          sensitive,
        );
      }
      return withSensitivity(tupleValue(args.flatMap(itemsOf)), sensitive);
    },
  }),
  defineFunction({
    name: 'contains',
    category: 'collection',
    summary: 'Whether a list, tuple or set has an element that equals the given value.',
    parameters: [list, { name: 'value', type: anyType }],
    returns: boolType,
    call: (args) => {
      if (!isSequenceType(at(args, 0).type)) throw new Refusal('must be a list, tuple or set', 0);
      const answers = items(args, 0).map((item) => equalValues(at(args, 1), item));
      if (answers.includes(true)) return boolValue(true);
      return answers.includes(undefined) ? unknownValue(boolType) : boolValue(false);
    },
  }),
  defineFunction({
    name: 'distinct',
    category: 'collection',
    summary: 'The elements of a list without repetitions, in the order of their first occurrence.',
    parameters: [{ name: 'list', type: anyList }],
    returns: (args) => at(args, 0).type,
    call: (args) => {
      const given = at(args, 0);
      if (!isWhollyKnown(given)) return unknownValue(given.type);
      const kept: Value[] = [];
      for (const item of itemsOf(given)) {
        if (!kept.some((other) => equalValues(item, other) === true)) kept.push(item);
      }
      return { ...given, raw: kept };
    },
  }),
  defineFunction({
    name: 'element',
    category: 'collection',
    summary: 'The element at an index; an index beyond the end starts over, a negative one counts from the end.',
    parameters: [markedList, { name: 'index', type: numberType }],
    returns: (args) => {
      const type = requireOrdered(at(args, 0));
      return type.kind === 'list' ? type.element : anyType;
    },
    call: (args) => {
      const given = at(args, 0);
      requireOrdered(given);
      const all = itemsOf(given);
      if (all.length === 0) throw new Refusal('an empty list has no elements', 0);
      const index = whole(args, 1) % all.length;
      const item = all[index < 0 ? index + all.length : index];
      if (item === undefined) throw new Error('An index below the length has an element.');
      return withSensitivity(item, given.sensitive);
    },
  }),
  defineFunction({
    name: 'flatten',
    category: 'collection',
    summary: 'The elements of a list, with every list in it replaced by its own elements, at any depth.',
    parameters: [markedList],
    returns: anyType,
    call: (args) => {
      const given = at(args, 0);
      if (!isSequenceType(given.type)) throw new Refusal('must be a list, set or tuple', 0);
      const flat: Value[] = [];
      const outcome = flattenInto(flat, given);
      const value = outcome.open ? unknownValue(anyType) : tupleValue(flat);
      return outcome.sensitive ? markSensitive(value) : value;
    },
  }),
  defineFunction({
    name: 'index',
    category: 'collection',
    summary: 'The index of the first element that equals the given value.',
    parameters: [list, { name: 'value', type: anyType }],
    returns: numberType,
    call: (args) => {
      const { kind } = at(args, 0).type;
      if (kind !== 'list' && kind !== 'tuple') throw new Refusal('must be a list or tuple', 0);
      for (const [index, item] of items(args, 0).entries()) {
        const equal = equalValues(item, at(args, 1));
        if (equal === undefined) return unknownValue(numberType);
        if (equal) return numberValue(index);
      }
      throw new Refusal('no element of the list equals the value', 1);
    },
  }),
  defineFunction({
    name: 'one',
    category: 'collection',
    summary: 'The only element of a list, set or tuple; null where there is none.',
    parameters: [list],
    returns: (args) => onlyType(at(args, 0)),
    call: (args) => {
      const type = onlyType(at(args, 0));
      const [first, ...others] = items(args, 0);
      if (others.length > 0) throw tooMany();
      return first ?? nullValue(type);
    },
  }),
  defineFunction({
    name: 'range',
    category: 'collection',
    summary: 'A list of numbers from `start` (0) up to and without `limit`, `step` (1) apart; at most 1,024 of them.',
    parameters: [],
    variadic: { name: 'params', type: numberType },
    returns: listType(numberType),
    call: (args) => listValue(numberType, rangeOf(args).map(numberValue)),
  }),
  defineFunction({
    name: 'reverse',
    category: 'collection',
    summary: 'The elements of a list in reverse order.',
    parameters: [markedList],
    returns: (args) => {
      const { type } = at(args, 0);
      if (type.kind === 'tuple') return tupleType(type.elements.toReversed());
      if (type.kind === 'list' || type.kind === 'set') return listType(type.element);
      throw new Refusal(`only lists and tuples can be reversed, not ${friendlyTypeName(type)}`, 0);
    },
    call: (args) => {
      const given = at(args, 0);
      if (!isSequenceType(given.type)) {
        throw new Refusal(`only lists and tuples can be reversed, not ${friendlyTypeName(given.type)}`, 0);
      }
      return withSensitivity(likeSequence(given, itemsOf(given).toReversed()), given.sensitive);
    },
  }),
  defineFunction({
    name: 'slice',
    category: 'collection',
    summary: 'The elements of a list from `start_index` up to and without `end_index`.',
    parameters: [markedList, { name: 'start_index', type: numberType }, { name: 'end_index', type: numberType }],
    returns: (args) => {
      const { type } = at(args, 0);
      requireSliceable(type);
      checkSliceBounds(args);
      return type.kind === 'list' ? type : anyType;
    },
    call: (args) => {
      const given = at(args, 0);
      requireSliceable(given.type);
      checkSliceBounds(args);
      return withSensitivity(
        likeSequence(given, itemsOf(given).slice(whole(args, 1), whole(args, 2))),
        given.sensitive,
      );
    },
  }),
  defineFunction({
    name: 'sum',
    category: 'collection',
    summary: 'The sum of the numbers in a list or set.',
    parameters: [list],
    returns: numberType,
    call: (args) => {
      const given = at(args, 0);
      if (!isSequenceType(given.type)) throw new Refusal('must be a list, set or tuple of numbers', 0);
      if (itemsOf(given).length === 0) throw new Refusal('an empty list has no sum', 0);
      if (!isWhollyKnown(given)) return unknownValue(numberType);
      return numberValue(itemsOf(given).map(summand).reduce(add));
    },
  }),
];

function required(value: Value, type: Type, index: number): Value {
  const outcome = convert(value, type);
  if ('message' in outcome) throw new Refusal(outcome.message, index);
  return outcome.value;
}

function sameType(args: readonly Value[]): Type | undefined {
  if (!args.every(isKnown)) return undefined;
  return args[0]?.type;
}

function concatType(args: readonly Value[]): Type {
  if (args.length === 0) throw new Refusal('at least one argument is required');
  for (const [index, { type }] of args.entries()) {
    if (type.kind !== 'list' && type.kind !== 'tuple') {
      throw new Refusal(`must be a list or tuple, not ${friendlyTypeName(type)}`, index);
    }
  }
  if (args.every((arg) => arg.type.kind === 'list')) {
    const common = unify(args.map((arg) => arg.type));
    if (common !== undefined) return common;
  }
  if (args.some((arg) => arg.type.kind === 'list' && !isKnown(arg))) return anyType;
  return tupleType(
    args.flatMap(({ type, raw }) =>
      type.kind === 'tuple' ? type.elements : isItems(raw) ? raw.map((item) => item.type) : [],
    ),
  );
}

function requireOrdered(value: Value): Type {
  const { type } = value;
  if (type.kind === 'list' || type.kind === 'tuple') return type;
  throw new Refusal(`cannot read elements of ${friendlyTypeName(type)}; a list or tuple is required`, 0);
}

interface Flattening {
  readonly open: boolean;
  readonly sensitive: boolean;
}

function flattenInto(flat: Value[], sequence: Value): Flattening {
  let open = !isItems(sequence.raw);
  let { sensitive } = sequence;
  for (const item of isItems(sequence.raw) ? sequence.raw : []) {
    if (isSequenceType(item.type) && !isNull(item)) {
      const inner = flattenInto(flat, item);
      open ||= inner.open;
      sensitive ||= inner.sensitive;
    } else {
      if (!isKnown(item) && item.type.kind === 'any') open = true;
      flat.push(item);
    }
  }
  return { open, sensitive };
}

function onlyType(value: Value): Type {
  const { type } = value;
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  if (type.kind === 'tuple' && type.elements.length < 2) return type.elements[0] ?? anyType;
  throw tooMany();
}

function tooMany(): Refusal {
  return new Refusal('must be a list, set or tuple with either no element or one', 0);
}

function rangeOf(args: readonly Value[]): Num[] {
  if (args.length < 1 || args.length > 3) throw new Refusal('must have one, two or three arguments');
  const start = args.length === 1 ? 0 : number(args, 0);
  const end = number(args, args.length === 1 ? 0 : 1);
  const down = args.length === 3 ? signOf(number(args, 2)) < 0 : compareNumbers(end, start) < 0;
  const step = args.length === 3 ? number(args, 2) : down ? -1 : 1;
  if (signOf(step) === 0) throw new Refusal('the step must not be zero', 2);
  const ahead = compareNumbers(end, start) * signOf(step);
  if (ahead < 0) throw new Refusal(`the limit must be ${down ? 'less' : 'greater'} than the start with this step`, 1);
  const numbers: Num[] = [];
  for (let next = start; compareNumbers(end, next) * signOf(step) > 0; next = add(next, step)) {
    if (numbers.length === MAX_RANGE) {
      throw new Refusal('more than 1,024 values; use a smaller range or a larger step');
    }
    numbers.push(next);
  }
  return numbers;
}

/** A list where the sequence was a list or set, else a tuple. */
function likeSequence(sequence: Value, all: readonly Value[]): Value {
  const { type } = sequence;
  return type.kind === 'list' || type.kind === 'set' ? listValue(type.element, all) : tupleValue(all);
}

function requireSliceable(type: Type): void {
  if (type.kind === 'set') throw new Refusal('a set has no order to slice by; make it a list with tolist first', 0);
  if (type.kind !== 'list' && type.kind !== 'tuple') throw new Refusal('must be a list or tuple', 0);
}

function checkSliceBounds(args: readonly Value[]): void {
  const length = knownLength(at(args, 0)) ?? Number.POSITIVE_INFINITY;
  const [start, end] = [1, 2].map((i) => (isKnown(at(args, i)) ? whole(args, i) : undefined));
  for (const [index, bound] of [start, end].entries()) {
    if (bound === undefined) continue;
    if (bound < 0) throw new Refusal('the index must not be negative', index + 1);
    if (bound > length)
      throw new Refusal(`the index must not be greater than the length of the list, ${length}`, index + 1);
  }
  if (start !== undefined && end !== undefined && start > end) {
    throw new Refusal('the start must not be greater than the end', 1);
  }
}

function summand(item: Value): Num {
  const outcome = convert(item, numberType);
  if (isNull(item) || 'message' in outcome) throw new Refusal('must be a list, set or tuple of numbers', 0);
  return numberOf(outcome.value);
}
