/** Which types can be converted to which, and what to say where they cannot. Conversion itself is `convert.ts`. */

import type { ObjectType, Type } from './types.ts';
import { anyType, attributeNames, equalTypes, friendlyTypeName } from './types.ts';
import { elementType, unify } from './unify.ts';

/**
 * Why no value of type `from` can be converted to `to` (`attribute \`port\`: a number is required`), or undefined where
 * some can: text may still turn out to be no number.
 */
export function typeMismatch(from: Type, to: Type): string | undefined {
  if (from.kind === 'any' || to.kind === 'any') return undefined;
  switch (to.kind) {
    case 'string':
      return from.kind === 'string' || from.kind === 'number' || from.kind === 'bool' ? undefined : required(to);
    case 'number':
    case 'bool':
      return from.kind === to.kind || from.kind === 'string' ? undefined : required(to);
    case 'list':
    case 'set':
      if (from.kind === 'list' || from.kind === 'set')
        return within('elements', typeMismatch(from.element, to.element));
      if (from.kind === 'tuple') return mixedMismatch(from.elements.map(numbered), to.element, to.kind);
      return required(to);
    case 'map':
      if (from.kind === 'map') return within('elements', typeMismatch(from.element, to.element));
      if (from.kind === 'object') return mixedMismatch(namedAttributes(from), to.element, to.kind);
      return required(to);
    case 'tuple':
      return from.kind === 'tuple' ? tupleMismatch(from.elements, to.elements) : required(to);
    case 'object':
      if (from.kind === 'object') return objectMismatch(from, to);
      if (from.kind === 'map') return mapMismatch(from.element, to);
      return required(to);
  }
}

export function isConvertible(from: Type, to: Type): boolean {
  return typeMismatch(from, to) === undefined;
}

/** `a number is required`, `a list of string is required`. */
export function required(type: Type): string {
  const name = friendlyTypeName(type);
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name} is required`;
}

/** ``attribute `a` is required``, ``attributes `a` and `b` are required``. */
export function missingAttributes(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0
    ? `attribute ${last} is required`
    : `attributes ${quoted.join(', ')} and ${last} are required`;
}

/** Puts where it happened before a message. */
export function within(where: string, message: string | undefined): string | undefined {
  return message === undefined ? undefined : `${where}: ${message}`;
}

/** What a list, set or map of `any` says of elements that have no type in common. */
export function noCommonType(kind: 'list' | 'set' | 'map'): string {
  return `all elements of a ${kind} must have the same type`;
}

/**
 * The type that a value of type `from` has after conversion to `to`: `to` with every `any` replaced by what `from` says
 * in its place, without optional marks. The types must be convertible.
 */
export function settledType(from: Type, to: Type): Type {
  if (from.kind === 'any') return withoutOptional(to);
  switch (to.kind) {
    case 'any':
      return from;
    case 'list':
    case 'set':
    case 'map':
      return { kind: to.kind, element: settledType(elementOf(from), to.element) };
    case 'tuple': {
      const elements = from.kind === 'tuple' ? from.elements : [];
      return { kind: 'tuple', elements: to.elements.map((type, i) => settledType(elements[i] ?? anyType, type)) };
    }
    case 'object': {
      const attributes: Record<string, Type> = Object.create(null);
      for (const name of Object.keys(to.attributes)) {
        const own = from.kind === 'object' ? from.attributes[name] : from.kind === 'map' ? from.element : undefined;
        attributes[name] = settledType(own ?? anyType, to.attributes[name] ?? anyType);
      }
      return { kind: 'object', attributes };
    }
    default:
      return to;
  }
}

/** The type of values that a constraint allows: without any mark of what may be absent. */
export function withoutOptional(type: Type): Type {
  return hasOptional(type) ? settledType({ kind: 'object', attributes: {} }, type) : type;
}

export function hasOptional(type: Type): boolean {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return hasOptional(type.element);
    case 'tuple':
      return type.elements.some(hasOptional);
    case 'object':
      return type.optional !== undefined || Object.values(type.attributes).some(hasOptional);
    default:
      return false;
  }
}

function elementOf(type: Type): Type {
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') return type.element;
  if (type.kind === 'tuple') return unify(type.elements) ?? anyType;
  if (type.kind === 'object') return unify(Object.values(type.attributes)) ?? anyType;
  return anyType;
}

type Named = readonly [where: string, type: Type];

function numbered(type: Type, i: number): Named {
  return [`element ${i}`, type];
}

function namedAttributes(type: ObjectType): readonly Named[] {
  return attributeNames(type).map((name) => [`element \`${name}\``, type.attributes[name] ?? anyType]);
}

function mixedMismatch(elements: readonly Named[], to: Type, kind: 'list' | 'set' | 'map'): string | undefined {
  if (to.kind === 'any')
    return elementType(elements.map(([, type]) => type)) === undefined ? noCommonType(kind) : undefined;
  for (const [where, type] of elements) {
    const mismatch = within(where, typeMismatch(type, to));
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function tupleMismatch(from: readonly Type[], to: readonly Type[]): string | undefined {
  if (from.length !== to.length) return `a tuple of ${to.length} elements is required, this one has ${from.length}`;
  for (let i = 0; i < from.length; i++) {
    const mismatch = within(`element ${i}`, typeMismatch(from[i] ?? anyType, to[i] ?? anyType));
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function objectMismatch(from: ObjectType, to: ObjectType): string | undefined {
  const names = attributeNames(to);
  const missing = names.filter((name) => !(name in from.attributes) && !isOptional(to, name));
  if (missing.length > 0) return missingAttributes(missing);
  for (const name of names) {
    const own = from.attributes[name];
    const mismatch = own === undefined ? undefined : typeMismatch(own, to.attributes[name] ?? anyType);
    if (mismatch !== undefined) return `attribute \`${name}\`: ${mismatch}`;
  }
  return undefined;
}

function mapMismatch(element: Type, to: ObjectType): string | undefined {
  for (const name of attributeNames(to)) {
    if (isOptional(to, name)) continue;
    const mismatch = typeMismatch(element, to.attributes[name] ?? anyType);
    if (mismatch !== undefined) return `attribute \`${name}\`: ${mismatch}`;
  }
  return undefined;
}

export function isOptional(type: ObjectType, name: string): boolean {
  return type.optional !== undefined && Object.hasOwn(type.optional, name);
}

/** Whether a value of type `from` is one of type `to` as it stands. */
export function alreadyFits(from: Type, to: Type): boolean {
  return from === to || (!hasOptional(to) && equalTypes(from, to));
}
