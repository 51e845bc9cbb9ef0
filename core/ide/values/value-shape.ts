/**
 * What a value looks like to somebody who writes it: its type in words, the texts that it may be, the fields of an
 * object. Made of a kind's schema or of a type of the language, which know the same things in other forms.
 */
import type { z } from 'zod';
import { literalOf } from '../../completion/hcl-text.ts';
import type { Json } from '../../contracts/json.ts';
import { constraintsOf, defOf, isRequired, typeOfSchema, typeText, unwrapSchema } from '../../kinds/attribute-type.ts';
import { durationSchema } from '../../kinds/parts/durations.ts';
import { modeSchema, pathSchema } from '../../kinds/parts/paths.ts';
import { attributeNames, type Type, typeName } from '../../language/types.ts';
import { valueToText } from '../../language/value-text.ts';

/** One of the values that an attribute may have. */
export interface Choice {
  /** As it is written, with its quotes. */
  readonly text: string;
  readonly description?: string;
}

/** What a text or number stands for, where more is known of it than its type. */
export type ValueForm = 'duration' | 'path' | 'mode' | 'port' | 'image';

export interface Shape {
  readonly type: Type;
  /** For people: `list of string`, `number`. */
  readonly typeText: string;
  readonly choices?: readonly Choice[];
  readonly form?: ValueForm;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of an object, by name. Made when it is asked for. */
  fields?(): ReadonlyMap<string, Field>;
  /** Of a list, set or map. */
  element?(): Shape;
}

export interface Field extends Shape {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** As it would be written. */
  readonly default?: string;
}

export function shapeOfSchema(schema: z.core.$ZodType): Shape {
  const inner = unwrapSchema(schema);
  const def = defOf(inner);
  const { minimum, maximum } = constraintsOf(schema);
  const choices = choicesOf(schema);
  const form = formOf(inner, minimum, maximum);
  const objects = objectOption(inner);
  return {
    type: typeOfSchema(schema),
    typeText: typeText(schema),
    ...(choices !== undefined && { choices }),
    ...(form !== undefined && { form }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(objects !== undefined && { fields: once(() => fieldsOfShape(objects)) }),
    ...(def.type === 'array' && { element: once(() => shapeOfSchema(def.element)) }),
    ...(def.type === 'record' && { element: once(() => shapeOfSchema(def.valueType)) }),
  };
}

export function shapeOfType(type: Type): Shape {
  const shown = { type, typeText: typeName(type) };
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return { ...shown, element: once(() => shapeOfType(type.element)) };
    case 'object':
      return { ...shown, fields: once(() => fieldsOfType(type)) };
    default:
      return shown;
  }
}

/** The shape of what a nested block stands for: of the elements where several blocks make a list. */
export function blockShape(shape: Shape): Shape {
  return shape.fields === undefined ? (shape.element?.() ?? shape) : shape;
}

function fieldsOfType(type: Extract<Type, { kind: 'object' }>): ReadonlyMap<string, Field> {
  return new Map(
    attributeNames(type).flatMap((name): readonly (readonly [string, Field])[] => {
      const field = type.attributes[name];
      if (field === undefined) return [];
      const fallback = type.optional?.[name];
      const required = fallback === undefined;
      const text = fallback === undefined || fallback === null ? undefined : valueToText(fallback);
      return [
        [
          name,
          { ...shapeOfType(field), name, description: '', required, ...(text !== undefined && { default: text }) },
        ],
      ];
    }),
  );
}

function fieldsOfShape(shape: Readonly<Record<string, z.core.$ZodType>>): ReadonlyMap<string, Field> {
  return new Map(
    Object.entries(shape).map(([name, schema]) => {
      const fallback = defaultText(schema);
      const said = (schema as z.ZodType).description;
      const field: Field = {
        ...shapeOfSchema(schema),
        name,
        description: said === undefined ? '' : `${said}.`,
        required: isRequired(schema as z.ZodType),
        ...(fallback !== undefined && { default: fallback }),
      };
      return [name, field];
    }),
  );
}

/** The default of a schema, as it would be written. */
export function defaultText(schema: z.core.$ZodType): string | undefined {
  const { default: fallback } = constraintsOf(schema);
  return fallback === undefined ? undefined : literalOf(fallback as Json, 0);
}

function objectOption(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const def = defOf(schema);
  if (def.type === 'object') return def.shape;
  if (def.type !== 'union') return undefined;
  for (const option of def.options) {
    const found = objectOption(unwrapSchema(option));
    if (found !== undefined) return found;
  }
  return undefined;
}

function choicesOf(schema: z.core.$ZodType): readonly Choice[] | undefined {
  const { oneOf, pattern } = constraintsOf(schema);
  if (oneOf !== undefined) return oneOf.map((value) => ({ text: literalOf(value, 0) }));
  return pattern === undefined ? undefined : alternativesOf(pattern)?.map((text) => ({ text: `"${text}"` }));
}

/** The words of a pattern that is nothing but a choice: `no`, `always` of `^(no|always|on-failure(:\d+)?)$`. */
function alternativesOf(pattern: string): readonly string[] | undefined {
  const inside = /^\^\((.*)\)\$$/.exec(pattern)?.[1];
  if (inside === undefined) return undefined;
  const words = inside.replace(/\([^()]*\)\?/g, '').split('|');
  return words.length > 1 && words.every((word) => /^[a-z][a-z_-]*$/.test(word)) ? words : undefined;
}

const forms: ReadonlyMap<z.core.$ZodType, ValueForm> = new Map([
  [unwrapSchema(durationSchema), 'duration'],
  [unwrapSchema(pathSchema), 'path'],
  [unwrapSchema(modeSchema), 'mode'],
]);

function formOf(
  schema: z.core.$ZodType,
  minimum: number | undefined,
  maximum: number | undefined,
): ValueForm | undefined {
  if (minimum === 1 && maximum === 65_535) return 'port';
  return forms.get(schema);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
