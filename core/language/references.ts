/** What an expression refers to, found without evaluating it: for unused declarations, rename, and the graph. */
import type { Span } from '../base/span.ts';
import type { Call, Expression, Name, SplatStep, Template, TemplatePart } from '../syntax/ast.ts';

/** One reference to something outside of the expression: `var.hosts[0].name`. `for` variables are none. */
export interface Reference {
  readonly root: string;
  readonly rootSpan: Span;
  /** As far as they are written out; they end before a splat and before an index that has to be computed. */
  readonly steps: readonly ReferenceStep[];
  /** From the root to behind the last of the steps. */
  readonly span: Span;
}

export type ReferenceStep =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: string | number; readonly span: Span };

const memo = new WeakMap<Expression, readonly Reference[]>();
const none: readonly Reference[] = [];

/** Every reference in source order, also those inside of indexes, templates and arguments. Kept as long as the expression. */
export function referencesIn(expression: Expression): readonly Reference[] {
  const known = memo.get(expression);
  if (known !== undefined) return known;
  const found = collect(expression);
  memo.set(expression, found.length === 0 ? none : found);
  return found;
}

function collect(expression: Expression): readonly Reference[] {
  const found: Reference[] = [];
  walk(expression, nothingBound, { reference: (reference) => found.push(reference), call: () => {} });
  return found;
}

/** Every function call in source order, outer ones before those in their arguments. */
export function callsIn(expression: Expression): readonly Call[] {
  const found: Call[] = [];
  walk(expression, nothingBound, { reference: () => {}, call: (call) => found.push(call) });
  return found;
}

interface Visitor {
  reference(reference: Reference): void;
  call(call: Call): void;
}

type Bound = ReadonlySet<string>;

const nothingBound: Bound = new Set();

function walk(expression: Expression, bound: Bound, visitor: Visitor): void {
  switch (expression.kind) {
    case 'variable':
    case 'get-attribute':
    case 'index':
      walkChain(expression, bound, visitor);
      return;
    case 'splat':
      walk(expression.object, bound, visitor);
      walkSplatSteps(expression.each, bound, visitor);
      return;
    case 'template':
      walkTemplate(expression, bound, visitor);
      return;
    case 'call':
      visitor.call(expression);
      for (const argument of expression.args) walk(argument, bound, visitor);
      return;
    case 'unary':
      walk(expression.operand, bound, visitor);
      return;
    case 'binary':
      walkBinary(expression, bound, visitor);
      return;
    case 'conditional':
      walk(expression.condition, bound, visitor);
      walk(expression.then, bound, visitor);
      walk(expression.otherwise, bound, visitor);
      return;
    case 'tuple':
      for (const item of expression.items) walk(item, bound, visitor);
      return;
    case 'object':
      for (const item of expression.items) {
        if (!item.bare) walk(item.key, bound, visitor);
        walk(item.value, bound, visitor);
      }
      return;
    case 'for-tuple':
    case 'for-object': {
      walk(expression.collection, bound, visitor);
      const inner = binding(bound, expression);
      if (expression.kind === 'for-object') walk(expression.key, inner, visitor);
      walk(expression.value, inner, visitor);
      if (expression.condition !== undefined) walk(expression.condition, inner, visitor);
      return;
    }
    case 'parenthesized':
      walk(expression.inner, bound, visitor);
      return;
    case 'number':
    case 'bool':
    case 'null':
    case 'invalid':
      return;
  }
}

/** A chain of `.name` and `[key]`; in a loop, however long it is. */
function walkChain(
  expression: Expression & { readonly kind: 'variable' | 'get-attribute' | 'index' },
  bound: Bound,
  visitor: Visitor,
): void {
  const links: (Expression & { readonly kind: 'get-attribute' | 'index' })[] = [];
  let root: Expression = expression;
  while (root.kind === 'get-attribute' || root.kind === 'index') {
    links.push(root);
    root = root.object;
  }
  links.reverse();
  if (root.kind !== 'variable') {
    walk(root, bound, visitor);
  } else if (!bound.has(root.name)) {
    const steps: ReferenceStep[] = [];
    let end = root.span.end;
    for (const link of links) {
      const step = staticStep(link);
      if (step === undefined) break;
      steps.push(step);
      end = link.span.end;
    }
    visitor.reference({ root: root.name, rootSpan: root.span, steps, span: { start: root.span.start, end } });
  }
  for (const link of links) if (link.kind === 'index') walk(link.key, bound, visitor);
}

function walkSplatSteps(steps: readonly SplatStep[], bound: Bound, visitor: Visitor): void {
  for (const step of steps) {
    if (step.kind === 'index') walk(step.key, bound, visitor);
    if (step.kind === 'splat') walkSplatSteps(step.each, bound, visitor);
  }
}

function staticStep(link: Expression & { readonly kind: 'get-attribute' | 'index' }): ReferenceStep | undefined {
  if (link.kind === 'get-attribute') return { kind: 'attribute', name: link.name.text, span: link.name.span };
  const { key } = link;
  if (key.kind === 'number') {
    const index = Number(key.text);
    return Number.isSafeInteger(index) ? { kind: 'index', key: index, span: key.span } : undefined;
  }
  if (key.kind !== 'template') return undefined;
  const text = staticText(key);
  return text === undefined ? undefined : { kind: 'index', key: text, span: key.span };
}

/** The text of a template without anything to compute. */
export function staticText(template: Template): string | undefined {
  if (template.parts.length === 0) return '';
  const [part] = template.parts;
  return template.parts.length === 1 && part?.kind === 'text' ? part.value : undefined;
}

function walkBinary(expression: Expression, bound: Bound, visitor: Visitor): void {
  const rights: Expression[] = [];
  let at: Expression = expression;
  while (at.kind === 'binary') {
    rights.push(at.right);
    at = at.left;
  }
  walk(at, bound, visitor);
  for (const right of rights.reverse()) walk(right, bound, visitor);
}

function walkTemplate(template: Template, bound: Bound, visitor: Visitor): void {
  for (const part of template.parts) walkPart(part, bound, visitor);
}

function walkPart(part: TemplatePart, bound: Bound, visitor: Visitor): void {
  switch (part.kind) {
    case 'text':
      return;
    case 'interpolation':
      walk(part.value, bound, visitor);
      return;
    case 'if':
      walk(part.condition, bound, visitor);
      for (const inner of part.then) walkPart(inner, bound, visitor);
      for (const inner of part.otherwise ?? []) walkPart(inner, bound, visitor);
      return;
    case 'for': {
      walk(part.collection, bound, visitor);
      const within = binding(bound, part);
      for (const inner of part.body) walkPart(inner, within, visitor);
      return;
    }
  }
}

function binding(bound: Bound, names: { readonly keyName?: Name; readonly valueName: Name }): Bound {
  const inner = new Set(bound).add(names.valueName.text);
  return names.keyName === undefined ? inner : inner.add(names.keyName.text);
}
