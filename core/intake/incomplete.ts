/** Which attributes of a resource a compiler has to fill in. */
import type { Kind } from '../kinds/define.ts';
import type { ResourceDeclaration } from './declarations.ts';
import type { Supplied } from './nodes.ts';
import { attributeFacts } from './vocabulary.ts';

/** An attribute that may stay away where one of these is given. */
const alternatives: Readonly<Record<string, readonly string[]>> = { image: ['build', 'command'] };
const none: readonly string[] = [];

/**
 * Attributes that are completable and not given: those that the kind cannot do without, and, where the
 * resource has a description and was not completed yet, all others as well.
 */
export function incompleteAttributes(
  kind: Kind,
  declaration: ResourceDeclaration,
  supplied: ReadonlyMap<string, Supplied>,
  completed: boolean,
): readonly string[] {
  if (!declaration.complete) return none;
  const asked = declaration.description !== undefined && !completed;
  let names: string[] | undefined;
  for (const [name, spec] of Object.entries(kind.attributes)) {
    if (spec.completable !== true || spec.sensitive === true || supplied.has(name)) continue;
    const others = alternatives[name];
    const needed =
      attributeFacts(spec).required ||
      (others?.some((other) => Object.hasOwn(kind.attributes, other)) === true && !others.some((other) => supplied.has(other)));
    if (needed || asked) (names ??= []).push(name);
  }
  return names ?? none;
}
