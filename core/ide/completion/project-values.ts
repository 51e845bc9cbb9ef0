/** Values that the project itself suggests: images and ports that it uses already, what its services are known to need. */
import { compareText } from '../../base/text-order.ts';
import { type KnownService, serviceMeant } from '../../completion/services.ts';
import type { View } from '../../engine/view.ts';
import { writtenText } from '../../intake/completion-requests.ts';
import type { Given, ResourceDeclaration } from '../../intake/declarations.ts';
import { literalText } from '../../intake/literal.ts';
import type { Expression } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';

export interface Used<T> {
  readonly value: T;
  /** `service.web` */
  readonly by: string;
}

/** Images that resources of the project other than `but` name, the first user of each. Linear in resources. */
export function imagesIn(view: View, but?: ResourceDeclaration): readonly Used<string>[] {
  const found = new Map<string, string>();
  for (const declaration of resourcesOf(view)) {
    const image = declaration === but ? undefined : writtenImage(declaration);
    if (image !== undefined && !found.has(image)) found.set(image, `${declaration.type}.${declaration.name}`);
  }
  return [...found].map(([value, by]) => ({ value, by })).sort((a, b) => compareText(a.value, b.value));
}

/** Port numbers that resources of the project other than `but` name, the first user of each. Linear in resources. */
export function portsIn(view: View, but?: ResourceDeclaration): readonly Used<number>[] {
  const found = new Map<number, string>();
  for (const declaration of resourcesOf(view)) {
    for (const port of declaration === but ? [] : portsOf(declaration)) {
      if (!found.has(port)) found.set(port, `${declaration.type}.${declaration.name}`);
    }
  }
  return [...found].map(([value, by]) => ({ value, by })).sort((a, b) => a.value - b.value);
}

/** The common service that a resource is, by its image, its name or its description. */
export function serviceOf(declaration: ResourceDeclaration): KnownService | undefined {
  const image = writtenImage(declaration);
  return serviceMeant({
    name: declaration.name,
    description: writtenText(declaration.description),
    ...(image !== undefined && { image }),
  });
}

function resourcesOf(view: View): readonly ResourceDeclaration[] {
  const dirs = new Set([...view.project.modules.keys()].map((dir) => view.table(dir)));
  return [...dirs].flatMap((table) =>
    (table?.units ?? []).flatMap(({ declaration }) => (declaration.kind === 'resource' ? [declaration] : [])),
  );
}

function writtenImage({ attributes }: ResourceDeclaration): string | undefined {
  const image = attributes.get('image');
  return image?.kind === 'expression' ? literalText(image.expression) : undefined;
}

const portMemo = new WeakMap<ResourceDeclaration, readonly number[]>();

function portsOf(declaration: ResourceDeclaration): readonly number[] {
  let known = portMemo.get(declaration);
  if (known === undefined) {
    const given = [declaration.attributes.get('ports'), declaration.attributes.get('port')];
    known = [...new Set(given.flatMap((each) => (each === undefined ? [] : numbersIn(each))))];
    portMemo.set(declaration, known);
  }
  return known;
}

function numbersIn(given: Given): readonly number[] {
  if (given.kind === 'blocks') return given.blocks.flatMap(({ content }) => content.flatMap(numbersIn));
  return literalsIn(given.expression)
    .flatMap((text) => text.split(/[^0-9]+/).map(Number))
    .filter((port) => port > 0 && port < 65_536);
}

function literalsIn(expression: Expression): readonly string[] {
  const found: string[] = [];
  const pending: Node[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'number') found.push(node.text);
    else if ('kind' in node && node.kind === 'text') found.push(node.value.replace(/^\d+(\.\d+){3}:/, ''));
    else pending.push(...[...childNodes(node)].reverse());
  }
  return found;
}
