/** What a schema says of its limits is what documentation and the editor show. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { constraintsOf } from '../../core/kinds/attribute-type.ts';

test.each([
  [z.int().min(1).max(65_535).optional(), { minimum: 1, maximum: 65_535 }],
  [z.number().min(0).default(2), { minimum: 0, default: 2 }],
  [z.string().regex(/^a|b$/), { pattern: '^a|b$' }],
  [z.array(z.string()).min(1).max(3), { minLength: 1, maxLength: 3 }],
  [z.enum(['a', 'b']).default('a'), { oneOf: ['a', 'b'], default: 'a' }],
  [z.int(), {}],
  [z.number().positive(), {}],
  [z.string().startsWith('/'), {}],
])('limits of schema %#', (schema, expected) => {
  expect(constraintsOf(schema)).toEqual(expected);
});
