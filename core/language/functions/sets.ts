/** Functions on sets. https://developer.hashicorp.com/terraform/language/functions/setunion */
import { convert } from '../convert.ts';
import { anyType, setType, type Type, tupleType } from '../types.ts';
import { unify } from '../unify.ts';
import {
  isItems,
  isWhollyKnown,
  itemsOf,
  listValue,
  setValue,
  tupleValue,
  unknownValue,
  type Value,
  withSensitivity,
} from '../values.ts';
import { convertedTo, identityOf } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';

const anySet = setType(anyType);
/** The largest product that is computed; beyond it a mistake is far likelier than a wish. */
const MAX_PRODUCT = 1_000_000;

export const setFunctions: readonly EagerFunction[] = [
  operation('setintersection', 'The elements that all given sets have in common.', (sets) =>
    sets.reduce((left, right) => left.filter(isIn(right))),
  ),
  defineFunction({
    name: 'setproduct',
    category: 'collection',
    summary: 'Every combination of one element of each given set; a list where all arguments are lists.',
    parameters: [],
    variadic: { name: 'sets', type: anyType, acceptsSensitive: true },
    returns: productType,
    call: product,
  }),
  defineFunction({
    name: 'setsubtract',
    category: 'collection',
    summary: 'The elements of the first set that the second does not have.',
    parameters: [
      { name: 'a', type: anySet },
      { name: 'b', type: anySet },
    ],
    returns: commonType,
    call: (args) => combine(args, ([left = [], right = []]) => without(left, right), false),
  }),
  operation('setunion', 'The elements of all given sets.', (sets) => sets.flat(), true),
];

type Items = readonly Value[];

function operation(name: string, summary: string, of: (sets: readonly Items[]) => Items, openAllowed = false) {
  return defineFunction({
    name,
    category: 'collection',
    summary,
    parameters: [{ name: 'first_set', type: anySet }],
    variadic: { name: 'other_sets', type: anySet },
    returns: commonType,
    call: (args) => combine(args, of, openAllowed),
  });
}

function combine(args: readonly Value[], of: (sets: readonly Items[]) => Items, openAllowed: boolean): Value {
  const type = commonType(args);
  if (type.kind !== 'set') throw new Error('Sets have a set as their common type.');
  if (!openAllowed && !args.every(isWhollyKnown)) return unknownValue(type);
  const sets = args.map((arg, i) => {
    const outcome = convert(arg, type);
    if ('message' in outcome) throw new Refusal(outcome.message, i);
    return itemsOf(outcome.value);
  });
  return setValue(type.element, of(sets));
}

function commonType(args: readonly Value[]): Type {
  const elements = args.flatMap((arg) => {
    if (arg.type.kind !== 'set') return [];
    return arg.type.element.kind === 'any' && isItems(arg.raw) && arg.raw.length === 0 ? [] : [arg.type.element];
  });
  const element = unify(elements);
  if (element === undefined) throw new Refusal('the elements of all sets must have compatible types');
  return setType(element);
}

function isIn(set: Items): (item: Value) => boolean {
  const identities = new Set(set.map(identityOf));
  return (item) => identities.has(identityOf(item));
}

function without(left: Items, right: Items): Items {
  const taken = isIn(right);
  return left.filter((item) => !taken(item));
}

/** A list of tuples where all arguments have an order, else a set of them. */
function productType(args: readonly Value[]): Type {
  if (args.length < 2) throw new Refusal('at least two arguments are required');
  const elements = args.map(({ type }, i) => {
    if (type.kind === 'list' || type.kind === 'set') return type.element;
    if (type.kind !== 'tuple') throw new Refusal('must be a set or a list', i);
    const element = unify(type.elements);
    if (element === undefined) throw new Refusal('all elements must be of the same type', i);
    return element;
  });
  const kind = args.some((arg) => arg.type.kind === 'set') ? 'set' : 'list';
  return { kind, element: tupleType(elements) };
}

function product(args: readonly Value[]): Value {
  const type = productType(args);
  if ((type.kind !== 'list' && type.kind !== 'set') || type.element.kind !== 'tuple') {
    throw new Error('A product is a list or set of tuples.');
  }
  const sensitive = args.some((arg) => arg.sensitive);
  if (args.some((arg) => arg.type.kind === 'set' && !isWhollyKnown(arg))) {
    return withSensitivity(unknownValue(type), sensitive);
  }
  const count = args.reduce((total, arg) => total * itemsOf(arg).length, 1);
  if (count > MAX_PRODUCT) throw new Refusal(`${count} combinations are more than the 1,000,000 that are supported`);
  const { elements } = type.element;
  const columns = args.map((arg, i) => itemsOf(arg).map((item) => convertedTo(item, elements[i] ?? anyType, i)));
  const rows = columns.reduce<Value[][]>(
    (made, column) => made.flatMap((row) => column.map((item) => [...row, item])),
    [[]],
  );
  const tuples = rows.map(tupleValue);
  const result = type.kind === 'list' ? listValue(type.element, tuples) : setValue(type.element, tuples);
  return withSensitivity(result, sensitive);
}
