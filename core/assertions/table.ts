/** All assertions by name. */
import type { Assertion } from './define.ts';
import { assertions } from './table.gen.ts';

export const assertionTable: ReadonlyMap<string, Assertion> = new Map(assertions.map((one) => [one.name, one]));

/** The assertion of that name. It is our own mistake to ask for one that does not exist; see {@link assertionTable}. */
export function assertionNamed(name: string): Assertion {
  const assertion = assertionTable.get(name);
  if (assertion === undefined) throw new Error(`There is no assertion "${name}".`);
  return assertion;
}
