/**
 * Texts that call a thing by the name which it has after its block: `wait_for "up" { service = "web" }`, `networks =
 * ["inner"]`. They follow the block's new name; where the thing keeps its name, nobody asks for this.
 */
import type { View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { slugOfAddress } from '../../intake/slugs.ts';
import type { Expression, Item } from '../../syntax/ast.ts';
import { roleOf } from '../names/occurrences.ts';
import type { Symbol as Named } from '../names/symbols.ts';
import { type FileEdit, insideQuotes, shifted } from '../spans.ts';
import { onlyNamedAfterBlock } from './kept-name.ts';

/** As far as the last build knows the name. Linear in top-level blocks. */
export function textsNaming(view: View, symbol: Named, newName: string): readonly FileEdit[] {
  const only = onlyNamedAfterBlock(view, symbol);
  const derive = only === undefined ? undefined : view.vocabulary.kinds.get(only.instance.kind)?.derive;
  if (only === undefined || derive === undefined) return [];
  const { kind } = only.instance;
  const address = `${kind}.${newName}`;
  const derived: Readonly<Record<string, unknown>> = derive({} as never, {
    address,
    name: newName,
    slug: slugOfAddress(address),
  });
  const name = derived['name'];
  if (typeof name !== 'string') return [];
  return [...view.project.files.values()].flatMap(({ path, items }) =>
    roleOf(path) === 'source' ? items.flatMap((item) => textsIn(view, path, item, kind, only.name, name)) : [],
  );
}

function textsIn(
  { vocabulary }: View,
  file: string,
  { node, offset }: Item,
  kind: string,
  name: string,
  newText: string,
): readonly FileEdit[] {
  const declaration = node.kind === 'block' ? declaredBy(node, vocabulary, false).declaration : undefined;
  if (declaration?.kind !== 'resource') return [];
  const places = kind === 'docker_network' ? ['networks'] : declaration.type === 'wait' ? ['service', 'container'] : [];
  return places
    .flatMap((each): readonly Expression[] => {
      const given = declaration.attributes.get(each);
      if (given?.kind !== 'expression') return [];
      return given.expression.kind === 'tuple' ? given.expression.items : [given.expression];
    })
    .filter((each) => literalText(each) === name && each.kind === 'template' && each.form === 'quoted')
    .map((each) => ({ file, span: shifted(insideQuotes(each.span, true), offset), newText }));
}
