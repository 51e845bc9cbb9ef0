/** Declares what is referred to and is not there: variables, locals, outputs, inputs of modules, resources. */
import type { Type } from '../../language/types.ts';
import { anyType, boolType, numberType, stringType } from '../../language/types.ts';
import type { Expression, Item } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import type { Change } from '../changes.ts';
import { declarationOf, type Symbol as Named, symbolAt } from '../names/symbols.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import type { FileEdit } from '../spans.ts';
import type { Action, ActionContext, ActionMaker } from './action.ts';
import { bodyInsertion, intoBody, isOnOneLine, newBlock, tidied } from './insert.ts';
import { missingLines } from './missing.ts';
import { emptyValue, variableText } from './type-text.ts';

export const declare: ActionMaker = (context) => {
  const { view, path, at, here } = context;
  const found = symbolAt(view, path, at.start);
  if (found === undefined || declarationOf(view, found.symbol) !== undefined) return [];
  const { symbol, occurrence } = found;
  const table = view.table(symbol.dir);
  if (table === undefined) return [];
  const [sort = '', first = '', second = ''] = symbol.name.split('.');
  const solves = here.filter(({ span }) => span.start <= occurrence.span.end && occurrence.span.start <= span.end);
  const where = symbol.dir === context.dir ? '' : ` in \`${symbol.dir}\``;
  const action = (title: string, change: () => Change): readonly Action[] => [
    { id: `declare:${symbol.dir}:${symbol.name}`, title, kind: 'quickfix', solves, change },
  ];
  switch (sort) {
    case 'var':
      return action(`Declare variable \`${first}\`${where}`, () =>
        block(context, symbol, 'variable', variableText(first, typeInUse(context), '')),
      );
    case 'local':
      return action(`Declare local value \`${first}\``, () =>
        declareLocal(context, first, emptyValue(typeInUse(context))),
      );
    case 'output':
      return action(`Declare output \`${first}\`${where}`, () =>
        block(context, symbol, 'output', `output "${first}" {\n  value = null\n}`),
      );
    case 'resource': {
      if (!view.vocabulary.kinds.has(first)) return [];
      return action(`Declare \`${first}.${second}\``, () => {
        const lines = missingLines(view, path, [{ type: 'resource', labels: [first, second] }], new Set());
        const body = lines.length === 0 ? '{}' : `{\n${lines.map((line) => `  ${line}\n`).join('')}}`;
        return block(context, symbol, 'resource', `resource "${first}" "${second}" ${body}`);
      });
    }
    default:
      return [];
  }
};

function block(context: ActionContext, { dir }: Named, type: string, text: string): Change {
  const { view, path, located } = context;
  const isHere = dir === context.dir && context.role === 'source';
  const near = isHere ? located?.item : undefined;
  const edit = newBlock(view, dir, isHere ? path : '', type, `${type}s.cw`, text, near);
  return { edits: edit === undefined ? [] : [edit] };
}

/**
 * A new local value: in the last `locals` block of the file, else in one of its own. `more` are edits in the item at the
 * cursor that are made with it.
 */
export function declareLocal(
  { view, dir, path, file, located }: ActionContext,
  name: string,
  value: string,
  more: readonly FileEdit[] = [],
): Change {
  const line = `${name} = ${value}`;
  const here = located?.item;
  const isOpen = (item: Item) => item !== here || item.node.kind !== 'block' || !isOnOneLine(file, item, item.node);
  const item = file.items.findLast(
    (each) =>
      each.node.kind === 'block' &&
      each.node.type.text === 'locals' &&
      !each.node.broken &&
      (more.length === 0 || isOpen(each)),
  );
  if (item?.node.kind !== 'block') {
    const edit = newBlock(view, dir, path, 'locals', 'locals.cw', `locals {\n  ${line}\n}`, here);
    return { edits: edit === undefined ? [] : [edit, ...more] };
  }
  if (item === here && more.length > 0) {
    return { edits: tidied(file, item, [bodyInsertion(file, item, item.node, [line]), ...more]) };
  }
  return { edits: [...intoBody(file, item, item.node, [line]), ...more] };
}

/** The type that what stands at the cursor has to have, as far as its surroundings say so. */
export function typeInUse({ view, path, located, blocks, at, role }: ActionContext): Type {
  const nodes = located?.path ?? [];
  const item = located?.item;
  if (item === undefined) return anyType;
  const [top] = nodes;
  if (role === 'variables' && top !== undefined && 'kind' in top && top.kind === 'attribute' && 'value' in top) {
    return literalType(top.value);
  }
  const inside = nodes.findLastIndex(
    (node) => !('kind' in node) || !['variable', 'get-attribute', 'index', 'parenthesized'].includes(node.kind),
  );
  const around = nodes[inside];
  const child = nodes[inside + 1];
  if (around === undefined || !('kind' in around)) return anyType;
  switch (around.kind) {
    case 'interpolation':
    case 'template':
      return isWhole(nodes[inside - 1]) ? anyType : stringType;
    case 'unary':
      return around.operator === '!' ? boolType : numberType;
    case 'binary':
      return binaryType(around.operator);
    case 'conditional':
      return around.condition === child ? boolType : anyType;
    case 'attribute': {
      if (!('value' in around)) return anyType;
      const attribute = around;
      const name = attribute.name.text;
      const isInput = at.start - item.offset <= attribute.name.span.end;
      if (isInput) return literalType(attribute.value);
      if (child !== attribute.value) return anyType;
      return schemaOf(view, path, blocks.map(headOf))?.attributes.get(name)?.type ?? anyType;
    }
    default:
      return anyType;
  }
}

/** A template of one interpolation alone gives that value as it is. */
function isWhole(node: Node | undefined): boolean {
  return node !== undefined && 'kind' in node && node.kind === 'template' && node.parts.length === 1;
}

function binaryType(operator: string): Type {
  if (['+', '-', '*', '/', '%', '<', '<=', '>', '>='].includes(operator)) return numberType;
  return operator === '&&' || operator === '||' ? boolType : anyType;
}

/** Of a value that is written out; no more than its outermost form. */
export function literalType(expression: Expression): Type {
  switch (expression.kind) {
    case 'template':
      return stringType;
    case 'number':
      return numberType;
    case 'bool':
      return boolType;
    case 'unary':
      return expression.operator === '-' ? numberType : boolType;
    case 'parenthesized':
      return literalType(expression.inner);
    default:
      return anyType;
  }
}
