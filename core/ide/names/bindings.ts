/**
 * Names that hold inside of one expression or block alone: those of `for` expressions, of `%{ for }` in templates and of
 * `dynamic` blocks. And every chain of names in an item, with what binds its root. Made once for each item; all spans are
 * relative to it.
 */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import type { Attribute, Block, Expression, Name, SplatStep } from '../../syntax/ast.ts';
import { childNodes, itemAt, type Node } from '../../syntax/locate.ts';
import { insideQuotes, shifted } from '../spans.ts';

export interface Binding {
  readonly name: string;
  /** Which of the two names of a `for` it is, or the iterator of a `dynamic` block. */
  readonly part: 'key' | 'value' | 'iterator';
  /** Where the name is given. */
  readonly declared: Span;
  /** It is the label of a `dynamic` block, which also says what the block makes. */
  readonly isLabel: boolean;
  readonly collection: Expression | undefined;
  /** Where the name may be used, as far as no inner one hides it. */
  readonly scope: Span;
  /** In source order. */
  readonly uses: readonly Span[];
}

export interface ChainStep {
  readonly kind: 'attribute' | 'index';
  /** Undefined for an index that has to be computed. */
  readonly text: string | undefined;
  readonly span: Span;
}

/** `service.web[0].image`, also behind a splat: `service.web[*].image`. */
export interface Chain {
  readonly root: string;
  readonly rootSpan: Span;
  readonly steps: readonly ChainStep[];
  readonly binding: Binding | undefined;
}

export interface ItemNames {
  /** In the order in which they are declared. */
  readonly bindings: readonly Binding[];
  /** In source order of their roots. */
  readonly chains: readonly Chain[];
}

const memo = new WeakMap<Block | Attribute, ItemNames>();

export function namesIn(node: Block | Attribute): ItemNames {
  let known = memo.get(node);
  if (known === undefined) {
    known = collect(node);
    memo.set(node, known);
  }
  return known;
}

/** A binding as it stands in a file. */
export interface BindingHere {
  readonly binding: Binding;
  /** Offsets in the file, as of the two below. */
  readonly origin: Span;
  readonly declared: Span;
  readonly uses: readonly Span[];
}

/** The binding whose name stands at `offset`, where it is declared or used. */
export function bindingAt(view: View, path: string, offset: number): BindingHere | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item === undefined) return undefined;
  const at = offset - item.offset;
  for (const binding of namesIn(item.node).bindings) {
    const here = [binding.declared, ...binding.uses].find((span) => span.start <= at && at <= span.end);
    if (here === undefined) continue;
    return {
      binding,
      origin: shifted(here, item.offset),
      declared: shifted(binding.declared, item.offset),
      uses: binding.uses.map((span) => shifted(span, item.offset)),
    };
  }
  return undefined;
}

/** Bindings that may be used at `offset`; an inner one of the same name hides the outer. */
export function bindingsVisibleAt(view: View, path: string, offset: number): readonly Binding[] {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item === undefined) return [];
  const at = offset - item.offset;
  const visible = new Map<string, Binding>();
  for (const binding of namesIn(item.node).bindings) {
    if (binding.scope.start <= at && at <= binding.scope.end) visible.set(binding.name, binding);
  }
  return [...visible.values()];
}

/** What a `dynamic` block calls its iterator, and where it says so. */
export function iteratorOf(
  block: Block,
): { readonly name: string; readonly span: Span; readonly isLabel: boolean } | undefined {
  const [label] = block.labels;
  const given = block.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'iterator');
  if (given?.kind === 'attribute') {
    const { value } = given;
    if (value.kind === 'variable') return { name: value.name, span: value.span, isLabel: false };
    const text = literalText(value);
    if (text !== undefined) return { name: text, span: insideQuotes(value.span, true), isLabel: false };
  }
  if (label === undefined) return undefined;
  return { name: label.text, span: insideQuotes(label.span, label.quoted), isLabel: true };
}

interface Growing extends Binding {
  readonly uses: Span[];
}

type Scope = ReadonlyMap<string, Growing>;

/** With a stack of its own: expressions may be as deep as text is long. */
function collect(root: Block | Attribute): ItemNames {
  const bindings: Growing[] = [];
  const chains: Chain[] = [];
  const pending: { readonly node: Node; readonly scope: Scope }[] = [{ node: root, scope: new Map() }];
  const later = (nodes: readonly Node[], scope: Scope) => {
    for (const node of nodes) pending.push({ node, scope });
  };
  const bind = (scope: Scope, names: readonly (Omit<Growing, 'uses'> | undefined)[]): Scope => {
    const inner = new Map(scope);
    for (const name of names) {
      if (name === undefined) continue;
      const binding: Growing = { ...name, uses: [] };
      bindings.push(binding);
      inner.set(binding.name, binding);
    }
    return inner;
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, scope } = next;
    const kind = 'kind' in node ? node.kind : undefined;
    if (!('kind' in node)) later(node.bare ? [node.value] : [node.key, node.value], scope);
    else if (node.kind === 'block' && node.type.text === 'dynamic') readDynamic(node, scope, bind, later);
    else if (node.kind === 'for-tuple' || node.kind === 'for-object' || node.kind === 'for') {
      later([node.collection], scope);
      const inner = bind(scope, namesOfFor(node));
      later(
        childNodes(node).filter((child) => child !== node.collection),
        inner,
      );
    } else if (kind === 'variable' || kind === 'get-attribute' || kind === 'index' || kind === 'splat') {
      readChain(node as Expression, scope, chains, later);
    } else later(childNodes(node), scope);
  }
  for (const { uses } of bindings) uses.sort((a, b) => a.start - b.start);
  bindings.sort((a, b) => a.declared.start - b.declared.start);
  chains.sort((a, b) => a.rootSpan.start - b.rootSpan.start);
  return { bindings, chains };
}

type Later = (nodes: readonly Node[], scope: Scope) => void;
type Bind = (scope: Scope, names: readonly (Omit<Growing, 'uses'> | undefined)[]) => Scope;

function readDynamic(block: Block, scope: Scope, bind: Bind, later: Later): void {
  const iterator = iteratorOf(block);
  const forEach = block.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'for_each');
  for (const entry of block.body.entries) {
    if (entry.kind === 'attribute') {
      if (entry.name.text !== 'iterator') later([entry.value], scope);
    } else if (entry.type.text === 'content' && iterator !== undefined) {
      const { name, span: declared, isLabel } = iterator;
      const collection = forEach?.kind === 'attribute' ? forEach.value : undefined;
      later(
        entry.body.entries,
        bind(scope, [{ name, part: 'iterator', declared, isLabel, collection, scope: entry.body.span }]),
      );
    } else later([entry], scope);
  }
}

function namesOfFor(node: {
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly span: Span;
}): readonly (Omit<Growing, 'uses'> | undefined)[] {
  const { keyName, valueName, collection } = node;
  const scope = { start: collection.span.end, end: node.span.end };
  const one = (name: Name | undefined, part: 'key' | 'value') =>
    name === undefined ? undefined : { name: name.text, part, declared: name.span, isLabel: false, collection, scope };
  return [one(keyName, 'key'), one(valueName, 'value')];
}

function readChain(expression: Expression, scope: Scope, chains: Chain[], later: Later): void {
  const steps: ChainStep[] = [];
  let at = expression;
  for (;;) {
    if (at.kind === 'get-attribute') {
      steps.push({ kind: 'attribute', text: at.name.text, span: at.name.span });
      at = at.object;
    } else if (at.kind === 'index') {
      steps.push(indexStep(at.key));
      later([at.key], scope);
      at = at.object;
    } else if (at.kind === 'splat') {
      const behind: ChainStep[] = [];
      readSplat(at.each, behind, scope, later);
      steps.push(...behind.reverse());
      at = at.object;
    } else break;
  }
  if (at.kind !== 'variable') {
    later([at], scope);
    return;
  }
  const binding = scope.get(at.name);
  binding?.uses.push(at.span);
  chains.push({ root: at.name, rootSpan: at.span, steps: steps.reverse(), binding });
}

function readSplat(each: readonly SplatStep[], steps: ChainStep[], scope: Scope, later: Later): void {
  for (const step of each) {
    if (step.kind === 'attribute') steps.push({ kind: 'attribute', text: step.name.text, span: step.name.span });
    else if (step.kind === 'splat') readSplat(step.each, steps, scope, later);
    else {
      steps.push(indexStep(step.key));
      later([step.key], scope);
    }
  }
}

function indexStep(key: Expression): ChainStep {
  const text = key.kind === 'number' ? key.text : literalText(key);
  return { kind: 'index', text, span: key.span };
}
