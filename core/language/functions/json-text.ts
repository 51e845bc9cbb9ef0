/**
 * JSON as Terraform writes and reads it: keys in ascending order, `<`, `>`, `&` and the two line
 * separators escaped, numbers with all their digits.
 */
import { formatNumber, parseNumber } from '../numbers.ts';
import {
  boolValue,
  isEntries,
  isItems,
  nullValue,
  numberOf,
  numberValue,
  objectValue,
  stringValue,
  tupleValue,
  type Value,
} from '../values.ts';
import { Refusal } from './define.ts';

/** The value, which must be known at every depth, as compact JSON. */
export function toJsonText(value: Value): string {
  const { raw } = value;
  if (raw === null) return 'null';
  if (typeof raw === 'string') return jsonString(raw);
  if (typeof raw === 'boolean') return String(raw);
  if (isItems(raw)) return `[${raw.map(toJsonText).join(',')}]`;
  if (isEntries(raw)) return `{${[...raw].map(([key, item]) => `${jsonString(key)}:${toJsonText(item)}`).join(',')}}`;
  return formatNumber(numberOf(value));
}

/** JSON's objects and arrays become objects and tuples. Throws {@link Refusal} where the text is no JSON. */
export function fromJsonText(text: string): Value {
  try {
    const read: unknown = JSON.parse(text, revive);
    return asValue(read);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(error instanceof RangeError ? 'the JSON is nested too deeply' : 'the text is not valid JSON', 0);
  }
}

/** What the reviver has made already, told apart from what `JSON.parse` makes. */
class Read {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

function revive(this: unknown, _key: string, parsed: unknown, context?: { readonly source?: string }): Read {
  return new Read(valueOf(parsed, context?.source));
}

function valueOf(parsed: unknown, source: string | undefined): Value {
  if (parsed === null) return nullValue();
  switch (typeof parsed) {
    case 'string':
      return stringValue(parsed);
    case 'boolean':
      return boolValue(parsed);
    case 'number': {
      const number = parseNumber(source ?? String(parsed));
      if (number === undefined) throw new Refusal(`the number ${source ?? parsed} is out of range`, 0);
      return numberValue(number);
    }
    case 'object':
      if (Array.isArray(parsed)) return tupleValue(parsed.map(asValue));
      return objectValue(Object.entries(parsed).map(([key, item]) => [key.normalize('NFC'), asValue(item)] as const));
    default:
      throw new Error('JSON.parse gave what JSON does not have.');
  }
}

function asValue(read: unknown): Value {
  if (!(read instanceof Read)) throw new Error('JSON.parse did not hand every value to the reviver.');
  return read.value;
}

export function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
