/**
 * Last results: how the last step of each resource and the last question of each assertion ended, and when. Kept in
 * `.clockwork/cache/last-results.json` for whoever shows them beside the text. Statuses and names alone: messages may
 * quote what programs said, and stay in the logs.
 */
import { z } from 'zod';
import { assertionStatuses } from './run-result.ts';

export const lastResultSchema = z.object({
  at: z.string().describe('When it ended, RFC 3339'),
  run: z.string().describe('Name of the run, by which `show` finds its logs'),
  command: z.string(),
  status: z.enum(['succeeded', 'failed', 'cancelled']),
  step: z.string().optional().describe('Name of the step that failed or was cancelled'),
});

export const lastAssertionSchema = z.object({
  at: z.string().describe('When it was asked, RFC 3339'),
  status: z.enum(assertionStatuses),
});

export const lastResultsSchema = z
  .object({
    version: z.literal('1'),
    resources: z.record(z.string(), lastResultSchema).describe('By address'),
    assertions: z.record(z.string(), lastAssertionSchema).describe('By address of the assertion'),
  })
  .describe('How the last step of each resource and the last question of each assertion ended');

export type LastResult = z.output<typeof lastResultSchema>;
export type LastAssertion = z.output<typeof lastAssertionSchema>;
export type LastResults = z.output<typeof lastResultsSchema>;

export const noLastResults: LastResults = { version: '1', resources: {}, assertions: {} };

/** The last results in a text; undefined where it is damaged or of another version. */
export function parseLastResults(text: string): LastResults | undefined {
  try {
    const parsed = lastResultsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
