/** Plain JSON, as contracts carry it. */
import { z } from 'zod';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Any JSON value. zod's own type for it has mutable arrays; ours is the readonly {@link Json}. */
export const jsonSchema = z.json() as unknown as z.ZodType<Json, Json>;
