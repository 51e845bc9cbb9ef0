/**
 * What an attribute's schema says in other words: its type in the language, and the limits that
 * documentation and the linter show. The schema stays the one place where they are written.
 */
import type { z } from 'zod';
import {
  anyType,
  boolType,
  equalTypes,
  listType,
  mapType,
  numberType,
  objectType,
  stringType,
  type Type,
  tupleType,
} from '../language/types.ts';

/** Limits of a value, as far as the schema states them; empty where there are none. */
export interface Constraints {
  readonly oneOf?: readonly (string | number | boolean)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Source of a regular expression. */
  readonly pattern?: string;
  readonly default?: unknown;
}

/** A schema by its definition, discriminated by `type`. */
export type SchemaDef = z.core.$ZodTypes['_zod']['def'];

export function defOf(schema: z.core.$ZodType): SchemaDef {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** The schema of what a user writes: without optional, default and transform around it. */
export function unwrapSchema(schema: z.core.$ZodType): z.core.$ZodType {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return unwrapSchema(def.innerType);
    case 'pipe':
      return unwrapSchema(defOf(def.in).type === 'transform' ? def.out : def.in);
    default:
      return schema;
  }
}

/** The type of what a user writes for the schema; `any` for unions of different types and free JSON. */
export function typeOfSchema(schema: z.core.$ZodType): Type {
  const def = defOf(unwrapSchema(schema));
  switch (def.type) {
    case 'string':
    case 'template_literal':
      return stringType;
    case 'number':
      return numberType;
    case 'boolean':
      return boolType;
    case 'enum':
      return typeOfLiterals(Object.values(def.entries));
    case 'literal':
      return typeOfLiterals(def.values);
    case 'array':
      return listType(typeOfSchema(def.element));
    case 'tuple':
      return tupleType(def.items.map(typeOfSchema));
    case 'record': {
      const element = typeOfSchema(def.valueType);
      // Values of free JSON may differ in type, which those of a map may not.
      return element.kind === 'any' ? anyType : mapType(element);
    }
    case 'object':
      return typeOfObject(def.shape);
    case 'union': {
      const [first, ...rest] = def.options.map(typeOfSchema);
      return first !== undefined && rest.every((type) => equalTypes(first, type)) ? first : anyType;
    }
    default:
      return anyType;
  }
}

/** The type in words, as documentation shows it: `list of string or object`. */
export function typeText(schema: z.core.$ZodType): string {
  const def = defOf(unwrapSchema(schema));
  switch (def.type) {
    case 'string':
    case 'enum':
    case 'literal':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    case 'array':
      return `list of ${typeText(def.element)}`;
    case 'record':
      return `map of ${typeText(def.valueType)}`;
    case 'object':
      return 'object';
    case 'union':
      return [...new Set(def.options.map(typeText))].join(' or ');
    default:
      return 'any';
  }
}

export function constraintsOf(schema: z.core.$ZodType): Constraints {
  const inner = unwrapSchema(schema);
  const def = defOf(inner);
  const fallback = defaultOf(schema);
  return {
    ...(def.type === 'enum' && { oneOf: Object.values(def.entries) }),
    ...(def.type === 'literal' && { oneOf: def.values.filter(isPlain) }),
    ...limitsOf(inner),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** What the checks of a schema say; of several of one sort the last. Limits that are no part of the range are left out. */
function limitsOf(schema: z.core.$ZodType): Constraints {
  let limits: Constraints = {};
  for (const { _zod } of defOf(schema).checks ?? []) {
    const check = (_zod as z.core.$ZodChecks['_zod']).def;
    switch (check.check) {
      case 'greater_than':
        if (check.inclusive && isLimit(check.value)) limits = { ...limits, minimum: check.value };
        break;
      case 'less_than':
        if (check.inclusive && isLimit(check.value)) limits = { ...limits, maximum: check.value };
        break;
      case 'min_length':
        limits = { ...limits, minLength: check.minimum };
        break;
      case 'max_length':
        limits = { ...limits, maxLength: check.maximum };
        break;
      case 'string_format':
        if (check.format === 'regex' && check.pattern !== undefined)
          limits = { ...limits, pattern: check.pattern.source };
    }
  }
  return limits;
}

/** Whether leaving it out is an error. */
export function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success;
}

function defaultOf(schema: z.core.$ZodType): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case 'default':
    case 'prefault':
      return def.defaultValue;
    case 'optional':
    case 'nullable':
    case 'readonly':
      return defaultOf(def.innerType);
    case 'pipe':
      return defaultOf(def.in);
    default:
      return undefined;
  }
}

function typeOfObject(shape: Readonly<Record<string, z.core.$ZodType>>): Type {
  const attributes: Record<string, Type> = {};
  const optional: Record<string, null> = {};
  for (const [name, field] of Object.entries(shape)) {
    attributes[name] = typeOfSchema(field);
    if (!isRequired(field as z.ZodType)) optional[name] = null;
  }
  return objectType(attributes, optional);
}

function typeOfLiterals(values: readonly unknown[]): Type {
  if (values.every((value) => typeof value === 'string')) return stringType;
  if (values.every((value) => typeof value === 'number')) return numberType;
  if (values.every((value) => typeof value === 'boolean')) return boolType;
  return anyType;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The bounds of safe integers are no limit worth telling. */
function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}
