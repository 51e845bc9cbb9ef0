/**
 * The values that expressions give. Immutable. A value may be null, **unknown** (known only after
 * something was applied) and **sensitive** (a mark that spreads to everything computed from it).
 */
import { compareText } from '../base/text-order.ts';
import type { Num } from './numbers.ts';
import { compareNumbers, formatNumber } from './numbers.ts';
import type { Type } from './types.ts';
import { anyType, boolType, listType, mapType, numberType, setType, stringType } from './types.ts';

/** Stands in `Value.raw` where the value is not known yet. */
export const UNKNOWN: unique symbol = Symbol('unknown');

/**
 * By type: string → string (NFC) · number → Num · bool → boolean · list, set, tuple → Value[]
 * (a set in its canonical order) · map, object → Map from key to Value, keys in ascending order of
 * code points · null where the value is null · UNKNOWN where it is not known.
 */
export type Raw = string | Num | boolean | readonly Value[] | ReadonlyMap<string, Value> | null | typeof UNKNOWN;

export interface Value {
  readonly type: Type;
  readonly raw: Raw;
  /** This value itself is sensitive. Elements carry their own mark. */
  readonly sensitive: boolean;
}

/** A string in Unicode's normal form C, as HCL keeps every string. */
export function stringValue(text: string): Value {
  return { type: stringType, raw: normalizeText(text), sensitive: false };
}

export function numberValue(number: Num): Value {
  return { type: numberType, raw: number, sensitive: false };
}

const TRUE: Value = { type: boolType, raw: true, sensitive: false };
const FALSE: Value = { type: boolType, raw: false, sensitive: false };

export function boolValue(bool: boolean): Value {
  return bool ? TRUE : FALSE;
}

/** The items must be of type `element` already (see `convert`). */
export function listValue(element: Type, items: readonly Value[]): Value {
  return { type: listType(element), raw: items, sensitive: false };
}

/**
 * Drops equal items and orders the rest: strings and numbers ascending, false before true, others by a canonical text;
 * unknown ones behind, null last. Marks of the items move to the set, since what a set holds decides which others it
 * holds.
 */
export function setValue(element: Type, items: readonly Value[]): Value {
  const sensitive = items.some(hasSensitive);
  const plain = sensitive ? items.map(unmarkDeep) : items;
  const seen = new Map<string, Value>();
  const unknown: Value[] = [];
  for (const item of plain) {
    if (isWhollyKnown(item)) seen.set(identityOf(item), item);
    else unknown.push(item);
  }
  const type = setType(element);
  return {
    type,
    raw: [...seen]
      .concat(unknown.map((item) => [identityOf(item), item]))
      .sort(bySetOrder)
      .map(second),
    sensitive,
  };
}

export function tupleValue(items: readonly Value[]): Value {
  return { type: { kind: 'tuple', elements: items.map((item) => item.type) }, raw: items, sensitive: false };
}

/** Entries in any order; a later one of the same name wins. Names are brought into normal form C. */
export function objectValue(entries: Iterable<readonly [string, Value]>): Value {
  const raw = sortedMap(entries);
  const attributes: Record<string, Type> = Object.create(null);
  for (const [name, value] of raw) attributes[name] = value.type;
  return { type: { kind: 'object', attributes }, raw, sensitive: false };
}

/** Entries in any order, each of type `element` already; a later one of the same key wins. */
export function mapValue(element: Type, entries: Iterable<readonly [string, Value]>): Value {
  return { type: mapType(element), raw: sortedMap(entries), sensitive: false };
}

const NULL: Value = { type: anyType, raw: null, sensitive: false };
const UNKNOWN_ANY: Value = { type: anyType, raw: UNKNOWN, sensitive: false };

export function nullValue(type: Type = anyType): Value {
  return type === anyType ? NULL : { type, raw: null, sensitive: false };
}

export function unknownValue(type: Type = anyType): Value {
  return type === anyType ? UNKNOWN_ANY : { type, raw: UNKNOWN, sensitive: false };
}

export function markSensitive(value: Value): Value {
  return value.sensitive ? value : { type: value.type, raw: value.raw, sensitive: true };
}

/** Marks `value` where `condition` holds; the way in which a mark spreads to a result. */
export function withSensitivity(value: Value, condition: boolean): Value {
  return condition ? markSensitive(value) : value;
}

/** The value without its own mark; elements keep theirs. */
export function unmark(value: Value): Value {
  return value.sensitive ? { type: value.type, raw: value.raw, sensitive: false } : value;
}

/** The value without any mark, at any depth. */
export function unmarkDeep(value: Value): Value {
  if (!hasSensitive(value)) return value;
  const { raw } = value;
  if (isItems(raw)) return { type: value.type, raw: raw.map(unmarkDeep), sensitive: false };
  if (isEntries(raw)) {
    return { type: value.type, raw: new Map([...raw].map(([key, item]) => [key, unmarkDeep(item)])), sensitive: false };
  }
  return unmark(value);
}

export function isKnown(value: Value): boolean {
  return value.raw !== UNKNOWN;
}

export function isWhollyKnown(value: Value): boolean {
  const { raw } = value;
  if (raw === UNKNOWN) return false;
  if (isItems(raw)) return raw.every(isWhollyKnown);
  if (isEntries(raw)) return everyEntry(raw, isWhollyKnown);
  return true;
}

export function isNull(value: Value): boolean {
  return value.raw === null;
}

/** Whether the value or anything in it is sensitive. */
export function hasSensitive(value: Value): boolean {
  if (value.sensitive) return true;
  const { raw } = value;
  if (isItems(raw)) return raw.some(hasSensitive);
  if (isEntries(raw)) return !everyEntry(raw, (item) => !hasSensitive(item));
  return false;
}

/** The text of a known string. It is our own mistake to ask for it of anything else. */
export function textOf(value: Value): string {
  if (typeof value.raw !== 'string') throw new Error('A known string was expected here.');
  return value.raw;
}

/** The number of a known number. It is our own mistake to ask for it of anything else. */
export function numberOf(value: Value): Num {
  const { raw } = value;
  if (typeof raw === 'number') return raw;
  if (value.type.kind === 'number' && typeof raw === 'object' && raw !== null && 'mantissa' in raw) return raw;
  throw new Error('A known number was expected here.');
}

/** The truth of a known bool. It is our own mistake to ask for it of anything else. */
export function boolOf(value: Value): boolean {
  if (typeof value.raw !== 'boolean') throw new Error('A known bool was expected here.');
  return value.raw;
}

/** The items of a known list, set or tuple. It is our own mistake to ask for them of anything else. */
export function itemsOf(value: Value): readonly Value[] {
  if (!isItems(value.raw)) throw new Error('A known list, set or tuple was expected here.');
  return value.raw;
}

/** The entries of a known map or object. It is our own mistake to ask for them of anything else. */
export function entriesOf(value: Value): ReadonlyMap<string, Value> {
  if (!isEntries(value.raw)) throw new Error('A known map or object was expected here.');
  return value.raw;
}

/** How many elements a known collection has; 0 for anything else. */
export function sizeOf(value: Value): number {
  const { raw } = value;
  return isItems(raw) ? raw.length : isEntries(raw) ? raw.size : 0;
}

export function isItems(raw: Raw): raw is readonly Value[] {
  return Array.isArray(raw);
}

export function isEntries(raw: Raw): raw is ReadonlyMap<string, Value> {
  return raw instanceof Map;
}

function normalizeText(text: string): string {
  // Most text is ASCII, which every normal form leaves alone.
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x2ff) return text.normalize('NFC');
  return text;
}

/** Keys are strings too: in normal form C, and in order. */
function sortedMap(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  let previous: string | undefined;
  let ordered = true;
  for (const [key, value] of entries) {
    const normal = normalizeText(key);
    if (previous !== undefined && ordered) ordered = compareText(previous, normal) < 0;
    previous = normal;
    map.set(normal, value);
  }
  return ordered ? map : new Map([...map].sort((a, b) => compareText(a[0], b[0])));
}

function everyEntry(entries: ReadonlyMap<string, Value>, holds: (item: Value) => boolean): boolean {
  for (const item of entries.values()) if (!holds(item)) return false;
  return true;
}

/** A text that two known values of one type share exactly where they are equal. */
function identityOf(value: Value): string {
  const { raw } = value;
  if (raw === UNKNOWN) return '?';
  if (raw === null) return '~';
  if (typeof raw === 'string') return JSON.stringify(raw);
  if (typeof raw === 'boolean') return raw ? 'T' : 'F';
  if (isItems(raw)) {
    const inner = raw.map((item) => `${identityOf(item)};`).join('');
    return value.type.kind === 'tuple' ? `<${inner}>` : `[${inner}]`;
  }
  if (isEntries(raw)) {
    const keyed = value.type.kind === 'map';
    const inner = [...raw]
      .map(([key, item]) => `${keyed ? `${JSON.stringify(key)}:` : ''}${identityOf(item)};`)
      .join('');
    return keyed ? `{${inner}}` : `<${inner}>`;
  }
  return formatNumber(raw);
}

type Identified = readonly [identity: string, item: Value];

function bySetOrder([leftIdentity, left]: Identified, [rightIdentity, right]: Identified): number {
  const rank = rankInSet(left) - rankInSet(right);
  if (rank !== 0) return rank;
  if (typeof left.raw === 'string' && typeof right.raw === 'string') return compareText(left.raw, right.raw);
  if (left.type.kind === 'number' && isKnown(left) && !isNull(left))
    return compareNumbers(numberOf(left), numberOf(right));
  return compareText(leftIdentity, rightIdentity);
}

function rankInSet(value: Value): number {
  return value.raw === null ? 2 : value.raw === UNKNOWN ? 1 : 0;
}

function second(pair: Identified): Value {
  return pair[1];
}
