/**
 * The arguments of a check block: its assertions, each with its evaluated attributes. A check has no
 * kind; its one step is `verify`.
 */

import { assertionNamed } from '../assertions/table.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Instance, Model, Results } from '../intake/model.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { HoleyJson, HoleyObject } from '../kinds/hole.ts';

export interface CheckArguments {
  readonly masked: HoleyObject;
  readonly revealed: HoleyObject;
}

/** Arguments of all assertions of an instance, in source order: `{ assertions: [{ kind, name, args }] }`. */
export function checkArguments(model: Model, instance: Instance, results: Results): Outcome<CheckArguments> {
  const masked: HoleyJson[] = [];
  const revealed: HoleyJson[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [i, assertion] of instance.assertions.entries()) {
    const definition = assertionNamed(assertion.kind);
    const evaluated = model.evaluateAssertion(assertion.address, results);
    const base = `/assertions/${i}/args`;
    const hidden = argumentsOf(definition, evaluated.values, [], { base });
    const plain = argumentsOf(definition, evaluated.values, [], { base, reveal: true });
    masked.push({ kind: assertion.kind, name: assertion.name, args: hidden.args });
    revealed.push({ kind: assertion.kind, name: assertion.name, args: plain.args });
    diagnostics.push(...evaluated.diagnostics);
    if (evaluated.diagnostics.length > 0) continue;
    for (const problem of hidden.problems) {
      diagnostics.push({ code: 'invalid-value', severity: 'error', message: problem.message, place: assertion.place });
    }
  }
  return { value: { masked: { assertions: masked }, revealed: { assertions: revealed } }, diagnostics };
}
