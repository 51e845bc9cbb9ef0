/** The types of the language. Structural: compare with {@link equalTypes}, never by identity. */
import { compareText } from '../base/text-order.ts';
import type { Value } from './values.ts';

export type Type =
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  /** No constraint, or not known yet (the type of `null` and of an unknown of unknown type). */
  | { readonly kind: 'any' }
  | ListType
  | SetType
  | MapType
  | TupleType
  | ObjectType;

export interface ListType {
  readonly kind: 'list';
  readonly element: Type;
}
export interface SetType {
  readonly kind: 'set';
  readonly element: Type;
}
export interface MapType {
  readonly kind: 'map';
  readonly element: Type;
}
export interface TupleType {
  readonly kind: 'tuple';
  readonly elements: readonly Type[];
}
export interface ObjectType {
  readonly kind: 'object';
  /** Without a prototype; made by {@link objectType}. */
  readonly attributes: Readonly<Record<string, Type>>;
  /** Names that may be absent in a type constraint, each with its default (null: none was given). */
  readonly optional?: Readonly<Record<string, Value | null>>;
}

export const stringType: Type = { kind: 'string' };
export const numberType: Type = { kind: 'number' };
export const boolType: Type = { kind: 'bool' };
export const anyType: Type = { kind: 'any' };

const listsOfPrimitives = new Map<Type, ListType>();

export function listType(element: Type): ListType {
  const known = listsOfPrimitives.get(element);
  if (known !== undefined) return known;
  const made: ListType = { kind: 'list', element };
  if (isPrimitive(element) && isShared(element)) listsOfPrimitives.set(element, made);
  return made;
}

export function setType(element: Type): SetType {
  return { kind: 'set', element };
}

export function mapType(element: Type): MapType {
  return { kind: 'map', element };
}

export function tupleType(elements: readonly Type[]): TupleType {
  return { kind: 'tuple', elements };
}

/** An object type of these attributes; the record is copied, so that no name can reach a prototype. */
export function objectType(
  attributes: Readonly<Record<string, Type>>,
  optional?: Readonly<Record<string, Value | null>>,
): ObjectType {
  const own: Record<string, Type> = Object.create(null);
  for (const name of Object.keys(attributes)) {
    const type = attributes[name];
    if (type !== undefined) own[name] = type;
  }
  return optional === undefined ? { kind: 'object', attributes: own } : { kind: 'object', attributes: own, optional };
}

/** Attribute names in ascending order of code points. */
export function attributeNames(type: ObjectType): readonly string[] {
  return Object.keys(type.attributes).sort(compareText);
}

export function isPrimitive(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool';
}

/** List, set or map: every element has one type. */
export function isCollection(type: Type): type is ListType | SetType | MapType {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map';
}

/** Whether `any` occurs nowhere in the type. */
export function isWhollyKnownType(type: Type): boolean {
  switch (type.kind) {
    case 'any':
      return false;
    case 'list':
    case 'set':
    case 'map':
      return isWhollyKnownType(type.element);
    case 'tuple':
      return type.elements.every(isWhollyKnownType);
    case 'object':
      return Object.values(type.attributes).every(isWhollyKnownType);
    default:
      return true;
  }
}

/** Structural equality; which attributes are optional is ignored, as it says nothing of a value. */
export function equalTypes(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'list':
    case 'set':
    case 'map':
      return a.kind === b.kind && equalTypes(a.element, b.element);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((element, i) => {
          const other = b.elements[i];
          return other !== undefined && equalTypes(element, other);
        })
      );
    case 'object': {
      if (b.kind !== 'object') return false;
      const names = Object.keys(a.attributes);
      if (names.length !== Object.keys(b.attributes).length) return false;
      return names.every((name) => {
        const left = a.attributes[name];
        const right = b.attributes[name];
        return left !== undefined && right !== undefined && equalTypes(left, right);
      });
    }
    default:
      return a.kind === b.kind;
  }
}

/** The type as its expression is written: `list(string)`, `object({a=number})`, `tuple([string,bool])`, `any`. */
export function typeName(type: Type): string {
  return nameOf(type, true);
}

/** As `typeName`, with `object` for every object, whatever its attributes. */
export function typeNameWithoutAttributes(type: Type): string {
  return nameOf(type, false);
}

function nameOf(type: Type, attributes: boolean): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${nameOf(type.element, attributes)})`;
    case 'tuple':
      return `tuple([${type.elements.map((element) => nameOf(element, attributes)).join(',')}])`;
    case 'object': {
      if (!attributes) return 'object';
      const parts = attributeNames(type).map((name) => {
        const written = nameOf(type.attributes[name] ?? anyType, attributes);
        return `${attributeText(name)}=${type.optional !== undefined && name in type.optional ? `optional(${written})` : written}`;
      });
      return `object({${parts.join(',')}})`;
    }
    default:
      return type.kind;
  }
}

/** The name of an attribute as a type is written: in quotes where it is no plain name. */
export function attributeText(name: string): string {
  return /^[_\p{ID_Start}][\p{ID_Continue}-]*$/u.test(name) ? name : JSON.stringify(name);
}

/** The type in words, for messages: `list of string`, `object`, `tuple`, `dynamic`. */
export function friendlyTypeName(type: Type): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind} of ${type.element.kind === 'any' ? 'any single type' : friendlyTypeName(type.element)}`;
    case 'any':
      return 'dynamic';
    default:
      return type.kind;
  }
}

function isShared(type: Type): boolean {
  return type === stringType || type === numberType || type === boolType;
}
