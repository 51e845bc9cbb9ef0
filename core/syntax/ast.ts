/**
 * The plain syntax tree that everything above the parser works on. It holds no tree-sitter node.
 * Every span is relative to the start of the top-level item that the node belongs to.
 */
import type { Span } from '../base/span.ts';

/** One parsed file: a body whose top-level entries are kept apart, so that each can be reused. */
export interface SyntaxFile {
  readonly path: string;
  readonly text: string;
  /** In source order. Keys are unique in a file. */
  readonly items: readonly Item[];
}

/** A top-level block or attribute, with where it starts now. The node itself never moves. */
export interface Item {
  /**
   * Names the item inside its file: `resource.service.web`, `variable.port`, `locals`, `attr.name`
   * (type and labels joined by dots, JSON-quoted where a label is no identifier); a second one of
   * the same name gets `~2`, and so on.
   */
  readonly key: string;
  /** Offset of the item's first character in the file. */
  readonly offset: number;
  readonly node: Block | Attribute;
}

export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface Label {
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

export interface Block {
  readonly kind: 'block';
  readonly type: Name;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** From the type's first character to behind the closing brace. */
  readonly span: Span;
  /** The text of this block did not parse cleanly; what is said of it should be held back. */
  readonly broken: boolean;
}

export interface Body {
  /** Attributes and nested blocks in source order. */
  readonly entries: readonly (Attribute | Block)[];
  /** Between the braces (without them). */
  readonly span: Span;
}

export interface Attribute {
  readonly kind: 'attribute';
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

export type Expression =
  | NumberLiteral
  | BoolLiteral
  | NullLiteral
  | Template
  | Variable
  | GetAttribute
  | Index
  | Splat
  | Call
  | Unary
  | Binary
  | Conditional
  | Tuple
  | ObjectExpression
  | ForTuple
  | ForObject
  | Parenthesized
  | Invalid;

export interface NumberLiteral {
  readonly kind: 'number';
  /** As written: `1e3`, `0.1`. */
  readonly text: string;
  readonly span: Span;
}
export interface BoolLiteral {
  readonly kind: 'bool';
  readonly value: boolean;
  readonly span: Span;
}
export interface NullLiteral {
  readonly kind: 'null';
  readonly span: Span;
}

/**
 * A quoted string or heredoc. Escapes are resolved, heredoc indentation (`<<-`) is removed and strip
 * markers (`~`) are applied already. A quoted template of one interpolation and nothing else gives
 * that interpolation's value unchanged.
 */
export interface Template {
  readonly kind: 'template';
  readonly form: 'quoted' | 'heredoc';
  readonly parts: readonly TemplatePart[];
  readonly span: Span;
}
export type TemplatePart = TemplateText | TemplateInterpolation | TemplateIf | TemplateFor;
export interface TemplateText {
  readonly kind: 'text';
  readonly value: string;
  readonly span: Span;
}
export interface TemplateInterpolation {
  readonly kind: 'interpolation';
  readonly value: Expression;
  readonly span: Span;
}
export interface TemplateIf {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: readonly TemplatePart[];
  /** Absent where there is no `%{ else }`. */
  readonly otherwise?: readonly TemplatePart[];
  readonly span: Span;
}
export interface TemplateFor {
  readonly kind: 'for';
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly body: readonly TemplatePart[];
  readonly span: Span;
}

/** The root of a traversal: `var` in `var.port`, `each` in `each.key`, or a `for` variable. */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly span: Span;
}
export interface GetAttribute {
  readonly kind: 'get-attribute';
  readonly object: Expression;
  readonly name: Name;
  readonly span: Span;
}
/** `a[key]`; the older `a.0` is an index by a number literal. */
export interface Index {
  readonly kind: 'index';
  readonly object: Expression;
  readonly key: Expression;
  readonly span: Span;
}
/**
 * `a.*.b` (attribute-only: `each` holds attribute steps alone; what follows applies to the result)
 * or `a[*].b[0].c` (full: everything that follows applies to each element).
 */
export interface Splat {
  readonly kind: 'splat';
  readonly form: 'attribute' | 'full';
  readonly object: Expression;
  readonly each: readonly SplatStep[];
  readonly span: Span;
}
export type SplatStep =
  | { readonly kind: 'attribute'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Expression; readonly span: Span }
  /** `a[*].b[*].c`: the second splat applies to what the first one's steps gave of each element. */
  | {
      readonly kind: 'splat';
      readonly form: 'attribute' | 'full';
      readonly each: readonly SplatStep[];
      readonly span: Span;
    };

export interface Call {
  readonly kind: 'call';
  /** With `::` where it is namespaced. */
  readonly name: Name;
  readonly args: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandLast: boolean;
  readonly span: Span;
}
export interface Unary {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
  readonly span: Span;
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}
export interface Conditional {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
  readonly span: Span;
}
export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
  readonly span: Span;
}
export interface ObjectItem {
  /**
   * A bare identifier key is a template holding its text (`bare` is true); `(expr) = …` is a
   * parenthesized expression.
   */
  readonly key: Expression;
  readonly bare: boolean;
  readonly value: Expression;
  readonly span: Span;
}
export interface ObjectExpression {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
  readonly span: Span;
}
export interface ForTuple {
  readonly kind: 'for-tuple';
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  readonly span: Span;
}
export interface ForObject {
  readonly kind: 'for-object';
  readonly keyName?: Name;
  readonly valueName: Name;
  readonly collection: Expression;
  readonly key: Expression;
  readonly value: Expression;
  /** `...` behind the value: values of equal keys are collected into lists. */
  readonly grouping: boolean;
  readonly condition?: Expression;
  readonly span: Span;
}
export interface Parenthesized {
  readonly kind: 'parenthesized';
  readonly inner: Expression;
  readonly span: Span;
}
/** What could not be read; a diagnostic says why. Evaluates to unknown without a second report. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly span: Span;
}
