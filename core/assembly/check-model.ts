/**
 * Rules between resources, as far as the text alone tells: what waits for itself, and what two want. Validation
 * and editors ask here; a plan asks again with what state knows.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Instance, type Model, noResults } from '../intake/model.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import { hasHole } from '../kinds/hole.ts';
import { kindTable } from '../kinds/table.ts';
import type { Claimant } from './claims.ts';
import { subjectOf } from './desired.ts';
import { orderInstances } from './graph.ts';
import { findClaimConflicts } from './validate.ts';

export function checkModel(model: Model): readonly Diagnostic[] {
  const claimants = [...model.instances.values()].flatMap((instance) => claimantOf(model, instance) ?? []);
  return [...orderInstances(model.instances).diagnostics, ...findClaimConflicts(claimants)];
}

function claimantOf(model: Model, instance: Instance): Claimant | undefined {
  const kind = kindTable.get(instance.kind);
  if (kind === undefined) return undefined;
  const { values, diagnostics } = model.evaluate(instance.address, noResults);
  if (diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const subject = subjectOf(instance);
  const masked = argumentsOf(kind, values, instance.incomplete, { subject });
  if (masked.problems.length > 0) return undefined;
  const { args } = hasHole(masked.args)
    ? argumentsOf(kind, values, instance.incomplete, { subject, reveal: true })
    : masked;
  return { instance, kind, subject, revealed: args };
}
