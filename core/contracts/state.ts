/**
 * State: what was applied. Written as a whole to a temporary file, fsynced and renamed; a journal
 * beside it holds what happened since. No sensitive value is in it, only keyed digests.
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

const sealed = z.record(z.string(), jsonSchema);

export const resourceStateSchema = z.object({
  kind: z.string(),
  status: z.enum(['applied', 'failed']).describe('failed: its last step did not succeed; it is made again'),
  adopted: z.boolean().describe('It was there before us: destroying it forgets it'),
  imported: z.boolean().optional().describe('It was there before us and was taken over by an `import` block'),
  attributes: sealed.describe('What was asked for when it was last applied, sensitive values as keyed digests'),
  outputs: sealed.describe('What its steps gave'),
  removal: sealed.describe('Arguments that deleting it needs'),
  claims: z
    .array(z.object({ kind: z.string(), value: z.string() }))
    .describe('What only it may have: paths, host ports, names; free again once it is deleted'),
  subject: z.object({ name: z.string(), slug: z.string() }).describe('What it is called, for the steps that delete it'),
  depends_on: z.array(z.string()).describe('Addresses it depended on when applied, for the order of deletes'),
  volatile: z.record(z.string(), z.array(jsonSchema)).describe('Values that timestamp(), uuid() … gave, by attribute'),
  edited: z
    .object({ artifacts: z.record(z.string(), z.string()), attributes: sealed })
    .optional()
    .describe(
      'Attributes that came out otherwise because data of the build was edited by hand: digests of the edits, and what was seen',
    ),
  check: z.enum(['passed', 'failed']).optional().describe('Last result of a check'),
});

export const stateSchema = z
  .object({
    version: z.literal('1'),
    serial: z.int().min(0).describe('Grows by one with each write'),
    lineage: z.string().describe('Random; tells one project’s state from another’s'),
    resources: z.record(z.string(), resourceStateSchema),
    outputs: z.record(
      z.string(),
      z.object({
        value: jsonSchema,
        type: jsonSchema,
        sensitive: z.boolean(),
        volatile: z.array(jsonSchema).optional().describe('Values that timestamp(), uuid() … gave in it'),
      }),
    ),
  })
  .describe('What was applied, by address');

export type ResourceState = z.output<typeof resourceStateSchema>;
export type State = z.output<typeof stateSchema>;
