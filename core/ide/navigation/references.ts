/** Every place where the name at an offset stands: of a thing, of an attribute of a resource, of a `for` variable. */
import type { View } from '../../engine/view.ts';
import type { Item } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { attributeAt, attributeOccurrences } from '../names/attributes.ts';
import { bindingAt, namesIn } from '../names/bindings.ts';
import { namedAt } from '../names/named-at.ts';
import { type Occurrence, occurrencesInFile, occurrencesOf, symbolAt } from '../names/symbols.ts';
import { shifted } from '../spans.ts';

/** By file in the project's order, then by offset; empty where no name stands. */
export function referencesAt(
  view: View,
  path: string,
  offset: number,
  { declarations }: { readonly declarations: boolean },
): readonly Occurrence[] {
  const all = namesakesAt(view, path, offset, 'project');
  return declarations ? all : all.filter(({ role }) => role !== 'declaration');
}

/** Those of {@link referencesAt} that are in the same file, declarations included. */
export function highlightsAt(view: View, path: string, offset: number): readonly Occurrence[] {
  return namesakesAt(view, path, offset, 'file');
}

function namesakesAt(view: View, path: string, offset: number, where: 'project' | 'file'): readonly Occurrence[] {
  const file = view.project.files.get(path);
  if (file === undefined) return [];
  const bound = bindingAt(view, path, offset);
  if (bound !== undefined) {
    return [
      { file: path, span: bound.declared, role: 'declaration' },
      ...bound.uses.map((span) => ({ file: path, span, role: 'read' as const })),
    ];
  }
  const named = where === 'file' ? symbolAt(view, path, offset) : namedAt(view, path, offset);
  if (named !== undefined) {
    return where === 'file' ? occurrencesInFile(view, file, named.symbol) : occurrencesOf(view, named.symbol);
  }
  const given = attributeAt(view, path, offset);
  if (given !== undefined) return attributeOccurrences(view, given.attribute, where === 'file' ? path : undefined);
  const item = itemAt(file, offset);
  return item === undefined ? [] : repetitionNames(path, item, offset - item.offset);
}

/** `for_each` with all of `each` in its block, and `count` with `count.index`. */
function repetitionNames(path: string, { node, offset }: Item, at: number): readonly Occurrence[] {
  if (node.kind !== 'block') return [];
  for (const [root, name] of [
    ['each', 'for_each'],
    ['count', 'count'],
  ] as const) {
    const chains = namesIn(node).chains.filter((chain) => chain.root === root && chain.binding === undefined);
    const given = node.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === name);
    const reads = chains.map(({ rootSpan, steps: [step] }) => ({
      start: rootSpan.start,
      end: step?.span.end ?? rootSpan.end,
    }));
    const declared = given?.kind === 'attribute' ? [given.name.span] : [];
    if (![...declared, ...reads].some((span) => span.start <= at && at <= span.end)) continue;
    return [
      ...declared.map((span) => ({ file: path, span: shifted(span, offset), role: 'declaration' as const })),
      ...reads.map((span) => ({ file: path, span: shifted(span, offset), role: 'read' as const })),
    ];
  }
  return [];
}
