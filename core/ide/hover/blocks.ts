/** Hover of the words of blocks: their types, kinds and assertions, and the names of attributes. */

import { nearest } from '../../base/did-you-mean.ts';
import type { View } from '../../engine/view.ts';
import { isLiteral } from '../../intake/literal.ts';
import { isOlderCheck } from '../../intake/older-checks.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { shortFormOf } from '../../intake/short-form-specs.ts';
import type { Attribute, Block } from '../../syntax/ast.ts';
import { roleOf } from '../names/occurrences.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import { valuesAt } from '../values/values.ts';
import { type Here, holds, hoverOf, isBlock, schemaHere } from './here.ts';
import { whyAt } from './names.ts';
import { code, codePart, type Hover, type HoverPart, type Line, pageLink, plain, textPart } from './parts.ts';
import { resourceParts, tableOf } from './resource.ts';
import { attributeParts, blockParts, languagePage, vocabularyParts } from './schema-parts.ts';
import { valueParts } from './value-parts.ts';

export function blockHover(here: Here, block: Block): Hover | undefined {
  const { at } = here;
  if (holds(block.type.span, at)) return typeHover(here, block);
  const index = block.labels.findIndex(({ span }) => holds(span, at));
  const label = block.labels[index];
  if (label === undefined) return undefined;
  return hoverOf(here, label.span, labelParts(here, block, index));
}

function typeHover(here: Here, block: Block): Hover | undefined {
  const { view, path, nodes } = here;
  if (nodes.length === 1) {
    const entry = resourceEntry(here, block);
    const table = tableOf(view, path);
    if (entry !== undefined && table !== undefined) {
      return hoverOf(here, block.type.span, resourceParts(view, table, entry, here.options));
    }
  }
  const type = block.type.text;
  const outer = schemaOf(view, path, nodes.filter(isBlock).slice(0, -1).map(headOf));
  const attribute = outer?.attributes.get(type);
  // An attribute that is written as a block: what is said of it, and of its fields.
  const own = schemaHere(here);
  const title = [type, ...block.labels.map(({ text }) => JSON.stringify(text))].join(' ');
  const page = languagePage(type, nodes.length === 1 && shortFormOf(type) !== undefined);
  if (own !== undefined) return hoverOf(here, block.type.span, blockParts(title, own, page));
  return attribute === undefined ? undefined : hoverOf(here, block.type.span, attributeParts(attribute));
}

/** A resource, also a short form or a check; the one that counts where there are two of the same name. */
function resourceEntry({ view, path }: Here, block: Block) {
  if (roleOf(path) !== 'source') return undefined;
  const { declaration } = declaredBy(block, view.vocabulary, false);
  if (declaration?.kind !== 'resource') return undefined;
  const entry = tableOf(view, path)?.resources.get(declaration.type)?.get(declaration.name);
  return entry?.block === block ? entry : undefined;
}

function labelParts(here: Here, block: Block, index: number): readonly HoverPart[] {
  const { view, path, nodes } = here;
  const text = block.labels[index]?.text ?? '';
  const type = block.type.text;
  if (index === 0 && (type === 'resource' || type === 'assert')) {
    if (isOlderCheck(block) && type === 'resource') return olderCheckParts(block);
    const sort = type === 'assert' ? 'assertion' : 'kind';
    const parts = vocabularyParts(view, sort, text);
    if (parts !== undefined) return parts;
    if (text !== '') return unknownParts(view, sort, text);
  }
  if (index === 0 && type === 'dynamic') {
    const attribute = schemaOf(view, path, nodes.filter(isBlock).slice(0, -1).map(headOf))?.attributes.get(text);
    if (attribute !== undefined) return attributeParts(attribute);
  }
  const label = schemaHere(here)?.labels[index];
  return label === undefined ? [] : [codePart(label.name), textPart(label.description)];
}

function olderCheckParts({ labels: [kind, name] }: Block): readonly HoverPart[] {
  const page = pageLink('More on checks', 'language.md#checks-and-assertions');
  return [
    textPart(
      code(kind?.text ?? ''),
      ' is an older form. It becomes ',
      code(`check ${JSON.stringify(name?.text ?? '')}`),
      ', with an `assert` block for each of its checks. ',
      page,
    ),
  ];
}

function unknownParts({ vocabulary }: View, sort: 'kind' | 'assertion', name: string): readonly HoverPart[] {
  const known = sort === 'kind' ? vocabulary.kinds : vocabulary.assertions;
  const near = nearest(name, known.keys());
  const meant = near === undefined ? [] : [' Did you mean ', code(near), '?'];
  return [textPart(`There is no ${sort} `, code(name), '.', ...meant)];
}

/** The name of an attribute: what it is for, and what it is worth in each instance. */
export function attributeNameHover(here: Here, attribute: Attribute): Hover | undefined {
  const { view, path, nodes } = here;
  const schema = schemaHere(here)?.attributes.get(attribute.name.text);
  if (schema === undefined) return undefined;
  const { value } = attribute;
  const isValue = schema.takes === undefined && !isLiteral(value) && value.kind !== 'invalid';
  const shown = isValue ? valuesAt(view, path, [...nodes, value], value) : undefined;
  const [item] = nodes;
  const kind = isBlock(item) && item.type.text === 'resource' ? item.labels[0]?.text : undefined;
  const page =
    schema.origin === 'kind' && kind !== undefined ? [textPart(pageLink(`More on ${kind}`, `kinds.md#${kind}`))] : [];
  return hoverOf(here, attribute.name.span, [
    ...attributeParts(schema),
    ...valueParts(shown, whyAt(here, value)),
    ...completedBy(here),
    ...page,
  ]);
}

/** Who filled it in, where the attribute stands in a completion. */
function completedBy({ view, path, nodes }: Here): readonly HoverPart[] {
  const [block] = nodes;
  if (roleOf(path) !== 'completed' || !isBlock(block) || nodes.length !== 2) return [];
  const { declaration } = declaredBy(block, view.vocabulary, true);
  if (declaration?.kind !== 'completion') return [];
  const { by, at, inputs } = declaration.from;
  const line: Line = [
    'Filled in',
    ...(by === undefined ? [] : [' by ', plain(by)]),
    ...(at === undefined ? [] : [', ', plain(at)]),
    ...(inputs === undefined ? [] : [', for the inputs ', code(inputs)]),
  ];
  return line.length === 1 ? [] : [textPart(...line)];
}
