/**
 * One text for one JSON value: keys in order of code points, no spaces, so that equal values have equal digests whatever
 * wrote them.
 */
import { createHash } from 'node:crypto';
import { compareText } from './text-order.ts';

/**
 * The canonical text of a JSON value. Properties that are undefined are left out, as `JSON.stringify` does; what JSON has
 * no form for (undefined in an array, a function, a bigint, NaN) is our own mistake and throws.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  throw new Error(`A ${typeof value} has no JSON form.`);
}

/** `sha256:` and 64 hex digits, of the value's canonical text. */
export function digestOfJson(value: unknown): string {
  return digestOfBytes(canonicalJson(value));
}

/** `sha256:` and 64 hex digits, of bytes or of a text as UTF-8. */
export function digestOfBytes(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
