/** From an offset to the nodes around it, and from a place to offsets. */
import type { Place, Span } from '../base/span.ts';
import type { Attribute, Block, Expression, Item, ObjectItem, SplatStep, SyntaxFile, TemplatePart } from './ast.ts';

export type Node = Block | Attribute | Expression | TemplatePart | ObjectItem | SplatStep;

export interface Located {
  readonly item: Item;
  /** From the item's node to the innermost node that holds the offset. */
  readonly path: readonly Node[];
}

/**
 * The item at `offset` of the file and the nodes in it that hold the offset, outermost first. An offset
 * right behind a node counts as inside it where nothing else begins there. Undefined between items.
 */
export function nodeAt(file: SyntaxFile, offset: number): Located | undefined {
  const item = itemAt(file, offset);
  if (item === undefined) return undefined;
  const at = offset - item.offset;
  const path: Node[] = [item.node];
  for (let node: Node | undefined = item.node; node !== undefined; ) {
    node = childAt(childNodes(node), at);
    if (node !== undefined) path.push(node);
  }
  return { item, path };
}

/** The item that holds `offset` or ends there. O(log items). */
export function itemAt(file: SyntaxFile, offset: number): Item | undefined {
  const { items } = file;
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const item = items[low - 1];
  return item !== undefined && offset <= item.offset + item.node.span.end ? item : undefined;
}

/** The item of this key, or undefined. */
export function itemOf(file: SyntaxFile, key: string): Item | undefined {
  return file.items.find((item) => item.key === key);
}

/** Offsets in the file of a place; undefined where it names an item that the file does not have. */
export function placeOffset(file: SyntaxFile, place: Place): Span | undefined {
  if (place.item === '') return place.span;
  const item = itemOf(file, place.item);
  if (item === undefined) return undefined;
  return { start: item.offset + place.span.start, end: item.offset + place.span.end };
}

/** The place of a span inside an item. */
export function placeIn(file: SyntaxFile, item: Item, span: Span): Place {
  return { file: file.path, item: item.key, span };
}

/** The nodes right below `node`, in source order. */
export function childNodes(node: Node): readonly Node[] {
  if (!('kind' in node)) return [node.key, node.value];
  switch (node.kind) {
    case 'block':
      return node.body.entries;
    case 'attribute':
      return 'value' in node ? [node.value] : [];
    case 'template':
      return node.parts;
    case 'interpolation':
      return [node.value];
    case 'if':
      return [node.condition, ...node.then, ...(node.otherwise ?? [])];
    case 'for':
      return [node.collection, ...node.body];
    case 'get-attribute':
      return [node.object];
    case 'index':
      return 'object' in node ? [node.object, node.key] : [node.key];
    case 'splat':
      return 'object' in node ? [node.object, ...node.each] : node.each;
    case 'call':
      return node.args;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.then, node.otherwise];
    case 'tuple':
      return node.items;
    case 'object':
      return node.items;
    case 'for-tuple':
      return [node.collection, node.value, ...(node.condition === undefined ? [] : [node.condition])];
    case 'for-object':
      return [node.collection, node.key, node.value, ...(node.condition === undefined ? [] : [node.condition])];
    case 'parenthesized':
      return [node.inner];
    case 'number':
    case 'bool':
    case 'null':
    case 'variable':
    case 'invalid':
    case 'text':
      return [];
  }
}

function childAt(nodes: readonly Node[], at: number): Node | undefined {
  let touching: Node | undefined;
  for (const node of nodes) {
    if (node.span.start <= at && at < node.span.end) return node;
    if (node.span.end === at && node.span.start <= at) touching = node;
  }
  return touching;
}
