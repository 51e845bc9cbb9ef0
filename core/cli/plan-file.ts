/**
 * The file of `plan --out`: the ActionList and what it was made from, so that `apply FILE` can tell whether it would
 * still do exactly that. A plan is a function of its inputs: it is made again and compared.
 */
import { z } from 'zod';
import { canonicalJson, digestOfJson } from '../base/canonical-json.ts';
import { actionListSchema, type PlannedActionList } from '../contracts/action-list.ts';

const planFileSchema = z.object({
  type: z.literal('clockwork_plan'),
  version: z.literal('1'),
  /** Of the ActionList, canonical. */
  digest: z.string(),
  /** See plan-inputs.ts. */
  inputs: z.string(),
  serial: z.int(),
  lineage: z.string(),
  targets: z.array(z.string()),
  destroy: z.boolean(),
  refresh: z.boolean(),
  actions: actionListSchema,
});

export type PlanFile = z.output<typeof planFileSchema>;

export function planDigest(list: PlannedActionList): string {
  return digestOfJson(list);
}

export function writePlanFile(
  file: Omit<PlanFile, 'type' | 'version' | 'actions'> & { readonly actions: PlannedActionList },
): string {
  return `${canonicalJson({ type: 'clockwork_plan', version: '1', ...file })}\n`;
}

/** Undefined where the text is no plan file, or its ActionList is not the one it was written with. */
export function readPlanFile(text: string): PlanFile | undefined {
  try {
    const parsed = planFileSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return undefined;
    return digestOfJson(parsed.data.actions) === parsed.data.digest ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
