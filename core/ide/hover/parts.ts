/** What a hover says, as plain data: it is made without knowing how the editor shows text, and rendered once. */
import type { Span } from '../../base/span.ts';
import type { FileSpan } from '../spans.ts';

export interface Hover {
  /** Of the hovered thing, offsets in the file. */
  readonly span: Span;
  readonly parts: readonly HoverPart[];
}

/** Where a link leads. Who renders it knows the address, or shows the text alone. */
export type LinkTarget =
  | { readonly kind: 'place'; readonly at: FileSpan }
  /** A page of the documentation: `kinds.md#service`. */
  | { readonly kind: 'page'; readonly page: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'command'; readonly command: string; readonly argument: string };

/** A string is Markdown of our own; what a user wrote comes as `plain` or `code`, and cannot become markup. */
export type Inline =
  | string
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: LinkTarget };

export type Line = readonly Inline[];

export type HoverPart =
  /** Text of the language. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'text'; readonly line: Line }
  | { readonly kind: 'list'; readonly lines: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] };

export function codePart(text: string): HoverPart {
  return { kind: 'code', text };
}

export function textPart(...line: Line): HoverPart {
  return { kind: 'text', line };
}

export function code(text: string): Inline {
  return { kind: 'code', text };
}

export function plain(text: string): Inline {
  return { kind: 'plain', text };
}

export function link(text: string, to: LinkTarget): Inline {
  return { kind: 'link', text, to };
}

export function pageLink(text: string, page: string): Inline {
  return link(text, { kind: 'page', page });
}

/** The inlines with `between` between them. */
export function joined(inlines: readonly Inline[], between: string): Line {
  return inlines.flatMap((inline, i) => (i === 0 ? [inline] : [between, inline]));
}
