/** What stands at the cursor: the nodes around it, the blocks that it is in, and what the schema says of its value. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import type { Attribute, Block, Expression, Item, ObjectItem } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { type BodySchema, headOf, schemaOf } from '../schema/body-schema.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import { shifted } from '../spans.ts';
import type { Field, Shape } from '../values/value-shape.ts';
import type { Hover, HoverPart } from './parts.ts';
import type { ResourceOptions } from './resource.ts';

export interface Here {
  readonly view: View;
  readonly path: string;
  readonly item: Item;
  /** From the item's node to the innermost one that holds the cursor. */
  readonly nodes: readonly Node[];
  /** Relative to the item. */
  readonly at: number;
  readonly options: ResourceOptions;
  /** How long ago the facts of the machine were gathered, `2 h ago`; undefined before the first run. */
  readonly factsAge: () => string | undefined;
}

export function hoverOf({ item }: Here, span: Span, parts: readonly HoverPart[]): Hover | undefined {
  return parts.length === 0 ? undefined : { span: shifted(span, item.offset), parts };
}

export function holds(span: Span, at: number): boolean {
  return span.start <= at && at <= span.end;
}

export function isBlock(node: Node | undefined): node is Block {
  return node !== undefined && 'kind' in node && node.kind === 'block';
}

export function isAttribute(node: Node | undefined): node is Attribute {
  return node !== undefined && 'kind' in node && node.kind === 'attribute' && 'value' in node;
}

export function isObjectItem(node: Node | undefined): node is ObjectItem {
  return node !== undefined && !('kind' in node);
}

/** What may stand in the innermost of the blocks around. */
export function schemaHere({ view, path, nodes }: Here): BodySchema | undefined {
  return schemaOf(view, path, nodes.filter(isBlock).map(headOf));
}

/** The attribute of a block whose value the cursor is in. */
export function attributeHere(
  here: Here,
): { readonly attribute: Attribute; readonly schema: SchemaAttribute | undefined } | undefined {
  const attribute = here.nodes.find(isAttribute);
  if (attribute === undefined) return undefined;
  return { attribute, schema: schemaHere(here)?.attributes.get(attribute.name.text) };
}

/** What the schema says of the node at `index`, which stands in an attribute's value: a field of an object, an element. */
export function shapeAt(here: Here, index: number): Shape | Field | undefined {
  const start = here.nodes.findIndex(isAttribute);
  let shape: Shape | undefined = attributeHere(here)?.schema;
  for (let i = start + 1; i <= index && shape !== undefined; i++) {
    const parent = here.nodes[i - 1];
    const node = here.nodes[i];
    if (isObjectItem(node)) {
      // A map has elements, whatever their keys are.
      shape = shape.fields?.().get(literalText(node.key) ?? '') ?? shape.element?.();
    } else if (parent !== undefined && 'kind' in parent && parent.kind === 'tuple') shape = shape.element?.();
  }
  return shape;
}

const expressionKinds: ReadonlySet<string> = new Set<Expression['kind']>([
  'number',
  'bool',
  'null',
  'template',
  'variable',
  'get-attribute',
  'index',
  'splat',
  'call',
  'unary',
  'binary',
  'conditional',
  'tuple',
  'object',
  'for-tuple',
  'for-object',
  'parenthesized',
  'invalid',
]);

/** Steps of a splat have kinds of the same names, and no object. */
export function isExpression(node: Node | undefined): node is Expression {
  if (node === undefined || !('kind' in node) || !expressionKinds.has(node.kind)) return false;
  if (node.kind === 'get-attribute' || node.kind === 'index' || node.kind === 'splat') return 'object' in node;
  return true;
}
