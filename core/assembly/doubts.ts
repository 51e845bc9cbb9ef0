/** What a run that was cut off leaves in the dark. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Plan } from './actions.ts';
import { probesOf } from './observe.ts';
import type { Prepared } from './prepare.ts';
import type { LoadedState } from './read-state.ts';

/**
 * Steps that a crashed run left without a result and that are planned again. What can be observed, or may run
 * again, sorts itself out; for the rest only a person knows.
 */
export function doubts(prepared: Prepared, plan: Plan, loaded: LoadedState): readonly Diagnostic[] {
  return loaded.inDoubt.flatMap(({ step, resource }) => {
    const planned = plan.list.steps.find(({ id }) => id === step);
    const desired = prepared.desired.get(resource);
    if (planned === undefined || planned.idempotent || planned.action === 'delete' || desired === undefined) return [];
    if (probesOf(desired).length > 0) return [];
    const message = `An earlier run was ended while \`${step}\` was under way, and nothing can tell whether it was done. Look for yourself; then either say \`clockwork state rm ${resource}\` (it runs again), or give it \`creates\`, \`probe\` or \`idempotent = true\`.`;
    return [{ code: 'step-in-doubt' as const, severity: 'error' as const, message, place: desired.instance.place }];
  });
}
