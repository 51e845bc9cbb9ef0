/** An expression in the place of another: which parentheses it needs, and which names it would lose. */
import type { Span } from '../../base/span.ts';
import type { Expression, Item, SyntaxFile } from '../../syntax/ast.ts';
import { nodeAt } from '../../syntax/locate.ts';

export interface Use {
  /** Of the whole reference (`local.x`), in the file. */
  readonly span: Span;
  /** Of the interpolation of a quoted text that holds the reference and nothing else. */
  readonly interpolation?: Span;
  /** The reference stands where no operator or step touches it. */
  readonly isAlone: boolean;
  readonly isInText: boolean;
}

/** The use of a value whose name's last word stands at `offset`; undefined where it stands in quotes, as an address. */
export function useAt(file: SyntaxFile, offset: number): Use | undefined {
  const located = nodeAt(file, offset);
  if (located === undefined) return undefined;
  const { path, item } = located;
  const index = path.findIndex(
    (node) =>
      'kind' in node &&
      node.kind === 'get-attribute' &&
      node.object.kind === 'variable' &&
      within(node.name.span, offset - item.offset),
  );
  const node = path[index];
  const around = path[index - 1];
  if (node === undefined || around === undefined) return undefined;
  const at = (span: Span): Span => ({ start: span.start + item.offset, end: span.end + item.offset });
  const outer = path[index - 2];
  const isInterpolation = 'kind' in around && around.kind === 'interpolation';
  const isQuoted = outer !== undefined && 'kind' in outer && outer.kind === 'template' && outer.form === 'quoted';
  return {
    span: at(node.span),
    ...(isInterpolation && isQuoted && { interpolation: at(around.span) }),
    isAlone: !('kind' in around) || !tight.has(around.kind) || isCollection(around, node),
    isInText: path.slice(0, index).some((each) => 'kind' in each && each.kind === 'template'),
  };
}

const tight: ReadonlySet<string> = new Set(['binary', 'unary', 'conditional', 'get-attribute', 'index', 'splat']);

/** The key of an index stands in brackets. */
function isCollection(around: object, node: object): boolean {
  return 'kind' in around && around.kind === 'index' && 'key' in around && around.key === node;
}

/** The text of an expression as a part of a larger one. */
export function asPart(file: SyntaxFile, item: Item, expression: Expression, isAlone: boolean): string {
  const text = textOf(file, item, expression);
  return isAlone || !loose.has(expression.kind) ? text : `(${text})`;
}

const loose: ReadonlySet<string> = new Set([
  'binary',
  'unary',
  'conditional',
  'template',
  'number',
  'bool',
  'null',
  'object',
  'tuple',
  'for-tuple',
  'for-object',
]);

export function textOf(file: SyntaxFile, item: Item, { span }: { readonly span: Span }): string {
  return file.text.slice(item.offset + span.start, item.offset + span.end);
}

function within(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
