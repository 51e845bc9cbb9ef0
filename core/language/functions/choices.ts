/** Functions that ask something of a list's elements, or choose one. https://developer.hashicorp.com/terraform/language/functions/coalesce */
import { convert } from '../convert.ts';
import { equalValues } from '../equality.ts';
import { add, type Num } from '../numbers.ts';
import { anyType, boolType, listType, numberType, type Type } from '../types.ts';
import { unify } from '../unify.ts';
import {
  boolOf,
  boolValue,
  isKnown,
  isNull,
  isWhollyKnown,
  itemsOf,
  nullValue,
  numberOf,
  numberValue,
  textOf,
  unknownValue,
  type Value,
} from '../values.ts';
import { anyList, at, convertedTo, identityOf, isSequenceType, items, textList } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';

const list = { name: 'list', type: anyType };

export const choiceFunctions: readonly EagerFunction[] = [
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
        const value = convertedTo(arg, type, index);
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
    name: 'contains',
    category: 'collection',
    summary: 'Whether a list, tuple or set has an element that equals the given value.',
    parameters: [list, { name: 'value', type: anyType, nullable: true }],
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
      const kept = new Map<string, Value>();
      for (const item of itemsOf(given)) {
        const identity = identityOf(item);
        if (!kept.has(identity)) kept.set(identity, item);
      }
      return { ...given, raw: [...kept.values()] };
    },
  }),
  defineFunction({
    name: 'index',
    page: 'index_function',
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

function sameType(args: readonly Value[]): Type | undefined {
  if (!args.every(isKnown)) return undefined;
  return args[0]?.type;
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

function summand(item: Value): Num {
  const outcome = convert(item, numberType);
  if (isNull(item) || 'message' in outcome) throw new Refusal('must be a list, set or tuple of numbers', 0);
  return numberOf(outcome.value);
}
