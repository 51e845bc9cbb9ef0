/** Evaluates expressions in tests: text and variables in, a value and its problems out. Await `loadParser()` before. */
import { evaluate } from '../../core/language/evaluate.ts';
import type { FunctionContext, Problem, Scope } from '../../core/language/scope.ts';
import { unknownValue, type Value } from '../../core/language/values.ts';
import { parseExpression } from '../../core/syntax/parse.ts';

export interface Evaluated {
  readonly value: Value;
  readonly problems: readonly Problem[];
}

/** A world without files, in which no volatile call has a value. */
export const emptyWorld: FunctionContext = {
  readFile: () => ({ error: 'there are no files here' }),
  fileKind: () => null,
  listFiles: () => [],
  isInside: () => true,
  homeDir: '/home/user',
  cwd: '/work',
  volatile: () => undefined,
};

/** Each variable is a root of its own: `a` in `a.b`. */
export function scopeOf(variables: Readonly<Record<string, Value>> = {}, functions = emptyWorld): Scope {
  return {
    functions,
    resolve(root, rootSpan, _steps, report) {
      const value = Object.hasOwn(variables, root) ? variables[root] : undefined;
      if (value !== undefined) return { value, consumed: 0 };
      report({ code: 'unknown-variable', message: `There is no \`${root}\`.`, span: rootSpan });
      return { value: unknownValue(), consumed: 0 };
    },
  };
}

/** Throws where the text cannot be parsed: tests of evaluation are written in valid HCL. */
export function evaluateText(
  text: string,
  variables: Readonly<Record<string, Value>> = {},
  world = emptyWorld,
): Evaluated {
  const { expression, problems: syntax } = parseExpression(text);
  if (syntax.length > 0) throw new Error(`${text}: ${syntax.map((problem) => problem.message).join(' ')}`);
  const problems: Problem[] = [];
  const value = evaluate(expression, scopeOf(variables, world), (problem) => problems.push(problem));
  return { value, problems };
}
