/** Environment variables as attributes. */
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable: letters, digits and `_`');

/** Name → text; numbers and bools become text. */
export const environmentSchema = z.record(name, z.string().regex(/^[^\0]*$/, 'must not hold a NUL character'));
