/** Takes a secret out of the source: a sensitive variable stands in its place, whose value comes from outside. */
import { reservedInputs } from '../../intake/read-module.ts';
import type { Attribute, Block, Item } from '../../syntax/ast.ts';
import { nodeAt } from '../../syntax/locate.ts';
import type { Change } from '../changes.ts';
import type { Action, ActionContext, ActionMaker, Problem } from './action.ts';
import { newBlock, tidied, wholeLines } from './insert.ts';
import { freeName } from './names.ts';
import { variableText } from './type-text.ts';

export const passSecret: ActionMaker = (context) => {
  if (context.role !== 'source') return [];
  return context.here
    .filter(({ diagnostic: { code } }) => code === 'secret-in-source')
    .flatMap((problem) => actionFor(context, problem) ?? []);
};

function actionFor(context: ActionContext, problem: Problem): Action | undefined {
  const located = nodeAt(context.file, problem.span.start);
  if (located?.item.node.kind !== 'block') return undefined;
  const { item, path } = located;
  const block = located.item.node;
  const common = { kind: 'quickfix' as const, solves: [problem], isPreferred: true as const };
  if (block.type.text === 'variable') {
    const name = block.labels[0]?.text ?? '';
    return {
      ...common,
      id: `secret:${problem.span.start}`,
      title: `Take the secret out: \`CLOCKWORK_VAR_${name.replaceAll('-', '_')}\` gives it`,
      change: () => withoutDefault(context, item, block),
    };
  }
  const key = path.findLast((node) => !('kind' in node));
  const attribute = path.find((node): node is Attribute => 'kind' in node && node.kind === 'attribute');
  const written =
    key !== undefined && !('kind' in key)
      ? context.file.text.slice(item.offset + key.key.span.start, item.offset + key.key.span.end)
      : attribute?.name.text;
  const name = nameFor(context, written ?? 'secret');
  return {
    ...common,
    id: `secret:${problem.span.start}`,
    title: `Pass it by the sensitive variable \`${name}\``,
    change: () => {
      const declared = variableText(name, { kind: 'string' }, '  sensitive = true\n');
      const { view, dir, file } = context;
      const edit = newBlock(view, dir, file.path, 'variable', 'variables.cw', declared, item);
      const use = { file: file.path, span: problem.span, newText: `var.${name}` };
      return { edits: edit === undefined ? [] : [edit, use] };
    },
  };
}

function withoutDefault({ file }: ActionContext, item: Item, block: Block): Change {
  const entry = (name: string) =>
    block.body.entries.find((each): each is Attribute => each.kind === 'attribute' && each.name.text === name);
  const fallback = entry('default');
  if (fallback === undefined) return { edits: [] };
  const span = { start: item.offset + fallback.span.start, end: item.offset + fallback.span.end };
  if (entry('sensitive') === undefined) {
    return { edits: tidied(file, item, [{ file: file.path, span, newText: 'sensitive = true' }]) };
  }
  const isAlone = /^[ \t]*$/.test(file.text.slice(file.text.lastIndexOf('\n', span.start - 1) + 1, span.start));
  return {
    edits: tidied(file, item, [{ file: file.path, span: isAlone ? wholeLines(file.text, span) : span, newText: '' }]),
  };
}

function nameFor({ view, dir }: ActionContext, written: string): string {
  const plain = written
    .replace(/[^\p{ID_Continue}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  const wanted = /^[\p{ID_Start}_]/u.test(plain) ? plain : `secret_${plain}`;
  const isTaken = (name: string) => view.table(dir)?.variables.has(name) === true || reservedInputs.includes(name);
  return freeName(wanted, isTaken);
}
