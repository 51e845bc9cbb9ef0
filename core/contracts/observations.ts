/**
 * Observations: what the probes saw, by address. Kept in `.clockwork/cache/observations.json`, so that
 * the editor can plan without touching the world. Sensitive values appear as keyed digests alone.
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

export const observationSchema = z.object({
  presence: z.enum(['present', 'absent', 'unknown']),
  attributes: z.record(z.string(), jsonSchema).describe('Observed values of the attributes that can be read back'),
  outputs: z.record(z.string(), jsonSchema).describe('Outputs that can be read from the world'),
  ours: z.boolean().optional().describe('It carries this project’s own mark, so that nobody else made it'),
  problem: z.string().optional().describe('Why it could not be observed'),
});

export const observationsSchema = z
  .object({
    version: z.literal('1'),
    at: z.string().describe('When the probes ran, RFC 3339'),
    resources: z.record(z.string(), observationSchema),
  })
  .describe('What the probes saw');

export type Observation = z.output<typeof observationSchema>;
export type Observations = z.output<typeof observationsSchema>;
