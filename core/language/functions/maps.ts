/** Functions on maps and objects. https://developer.hashicorp.com/terraform/language/functions/merge */
import { compareText } from '../../base/text-order.ts';
import { convert } from '../convert.ts';
import {
  anyType,
  attributeNames,
  equalTypes,
  listType,
  mapType,
  numberType,
  objectType,
  stringType,
  type Type,
  tupleType,
} from '../types.ts';
import { unify } from '../unify.ts';
import {
  entriesOf,
  isEntries,
  isKnown,
  isNull,
  isWhollyKnown,
  itemsOf,
  listValue,
  mapValue,
  numberValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  unknownValue,
  unmark,
  type Value,
  withSensitivity,
} from '../values.ts';
import { anyList, at, convertedTo, entries, identityOf, items, knownLength, text, textList } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { graphemeCount } from './unicode.ts';

const marked = { type: anyType, acceptsSensitive: true };

export const mapFunctions: readonly EagerFunction[] = [
  defineFunction({
    name: 'keys',
    category: 'collection',
    summary: 'The keys of a map or the attribute names of an object, in ascending order.',
    parameters: [{ ...marked, name: 'inputMap', acceptsUnknown: true }],
    returns: anyType,
    call: (args) => {
      const given = at(args, 0);
      const { type } = given;
      if (type.kind === 'any' && !isKnown(given)) return unknownValue(anyType);
      if (type.kind === 'object') {
        return withSensitivity(tupleValue(attributeNames(type).map(stringValue)), given.sensitive);
      }
      if (type.kind !== 'map') throw new Refusal('must be a map or an object', 0);
      if (!isKnown(given)) return withSensitivity(unknownValue(textList), given.sensitive);
      return withSensitivity(listValue(stringType, [...entriesOf(given).keys()].map(stringValue)), given.sensitive);
    },
  }),
  defineFunction({
    name: 'length',
    category: 'collection',
    summary: 'How many elements a list, tuple, set, map or object has, or characters a string.',
    parameters: [{ ...marked, name: 'value', acceptsUnknown: true }],
    returns: numberType,
    call: (args) => {
      const given = at(args, 0);
      return withSensitivity(lengthOf(given), given.sensitive);
    },
  }),
  defineFunction({
    name: 'lookup',
    category: 'collection',
    summary: 'The element of a map under a key, or else the default.',
    parameters: [
      { ...marked, name: 'inputMap' },
      { name: 'key', type: stringType, acceptsSensitive: true },
    ],
    variadic: { ...marked, name: 'default', nullable: true, acceptsUnknown: true },
    returns: (args) => {
      const { type } = at(args, 0);
      return type.kind === 'map' ? type.element : anyType;
    },
    call: lookUp,
  }),
  defineFunction({
    name: 'matchkeys',
    category: 'collection',
    summary: 'Those elements of `values` whose element of `keys` at the same index is in `searchset`.',
    parameters: [
      { name: 'values', type: anyList },
      { name: 'keys', type: anyList },
      { name: 'searchset', type: anyList },
    ],
    returns: (args) => at(args, 0).type,
    call: (args) => {
      const values = at(args, 0);
      if (items(args, 0).length !== items(args, 1).length) throw new Refusal('keys and values must be equally many', 1);
      const type = unify([at(args, 1).type, at(args, 2).type]);
      if (type === undefined) throw new Refusal('the keys and the searchset must be of the same type', 2);
      if (!isWhollyKnown(values) || !isWhollyKnown(at(args, 1)) || !isWhollyKnown(at(args, 2))) {
        return unknownValue(values.type);
      }
      const wanted = new Set(itemsOf(convertedTo(at(args, 2), type, 2)).map(identityOf));
      const keys = itemsOf(convertedTo(at(args, 1), type, 1)).map(identityOf);
      const kept = items(args, 0).filter((_, i) => wanted.has(keys[i] ?? ''));
      return { ...values, raw: kept };
    },
  }),
  defineFunction({
    name: 'merge',
    category: 'collection',
    summary: 'One map or object with the elements of all arguments; a later one of the same key wins.',
    parameters: [],
    variadic: { ...marked, name: 'maps', nullable: true },
    returns: mergeType,
    call: (args) => {
      const type = mergeType(args);
      const merged = new Map<string, Value>();
      for (const arg of args) {
        if (isNull(arg)) continue;
        for (const [key, value] of entriesOf(arg)) merged.set(key, value);
      }
      const result = type.kind === 'map' ? mapValue(type.element, merged) : objectValue(merged);
      return withSensitivity(
        result,
        args.some((arg) => arg.sensitive),
      );
    },
  }),
  defineFunction({
    name: 'transpose',
    category: 'collection',
    summary: 'A map of lists of strings turned around: each element becomes a key, with the keys it was under.',
    parameters: [{ name: 'values', type: mapType(textList) }],
    returns: mapType(textList),
    call: (args) => {
      if (!isWhollyKnown(at(args, 0))) return unknownValue(mapType(textList));
      const turned = new Map<string, string[]>();
      for (const [key, list] of entries(args, 0)) {
        if (isNull(list)) throw new Refusal(`the list under ${JSON.stringify(key)} is null`, 0);
        for (const item of itemsOf(list)) {
          if (isNull(item)) throw new Refusal(`the list under ${JSON.stringify(key)} has a null element`, 0);
          turned.set(textOf(item), [...(turned.get(textOf(item)) ?? []), key]);
        }
      }
      return mapValue(
        textList,
        [...turned].map(
          ([key, from]) => [key, listValue(stringType, from.sort(compareText).map(stringValue))] as const,
        ),
      );
    },
  }),
  defineFunction({
    name: 'values',
    category: 'collection',
    summary: 'The elements of a map or object, in the order of their keys.',
    parameters: [{ ...marked, name: 'mapping' }],
    returns: (args) => {
      const { type } = at(args, 0);
      if (type.kind === 'map') return listType(type.element);
      if (type.kind === 'object')
        return tupleType(attributeNames(type).map((name) => type.attributes[name] ?? anyType));
      throw new Refusal('must be a map or an object', 0);
    },
    call: (args) => {
      const given = at(args, 0);
      if (given.type.kind !== 'map' && given.type.kind !== 'object') throw new Refusal('must be a map or an object', 0);
      const all = [...entriesOf(given).values()];
      return withSensitivity(
        given.type.kind === 'map' ? listValue(given.type.element, all) : tupleValue(all),
        given.sensitive,
      );
    },
  }),
  defineFunction({
    name: 'zipmap',
    category: 'collection',
    summary: 'A map of the given keys and values, paired by their position.',
    parameters: [
      { name: 'keys', type: textList, acceptsSensitive: true },
      { ...marked, name: 'values' },
    ],
    returns: zipType,
    call: (args) => {
      const type = zipType(args);
      const [keys, values] = [at(args, 0), at(args, 1)];
      const sensitive = keys.sensitive || values.sensitive || itemsOf(keys).some((key) => key.sensitive);
      if (!isWhollyKnown(keys)) return withSensitivity(unknownValue(type), sensitive);
      const names = itemsOf(keys);
      const all = itemsOf(values);
      requireEqualCounts(names.length, all.length);
      const pairs = names.map((key, i) => [keyText(key, i), at(all, i)] as const);
      return withSensitivity(type.kind === 'map' ? mapValue(type.element, pairs) : objectValue(pairs), sensitive);
    },
  }),
];

function lengthOf(value: Value): Value {
  const { type } = value;
  if (type.kind === 'object') return numberValue(attributeNames(type).length);
  if (type.kind === 'number' || type.kind === 'bool') {
    throw new Refusal('must be a string, a list, a tuple, a set, a map or an object', 0);
  }
  const count = knownLength(value);
  if (count !== undefined && (type.kind !== 'set' || isWhollyKnown(value))) return numberValue(count);
  if (!isKnown(value) || type.kind === 'set') return unknownValue(numberType);
  return numberValue(isEntries(value.raw) ? value.raw.size : graphemeCount(textOf(value)));
}

function lookUp(args: readonly Value[]): Value {
  if (args.length > 3) throw new Refusal(`takes two or three arguments, got ${args.length}`);
  const map = at(args, 0);
  const fallback = args[2];
  const { type } = map;
  if (type.kind !== 'map' && type.kind !== 'object') throw new Refusal('must be a map or an object', 0);
  const sensitive = map.sensitive || at(args, 1).sensitive;
  const found = entriesOf(map).get(text(args, 1));
  if (type.kind === 'map' && fallback !== undefined) {
    const outcome = convert(fallback, type.element);
    if ('message' in outcome)
      throw new Refusal(`the default must have the type of the map's elements: ${outcome.message}`, 2);
    return withSensitivity(found ?? outcome.value, sensitive);
  }
  const value = found ?? fallback;
  if (value === undefined) {
    throw new Refusal(sensitive ? 'the map has no such key' : `the map has no key ${JSON.stringify(text(args, 1))}`, 1);
  }
  return withSensitivity(value, sensitive);
}

function mergeType(args: readonly Value[]): Type {
  const [first] = args;
  if (first === undefined) return objectType({});
  const attributes: Record<string, Type> = Object.create(null);
  let open = args.some((arg) => arg.type.kind === 'any');
  for (const [index, arg] of args.entries()) {
    const { type } = arg;
    if (type.kind === 'any') continue;
    if (type.kind !== 'map' && type.kind !== 'object') throw new Refusal('must be a map or an object', index);
    if (isNull(arg)) continue;
    if (type.kind === 'object') Object.assign(attributes, type.attributes);
    else if (isEntries(arg.raw)) for (const key of arg.raw.keys()) attributes[key] = type.element;
    else open = true;
  }
  if (first.type.kind !== 'any' && args.every((arg) => equalTypes(arg.type, first.type))) return first.type;
  return open ? anyType : objectType(attributes);
}

function zipType(args: readonly Value[]): Type {
  const { type } = at(args, 1);
  if (type.kind === 'list') return mapType(type.element);
  if (type.kind !== 'tuple') throw new Refusal('must be a list or tuple', 1);
  const keys = at(args, 0);
  if (!isWhollyKnown(keys)) return anyType;
  const names = itemsOf(keys);
  requireEqualCounts(names.length, type.elements.length);
  return objectType(Object.fromEntries(names.map((key, i) => [keyText(key, i), type.elements[i] ?? anyType])));
}

function requireEqualCounts(keys: number, values: number): void {
  if (keys !== values) throw new Refusal(`there are ${keys} keys, but ${values} values`);
}

function keyText(key: Value, index: number): string {
  if (isNull(key)) throw new Refusal(`the key at index ${index} is null`, 0);
  return textOf(unmark(key));
}
