/**
 * ActionList: what Assembly hands to Forge. Ordered steps; each says what it depends on. A value that
 * is not known yet, is sensitive, or will be completed at build is `null` in `args`, and its JSON
 * pointer stands in the list that says why.
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';
import { needsSchema } from './needs.ts';

export const stepActions = ['create', 'update', 'replace', 'delete', 'verify'] as const;
const pointers = (what: string) =>
  z.array(z.string()).describe(`JSON pointers into \`args\` of values that are ${what}`);

export const actionStepSchema = z.object({
  name: z.string().min(1).describe('What the step does: `ensure_service`, `build_image`, `verify_http`'),
  args: z.record(z.string(), jsonSchema).describe('What the step needs to know, as plain JSON'),
  id: z.string().optional().describe('Address of the resource, `#`, name: unique and stable'),
  resource: z.string().optional().describe('Address of the resource that the step serves'),
  kind: z.string().optional().describe('Kind of that resource'),
  action: z.enum(stepActions).optional(),
  reason: z.string().optional().describe('Why it is planned, in words: `image changed`'),
  changes: z.array(z.string()).optional().describe('Attributes whose change made it necessary'),
  depends_on: z.array(z.string()).optional().describe('Ids of steps that must have succeeded before'),
  timeout: z.string().optional().describe('Duration after which the step is ended, e.g. `5m`'),
  retries: z.int().min(0).optional(),
  idempotent: z.boolean().optional().describe('May safely run again after a crash left it in doubt'),
  needs: needsSchema.optional(),
  unknown: pointers('known only after other steps have run').optional(),
  sensitive: pointers('sensitive').optional(),
  incomplete: pointers('filled in by a compiler at build').optional(),
  big: pointers('integers beyond 2^53, given as strings').optional(),
});

export const actionListSchema = z
  .object({ version: z.literal('1'), steps: z.array(actionStepSchema) })
  .describe('Ordered steps that bring the observed world to the desired one');

export type StepAction = (typeof stepActions)[number];
export type ActionStep = z.output<typeof actionStepSchema>;
export type ActionList = z.output<typeof actionListSchema>;

/** A step as our own Assembly writes it: every field that the schema leaves optional to others is there. */
export type PlannedStep = { readonly [K in keyof ActionStep]-?: Exclude<ActionStep[K], undefined> };
export interface PlannedActionList {
  readonly version: '1';
  readonly steps: readonly PlannedStep[];
}
