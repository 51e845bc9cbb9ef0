/** The block that an expression stands in, as far as it gives names a meaning, and values of the last build there. */
import { declaredBy } from '../../intake/read-block.ts';
import { isKnown, type Value } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { Cursor } from '../cursor/cursor.ts';
import type { Names } from './name-subjects.ts';

/** The value of the last build, in the first instance of the module and block; undefined where there is none. */
export function valueOfExpression(names: Names, expression: Expression): Value | undefined {
  const { view, table } = names;
  const { model } = view;
  if (model === undefined || table === undefined) return undefined;
  const [module] = model.inspect.modulesIn(table.dir);
  if (module === undefined) return undefined;
  const declaration = ownDeclaration(names);
  const block = declaration?.kind === 'resource' ? `${declaration.type}.${declaration.name}` : undefined;
  const [instance] = block === undefined ? [] : model.inspect.instancesOf(module, block);
  const [call] = declaration?.kind === 'module' ? model.inspect.callsOf(module, declaration.name) : [];
  const scope = { module, ...(instance !== undefined && { instance }), ...(call !== undefined && { call }) };
  const { value, problems } = model.inspect.evaluate(scope, expression);
  return problems.length > 0 || !isKnown(value) ? undefined : value;
}

function ownDeclaration({ cursor, view }: Names) {
  const node = cursor.item?.node;
  return node?.kind === 'block' && cursor.blocks.length > 0
    ? declaredBy(node, view.vocabulary, false).declaration
    : undefined;
}

/** What is being defined around the cursor, as it is referred to (`service.web`): it cannot be made of itself. */
export function ownName({ blocks, place }: Cursor): string | undefined {
  const [top] = blocks;
  if (top?.type === 'locals') return 'attribute' in place ? `local.${place.attribute}` : undefined;
  return top?.type === 'resource' ? top.labels.join('.') : `${top?.type ?? ''}.${top?.labels[0] ?? ''}`;
}

/** The kind of the resource that the cursor is in. */
export function ownResource(names: Names): string | undefined {
  const declaration = ownDeclaration(names);
  if (declaration?.kind === 'resource') return declaration.type;
  const [top] = names.cursor.blocks;
  return top?.type === 'resource' ? top.labels[0] : undefined;
}

/** What the block around the cursor is repeated over. */
export function eachCollection(names: Names): Expression | undefined {
  const declaration = ownDeclaration(names);
  return declaration?.kind === 'resource' || declaration?.kind === 'module'
    ? declaration.forEach?.expression
    : undefined;
}

export interface Iterator {
  readonly name: string;
  readonly forEach: Expression | undefined;
}

/** Of the `dynamic` blocks around the cursor, where it is in their `content`. Innermost first. */
export function dynamicIterators({ cursor }: Names): readonly Iterator[] {
  const { blocks, item } = cursor;
  return blocks
    .flatMap((block, i): readonly Iterator[] => {
      if (block.type !== 'dynamic' || blocks[i + 1]?.type !== 'content') return [];
      const entries = item === undefined ? undefined : entriesAt(item.node, block.body - item.offset);
      const given = (name: string) => entries?.find((each) => each.kind === 'attribute' && each.name.text === name);
      const iterator = given('iterator');
      const forEach = given('for_each');
      const renamed =
        iterator?.kind === 'attribute' && iterator.value.kind === 'variable' ? iterator.value.name : undefined;
      const name = renamed ?? block.labels[0];
      return name === undefined ? [] : [{ name, forEach: forEach?.kind === 'attribute' ? forEach.value : undefined }];
    })
    .reverse();
}

function entriesAt(node: NonNullable<Cursor['item']>['node'], body: number) {
  let at = node;
  for (;;) {
    if (at.kind !== 'block') return undefined;
    if (at.body.span.start === body) return at.body.entries;
    const inner = at.body.entries.find(({ kind, span }) => kind === 'block' && span.start < body && body <= span.end);
    if (inner === undefined) return undefined;
    at = inner;
  }
}
