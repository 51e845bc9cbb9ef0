/**
 * Outputs of modules that are read where no plain reference says so: behind an index that is computed
 * (`module.m[each.key].url`), behind a splat (`module.m[*].url`), and through the variable of a `for` over the
 * module (`[for m in module.m : m.url]`).
 */
import type { Span } from '../../base/span.ts';
import type { Expression, Name, TemplatePart } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';

export interface OutputRead {
  /** Name of the module block. */
  readonly call: string;
  readonly output: string;
  readonly span: Span;
}

/** Those alone that `referencesIn` does not give with their output. With a stack of its own: chains may be long. */
export function indirectOutputs(expression: Expression): readonly OutputRead[] {
  const found: OutputRead[] = [];
  const pending: { readonly node: Node; readonly bound: Bound }[] = [{ node: expression, bound: new Map() }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, bound } = next;
    let inner = bound;
    if ('kind' in node && (node.kind === 'for' || node.kind === 'for-tuple' || node.kind === 'for-object')) {
      inner = binding(node, bound);
      pending.push({ node: node.collection, bound });
    } else {
      const read = readBy(node, bound);
      if (read !== undefined) found.push(read);
    }
    for (const child of childNodes(node)) {
      if (inner === bound || !('collection' in node) || child !== node.collection) {
        pending.push({ node: child, bound: inner });
      }
    }
  }
  return found;
}

/** Variables of `for` that stand for an instance of a module, by name; undefined where they stand for anything else. */
type Bound = ReadonlyMap<string, string | undefined>;

function readBy(node: Node, bound: Bound): OutputRead | undefined {
  if (!('kind' in node)) return undefined;
  if (node.kind === 'get-attribute') {
    const call = instanceOf(node.object, bound);
    return call === undefined ? undefined : { call, output: node.name.text, span: node.name.span };
  }
  if (node.kind !== 'splat' || !('object' in node)) return undefined;
  const call = wholeModule(node.object, bound);
  const [step] = node.each;
  if (call === undefined || step?.kind !== 'attribute') return undefined;
  return { call, output: step.name.text, span: step.name.span };
}

function binding(
  node: (Expression & { readonly kind: 'for-tuple' | 'for-object' }) | (TemplatePart & { readonly kind: 'for' }),
  bound: Bound,
): Bound {
  const names: readonly (Name | undefined)[] = [node.keyName, node.valueName];
  const inner = new Map(bound);
  for (const name of names) if (name !== undefined) inner.set(name.text, undefined);
  inner.set(node.valueName.text, wholeModule(node.collection, bound));
  return inner;
}

/** The module block of which the expression is one instance, chosen by what has to be computed. */
function instanceOf(expression: Expression, bound: Bound): string | undefined {
  if (expression.kind === 'variable') return bound.get(expression.name);
  if (expression.kind !== 'index') return undefined;
  const { key } = expression;
  const isPlain = key.kind === 'number' || (key.kind === 'template' && key.parts.every(({ kind }) => kind === 'text'));
  return isPlain ? undefined : wholeModule(expression.object, bound);
}

/** `module.m` and nothing behind it, or the list of its instances, `values(module.m)`. */
function wholeModule(expression: Expression, bound: Bound): string | undefined {
  if (expression.kind === 'call' && expression.name.text === 'values') {
    const [all] = expression.args;
    return all === undefined ? undefined : wholeModule(all, bound);
  }
  if (expression.kind !== 'get-attribute' || bound.has('module')) return undefined;
  const { object, name } = expression;
  return object.kind === 'variable' && object.name === 'module' ? name.text : undefined;
}
