/**
 * Arguments with holes. Kinds work on plain data in which a value that may not be written down
 * (sensitive) or cannot be (unknown, not completed yet) is a {@link Hole}. A kind copies holes where
 * they belong; core turns them into `null` + pointer in an ActionList, `{"$value": …}` in an engine
 * body, environment for a script, and the real value at the moment of execution.
 */
export interface Hole {
  /** JSON pointer into the resource's attributes: `/environment/PASSWORD`. */
  readonly $hole: string;
  readonly why: 'unknown' | 'sensitive' | 'incomplete';
}

/** A value of type T in which any part may be a hole. Of an unknown T it is any JSON. */
export type Holey<T> = unknown extends T
  ? HoleyJson
  :
      | Hole
      | (T extends string | number | boolean | null | undefined
          ? T
          : T extends readonly (infer E)[]
            ? readonly Holey<E>[]
            : { readonly [K in keyof T]: Holey<T[K]> });

/** Plain JSON with holes. */
export type HoleyJson = null | boolean | number | string | Hole | readonly HoleyJson[] | HoleyObject;
export interface HoleyObject {
  readonly [key: string]: HoleyJson;
}

export function isHole(value: unknown): value is Hole {
  return typeof value === 'object' && value !== null && '$hole' in value;
}

/** Whether `value` holds a hole anywhere. */
export function hasHole(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isHole(value)) return true;
  return Object.values(value).some(hasHole);
}
