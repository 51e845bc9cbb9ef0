/** What becomes of the holes of arguments: pointers in a plan, placeholders in a body, real values at execution. */
import type { Json, JsonObject } from '../contracts/json.ts';
import { type Hole, type HoleyJson, type HoleyObject, isHole } from './hole.ts';

/** JSON pointers into the data itself, in document order, by why nothing is there. */
export interface HolePointers {
  readonly unknown: readonly string[];
  readonly sensitive: readonly string[];
  readonly incomplete: readonly string[];
}

/** One key of a JSON pointer, escaped as RFC 6901 says. */
export function pointerStep(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Calls `visit` for each hole with the pointer of where it stands. */
export function eachHole(data: HoleyJson, visit: (pointer: string, hole: Hole) => void, pointer = ''): void {
  if (typeof data !== 'object' || data === null) return;
  if (isHole(data)) {
    visit(pointer, data);
    return;
  }
  for (const [key, item] of Object.entries(data)) {
    if (item !== undefined) eachHole(item as HoleyJson, visit, `${pointer}/${pointerStep(key)}`);
  }
}

export function pointersOf(data: HoleyJson): HolePointers {
  const pointers = { unknown: [] as string[], sensitive: [] as string[], incomplete: [] as string[] };
  eachHole(data, (pointer, hole) => pointers[hole.why].push(pointer));
  return pointers;
}

/** The data with `lookup(pointer)` in place of each hole; the pointer is the hole's own, into the attributes. */
export function fillHoles(data: HoleyJson, lookup: (pointer: string, hole: Hole) => Json): Json {
  return replaceHoles(data, (hole) => lookup(hole.$hole, hole));
}

/** The data with `{"$value": pointer}` in place of each hole, as engine bodies are written. */
export function toPlaceholders(data: HoleyJson): Json {
  return replaceHoles(data, (hole) => ({ $value: hole.$hole }));
}

/**
 * The data as an ActionList carries it: null in place of each hole, integers beyond 2^53 as text. `big`
 * points at the latter.
 */
export function toArgsJson(data: HoleyObject): {
  readonly args: Record<string, Json>;
  readonly big: readonly string[];
} {
  const big: string[] = [];
  const walk = (value: HoleyJson, pointer: string): Json => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      big.push(pointer);
      return BigInt(value).toString();
    }
    if (typeof value !== 'object' || value === null) return value;
    if (isHole(value)) return null;
    if (isList(value)) return value.map((item, i) => walk(item, `${pointer}/${i}`));
    return walkFields(value, pointer);
  };
  const walkFields = (fields: HoleyObject, pointer: string): Record<string, Json> => {
    const json: Record<string, Json> = {};
    for (const [key, item] of Object.entries(fields)) {
      if (item !== undefined) json[key] = walk(item, `${pointer}/${pointerStep(key)}`);
    }
    return json;
  };
  return { args: walkFields(data, ''), big };
}

export function isList(value: HoleyJson): value is readonly HoleyJson[] {
  return Array.isArray(value);
}

function replaceHoles(data: HoleyJson, replace: (hole: Hole) => Json): Json {
  if (typeof data !== 'object' || data === null) return data;
  if (isHole(data)) return replace(data);
  if (isList(data)) return data.map((item) => replaceHoles(item, replace));
  const json: Record<string, Json> = {};
  for (const [key, item] of Object.entries(data)) if (item !== undefined) json[key] = replaceHoles(item, replace);
  return json satisfies JsonObject;
}
