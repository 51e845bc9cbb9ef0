/** What can be said of an expression without evaluating it: literals, and plain traversals. */
import type { Span } from '../base/span.ts';
import { callsIn, referencesIn } from '../language/references.ts';
import type { Expression, Name } from '../syntax/ast.ts';

/** The text of a template without interpolations; undefined for everything else. */
export function literalText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'parenthesized') return literalText(expression.inner);
  if (expression?.kind !== 'template') return undefined;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'text') return undefined;
    text += part.value;
  }
  return text;
}

export function literalBool(expression: Expression | undefined): boolean | undefined {
  if (expression?.kind === 'bool') return expression.value;
  const text = literalText(expression);
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A number literal (also negative, also quoted) as a double. */
export function literalNumber(expression: Expression | undefined): number | undefined {
  if (expression?.kind === 'number') return Number(expression.text);
  if (expression?.kind === 'unary' && expression.operator === '-') {
    const number = literalNumber(expression.operand);
    return number === undefined ? undefined : -number;
  }
  const text = literalText(expression);
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Whether the expression is a value written out: no reference, no call, no template with parts. */
export function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
      return true;
    case 'template':
      return expression.parts.every((part) => part.kind === 'text');
    case 'parenthesized':
      return isLiteral(expression.inner);
    case 'unary':
      return isLiteral(expression.operand);
    case 'tuple':
      return expression.items.every(isLiteral);
    case 'object':
      return expression.items.every((item) => isLiteral(item.key) && isLiteral(item.value));
    default:
      return false;
  }
}

/** Whether an expression needs nothing but itself: no name and no function. */
export function isWrittenOut(expression: Expression): boolean {
  return isLiteral(expression) || (referencesIn(expression).length === 0 && callsIn(expression).length === 0);
}

export type TraversalStep =
  | { readonly kind: 'attribute'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Expression; readonly span: Span };

/** A root name followed by attributes and indices alone. */
export interface Traversal {
  readonly root: string;
  readonly rootSpan: Span;
  readonly steps: readonly TraversalStep[];
  readonly span: Span;
}

/** The traversal that an expression is; undefined where it is anything else. */
export function traversalOf(expression: Expression): Traversal | undefined {
  const steps: TraversalStep[] = [];
  let at = expression;
  for (;;) {
    switch (at.kind) {
      case 'variable':
        return { root: at.name, rootSpan: at.span, steps: steps.reverse(), span: expression.span };
      case 'get-attribute':
        steps.push({ kind: 'attribute', name: at.name.text, span: at.name.span });
        at = at.object;
        break;
      case 'index':
        steps.push({ kind: 'index', key: at.key, span: at.span });
        at = at.object;
        break;
      case 'parenthesized':
        at = at.inner;
        break;
      default:
        return undefined;
    }
  }
}

/** The items of a tuple, else the expression alone: `depends_on = [a, b]`. */
export function listItems(expression: Expression): readonly Expression[] {
  return expression.kind === 'tuple' ? expression.items : [expression];
}

export function textTemplate(text: string, span: Span): Expression {
  return { kind: 'template', form: 'quoted', parts: text === '' ? [] : [{ kind: 'text', value: text, span }], span };
}

/** An object expression with bare keys. */
export function objectOf(entries: readonly (readonly [Name, Expression])[], span: Span): Expression {
  return {
    kind: 'object',
    items: entries.map(([name, value]) => ({
      key: textTemplate(name.text, name.span),
      bare: true,
      value,
      span: value.span,
    })),
    span,
  };
}
