/** What one evaluation carries along: the scope, where problems go, and how much work is left. */
import type { Span } from '../base/span.ts';
import type { Expression } from '../syntax/ast.ts';
import type { CallHost } from './functions/define.ts';
import type { Problem, Scope } from './scope.ts';
import type { Value } from './values.ts';
import { unknownValue } from './values.ts';

/** Names bound by `for`, innermost first. They hide whatever the scope means by the same name. */
export interface Locals {
  readonly name: string;
  readonly value: Value;
  readonly outer: Locals | undefined;
}

/** Shared by every part of one evaluation, so that nesting cannot multiply what is allowed. */
export interface Budget {
  iterationsLeft: number;
  depth: number;
  /** Templates being rendered by functions, one inside the other. */
  templateDepth: number;
}

export interface Run {
  readonly scope: Scope;
  readonly report: (problem: Problem) => void;
  readonly budget: Budget;
  readonly host: () => CallHost;
  readonly evaluate: (run: Run, expression: Expression, locals: Locals | undefined) => Value;
}

/** Rounds of all `for` expressions, splats and `%{ for }` of one evaluation together. */
export const MAX_ITERATIONS = 1_000_000;

/** Nested expressions; far more than anyone writes, and less than the stack holds. */
export const MAX_DEPTH = 1_200;

/** How many levels one `for` counts for: it takes as much more of the stack than others. */
export const DEPTH_OF_FOR = 5;

/** The local of that name, or undefined. */
export function findLocal(locals: Locals | undefined, name: string): Value | undefined {
  for (let at = locals; at !== undefined; at = at.outer) if (at.name === name) return at.value;
  return undefined;
}

/** The same run with problems sent elsewhere. */
export function reportingTo(run: Run, report: (problem: Problem) => void): Run {
  return { scope: run.scope, report, budget: run.budget, host: run.host, evaluate: run.evaluate };
}

/**
 * For work that is done over and over on one text: passes on what the first failing round reports and nothing of later
 * ones, since they would say the same again.
 */
export function firstFailureOnly(run: Run): { readonly run: Run; nextRound(): void } {
  let failed = false;
  let silent = false;
  return {
    run: reportingTo(run, (problem) => {
      failed = true;
      if (!silent) run.report(problem);
    }),
    nextRound() {
      silent = failed;
    },
  };
}

/** Takes one iteration from the budget; false (and one problem) once it is used up. */
export function spend(run: Run, span: Span): boolean {
  const { budget } = run;
  budget.iterationsLeft--;
  if (budget.iterationsLeft === -1) {
    run.report({
      code: 'evaluation-limit',
      message: `This expression goes through more than ${MAX_ITERATIONS.toLocaleString('en')} elements in all. Make the collections smaller.`,
      span,
    });
  }
  return budget.iterationsLeft >= 0;
}

/** Reports a problem and gives the unknown value that keeps what follows from it silent. */
export function failed(run: Run, problem: Problem): Value {
  run.report(problem);
  return unknownValue();
}
