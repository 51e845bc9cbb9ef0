/** The two samples of the founding architecture document, verbatim, are valid: for zod and for the published JSON Schemas. */
import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { publishedSchemas } from '../../core/contracts/published.ts';

const read = (...parts: readonly string[]): unknown =>
  JSON.parse(fs.readFileSync(path.join(import.meta.dirname, ...parts), 'utf8'));

const samples = [
  ['action-list', 'seed-action-list.json'],
  ['artifact-bundle', 'seed-artifact-bundle.json'],
] as const;

describe.each(samples)('%s', (name, file) => {
  const sample = read('fixtures', file);
  const validate = new Ajv2020({ strict: false }).compile(read('..', '..', 'schemas', `${name}.json`) as object);

  test('the sample holds steps', () => {
    expect((sample as { readonly steps: readonly unknown[] }).steps).toHaveLength(4);
  });

  test('zod takes it', () => {
    expect(publishedSchemas[name]?.safeParse(sample)).toMatchObject({ success: true });
  });

  test('the JSON Schema takes it, and refuses what is not so', () => {
    validate(sample);
    expect(validate.errors).toBeNull();
    expect(validate({ ...(sample as object), version: '2' })).toBe(false);
    expect(validate({ version: '1' })).toBe(false);
    expect(validate({ ...(sample as object), steps: [{}] })).toBe(false);
  });
});
