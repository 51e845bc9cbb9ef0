/** What an expression refers to in branches that evaluation did not take counts as well. */
import { type Reference, referencesIn } from '../language/references.ts';
import { fromPlain } from '../language/value-json.ts';
import type { Expression } from '../syntax/ast.ts';
import { isLiteral } from './literal.ts';
import type { Frame } from './machine.ts';

/** Resolves the references of an expression that its evaluation left out, for what the frame depends on. */
export function followUntouched(expression: Expression, frame: Frame): void {
  if (isLiteral(expression)) return;
  for (const reference of referencesIn(expression)) {
    if (frame.touched?.has(reference.rootSpan.start) === true) continue;
    frame.context.scope.resolve(reference.root, reference.rootSpan, stepsOf(reference), () => {});
  }
}

function stepsOf({ steps }: Reference) {
  return steps.map((step) =>
    step.kind === 'attribute' ? step : { kind: 'index' as const, key: fromPlain(step.key), span: step.span },
  );
}
