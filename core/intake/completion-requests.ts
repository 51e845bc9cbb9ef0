/** What completers are asked about a resource block. A function of its text alone. */

import { compareText } from '../base/text-order.ts';
import type { CompletionRequest } from '../completion/request.ts';
import type { Kind } from '../kinds/define.ts';
import { referencesIn } from '../language/references.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Given, ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import { literalText } from './literal.ts';
import { attributeFacts } from './vocabulary.ts';

/** An attribute that may stay away where one of these is given. */
const alternatives: Readonly<Record<string, readonly string[]>> = { image: ['build', 'command'] };

/** `description` is the evaluated text where it differs by instance, else what is written out of it. */
export function requestOf(
  kind: Kind,
  declaration: ResourceDeclaration,
  address: string,
  home: Home,
  description = writtenText(declaration.description),
): CompletionRequest {
  const missing: string[] = [];
  const needed: string[] = [];
  for (const [name, spec] of Object.entries(kind.attributes)) {
    if (spec.completable !== true || spec.sensitive === true || declaration.attributes.has(name)) continue;
    missing.push(name);
    const others = (alternatives[name] ?? []).filter((other) => Object.hasOwn(kind.attributes, other));
    const open = others.length > 0 && !others.some((other) => declaration.attributes.has(other));
    if (attributeFacts(spec).required || open) needed.push(name);
  }
  const image = declaration.attributes.get('image');
  const written = image?.kind === 'expression' ? literalText(image.expression) : undefined;
  const environment = namesIn(declaration.attributes.get('environment'));
  return {
    address,
    kind: kind.name,
    name: declaration.name,
    description,
    ...(written !== undefined && { image: written }),
    given: [...declaration.attributes.keys()].sort(compareText),
    ...(environment !== undefined && { environment }),
    missing,
    needed,
    place: { ...home, span: { start: declaration.typeSpan.start, end: declaration.nameSpan.end } },
  };
}

/** The parts of a text that are written out. */
export function writtenText(expression: Expression | undefined): string {
  if (expression?.kind !== 'template') return '';
  return expression.parts
    .map((part) => (part.kind === 'text' ? part.value : ' '))
    .join('')
    .trim();
}

function namesIn(given: Given | undefined): readonly string[] | undefined {
  if (given?.kind !== 'expression' || given.expression.kind !== 'object') return undefined;
  const names: string[] = [];
  for (const item of given.expression.items) {
    const name = literalText(item.key);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names.sort(compareText);
}

/** Whether a completion belongs to each instance: the description or an attribute uses `each` or `count`. */
export function differsByInstance(declaration: ResourceDeclaration): boolean {
  if (declaration.count === undefined && declaration.forEach === undefined) return false;
  const uses = (expression: Expression) =>
    referencesIn(expression).some(({ root }) => root === 'each' || root === 'count');
  const givenUses = (given: Given): boolean =>
    given.kind === 'expression'
      ? uses(given.expression)
      : given.blocks.some(
          ({ content, dynamic }) => content.some(givenUses) || (dynamic !== undefined && uses(dynamic.forEach)),
        );
  return (
    (declaration.description !== undefined && uses(declaration.description)) ||
    [...declaration.attributes.values()].some(givenUses)
  );
}
