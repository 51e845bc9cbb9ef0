/** What the editor does not know of the machine, where a project asks for it; and how old what it knows is. */
import { envFactsSchema } from '../../contracts/env-facts.ts';
import { lastFacts } from '../../engine/last-facts.ts';
import type { View } from '../../engine/view.ts';
import { usersIn } from '../../intake/name-uses.ts';
import type { FileSystem } from '../../ports.ts';

/** `facts.cpus`, where some text of the project asks for it and it is not known; `facts` where it asks for all of them. */
export function missingFact({ facts, project, table }: View): string | undefined {
  const missing = Object.keys(envFactsSchema.shape).filter((name) => !Object.hasOwn(facts, name));
  if (missing.length === 0) return undefined;
  for (const dir of project.modules.keys()) {
    for (const part of table(dir)?.parts ?? []) {
      const users = usersIn(part);
      const name = missing.find((one) => users.has(`facts.${one}`));
      if (name !== undefined) return `facts.${name}`;
      if (users.has('facts.*')) return 'facts';
    }
  }
  return undefined;
}

/** When the facts of the last run were gathered, RFC 3339; undefined before the first. Reads its record. */
export function factsAt(view: View, files: Pick<FileSystem, 'read'>): string | undefined {
  return lastFacts(files, view.directory, view.facts)?.at;
}
