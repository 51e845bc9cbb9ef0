/**
 * How definitions read their arguments. `callFunction` has converted them and seen to null and unknown
 * ones, so that a missing or mistyped argument here is our own mistake, not the user's.
 */
import { convert } from '../convert.ts';
import { type Num, toSafeInteger } from '../numbers.ts';
import { anyType, listType, mapType, stringType, type Type, tupleType } from '../types.ts';
import { toJson } from '../value-json.ts';
import { boolOf, entriesOf, isItems, itemsOf, nullValue, numberOf, textOf, type Value } from '../values.ts';
import { Refusal } from './define.ts';

export const textList: Type = listType(stringType);
export const anyList: Type = listType(anyType);
export const anyMap: Type = mapType(anyType);

/** The argument at `index`. */
export function at(args: readonly Value[], index: number): Value {
  const value = args[index];
  if (value === undefined) throw new Error(`No argument stands at index ${index}.`);
  return value;
}

export function text(args: readonly Value[], index: number): string {
  return textOf(at(args, index));
}

export function number(args: readonly Value[], index: number): Num {
  return numberOf(at(args, index));
}

export function bool(args: readonly Value[], index: number): boolean {
  return boolOf(at(args, index));
}

export function items(args: readonly Value[], index: number): readonly Value[] {
  return itemsOf(at(args, index));
}

export function entries(args: readonly Value[], index: number): ReadonlyMap<string, Value> {
  return entriesOf(at(args, index));
}

/** A whole number within ±(2^53 - 1). */
export function whole(args: readonly Value[], index: number): number {
  const integer = toSafeInteger(number(args, index));
  if (integer === undefined) throw new Refusal('a whole number is required', index);
  return integer;
}

/** List, set or tuple. */
export function isSequenceType(type: Type): boolean {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
}

/** What each item of a list, set or tuple may be; a tuple of several types has no single answer. */
export function elementTypes(type: Type): readonly Type[] {
  if (type.kind === 'tuple') return type.elements;
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map' ? [type.element] : [];
}

/** The type of a tuple's items in a new order. */
export function tupleOf(items: readonly Value[]): Type {
  return tupleType(items.map((item) => item.type));
}

/** How many items a sequence has, where that can be known: a tuple's type tells even if its value is unknown. */
export function knownLength(value: Value): number | undefined {
  if (value.type.kind === 'tuple') return value.type.elements.length;
  return isItems(value.raw) ? value.raw.length : undefined;
}

/** Null of the type of `value`. */
export function nullLike(value: Value): Value {
  return nullValue(value.type);
}

/** The argument in a type that depends on other arguments. Throws {@link Refusal} where it has no such form. */
export function convertedTo(value: Value, type: Type, index: number): Value {
  const outcome = convert(value, type);
  if ('message' in outcome) throw new Refusal(outcome.message, index);
  return outcome.value;
}

/** A text that two wholly known values of one type share exactly where they are equal. */
export function identityOf(value: Value): string {
  return toJson(value);
}
