/** Removes a declaration that nothing uses: the whole of it, with its comment and the values that it is given. */
import type { View } from '../../engine/view.ts';
import type { Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import type { Change, EditsOf } from '../changes.ts';
import { type Symbol as Named, occurrencesOf, symbolAt, symbolIn } from '../names/symbols.ts';
import type { FileEdit } from '../spans.ts';
import type { ActionContext, ActionMaker, Problem } from './action.ts';
import { joinedRemovals, wholeLines } from './insert.ts';

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
      change: () => withoutAll(context, [problem]),
    };
    if (all.length < 2) return [one];
    return [
      one,
      {
        id: `remove-all:${problem.diagnostic.code}`,
        title: `Remove all ${all.length} that nothing uses in this file`,
        kind: 'quickfix' as const,
        solves: [problem],
        change: () => withoutAll(context, all),
      },
    ];
  });
};

/** A value for something that takes none: an input that a module does not have, a variable that nothing declares. */
export const removeUnknown: ActionMaker = ({ file, here }) =>
  here
    .filter(({ diagnostic: { code } }) => code === 'unknown-input' || code === 'unknown-variable')
    .flatMap((problem) => {
      const { start } = problem.span;
      const item = itemAt(file, start);
      if (item === undefined) return [];
      return [
        {
          id: `remove-unknown:${start}`,
          title: `Remove the value of \`${file.text.slice(start, problem.span.end)}\``,
          kind: 'quickfix' as const,
          solves: [problem],
          change: () => ({ edits: removalAt(file, item, start, []) }),
        },
      ];
    });

/** What several problems say is unused goes at once, with what it is given here and in other projects. */
function withoutAll(context: ActionContext, problems: readonly Problem[]): Change {
  const { view, path, file, others } = context;
  const own = problems.flatMap(({ span: { start } }) => {
    const item = itemAt(file, start);
    return item === undefined ? [] : removalAt(file, item, start, problems);
  });
  const variables = problems.flatMap(({ span: { start } }): readonly Named[] => {
    const symbol = (symbolAt(view, path, start + 1) ?? symbolAt(view, path, start))?.symbol;
    return symbol?.name.startsWith('var.') === true ? [symbol] : [];
  });
  const elsewhere = others.flatMap((other): readonly EditsOf[] => {
    const edits = variables.flatMap((each) => valuesOf(other, symbolIn(other, view, each)));
    return edits.length === 0 ? [] : [{ view: other, edits: joinedRemovals(edits) }];
  });
  const given = variables.flatMap((each) => valuesOf(view, each));
  return {
    edits: joinedRemovals([...own, ...given]),
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}

/** Removes what a project gives a variable: in calls of its module, or in variable files. */
function valuesOf(view: View, variable: Named | undefined): readonly FileEdit[] {
  if (variable === undefined) return [];
  const given = occurrencesOf(view, variable).filter(({ role }) => role === 'write');
  return given.flatMap(({ file: path, span }): readonly FileEdit[] => {
    const file = view.project.files.get(path);
    const item = file === undefined ? undefined : itemAt(file, span.start);
    return file === undefined || item === undefined ? [] : removalAt(file, item, span.start, []);
  });
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
