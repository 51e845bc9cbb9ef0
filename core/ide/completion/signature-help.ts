/** The call around the cursor: what the function takes, and which argument is being written. Also in calls that never close. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import type { FunctionDefinition, Parameter } from '../../language/functions/define.ts';
import { parameterTexts, signatureText } from '../../language/functions/signature.ts';
import { functionTable } from '../../language/functions/table.ts';
import { cursorAt } from '../cursor/cursor.ts';

export interface Signature {
  /** `substr(str: string, offset: number, length: number): string` */
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly SignatureParameter[];
  /** Index of the parameter that the argument at the cursor is for; undefined where the function takes no more. */
  readonly active: number | undefined;
}

export interface SignatureParameter {
  /** In the label. */
  readonly span: Span;
  readonly description: string | undefined;
}

/** Undefined outside of calls, in comments, and in calls of functions that do not exist. */
export function signatureAt(view: View, path: string, offset: number): Signature | undefined {
  const file = view.project.files.get(path);
  if (file === undefined) return undefined;
  const { calls, isInComment } = cursorAt(file, offset);
  const call = calls.at(-1);
  const definition = call === undefined || isInComment ? undefined : functionTable.get(call.name);
  if (call === undefined || definition === undefined) return undefined;
  const label = signatureText(definition);
  return {
    label,
    summary: definition.summary,
    parameters: parametersIn(label, definition),
    active: activeParameter(definition, call.argument),
  };
}

function parametersIn(label: string, definition: FunctionDefinition): readonly SignatureParameter[] {
  const all: readonly (Parameter | undefined)[] = [...definition.parameters, definition.variadic];
  let from = definition.name.length + 1;
  return parameterTexts(definition).map((text, i) => {
    const start = label.indexOf(text, from);
    from = start + text.length;
    return { span: { start, end: from }, description: all[i]?.description };
  });
}

function activeParameter({ parameters, variadic }: FunctionDefinition, argument: number): number | undefined {
  if (argument < parameters.length) return argument;
  return variadic === undefined ? undefined : parameters.length;
}
