/** Evaluates expressions that stand in no file, in the scope of the root module: the console's. */
import type { KnownFacts } from '../contracts/env-facts.ts';
import { evaluate } from '../language/evaluate.ts';
import type { Problem } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import type { Expression } from '../syntax/ast.ts';
import { createBuilder } from './builder.ts';
import { createEvaluation, looseFrame, settle, within } from './machine.ts';
import type { Results } from './model.ts';
import type { LoadedProject } from './project.ts';
import { standardVocabulary } from './standard-vocabulary.ts';

export interface RootEvaluation {
  readonly value: Value;
  /** With spans in the expression's own text. */
  readonly problems: readonly Problem[];
}

/** Evaluates one expression after another against one project; what they share is computed once. Never throws. */
export function evaluatorInRoot(
  project: LoadedProject,
  facts: KnownFacts,
  results: Results,
): (expression: Expression) => RootEvaluation {
  const builder = createBuilder(project, facts, standardVocabulary, false);
  const { machine, root } = builder;
  const evaluation = createEvaluation(results);
  return (expression) => {
    const problems: Problem[] = [];
    const value = settle(machine, evaluation, () => {
      // The work may be unwound and run again.
      problems.length = 0;
      const frame = looseFrame(root.context, { file: '<console>', item: '' });
      return within(machine, frame, () =>
        evaluate(expression, root.context.scope, (problem) => problems.push(problem)),
      );
    });
    return { value, problems };
  };
}
