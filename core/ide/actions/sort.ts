/** Puts things in order: the names of a `.cwvars` file, variables and outputs by name, attributes as their kind lists them. */
import type { Span } from '../../base/span.ts';
import { compareText } from '../../base/text-order.ts';
import type { Attribute, Block, SyntaxFile } from '../../syntax/ast.ts';
import { lineEndAt, lineStartAt } from '../changes.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import { type FileEdit, linesOf } from '../spans.ts';
import type { Action, ActionContext, ActionMaker } from './action.ts';
import { startWithComments, tidied } from './insert.ts';

export const sort: ActionMaker = (context) => {
  const { file, role, view, path } = context;
  if ((view.parsed.get(path)?.diagnostics.length ?? 0) > 0) return [];
  if (role === 'variables') {
    const items = file.items.map(({ node, offset }) => ({ name: nameOf(node), span: at(node.span, offset) }));
    return sorted(file, 'names', 'Sort the names', 'source.sort.clockwork', items);
  }
  if (role === 'completed') return [];
  return [
    ...['variable', 'output'].flatMap((type) => {
      const items = file.items.flatMap(({ node, offset }) =>
        node.kind === 'block' && node.type.text === type ? [{ name: nameOf(node), span: at(node.span, offset) }] : [],
      );
      return sorted(file, type, `Sort ${type}s by name`, 'source.sort.clockwork', items);
    }),
    ...sortAttributes(context),
  ];
};

interface Sortable {
  readonly name: string;
  /** In the file. */
  readonly span: Span;
  /** Where it belongs, before its name counts. */
  readonly rank?: number;
}

function nameOf(node: Block | Attribute): string {
  return node.kind === 'attribute' ? node.name.text : (node.labels.at(-1)?.text ?? '');
}

function at(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

function sorted(
  file: SyntaxFile,
  id: string,
  title: string,
  kind: Action['kind'],
  items: readonly Sortable[],
): readonly Action[] {
  const edits = inOrder(file, items);
  return edits === undefined ? [] : [{ id: `sort:${id}`, title, kind, change: () => ({ edits }) }];
}

/**
 * Each item, with the comments above it and behind it, in the place of the one that stands where it belongs. Undefined
 * where they are in order, or share lines.
 */
function inOrder(file: SyntaxFile, items: readonly Sortable[]): readonly FileEdit[] | undefined {
  const { text } = file;
  const chunks = items.map((item) => ({
    ...item,
    lines: { start: startWithComments(text, item.span.start), end: lineEndAt(text, item.span.end) },
  }));
  const wanted = [...chunks].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || compareText(a.name, b.name));
  if (chunks.every((chunk, i) => chunk === wanted[i])) return undefined;
  const lines = linesOf(file);
  const isApart = chunks.every(({ span, lines: own }, i) => {
    const next = chunks[i + 1];
    const isAlone = text.slice(lineStartAt(text, span.start), span.start).trim() === '';
    return isAlone && (next === undefined || lines.positionAt(own.end).line < lines.positionAt(next.lines.start).line);
  });
  if (!isApart) return undefined;
  return chunks.flatMap((chunk, i) => {
    const other = wanted[i];
    if (other === undefined || other === chunk) return [];
    return [{ file: file.path, span: chunk.lines, newText: text.slice(other.lines.start, other.lines.end) }];
  });
}

function sortAttributes(context: ActionContext): readonly Action[] {
  const { view, path, file, blocks, located } = context;
  const block = blocks.at(-1);
  const item = located?.item;
  if (block === undefined || item === undefined || block.body.entries.length < 2) return [];
  const schema = schemaOf(view, path, blocks.map(headOf));
  if (schema === undefined || schema.attributes.size === 0) return [];
  const isKnown = (entry: Attribute | Block) => entry.kind === 'block' || schema.attributes.has(entry.name.text);
  if (!schema.isOpen && !block.body.entries.every(isKnown)) return [];
  const order = new Map([...schema.attributes.keys()].map((name, i) => [name, i]));
  const items = block.body.entries.map((entry): Sortable => {
    const name = entry.kind === 'attribute' ? entry.name.text : '';
    const isRun = entry.kind === 'attribute' && runFirst.has(name);
    const rank = entry.kind === 'block' ? 10_000 : isRun ? -1 : (order.get(name) ?? 5_000);
    return { name: entry.kind === 'block' ? '' : name, span: at(entry.span, item.offset), rank };
  });
  const edits = inOrder(file, items);
  if (edits === undefined) return [];
  return [
    {
      id: `sort-attributes:${block.span.start}`,
      title: 'Sort the attributes of this block',
      kind: 'refactor.rewrite',
      change: () => ({ edits: tidied(file, item, edits) }),
    },
  ];
}

/** What decides how often a block is there stands first. */
const runFirst: ReadonlySet<string> = new Set(['count', 'for_each', 'source']);
