/** All kinds by name. */
import type { Kind } from './define.ts';
import { kinds } from './table.gen.ts';

export const kindTable: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.name, kind]));

/** The kind of that name. It is our own mistake to ask for one that does not exist; see {@link kindTable}. */
export function kindNamed(name: string): Kind {
  const kind = kindTable.get(name);
  if (kind === undefined) throw new Error(`There is no kind "${name}".`);
  return kind;
}
