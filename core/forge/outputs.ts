/** Checks what a step says it produced against what its kind declares. */
import { issueText } from '../contracts/issue-text.ts';
import type { Json } from '../contracts/json.ts';
import type { Kind } from '../kinds/define.ts';

export function checkOutputs(
  kind: Kind,
  given: Readonly<Record<string, unknown>>,
): { readonly outputs: Readonly<Record<string, Json>> } | { readonly problem: string } {
  const outputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    const spec = kind.outputs[name];
    if (spec === undefined) {
      const known = Object.keys(kind.outputs).join(', ') || 'none';
      return { problem: `The step gave an output \`${name}\` that \`${kind.name}\` does not have (it has: ${known}).` };
    }
    const parsed = spec.schema.safeParse(value);
    if (!parsed.success) {
      const reason = issueText(parsed.error.issues[0], value, '', [name]);
      return { problem: `The step gave an output that does not fit: ${reason}.` };
    }
    outputs[name] = value as Json;
  }
  return { outputs };
}

/** The JSON object in the file that `$CLOCKWORK_OUTPUTS` names; an empty file is no outputs. */
export function parseOutputs(
  text: string,
): { readonly outputs: Readonly<Record<string, unknown>> } | { readonly problem: string } {
  if (text.trim() === '') return { outputs: {} };
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return { outputs: json as Record<string, unknown> };
    return { problem: 'The step wrote outputs that are not a JSON object.' };
  } catch (error) {
    return { problem: `The step wrote outputs that are not JSON: ${(error as Error).message}.` };
  }
}
