/** Conversion of values to a type, by cty's rules: what `tolist`, an argument, or a variable's `type` does. */
import {
  alreadyFits,
  hasOptional,
  isOptional,
  missingAttributes,
  noCommonType,
  required,
  settledType,
  typeMismatch,
  withoutOptional,
} from './convertible.ts';
import { formatNumber, parseNumber } from './numbers.ts';
import type { ObjectType, Type } from './types.ts';
import { anyType, attributeNames, boolType, equalTypes, isWhollyKnownType, numberType, stringType } from './types.ts';
import { elementType } from './unify.ts';
import type { Value } from './values.ts';
import {
  isEntries,
  isItems,
  isKnown,
  isNull,
  itemsOf,
  listValue,
  mapValue,
  nullValue,
  numberOf,
  objectValue,
  setValue,
  tupleValue,
  UNKNOWN,
  unknownValue,
  withSensitivity,
} from './values.ts';

/** The converted value, or why there is none: ``attribute `port`: a number is required``. */
export type Conversion = { readonly value: Value } | { readonly message: string };

/**
 * Converts between string, number and bool where nothing is lost, tuples and objects to collections, maps to objects,
 * and fills in optional attributes with their defaults. Null stays null and unknown unknown, of the wanted type; marks
 * are kept. Never throws.
 */
export function convert(value: Value, type: Type): Conversion {
  if (value.type === type || type.kind === 'any') return { value };
  try {
    return { value: converted(value, type) };
  } catch (error) {
    if (error instanceof Mismatch) return { message: error.message };
    throw error;
  }
}

/** Carries a message up to {@link convert}, gathering where it happened on the way. */
class Mismatch extends Error {}

function converted(value: Value, type: Type): Value {
  if (type.kind === 'any') return value;
  if (alreadyFits(value.type, type)) return value;
  const { raw } = value;
  if (raw === UNKNOWN || raw === null) {
    const mismatch = typeMismatch(value.type, type);
    if (mismatch !== undefined) throw new Mismatch(mismatch);
    const settled = settledType(value.type, type);
    return withSensitivity(raw === null ? nullValue(settled) : unknownValue(settled), value.sensitive);
  }
  return withSensitivity(convertedKnown(value, type), value.sensitive);
}

function convertedKnown(value: Value, type: Type): Value {
  switch (type.kind) {
    case 'string':
      return toText(value);
    case 'number':
      return toNumber(value);
    case 'bool':
      return toBool(value);
    case 'list':
    case 'set':
      return isItems(value.raw) ? toSequence(value, value.raw, type) : refuse(type);
    case 'map':
      return isEntries(value.raw) ? toMap(value, value.raw, type.element) : refuse(type);
    case 'tuple':
      return toTuple(value, type.elements, type);
    case 'object':
      return isEntries(value.raw) ? toObject(value.raw, type) : refuse(type);
    case 'any':
      return value;
  }
}

function refuse(type: Type): never {
  throw new Mismatch(required(type));
}

function toText(value: Value): Value {
  if (typeof value.raw === 'boolean') return { type: stringType, raw: value.raw ? 'true' : 'false', sensitive: false };
  if (value.type.kind !== 'number') return refuse(stringType);
  return { type: stringType, raw: formatNumber(numberOf(value)), sensitive: false };
}

function toNumber(value: Value): Value {
  const number = typeof value.raw === 'string' ? parseNumber(value.raw) : undefined;
  return number === undefined ? refuse(numberType) : { type: numberType, raw: number, sensitive: false };
}

function toBool(value: Value): Value {
  const { raw } = value;
  if (raw === 'true' || raw === '1') return { type: boolType, raw: true, sensitive: false };
  if (raw === 'false' || raw === '0') return { type: boolType, raw: false, sensitive: false };
  const lower = typeof raw === 'string' ? raw.toLowerCase() : '';
  if (lower !== 'true' && lower !== 'false') return refuse(boolType);
  throw new Mismatch(`a bool is required; write "${lower}" in lower case to have text converted`);
}

function toSequence(value: Value, items: readonly Value[], type: Type & { readonly kind: 'list' | 'set' }): Value {
  const make = type.kind === 'list' ? listValue : setValue;
  if (items.length === 0) return make(elementOfEmpty(value.type, type.element), []);
  if (type.kind === 'list' && value.type.kind === 'set' && items.some((item) => !isKnown(item))) {
    // How many elements the set has is not known: unknown ones may turn out to be equal to others.
    return unknownValue(settledType(value.type, type));
  }
  const each = items.map((item, i) => at(`element ${i}`, () => converted(item, type.element)));
  const [element, alike] = commonType(each, type.element, type.kind);
  return make(element, alike);
}

function toMap(value: Value, entries: ReadonlyMap<string, Value>, wanted: Type): Value {
  if (entries.size === 0) return mapValue(elementOfEmpty(value.type, wanted), []);
  const keys = [...entries.keys()];
  const each = [...entries].map(([key, item]) => at(`element \`${key}\``, () => converted(item, wanted)));
  const [element, alike] = commonType(each, wanted, 'map');
  return mapValue(
    element,
    alike.map((item, i): [string, Value] => [keys[i] ?? '', item]),
  );
}

function toTuple(value: Value, elements: readonly Type[], type: Type): Value {
  if (value.type.kind !== 'tuple') return refuse(type);
  const items = itemsOf(value);
  if (items.length !== elements.length) throw new Mismatch(typeMismatch(value.type, type) ?? required(type));
  return tupleValue(items.map((item, i) => at(`element ${i}`, () => converted(item, elements[i] ?? anyType))));
}

function toObject(entries: ReadonlyMap<string, Value>, type: ObjectType): Value {
  const names = attributeNames(type);
  const missing = names.filter((name) => !entries.has(name) && !isOptional(type, name));
  if (missing.length > 0) throw new Mismatch(missingAttributes(missing));
  return objectValue(
    names.map((name): [string, Value] => [name, at(`attribute \`${name}\``, () => attributeOf(entries, name, type))]),
  );
}

/** An optional attribute that is absent or null takes its default. */
function attributeOf(entries: ReadonlyMap<string, Value>, name: string, type: ObjectType): Value {
  const wanted = type.attributes[name] ?? anyType;
  const given = entries.get(name);
  if (given !== undefined && !isNull(given)) return converted(given, wanted);
  const fallback = isOptional(type, name) ? type.optional?.[name] : undefined;
  if (fallback !== undefined && fallback !== null) return converted(fallback, wanted);
  return given === undefined ? nullValue(withoutOptional(wanted)) : converted(given, wanted);
}

/** Elements of a collection share one type: where the wanted one leaves it open, the one they unify to. */
function commonType(
  items: readonly Value[],
  wanted: Type,
  kind: 'list' | 'set' | 'map',
): readonly [Type, readonly Value[]] {
  if (isWhollyKnownType(wanted)) return [hasOptional(wanted) ? withoutOptional(wanted) : wanted, items];
  const element = elementType(items.map((item) => item.type));
  if (element === undefined) throw new Mismatch(noCommonType(kind));
  const fits = (item: Value): boolean => equalTypes(item.type, element);
  if (items.every(fits)) return [element, items];
  const alike = items.map((item, i) => at(`element ${i}`, () => converted(item, element)));
  // An `any` deep inside may still leave room for elements that differ.
  if (!alike.every(fits)) throw new Mismatch(noCommonType(kind));
  return [element, alike];
}

function elementOfEmpty(from: Type, wanted: Type): Type {
  if (wanted.kind === 'any' && 'element' in from) return from.element;
  return withoutOptional(wanted);
}

function at(where: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof Mismatch) throw new Mismatch(`${where}: ${error.message}`);
    throw error;
  }
}
