/** Which attributes of a resource a compiler has to fill in. */
import { completeEmbedded } from '../completion/embedded.ts';
import type { CompletionRequest } from '../completion/request.ts';
import type { Kind } from '../kinds/define.ts';
import { requestOf } from './completion-requests.ts';
import type { ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import type { Supplied } from './nodes.ts';

const none: readonly string[] = [];
const completableNames = new WeakMap<Kind, readonly string[]>();

/**
 * Attributes that are completable and have no value: those that the kind cannot do without, and, where
 * the resource has a description and was not completed yet, those that the embedded completer knows.
 */
export function incompleteAttributes(
  kind: Kind,
  declaration: ResourceDeclaration,
  supplied: ReadonlyMap<string, Supplied>,
  completed: boolean,
  home: Home,
): readonly string[] {
  if (!declaration.complete || namesOf(kind).every((name) => declaration.attributes.has(name))) return none;
  if (completed) return gaps(kind, declaration, supplied, true, home);
  let known = memo.get(declaration);
  if (known === undefined) {
    known = gaps(kind, declaration, supplied, false, home);
    memo.set(declaration, known);
  }
  return known;
}

/** Without a completion the gaps follow from the declaration alone. */
const memo = new WeakMap<ResourceDeclaration, readonly string[]>();

function gaps(
  kind: Kind,
  declaration: ResourceDeclaration,
  supplied: ReadonlyMap<string, Supplied>,
  completed: boolean,
  home: Home,
): readonly string[] {
  const request: CompletionRequest = requestOf(kind, declaration, '', home);
  if (request.missing.length === 0) return none;
  const known = declaration.description === undefined || completed ? {} : completeEmbedded(request).values;
  const names = request.missing.filter(
    (name) => (name in known || request.needed.includes(name)) && !supplied.has(name),
  );
  return names.length === 0 ? none : names;
}

/** Attributes that a compiler may fill in. */
function namesOf(kind: Kind): readonly string[] {
  let names = completableNames.get(kind);
  if (names === undefined) {
    const completable = Object.entries(kind.attributes).filter(
      ([, { completable, sensitive }]) => completable && !sensitive,
    );
    names = completable.map(([name]) => name);
    completableNames.set(kind, names);
  }
  return names;
}
