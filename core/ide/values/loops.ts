/**
 * Names that loops bind around a node: `for` expressions, `%{ for }` and `dynamic` blocks. An expression inside of a loop
 * is evaluated as the loop would do it, once for each element.
 */
import type { Attribute, Block, Expression, ForTuple, Name, ObjectItem } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { iteratorOf } from '../names/bindings.ts';

export interface Loop {
  readonly names: readonly Name[];
  /** What it goes over. */
  readonly collection: Expression;
  /** `[for … : body]` with the names of this loop. */
  over(body: Expression): Expression;
}

/** The loops whose body holds the last node of the path, outermost first. `nodes` run from an item to the node. */
export function loopsAround(nodes: readonly Node[]): readonly Loop[] {
  return nodes.flatMap((node, i) => {
    const inner = nodes[i + 1];
    if (inner === undefined || !('kind' in node)) return [];
    switch (node.kind) {
      case 'for-tuple':
      case 'for-object':
        return inner === node.collection ? [] : [loopOf(node)];
      case 'for':
        return inner === node.collection ? [] : [loopOf(node)];
      case 'block': {
        const isContent = 'kind' in inner && inner.kind === 'block' && inner.type.text === 'content';
        return isContent ? dynamicLoop(node) : [];
      }
      default:
        return [];
    }
  });
}

export interface LoopNames {
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly condition?: Expression;
}

export function loopOf({ keyName, valueName, collection, condition }: LoopNames): Loop {
  return {
    names: keyName === undefined ? [valueName] : [keyName, valueName],
    collection,
    over: (body) => ({
      kind: 'for-tuple',
      ...(keyName !== undefined && { keyName }),
      valueName,
      collection,
      value: body,
      ...(condition !== undefined && { condition }),
      span: body.span,
    }),
  };
}

/** `dynamic "ports" { for_each = … }`: the iterator is an object with `key` and `value`. */
function dynamicLoop(block: Block): readonly Loop[] {
  if (block.type.text !== 'dynamic') return [];
  const iterator = iteratorOf(block);
  const forEach = block.body.entries.find(
    (entry): entry is Attribute => entry.kind === 'attribute' && entry.name.text === 'for_each',
  )?.value;
  if (iterator === undefined || forEach === undefined) return [];
  const name: Name = { text: iterator.name, span: iterator.span };
  return [loopOf({ valueName: name, collection: iteratorsOf(forEach) })];
}

/** `[for key, value in EACH : { key = key, value = value }]`. */
function iteratorsOf(forEach: Expression): ForTuple {
  const { span } = forEach;
  const name = (text: string): Name => ({ text, span });
  const item = (text: string): ObjectItem => ({
    key: { kind: 'template', form: 'quoted', parts: [{ kind: 'text', value: text, span }], span },
    bare: true,
    value: { kind: 'variable', name: text, span },
    span,
  });
  return {
    kind: 'for-tuple',
    keyName: name('key'),
    valueName: name('value'),
    collection: forEach,
    value: { kind: 'object', items: [item('key'), item('value')], span },
    span,
  };
}
