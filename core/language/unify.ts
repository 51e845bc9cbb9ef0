/**
 * The one type that values of several types can be converted to: for both sides of a conditional, for the elements of
 * a list. The rules are cty's, which HCL and Terraform follow.
 */
import { typeMismatch } from './convertible.ts';
import type { ObjectType, TupleType, Type } from './types.ts';
import { anyType, equalTypes, listType, mapType, objectType, setType, tupleType } from './types.ts';

/**
 * The type that all of these can be converted to; `any` where some are not known yet and it depends on them. Undefined
 * where there is none. No types at all give `any`.
 */
export function unify(types: readonly Type[]): Type | undefined {
  const distinct = withoutRepetition(types);
  const [first] = distinct;
  if (first === undefined) return anyType;
  if (distinct.length === 1) return first;
  const structure = unifyStructures(distinct);
  return structure === 'undecided' ? preferred(distinct) : structure;
}

/** What is said of structures of one kind, or of a kind and its looser sister; else only the general rule can tell. */
function unifyStructures(types: readonly Type[]): Type | undefined | 'undecided' {
  const kinds = new Set(types.map((type) => type.kind));
  const open = kinds.delete('any');
  if (kinds.size === 1) {
    if (kinds.has('map')) return unifyCollections(types, open, mapType);
    if (kinds.has('list')) return unifyCollections(types, open, listType);
    if (kinds.has('set')) return unifyCollections(types, open, setType);
    if (kinds.has('object')) return open ? anyType : unifyObjects(types.filter(isObject));
    if (kinds.has('tuple')) return open ? anyType : unifyTuples(types.filter(isTuple));
  }
  if (kinds.size === 2 && kinds.has('map') && kinds.has('object')) {
    const asMap = objectsAsMap(types.filter(isObject));
    const unified = asMap && unify([asMap, ...types.filter((type) => type.kind !== 'object')]);
    return unified?.kind === 'map' ? unified : 'undecided';
  }
  if (kinds.size === 2 && kinds.has('list') && kinds.has('tuple')) {
    const asList = tuplesAsList(types.filter(isTuple));
    const unified = asList && unify([asList, ...types.filter((type) => type.kind !== 'tuple')]);
    return unified?.kind === 'list' ? unified : 'undecided';
  }
  return kinds.has('object') && kinds.has('tuple') ? undefined : 'undecided';
}

/**
 * The type of a collection's elements that are of these types. Elements of unknown type, and nulls, take the type of the
 * others: a collection has no other way to hold them.
 */
export function elementType(types: readonly Type[]): Type | undefined {
  const unified = unify(types);
  if (unified?.kind !== 'any') return unified;
  const decided = types.filter((type) => type.kind !== 'any');
  return decided.length === 0 || decided.length === types.length ? unified : unify(decided);
}

function unifyCollections(types: readonly Type[], open: boolean, wrap: (element: Type) => Type): Type | undefined {
  if (open) return anyType;
  const element = unify(types.map((type) => ('element' in type ? type.element : anyType)));
  return element === undefined ? undefined : wrap(element);
}

/** Objects of the same attributes become an object of unified attributes, others a map. */
function unifyObjects(types: readonly ObjectType[]): Type | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  const names = Object.keys(first.attributes);
  const alike = types.every((type) => {
    const own = Object.keys(type.attributes);
    return own.length === names.length && own.every((name) => name in first.attributes);
  });
  if (!alike) return objectsAsMap(types);
  const attributes: Record<string, Type> = Object.create(null);
  for (const name of names) {
    const unified = unify(types.map((type) => type.attributes[name] ?? anyType));
    if (unified === undefined) return undefined;
    attributes[name] = unified;
  }
  return objectType(attributes);
}

function objectsAsMap(types: readonly ObjectType[]): Type | undefined {
  const element = elementType(types.flatMap((type) => Object.values(type.attributes)));
  return element === undefined ? undefined : mapType(element);
}

/** Tuples of one length become a tuple of unified elements, others a list. */
function unifyTuples(types: readonly TupleType[]): Type | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  if (types.some((type) => type.elements.length !== first.elements.length)) return tuplesAsList(types);
  const elements: Type[] = [];
  for (let i = 0; i < first.elements.length; i++) {
    const unified = unify(types.map((type) => type.elements[i] ?? anyType));
    if (unified === undefined) return undefined;
    elements.push(unified);
  }
  return tupleType(elements);
}

function tuplesAsList(types: readonly TupleType[]): Type | undefined {
  const element = elementType(types.flatMap((type) => type.elements));
  return element === undefined ? undefined : listType(element);
}

/** The first of the given types, more general ones before others, that all can be converted to. */
function preferred(types: readonly Type[]): Type | undefined {
  const order = [...types].sort((a, b) => generality(b) - generality(a));
  return order.find((wanted) => types.every((type) => typeMismatch(type, wanted) === undefined));
}

/** Strings hold every primitive, and a list keeps the order that a set has lost; `any` is the last resort. */
function generality(type: Type): number {
  switch (type.kind) {
    case 'any':
      return 0;
    case 'string':
    case 'map':
    case 'list':
      return 3;
    case 'tuple':
      return 2;
    default:
      return 1;
  }
}

function withoutRepetition(types: readonly Type[]): readonly Type[] {
  const distinct: Type[] = [];
  for (const type of types) if (!distinct.some((other) => equalTypes(type, other))) distinct.push(type);
  return distinct;
}

function isObject(type: Type): type is ObjectType {
  return type.kind === 'object';
}

function isTuple(type: Type): type is TupleType {
  return type.kind === 'tuple';
}
