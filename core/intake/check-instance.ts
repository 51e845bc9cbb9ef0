/** Says what is wrong with an evaluated instance, or one of its assertions. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Builder } from './builder.ts';
import { checkArguments } from './check-arguments.ts';
import { diagnosticOf } from './finding.ts';
import type { EvaluatedInstance } from './model.ts';
import type { InstanceNode } from './nodes.ts';

/** Adds what is wrong with the values of an instance, and gives them. */
export function checkInstance(
  builder: Builder,
  node: InstanceNode,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): EvaluatedInstance {
  diagnostics.push(...result.diagnostics);
  if (result.diagnostics.some((each) => each.severity === 'error')) return result;
  checkArguments(builder, node, result, diagnostics);
  for (const { holds, when, message, place } of result.conditions) {
    if (holds !== false || when !== 'before') continue;
    diagnostics.push({ code: 'validation-failed', severity: 'error', message, place });
  }
  return result;
}

/** The same for one of its assertions. */
export function checkAssertion(
  builder: Builder,
  node: InstanceNode,
  index: number,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): EvaluatedInstance {
  diagnostics.push(...result.diagnostics);
  const declaration = node.entry.declaration.asserts[index];
  const definition = declaration === undefined ? undefined : builder.vocabulary.assertions.get(declaration.kind);
  if (declaration === undefined || definition === undefined || result.diagnostics.length > 0) return result;
  for (const problem of argumentsOf(definition, result.values, []).problems) {
    const given = declaration.attributes.find((each) => each.name === problem.attribute);
    const span = given?.span ?? declaration.kindSpan;
    diagnostics.push(diagnosticOf({ code: 'invalid-value', message: problem.message, span }, node.entry.home));
  }
  return result;
}
