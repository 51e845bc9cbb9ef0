/**
 * Last facts: what the command line found out about the machine when it planned last. Kept in
 * `.clockwork/cache/facts.json` for the editor, which starts no program and asks no container engine.
 */
import { z } from 'zod';
import { envFactsSchema } from './env-facts.ts';

export const lastFactsSchema = z
  .object({
    version: z.literal('1'),
    at: z.string().describe('When they were gathered, RFC 3339'),
    facts: envFactsSchema,
  })
  .describe('What the machine could do at the last plan');

export type LastFacts = z.output<typeof lastFactsSchema>;

/** The last facts in a text; undefined where it is damaged or of another version. */
export function parseLastFacts(text: string): LastFacts | undefined {
  try {
    const parsed = lastFactsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
