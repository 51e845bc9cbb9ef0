/** What nothing has filled in: no source, no completion, no default. A build needs all of it. */
import type { Plan } from '../assembly/actions.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** One error for each resource whose steps still have open values. */
export function missingValues(plan: Plan): readonly Diagnostic[] {
  const byResource = new Map<string, Set<string>>();
  for (const step of plan.list.steps) {
    for (const pointer of step.incomplete) {
      const names = byResource.get(step.resource) ?? new Set();
      names.add(pointer.split('/')[1] ?? pointer);
      byResource.set(step.resource, names);
    }
  }
  return [...byResource].map(([address, names]) => {
    const list = [...names].map((name) => `\`${name}\``).join(', ');
    const instance = plan.actions.find((action) => action.address === address)?.desired?.instance;
    return {
      code: 'values-missing',
      severity: 'error',
      message: `\`${address}\` has no value for ${list}, and the embedded completer knows none. Give ${names.size === 1 ? 'it' : 'them'} in the source.`,
      ...(instance && { place: instance.place }),
    };
  });
}
