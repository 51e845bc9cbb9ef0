/** Places to go to: what declares a thing, the files of a module, attributes of a block. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import type { Attribute, Block, Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { attributeOccurrences, type ResourceAttribute } from '../names/attributes.ts';
import { filesOfModule } from '../names/module-files.ts';
import { declaredNames, roleOf } from '../names/occurrences.ts';
import { calledDir, declarationOf, type Symbol as ProjectSymbol } from '../names/symbols.ts';
import { type FileSpan, shifted, spanOf } from '../spans.ts';

/** Something to go to. The file may be one that the view does not have (a template); its span is empty then. */
export interface Destination extends FileSpan {
  /** The name in the span. */
  readonly selection: Span;
}

export interface Destinations {
  /** What stands at the cursor, in the file that was asked about. */
  readonly origin: Span;
  /** Empty where the thing is declared nowhere. */
  readonly found: readonly Destination[];
}

/** The declarations of a symbol, of which there is more than one where a name is doubled. */
export function destinationsOf(view: View, symbol: ProjectSymbol): readonly Destination[] {
  const files = view.project.modules.get(symbol.dir)?.files ?? [];
  return files.flatMap((file) =>
    (declaredIn(file, view.vocabulary).get(symbol.name) ?? []).map((span) =>
      withEntry(view, { file: file.path, span }),
    ),
  );
}

const memo = new WeakMap<SyntaxFile, ReadonlyMap<string, readonly Span[]>>();

/** Where a file declares names; made once for each text. */
function declaredIn(file: SyntaxFile, vocabulary: Vocabulary): ReadonlyMap<string, readonly Span[]> {
  let known = memo.get(file);
  if (known === undefined) {
    const made = new Map<string, Span[]>();
    for (const { node, offset } of file.items) {
      for (const { name, span } of declaredNames(node, vocabulary)) {
        const spans = made.get(name);
        if (spans === undefined) made.set(name, [shifted(span, offset)]);
        else spans.push(shifted(span, offset));
      }
    }
    known = made;
    memo.set(file, known);
  }
  return known;
}

/** The files of the module that `module.NAME` calls: `main.cw` first, then by name. Empty where it leads nowhere. */
export function moduleFiles(view: View, symbol: ProjectSymbol): readonly Destination[] {
  const dir = calledDir(view, symbol.dir, symbol.name.slice('module.'.length));
  return dir === undefined ? [] : filesOfModule(view, dir).map(atStart);
}

export function atStart(file: string): Destination {
  const span = { start: 0, end: 0 };
  return { file, span, selection: span };
}

/** Where the attribute is written: in the source first, then in completions. */
export function writesOf(view: View, attribute: ResourceAttribute): readonly Destination[] {
  const writes = attributeOccurrences(view, attribute).filter(({ role }) => role === 'write');
  const isCompleted = ({ file }: FileSpan) => roleOf(file) === 'completed';
  return [...writes.filter((each) => !isCompleted(each)), ...writes.filter(isCompleted)].map(({ file, span }) =>
    withEntry(view, { file, span }),
  );
}

/** A name with the attribute or block that it is the name of. */
export function withEntry(view: View, { file, span }: FileSpan): Destination {
  const found = entryAround(view, { file, span });
  return { file, span: found === undefined ? span : shifted(found.node.span, found.item.offset), selection: span };
}

export interface EntryHere {
  readonly file: SyntaxFile;
  readonly item: Item;
  readonly node: Attribute | Block;
}

export function nodeOf(view: View, { file, selection }: Destination): EntryHere | undefined {
  return entryAround(view, { file, span: selection });
}

/** The innermost attribute or block that a name in it belongs to. */
function entryAround(view: View, { file: path, span }: FileSpan): EntryHere | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, span.start);
  if (file === undefined || item === undefined) return undefined;
  const at = span.start - item.offset;
  let node: Attribute | Block = item.node;
  for (;;) {
    if (node.kind === 'attribute' || at < node.body.span.start) return { file, item, node };
    const inner: Attribute | Block | undefined = node.body.entries.find((entry) => holds(entry.span, at));
    if (inner === undefined) return { file, item, node };
    node = inner;
  }
}

export function topAttribute(view: View, symbol: ProjectSymbol, name: string): Destination | undefined {
  const place = declarationOf(view, symbol);
  const at = place === undefined ? undefined : spanOf(view, place);
  const file = at === undefined ? undefined : view.project.files.get(at.file);
  const item = file === undefined || at === undefined ? undefined : itemAt(file, at.span.start);
  return file === undefined || item === undefined ? undefined : entryOf(file, item, name);
}

/** An attribute right in a top-level block. */
export function entryOf(file: SyntaxFile, item: Item, name: string): Destination | undefined {
  if (item.node.kind !== 'block') return undefined;
  const entry = item.node.body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
  return entry?.kind === 'attribute' ? inItem(file, item, entry.span, entry.name.span) : undefined;
}

export function inItem({ path }: SyntaxFile, { offset }: Item, span: Span, selection: Span = span): Destination {
  return { file: path, span: shifted(span, offset), selection: shifted(selection, offset) };
}

function holds(span: Span, at: number): boolean {
  return span.start <= at && at <= span.end;
}
