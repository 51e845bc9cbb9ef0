/**
 * Attributes and outputs of resources: where each is given (in the block, in a completion) and read (`service.web.image`,
 * `self.image`). Like {@link ./occurrences.ts}, made once for each item.
 */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import type { Given, ResourceDeclaration } from '../../intake/declarations.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import type { Attribute, Block } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { shifted } from '../spans.ts';
import { type Chain, type ChainStep, namesIn } from './bindings.ts';
import { type FileRole, occurrencesIn, type Role, resourceName, roleOf } from './occurrences.ts';
import { isSame, type Occurrence, type Symbol as ProjectSymbol, symbolFrom } from './symbols.ts';

/** An attribute of a resource. */
export interface ResourceAttribute {
  readonly owner: ProjectSymbol;
  readonly name: string;
}

interface ItemAttribute {
  readonly through: readonly string[];
  /** `resource.service.web` */
  readonly owner: string;
  readonly name: string;
  readonly span: Span;
  readonly role: Role;
}

/** The attribute whose name stands at `offset`. */
export function attributeAt(
  view: View,
  path: string,
  offset: number,
): { readonly attribute: ResourceAttribute; readonly occurrence: Occurrence } | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item === undefined) return undefined;
  const at = offset - item.offset;
  const found = attributesIn(item.node, roleOf(path), view.vocabulary).find(
    ({ span }) => span.start <= at && at <= span.end,
  );
  const owner = found === undefined ? undefined : symbolFrom(view, path, found.through, found.owner);
  if (found === undefined || owner === undefined) return undefined;
  return {
    attribute: { owner, name: found.name },
    occurrence: { file: path, span: shifted(found.span, item.offset), role: found.role },
  };
}

/** Every place where the attribute is given or read, by file in the project's order, then by offset; in one file only on wish. */
export function attributeOccurrences(view: View, attribute: ResourceAttribute, only?: string): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const file of view.project.files.values()) {
    if (only !== undefined && file.path !== only) continue;
    const role = roleOf(file.path);
    for (const { node, offset } of file.items) {
      for (const each of attributesIn(node, role, view.vocabulary)) {
        if (each.name !== attribute.name || each.owner !== attribute.owner.name) continue;
        if (!isSame(symbolFrom(view, file.path, each.through, each.owner), attribute.owner)) continue;
        found.push({ file: file.path, span: shifted(each.span, offset), role: each.role });
      }
    }
  }
  return found;
}

/** What the resource that a block declares, or that its completion is for, is called; undefined for other items. */
export function ownerIn(
  node: Block | Attribute,
  role: FileRole,
  vocabulary: Vocabulary,
): Pick<ItemAttribute, 'through' | 'owner'> | undefined {
  if (node.kind === 'attribute') return undefined;
  const { declaration } = declaredBy(node, vocabulary, role === 'completed');
  if (declaration?.kind === 'resource') return { through: [], owner: resourceName(declaration) };
  if (declaration?.kind !== 'completion') return undefined;
  for (const list of occurrencesIn(node, role, vocabulary).values()) {
    for (const { name, through, role: how } of list) {
      if (how === 'write' && name.startsWith('resource.')) return { through, owner: name };
    }
  }
  return undefined;
}

/** Where the steps of a chain are those of a resource: its name, and the steps from its attribute on. */
export function resourceChain(
  { root, steps, binding }: Chain,
  self: string | undefined,
): { readonly owner: string; readonly rest: readonly ChainStep[] } | undefined {
  if (binding !== undefined) return undefined;
  const named = (kind: string, at: number) => {
    const name = steps[at];
    if (name?.kind !== 'attribute') return undefined;
    const index = steps[at + 1]?.kind === 'index' ? 1 : 0;
    return { owner: `resource.${kind}.${name.text}`, rest: steps.slice(at + 1 + index) };
  };
  switch (root) {
    case 'self':
      return self === undefined ? undefined : { owner: self, rest: steps };
    case 'var':
    case 'local':
    case 'module':
    case 'each':
    case 'count':
    case 'path':
    case 'facts':
      return undefined;
    case 'resource':
      return steps[0]?.kind === 'attribute' ? named(steps[0].text ?? '', 1) : undefined;
    default:
      // The older resource type became a check block.
      return named(root === 'verification' ? 'check' : root, 0);
  }
}

const memo = new WeakMap<Block | Attribute, readonly ItemAttribute[]>();

/** In source order. */
function attributesIn(node: Block | Attribute, role: FileRole, vocabulary: Vocabulary): readonly ItemAttribute[] {
  let known = memo.get(node);
  if (known === undefined) {
    known = collect(node, role, vocabulary);
    memo.set(node, known);
  }
  return known;
}

function collect(node: Block | Attribute, role: FileRole, vocabulary: Vocabulary): readonly ItemAttribute[] {
  if (role === 'variables') return [];
  const found: ItemAttribute[] = [];
  const own = ownerIn(node, role, vocabulary);
  if (own !== undefined && node.kind === 'block') {
    const { declaration } = declaredBy(node, vocabulary, role === 'completed');
    if (declaration?.kind === 'resource' || declaration?.kind === 'completion') {
      for (const given of givenOf(declaration)) {
        // The label of `create_file` is its path; it stands for the resource's name.
        if (given.nameSpan.start < node.body.span.start) continue;
        found.push({ ...own, name: given.name, span: given.nameSpan, role: 'write' });
      }
    }
  }
  for (const chain of namesIn(node).chains) {
    const read = resourceChain(chain, own?.through.length === 0 ? own.owner : undefined);
    const [step] = read?.rest ?? [];
    if (read === undefined || step?.kind !== 'attribute' || step.text === undefined) continue;
    found.push({ through: [], owner: read.owner, name: step.text, span: step.span, role: 'read' });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function givenOf({ attributes }: Pick<ResourceDeclaration, 'attributes'>): readonly Given[] {
  return [...attributes.values()];
}
