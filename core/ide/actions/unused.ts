/** Removes a declaration that nothing uses: the whole of it, with its comment and the values that it is given. */
import type { Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import type { FileEdit } from '../spans.ts';
import { occurrencesOf, symbolAt } from '../symbols.ts';
import type { ActionContext, ActionMaker, Problem } from './action.ts';
import { wholeLines } from './insert.ts';

export const removeUnused: ActionMaker = (context) => {
  const { view, path, here, problems } = context;
  const unused = here.filter(
    ({ diagnostic: { code } }) => code === 'unused-declaration' || code === 'orphan-completion',
  );
  return unused.flatMap((problem) => {
    const found = symbolAt(view, path, problem.span.start + 1);
    const name = found === undefined ? 'this' : `\`${found.symbol.name}\``;
    const all = problems.filter(({ diagnostic }) => diagnostic.code === problem.diagnostic.code);
    const one = {
      id: `remove:${problem.span.start}`,
      title: problem.diagnostic.code === 'orphan-completion' ? 'Remove this completion' : `Remove ${name}`,
      kind: 'quickfix' as const,
      solves: [problem],
      isPreferred: true as const,
      change: () => ({ edits: withoutDoubles(removal(context, problem)) }),
    };
    if (all.length < 2) return [one];
    return [
      one,
      {
        id: `remove-all:${problem.diagnostic.code}`,
        title: `Remove all ${all.length} that nothing uses in this file`,
        kind: 'quickfix' as const,
        solves: [problem],
        change: () => ({ edits: withoutDoubles(all.flatMap((each) => removal(context, each, all))) }),
      },
    ];
  });
};

/** `together` are problems whose declarations go at the same time. */
function removal(
  context: ActionContext,
  problem: Problem,
  together: readonly Problem[] = [problem],
): readonly FileEdit[] {
  const { view, path, file } = context;
  const at = problem.span.start;
  const item = itemAt(file, at);
  if (item === undefined) return [];
  const own = removalAt(file, item, at, together);
  const symbol = symbolAt(view, path, at + 1)?.symbol ?? symbolAt(view, path, at)?.symbol;
  if (symbol?.name.startsWith('var.') !== true) return own;
  const given = occurrencesOf(view, symbol).filter(({ role }) => role === 'write');
  return [
    ...own,
    ...given.flatMap(({ file: other, span }): readonly FileEdit[] => {
      const there = view.project.files.get(other);
      const target = there === undefined ? undefined : itemAt(there, span.start);
      return there === undefined || target === undefined ? [] : removalAt(there, target, span.start, []);
    }),
  ];
}

/** The block, or the attribute of it whose name stands at `at`. A block that is left with nothing in it goes as well. */
function removalAt(file: SyntaxFile, item: Item, at: number, together: readonly Problem[]): readonly FileEdit[] {
  const { node, offset } = item;
  const cut = (start: number, end: number): readonly FileEdit[] => [
    { file: file.path, span: wholeLines(file.text, { start: offset + start, end: offset + end }), newText: '' },
  ];
  if (node.kind === 'attribute') return cut(node.span.start, node.span.end);
  const attributeAt = (position: number) =>
    node.body.entries.find(
      (each) =>
        each.kind === 'attribute' &&
        offset + each.name.span.start <= position &&
        position <= offset + each.name.span.end,
    );
  const entry = attributeAt(at);
  if (entry === undefined) return cut(node.span.start, node.span.end);
  const going = new Set([entry, ...together.map(({ span }) => attributeAt(span.start))]);
  if (node.type.text === 'locals' && node.body.entries.every((each) => going.has(each))) {
    return cut(node.span.start, node.span.end);
  }
  const isOneLine = !file.text.slice(offset + node.body.span.start, offset + node.body.span.end).includes('\n');
  if (isOneLine) {
    return [{ file: file.path, span: { start: offset + entry.span.start, end: offset + entry.span.end }, newText: '' }];
  }
  return cut(entry.span.start, entry.span.end);
}

/** Declarations that share a block name it more than once; what lies within another edit is gone with that. */
function withoutDoubles(edits: readonly FileEdit[]): readonly FileEdit[] {
  const kept: FileEdit[] = [];
  for (const edit of edits) {
    const isCovered = kept.some(
      ({ file, span }) => file === edit.file && span.start < edit.span.end && edit.span.start < span.end,
    );
    if (!isCovered) kept.push(edit);
  }
  return kept;
}
