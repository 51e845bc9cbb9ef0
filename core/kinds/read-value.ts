/**
 * A value of the language as the plain data that a schema expects: numbers where a number is wanted,
 * text where text is. Where the value does not fit it is left as it is, and the check that follows says so.
 */

import type { z } from 'zod';
import { formatNumber, parseNumber, toFloat64 } from '../language/numbers.ts';
import { toJson } from '../language/value-json.ts';
import {
  hasSensitive,
  isEntries,
  isItems,
  isWhollyKnown,
  UNKNOWN,
  unmarkDeep,
  type Value,
} from '../language/values.ts';
import { defOf, unwrapSchema } from './attribute-type.ts';
import { pointerStep } from './fill.ts';
import type { HoleyJson } from './hole.ts';

type Schema = z.core.$ZodType;

/** Text schemas with this mark take any value and write it as JSON. */
export const jsonText = { jsonText: true } as const;

/**
 * Reads `value` for `schema`. What is unknown, or sensitive unless `reveal`, is a hole that names `pointer`.
 * Null entries of objects are left out, as HCL treats them.
 */
export function readValue(schema: Schema | undefined, value: Value, pointer: string, reveal: boolean): HoleyJson {
  if (value.sensitive && !reveal) return { $hole: pointer, why: 'sensitive' };
  if (value.raw === UNKNOWN) return { $hole: pointer, why: 'unknown' };
  if (value.raw === null) return null;
  const inner = schema === undefined ? undefined : fittingOption(unwrapSchema(schema), value);
  if (isItems(value.raw)) return readItems(inner, value, value.raw, pointer, reveal);
  if (isEntries(value.raw)) return readEntries(inner, value, value.raw, pointer, reveal);
  return readPrimitive(inner, value);
}

function readPrimitive(schema: Schema | undefined, value: Value): HoleyJson {
  const { raw } = value;
  const wanted = schema === undefined ? 'any' : primitiveOf(schema);
  if (typeof raw === 'string') {
    if (wanted === 'number') {
      const number = parseNumber(raw);
      return number === undefined ? raw : toFloat64(number);
    }
    return wanted === 'boolean' && (raw === 'true' || raw === 'false') ? raw === 'true' : raw;
  }
  if (typeof raw === 'boolean') return wanted === 'string' ? String(raw) : raw;
  if (raw === null || typeof raw === 'symbol' || isItems(raw) || isEntries(raw))
    throw new Error('A primitive was expected.');
  return wanted === 'string' ? formatNumber(raw) : toFloat64(raw);
}

function readItems(
  schema: Schema | undefined,
  value: Value,
  items: readonly Value[],
  pointer: string,
  reveal: boolean,
): HoleyJson {
  const def = schema === undefined ? undefined : defOf(schema);
  if (schema !== undefined && wantsJsonText(schema)) return asJsonText(value, pointer, reveal);
  const element = (i: number) =>
    def?.type === 'array' ? def.element : def?.type === 'tuple' ? (def.items[i] ?? undefined) : undefined;
  return items.map((item, i) => readValue(element(i), item, `${pointer}/${i}`, reveal));
}

function readEntries(
  schema: Schema | undefined,
  value: Value,
  entries: ReadonlyMap<string, Value>,
  pointer: string,
  reveal: boolean,
): HoleyJson {
  const def = schema === undefined ? undefined : defOf(schema);
  if (schema !== undefined && wantsJsonText(schema)) return asJsonText(value, pointer, reveal);
  const data: Record<string, HoleyJson> = {};
  for (const [key, item] of entries) {
    const field = def?.type === 'record' ? def.valueType : def?.type === 'object' ? own(def.shape, key) : undefined;
    if (item.raw === null && def?.type === 'object') continue;
    define(data, key, readValue(field, item, `${pointer}/${pointerStep(key)}`, reveal));
  }
  return data;
}

/** Assigns also where the key is `__proto__`. */
function define(data: Record<string, HoleyJson>, key: string, value: HoleyJson): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}

function asJsonText(value: Value, pointer: string, reveal: boolean): HoleyJson {
  if (!reveal && hasSensitive(value)) return { $hole: pointer, why: 'sensitive' };
  return isWhollyKnown(value) ? toJson(unmarkDeep(value)) : { $hole: pointer, why: 'unknown' };
}

/** The option of a union that a value of this shape is meant for; the schema itself where it is none. */
function fittingOption(schema: Schema, value: Value): Schema {
  const def = defOf(schema);
  if (def.type === 'lazy') return schema;
  if (def.type !== 'union') return schema;
  const options = def.options.map(unwrapSchema);
  const shape = shapeOf(value);
  const same = options.find((option) => shapeOfSchema(option) === shape);
  if (same !== undefined) return same;
  const nested = options.find((option) => defOf(option).type === 'union');
  if (nested !== undefined) return fittingOption(nested, value);
  const text =
    shape === 'list' || shape === 'object' ? undefined : options.find((option) => primitiveOf(option) === 'string');
  return text ?? schema;
}

function shapeOf(value: Value): string {
  const { raw } = value;
  if (isItems(raw)) return 'list';
  if (isEntries(raw)) return 'object';
  return typeof raw === 'string' ? 'string' : typeof raw === 'boolean' ? 'boolean' : 'number';
}

function shapeOfSchema(schema: Schema): string {
  const { type } = defOf(schema);
  if (type === 'array' || type === 'tuple') return 'list';
  if (type === 'object' || type === 'record') return 'object';
  return primitiveOf(schema);
}

function primitiveOf(schema: Schema): 'string' | 'number' | 'boolean' | 'any' {
  const def = defOf(schema);
  if (def.type === 'string' || def.type === 'template_literal') return 'string';
  if (def.type === 'number' || def.type === 'boolean') return def.type;
  const [first] = def.type === 'enum' ? Object.values(def.entries) : def.type === 'literal' ? def.values : [];
  const type = typeof first;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'any';
}

function wantsJsonText(schema: Schema): boolean {
  const { meta } = schema as Schema & { meta?: () => Readonly<Record<string, unknown>> | undefined };
  return defOf(schema).type === 'string' && meta?.call(schema)?.['jsonText'] === true;
}

function own(shape: Readonly<Record<string, Schema>>, key: string): Schema | undefined {
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}
