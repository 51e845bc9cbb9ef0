/** `schemas/*.json`: the published contracts as JSON Schema. */
import { z } from 'zod';
import { publishedSchemas } from '../../core/contracts/published.ts';
import type { Generate } from '../generate.ts';

export const generate: Generate = () =>
  Object.entries(publishedSchemas).map(([name, schema]) => ({
    path: `schemas/${name}.json`,
    text: `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), null, 2)}\n`,
  }));
