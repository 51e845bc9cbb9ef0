/** The outline of a file: its blocks and attributes as a tree. Works on text that does not parse as well. */
import type { Span } from '../base/span.ts';
import type { Attribute, Block, SyntaxFile } from '../syntax/ast.ts';
import { shifted } from './spans.ts';

export interface OutlineEntry {
  readonly sort: 'block' | 'attribute';
  readonly name: string;
  /** Offsets in the file. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

export function outlineOf(file: SyntaxFile): readonly OutlineEntry[] {
  return file.items.map(({ node, offset }) => entryOf(node, offset));
}

function entryOf(node: Block | Attribute, offset: number): OutlineEntry {
  if (node.kind === 'attribute') {
    const { name, span } = node;
    return {
      sort: 'attribute',
      name: name.text,
      span: shifted(span, offset),
      nameSpan: shifted(name.span, offset),
      children: [],
    };
  }
  const { type, labels, span, body } = node;
  return {
    sort: 'block',
    name: [type, ...labels].map(({ text }) => text).join(' '),
    span: shifted(span, offset),
    nameSpan: shifted({ start: type.span.start, end: labels.at(-1)?.span.end ?? type.span.end }, offset),
    children: body.entries.map((entry) => entryOf(entry, offset)),
  };
}
