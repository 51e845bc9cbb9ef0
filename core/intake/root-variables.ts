/** The value of a variable: of the root module from assignments, of a module from the block that calls it. */
import { nearest } from '../base/did-you-mean.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { convert } from '../language/convert.ts';
import { evaluate } from '../language/evaluate.ts';
import { callsIn } from '../language/references.ts';
import type { Problem } from '../language/scope.ts';
import { typeName } from '../language/types.ts';
import type { Value } from '../language/values.ts';
import { isNull, markSensitive, nullValue, stringValue, unknownValue } from '../language/values.ts';
import { parseExpression } from '../syntax/parse.ts';
import type { VariableDeclaration } from './declarations.ts';
import { emptyScope } from './empty-scope.ts';
import { diagnosticOf, renameFix } from './finding.ts';
import type { Frame } from './machine.ts';
import { note } from './machine.ts';
import type { Entry } from './module-table.ts';
import type { Assignment } from './project.ts';

/** Applies type, default, null and sensitivity; `refuse` hears what is wrong with a value that was given. */
export function settleVariable(
  declaration: VariableDeclaration,
  givenValue: Value | undefined,
  frame: Frame,
  refuse: (message: string) => void,
): Value {
  const mark = (value: Value) => (declaration.sensitive ? markSensitive(value) : value);
  let value = givenValue;
  if (value !== undefined && isNull(value) && !declaration.nullable) {
    if (declaration.fallback === undefined) {
      refuse(`Variable \`${declaration.name}\` cannot be null. Give it a value.`);
      return mark(unknownValue(declaration.type));
    }
    value = undefined;
  }
  if (value === undefined) {
    if (declaration.fallback === undefined) return mark(unknownValue(declaration.type));
    const fallback = evaluate(declaration.fallback, emptyScope, (problem) => note(frame, problemFinding(problem)));
    const converted = convert(fallback, declaration.type);
    if ('value' in converted) return mark(isNull(converted.value) ? nullValue(declaration.type) : converted.value);
    note(frame, {
      code: 'invalid-value',
      message: `The default of \`${declaration.name}\` does not fit its type \`${typeName(declaration.type)}\`: ${converted.message}.`,
      span: declaration.fallback.span,
    });
    return mark(unknownValue(declaration.type));
  }
  const converted = convert(value, declaration.type);
  if ('value' in converted) return mark(converted.value);
  refuse(
    `The value of variable \`${declaration.name}\` does not fit its type \`${typeName(declaration.type)}\`: ${converted.message}.`,
  );
  return mark(unknownValue(declaration.type));
}

function problemFinding(problem: Problem) {
  return { code: problem.code, message: problem.message, span: problem.span };
}

/** A variable of the root module. */
export function rootVariable(
  entry: Entry<VariableDeclaration>,
  assignment: Assignment | undefined,
  unset: 'unknown' | 'error',
  frame: Frame,
): Value {
  const { declaration } = entry;
  if (assignment === undefined) {
    if (declaration.fallback === undefined && unset === 'error') {
      note(frame, {
        code: 'missing-variable',
        message: `Variable \`${declaration.name}\` has no value. Set it in \`clockwork.cwvars\`, with \`--var ${declaration.name}=…\`, or as \`CLOCKWORK_VAR_${declaration.name.replaceAll('-', '_')}\` in the environment.`,
        span: declaration.nameSpan,
      });
    }
    return settleVariable(declaration, undefined, frame, () => {});
  }
  if (assignment.kind === 'expression') {
    const report = (diagnostic: Diagnostic) => frame.diagnostics.push(diagnostic);
    const [call] = callsIn(assignment.expression);
    if (call !== undefined) {
      const message = `\`${call.name.text}()\` cannot be called here: a variable file holds values that are written out. Compute in \`locals\`.`;
      report(diagnosticOf({ code: 'literal-expected', message, span: call.span }, assignment.home));
      return settleVariable(declaration, unknownValue(), frame, () => {});
    }
    const value = evaluate(assignment.expression, emptyScope, (problem) =>
      report(diagnosticOf(problemFinding(problem), assignment.home)),
    );
    return settleVariable(declaration, value, frame, (message) =>
      report(diagnosticOf({ code: 'invalid-value', message, span: assignment.expression.span }, assignment.home)),
    );
  }
  const refuse = (message: string) =>
    note(frame, {
      code: 'invalid-value',
      message: `${message} It comes from ${assignment.origin === 'argument' ? `\`--var ${assignment.name}\`` : `\`CLOCKWORK_VAR_${assignment.name}\` in the environment`}.`,
      span: declaration.nameSpan,
    });
  if (declaration.type.kind === 'string')
    return settleVariable(declaration, stringValue(assignment.text), frame, refuse);
  // Without a type, what is no expression is taken as text: `--var name=web`.
  const { expression, problems } = parseExpression(assignment.text);
  const untyped = declaration.type.kind === 'any';
  if (problems.length > 0 || (untyped && expression.kind === 'variable')) {
    if (untyped) return settleVariable(declaration, stringValue(assignment.text), frame, refuse);
    refuse(`The text for variable \`${declaration.name}\` is no expression: ${problems[0]?.message ?? ''}`);
    return settleVariable(declaration, unknownValue(), frame, refuse);
  }
  const found: Problem[] = [];
  const value = evaluate(expression, emptyScope, (problem) => found.push(problem));
  const [first] = found;
  if (first !== undefined) {
    refuse(`The text for variable \`${declaration.name}\` cannot be evaluated: ${first.message}`);
    return settleVariable(declaration, unknownValue(), frame, refuse);
  }
  return settleVariable(declaration, value, frame, refuse);
}

/** The assignment that wins for each variable, and what is wrong with names that no variable has. */
export function settleAssignments(
  assignments: readonly Assignment[],
  variables: ReadonlyMap<string, Entry<VariableDeclaration>>,
): { readonly chosen: ReadonlyMap<string, Assignment>; readonly diagnostics: readonly Diagnostic[] } {
  const chosen = new Map<string, Assignment>();
  const diagnostics: Diagnostic[] = [];
  let fromEnvironment: ReadonlyMap<string, string> | undefined;
  for (const assignment of assignments) {
    const { name } = assignment;
    if (assignment.kind === 'text' && assignment.origin === 'environment') {
      fromEnvironment ??= new Map([...variables.keys()].map((each) => [each.replaceAll('-', '_'), each]));
      const variable = fromEnvironment.get(name);
      if (variable !== undefined) chosen.set(variable, assignment);
      continue;
    }
    if (variables.has(name)) {
      chosen.set(name, assignment);
      continue;
    }
    const near = nearest(name, variables.keys());
    const message = `There is no variable \`${name}\` in the root module.${near === undefined ? ' Declare it, or remove the value.' : ` Did you mean \`${near}\`?`}`;
    if (assignment.kind === 'text')
      diagnostics.push({ code: 'unknown-variable', severity: 'error', message: `\`--var ${name}\`: ${message}` });
    else {
      const span = assignment.nameSpan;
      const fix = near === undefined ? {} : { fix: renameFix(name, near, span) };
      diagnostics.push(diagnosticOf({ code: 'unknown-variable', message, span, ...fix }, assignment.home));
    }
  }
  return { chosen, diagnostics };
}
