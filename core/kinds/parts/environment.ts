/** Environment variables as attributes, and how those that may not be written down reach a script. */
import { z } from 'zod';
import { type HoleyJson, type HoleyObject, isHole } from '../hole.ts';

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable: letters, digits and `_`');

/** Name → text; numbers and bools become text. */
export const environmentSchema = z.record(name, z.string().regex(/^[^\0]*$/, 'must not hold a NUL character'));

/** The variable that carries the hole at `/attribute/name` to a script. */
export function carrierOf(attribute: string, name: string): string {
  return `CW_${attribute}_${name.replace(/[^A-Za-z0-9]+/g, '_')}`.toUpperCase();
}

/** Messages about two variables whose values would reach a script under one name. */
export function sharedCarriers(environment: HoleyObject): readonly string[] {
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (!isHole(value)) continue;
    const other = seen.get(carrierOf('', name));
    if (other !== undefined) {
      return [
        `\`${other}\` and \`${name}\` differ in letter case or underscores alone, which secret and computed values cannot. Rename one.`,
      ];
    }
    seen.set(carrierOf('', name), name);
  }
  return [];
}

/** The known texts alone. */
export function plainText(environment: HoleyJson | object): Readonly<Record<string, string>> {
  const entries = Object.entries(environment as HoleyObject);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
