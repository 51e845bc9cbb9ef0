/**
 * Takes a completed value into the source, where it is the user's own from then on, and out of `completed.cw`. What is
 * left of a completion notes the digests that it has then, so that nothing is completed again.
 */
import { inputsDigest } from '../../completion/request.ts';
import { bodyDigest, completionBlocks, isEdited } from '../../completion/write-completed.ts';
import { differsByInstance, requestOf } from '../../intake/completion-requests.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { incompleteAttributes } from '../../intake/incomplete.ts';
import { literalText } from '../../intake/literal.ts';
import type { Entry } from '../../intake/module-table.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Attribute, Block, Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { parseFile } from '../../syntax/parse.ts';
import { withEdits } from '../changes.ts';
import { roleOf } from '../names/occurrences.ts';
import { type Symbol as Named, occurrencesOf, symbolAt } from '../names/symbols.ts';
import { type FileEdit, insideQuotes, shifted } from '../spans.ts';
import type { Action, ActionContext, ActionMaker } from './action.ts';
import { intoBody, wholeLines } from './insert.ts';
import { textOf } from './uses.ts';

export const acceptCompleted: ActionMaker = (context) => {
  const pair = pairAt(context);
  if (pair === undefined) return [];
  const { completion } = pair;
  const values = valuesOf(completion.block);
  if (values.length === 0) return [];
  const accept = (chosen: readonly Attribute[], title: string): Action => ({
    id: `accept:${completion.block.labels[0]?.text}:${chosen.map(({ name }) => name.text).join()}`,
    title,
    kind: 'refactor.rewrite',
    change: () => ({ edits: acceptance(context, pair, chosen) }),
  });
  const here = values.find(({ span }) => isHere(context, completion, span));
  const all = `Accept ${values.map(({ name }) => `\`${name.text}\``).join(', ')} into the source`;
  return [
    ...(here !== undefined && values.length > 1
      ? [accept([here], `Accept \`${here.name.text}\` into the source`)]
      : []),
    accept(values, values.length > 4 ? `Accept all ${values.length} completed values into the source` : all),
  ];
};

interface Completion {
  readonly file: SyntaxFile;
  readonly item: Item;
  readonly block: Block;
}

interface Pair {
  readonly completion: Completion;
  readonly entry: Entry<ResourceDeclaration>;
  readonly file: SyntaxFile;
  readonly item: Item & { readonly node: Block };
}

/** The resource that the cursor is in or at whose completion it is, and its one completion. */
function pairAt({ view, path, file, at, located, role, dir }: ActionContext): Pair | undefined {
  if (located?.item.node.kind !== 'block' || role === 'variables') return undefined;
  let symbol: Named | undefined;
  if (role === 'completed') {
    const [label] = located.item.node.labels;
    if (label === undefined) return undefined;
    symbol = symbolAt(view, path, located.item.offset + insideQuotes(label.span, label.quoted).end)?.symbol;
  } else {
    const { declaration } = declaredBy(located.item.node, view.vocabulary, false);
    if (declaration?.kind !== 'resource' || at.start < located.item.offset) return undefined;
    symbol = { dir, name: `resource.${declaration.type}.${declaration.name}` };
  }
  const [, kind = '', name = ''] = symbol?.name.split('.') ?? [];
  const entry = symbol === undefined ? undefined : view.table(symbol.dir)?.resources.get(kind)?.get(name);
  if (symbol === undefined || entry === undefined || differsByInstance(entry.declaration)) return undefined;
  const completed = occurrencesOf(view, symbol).filter((each) => roleOf(each.file) === 'completed');
  const [only, other] = completed;
  if (only === undefined || other !== undefined) return undefined;
  const there = only.file === file.path ? file : view.project.files.get(only.file);
  const item = there === undefined ? undefined : itemAt(there, only.span.start);
  const source = view.project.files.get(entry.home.file);
  const target = source?.items.find(({ key }) => key === entry.home.item);
  if (there === undefined || item?.node.kind !== 'block' || source === undefined || target?.node.kind !== 'block') {
    return undefined;
  }
  if (target.node.broken || item.node.broken) return undefined;
  return {
    completion: { file: there, item, block: item.node },
    entry,
    file: source,
    item: { ...target, node: target.node },
  };
}

function valuesOf({ body }: Block): readonly Attribute[] {
  return body.entries.filter((entry): entry is Attribute => entry.kind === 'attribute');
}

function isHere({ file, at }: ActionContext, { file: completed, item }: Completion, span: FileEdit['span']): boolean {
  return file === completed && item.offset + span.start <= at.start && at.start <= item.offset + span.end;
}

function acceptance(context: ActionContext, pair: Pair, chosen: readonly Attribute[]): readonly FileEdit[] {
  const { completion, file, item } = pair;
  const { file: completed, item: from, block } = completion;
  const lines = chosen.map((each) => `${each.name.text} = ${dedented(textOf(completed, from, each.value))}`);
  const added = intoBody(file, item, item.node, lines);
  const left = valuesOf(block).filter((each) => !chosen.includes(each));
  const declared = declaredWith(context, pair, added);
  const kind = context.view.vocabulary.kinds.get(pair.entry.declaration.type);
  if (left.length === 0) {
    const wouldBeAsked =
      declared !== undefined &&
      kind !== undefined &&
      incompleteAttributes(kind, declared, new Map(), false, pair.entry.home).length > 0;
    if (!wouldBeAsked) {
      const span = wholeLines(completed.text, shifted(from.node.span, from.offset));
      return [...added, { file: completed.path, span, newText: '' }];
    }
  }
  const removed = chosen.map(({ span }) => ({
    file: completed.path,
    span: wholeLines(completed.text, shifted(span, from.offset)),
    newText: '',
  }));
  return [...added, ...removed, ...newDigests(context, pair, declared, left)];
}

/** The resource as it is with the new lines. */
function declaredWith(
  { view }: ActionContext,
  { file, item }: Pair,
  added: readonly FileEdit[],
): ResourceDeclaration | undefined {
  const text = withEdits(
    file.text.slice(item.offset, item.offset + item.node.span.end),
    added.map((edit) => ({ ...edit, span: shifted(edit.span, -item.offset) })),
  );
  const [after] = parseFile('', text).file.items;
  const read = after?.node.kind === 'block' ? declaredBy(after.node, view.vocabulary, false).declaration : undefined;
  return read?.kind === 'resource' ? read : undefined;
}

/** Lines of a value in `completed.cw` are indented by two; they are indented anew where they go. */
function dedented(text: string): string {
  return text.replace(/\r?\n {2}/g, '\n');
}

function newDigests(
  { view }: ActionContext,
  { completion: { file, item, block }, entry }: Pair,
  declared: ResourceDeclaration | undefined,
  left: readonly Attribute[],
): readonly FileEdit[] {
  const kind = view.vocabulary.kinds.get(entry.declaration.type);
  const address = block.labels[0]?.text ?? '';
  const noted = completionBlocks(file).find((each) => each.start === item.offset);
  const from = block.body.entries.find((each) => each.kind === 'block' && each.type.text === 'from');
  if (kind === undefined || noted === undefined || from?.kind !== 'block') return [];
  const put = (name: string, text: string): readonly FileEdit[] => {
    const attribute = from.body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
    if (attribute?.kind !== 'attribute' || literalText(attribute.value) === undefined) return [];
    const span = shifted(insideQuotes(attribute.value.span, true), item.offset);
    return [{ file: file.path, span, newText: text }];
  };
  const now = inputsDigest(requestOf(kind, entry.declaration, address, entry.home));
  const inputs = from.body.entries.find((each) => each.kind === 'attribute' && each.name.text === 'inputs');
  const isCurrent = inputs?.kind === 'attribute' && literalText(inputs.value) === now;
  if (declared === undefined) return [];
  const texts = left.map((each) => textOf(file, item, each));
  return [
    ...(isCurrent ? put('inputs', inputsDigest(requestOf(kind, declared, address, entry.home))) : []),
    ...(isEdited(file, noted) ? [] : put('body', bodyDigest(texts))),
  ];
}
