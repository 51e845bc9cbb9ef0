/** Values as JSON, both ways. */
import type { Json } from '../contracts/json.ts';
import type { Num } from './numbers.ts';
import { formatNumber, fromFloat64, isInteger, parseNumber } from './numbers.ts';
import type { Value } from './values.ts';
import {
  boolValue,
  isEntries,
  isItems,
  nullValue,
  numberValue,
  objectValue,
  stringValue,
  tupleValue,
  UNKNOWN,
} from './values.ts';

/**
 * A value as plain JSON in which what cannot be shown is null, and the JSON pointers that say why, each in document
 * order. A pointer stands for everything below it.
 */
export interface PlainValue {
  readonly json: Json;
  readonly unknown: readonly string[];
  readonly sensitive: readonly string[];
  /** Integers beyond 2^53, given as strings of digits. */
  readonly big: readonly string[];
}

/**
 * The value as JSON text without spaces, numbers with every digit. An unknown value is `null`. Marks are ignored:
 * whoever shows the text has to ask `hasSensitive` first.
 */
export function toJson(value: Value): string {
  const { raw } = value;
  if (raw === null || raw === UNKNOWN) return 'null';
  if (typeof raw === 'string' || typeof raw === 'boolean') return JSON.stringify(raw);
  if (isItems(raw)) return `[${raw.map(toJson).join(',')}]`;
  if (isEntries(raw)) return `{${[...raw].map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`).join(',')}}`;
  return formatNumber(raw);
}

/** The value as contracts carry it. Fractions become the nearest 64-bit float. */
export function toPlain(value: Value): PlainValue {
  const unknown: string[] = [];
  const sensitive: string[] = [];
  const big: string[] = [];
  const visit = (item: Value, pointer: string): Json => {
    const { raw } = item;
    if (item.sensitive) {
      sensitive.push(pointer);
      return null;
    }
    if (raw === UNKNOWN) {
      unknown.push(pointer);
      return null;
    }
    if (raw === null || typeof raw === 'string' || typeof raw === 'boolean') return raw;
    if (isItems(raw)) return raw.map((inner, i) => visit(inner, `${pointer}/${i}`));
    if (isEntries(raw)) {
      return Object.fromEntries([...raw].map(([key, inner]) => [key, visit(inner, `${pointer}/${pointerStep(key)}`)]));
    }
    if (typeof raw === 'number') return raw;
    if (!isInteger(raw)) return Number(formatNumber(raw));
    big.push(pointer);
    return formatNumber(raw);
  };
  const json = visit(value, '');
  return { json, unknown, sensitive, big };
}

/** The value that JSON stands for: arrays are tuples, objects are objects. Give it a type with `convert`. */
export function fromPlain(json: Json): Value {
  if (json === null) return nullValue();
  if (typeof json === 'string') return stringValue(json);
  if (typeof json === 'boolean') return boolValue(json);
  if (typeof json === 'number') return numberValue(fromFloat64(json) ?? 0);
  if (isJsonArray(json)) return tupleValue(json.map(fromPlain));
  return objectValue(Object.entries(json).map(([key, item]): [string, Value] => [key, fromPlain(item)]));
}

/** The value that JSON text stands for, numbers with every digit; or why the text is no JSON. */
export function fromJson(text: string): { readonly value: Value } | { readonly message: string } {
  let parsed: unknown;
  try {
    parsed = parseWithSource(text, (source) => new ExactNumber(exactNumber(source)));
  } catch (error) {
    return { message: error instanceof Error ? error.message : 'the text is no JSON' };
  }
  return { value: fromParsed(parsed) };
}

function exactNumber(source: string): Num {
  const number = parseNumber(source);
  if (number === undefined) throw new RangeError(`the number ${source.slice(0, 40)} is out of range`);
  return number;
}

/** Keeps a number apart from the other things that a reviver may see. */
class ExactNumber {
  readonly number: Num;
  constructor(number: Num) {
    this.number = number;
  }
}

function parseWithSource(text: string, numberOf: (source: string) => ExactNumber): unknown {
  // The third argument holds the text of a primitive; TypeScript's library does not know it yet.
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? numberOf(context?.source ?? String(value)) : value;
  return JSON.parse(text, reviver);
}

function fromParsed(parsed: unknown): Value {
  if (parsed instanceof ExactNumber) return numberValue(parsed.number);
  if (typeof parsed === 'string') return stringValue(parsed.toWellFormed());
  if (typeof parsed === 'boolean') return boolValue(parsed);
  if (Array.isArray(parsed)) return tupleValue(parsed.map(fromParsed));
  if (typeof parsed === 'object' && parsed !== null) {
    return objectValue(
      Object.entries(parsed).map(([key, item]): [string, Value] => [
        key.toWellFormed().normalize('NFC'),
        fromParsed(item),
      ]),
    );
  }
  return nullValue();
}

function isJsonArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
