import { add, compareNumbers, type Num, signOf } from '../numbers.ts';
import { anyType, friendlyTypeName, listType, numberType, type Type, tupleType } from '../types.ts';
import { unify } from '../unify.ts';
import {
  isItems,
  isKnown,
  isNull,
  itemsOf,
  listValue,
  markSensitive,
  numberValue,
  tupleValue,
  unknownValue,
  type Value,
  withSensitivity,
} from '../values.ts';
import { anyList, at, convertedTo, elementTypes, isSequenceType, knownLength, number, whole } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';

const list = { name: 'list', type: anyType };
const markedList = { ...list, acceptsSensitive: true };

/** The longest list that `range` makes. */
const MAX_RANGE = 1024;

export const listFunctions: readonly EagerFunction[] = [
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
            args.flatMap((arg, i) => itemsOf(convertedTo(arg, type, i))),
          ),
          sensitive,
        );
      }
      return withSensitivity(tupleValue(args.flatMap(itemsOf)), sensitive);
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
];

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
