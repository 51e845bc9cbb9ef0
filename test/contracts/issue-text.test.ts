import { expect, test } from 'vitest';
import { z } from 'zod';
import { artifactBundleSchema } from '../../core/contracts/artifact-bundle.ts';
import { issueText } from '../../core/contracts/issue-text.ts';
import { stateSchema } from '../../core/contracts/state.ts';

function check(schema: z.ZodType, value: unknown): string {
  const parsed = schema.safeParse(value);
  return parsed.success ? 'fits' : issueText(parsed.error.issues[0], value, 'the file');
}

const step = { purpose: 'a#b', run: { cmd: ['bash', 'a.sh'] } };
const bundle = { version: '1', artifacts: [], steps: [step], vars: {} };

test.each([
  [stateSchema, { version: '1', serial: 1 }, '`lineage` is missing'],
  [stateSchema, { version: '1', serial: 'x', lineage: 'l' }, '`serial` must be a number'],
  [stateSchema, null, 'the file must be an object'],
  [artifactBundleSchema, bundle, 'fits'],
  [artifactBundleSchema, { ...bundle, steps: [{ ...step, run: {} }] }, '`steps[0].run.cmd` is missing'],
  [artifactBundleSchema, { ...bundle, extra: 1 }, 'the file has `extra`, which is not known'],
  [z.object({ a: z.enum(['x', 'y']) }), { a: 'secret' }, '`a` must be one of `x`, `y`'],
  [z.object({ a: z.enum(['x', 'y']) }), {}, '`a` is missing'],
  [z.object({ 'a b': z.array(z.int()) }), { 'a b': [1, 2.5] }, '`["a b"][1]` must be a whole number'],
  [z.object({ a: z.union([z.string(), z.object({ b: z.string() })]) }), { a: { b: 1 } }, '`a.b` must be text'],
])('%# says what is wrong in words for people', (schema, value, text) => {
  expect(check(schema, value)).toBe(text);
});

test('a value that stands in something larger is named by its place', () => {
  const parsed = z.array(z.string()).safeParse(['a', 1]);
  expect(issueText(parsed.error?.issues[0], ['a', 1], '', ['command'])).toBe('`command[1]` must be text');
});
