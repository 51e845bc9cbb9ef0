/**
 * What a run does about sensitive values before its first step and behind its last: the redactor knows all that are
 * known, and no file that carried one is left, not even by a run that was killed.
 */
import type { Desired } from '../assembly/desired.ts';
import { isRefusal, type Refusal } from '../ports.ts';
import type { Run } from './run.ts';

/** Files that carry values to a step lie below `run.layout.scratch` alone. The caller holds the project's lock. */
export function clearScratch(run: Pick<Run, 'world' | 'layout'>): undefined | Refusal {
  const removed = run.world.files.remove(run.layout.scratch);
  return isRefusal(removed) ? removed : undefined;
}

/** Hides the values of all resources, also of those without a step; warns once of what is too short to be hidden. */
export function learnSecrets(run: Pick<Run, 'redactor' | 'prepared' | 'emit' | 'now'>): void {
  const short: string[] = [];
  for (const desired of run.prepared.desired.values()) {
    for (const pointer of run.redactor.addAll(desired.masked, desired.revealed)) short.push(shownAs(desired, pointer));
  }
  if (short.length === 0) return;
  const listed = [...new Set(short)];
  const more = listed.length > 5 ? ` and ${listed.length - 5} more` : '';
  const message = `Sensitive values under 6 characters cannot be hidden inside of other text, only where they are a whole line: ${listed.slice(0, 5).join(', ')}${more}. Choose longer ones.`;
  run.emit({ type: 'warning', at: run.now(), message });
}

/** The attribute, never the value: `` `password` of `service.web` ``. */
function shownAs(desired: Desired, pointer: string): string {
  const attribute = pointer.replace(/^\//, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  return `\`${attribute}\` of \`${desired.instance.address}\``;
}
