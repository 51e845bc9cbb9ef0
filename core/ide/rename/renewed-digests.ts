/**
 * A completion notes a digest of what its compiler was told, and the resource's name is part of that. What gives a block
 * another name keeps what was completed, so it writes the digest as it is then; otherwise the next build would make it
 * again.
 */
import { compareText } from '../../base/text-order.ts';
import { type CompletionRequest, inputsDigest } from '../../completion/request.ts';
import type { View } from '../../engine/view.ts';
import { differsByInstance, requestOf } from '../../intake/completion-requests.ts';
import { literalText } from '../../intake/literal.ts';
import { itemAt } from '../../syntax/locate.ts';
import { roleOf } from '../names/occurrences.ts';
import { type Symbol as Named, occurrencesOf } from '../names/symbols.ts';
import { type FileEdit, insideQuotes, shifted } from '../spans.ts';

export interface Renewed {
  /** Of the block; as it is where none is given. */
  readonly newName?: string;
  /** The block gets an attribute `name`. */
  readonly getsName: boolean;
}

/** Edits of the digests that are right now; those that are out of date already stay so. */
export function renewedDigests(view: View, symbol: Named, { newName, getsName }: Renewed): readonly FileEdit[] {
  const [sort, kindName = '', name = ''] = symbol.name.split('.');
  const entry = sort === 'resource' ? view.table(symbol.dir)?.resources.get(kindName)?.get(name) : undefined;
  const kind = view.vocabulary.kinds.get(kindName);
  if (entry === undefined || kind === undefined) return [];
  const perInstance = differsByInstance(entry.declaration);
  return occurrencesOf(view, symbol).flatMap(({ file: path, span }): readonly FileEdit[] => {
    const file = roleOf(path) === 'completed' ? view.project.files.get(path) : undefined;
    const item = file === undefined ? undefined : itemAt(file, span.start);
    if (item?.node.kind !== 'block') return [];
    const [label] = item.node.labels;
    if (label === undefined || !isIn(label.span, span.start - item.offset)) return [];
    const description = perInstance ? view.model?.instances.get(label.text)?.description : undefined;
    if (perInstance && description === undefined) return [];
    const request = requestOf(kind, entry.declaration, label.text, entry.home, description);
    const from = item.node.body.entries.find((each) => each.kind === 'block' && each.type.text === 'from');
    const inputs =
      from?.kind === 'block'
        ? from.body.entries.find((each) => each.kind === 'attribute' && each.name.text === 'inputs')
        : undefined;
    if (inputs?.kind !== 'attribute' || literalText(inputs.value) !== inputsDigest(request)) return [];
    const renamed: CompletionRequest = {
      ...request,
      ...(newName !== undefined && { name: newName }),
      ...(getsName && { given: [...request.given, 'name'].sort(compareText) }),
    };
    const at = shifted(insideQuotes(inputs.value.span, true), item.offset);
    return [{ file: path, span: at, newText: inputsDigest(renamed) }];
  });
}

function isIn(span: FileEdit['span'], offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
