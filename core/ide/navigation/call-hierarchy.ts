/**
 * What depends on what, as the tree that editors call a call hierarchy: the caller is the block in which a name stands,
 * the callee what is named. A module call also calls the module calls in its folder.
 */
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { occurrencesIn, roleOf } from '../names/occurrences.ts';
import {
  calledDir,
  isSame,
  type Occurrence,
  occurrencesOf,
  type Symbol as ProjectSymbol,
  symbolAt,
  symbolFrom,
} from '../names/symbols.ts';
import { type FileSpan, insideQuotes, shifted, spanOf } from '../spans.ts';
import { type Destination, destinationsOf } from './destinations.ts';

export interface HierarchyItem extends Destination {
  readonly symbol: ProjectSymbol;
}

export interface HierarchyCall {
  readonly item: HierarchyItem;
  /** Where the caller names the callee, in the caller's file. */
  readonly places: readonly FileSpan[];
}

/** The thing whose name stands at `offset`, else the one that the block's header there declares. */
export function hierarchyItemAt(view: View, path: string, offset: number): HierarchyItem | undefined {
  const named = symbolAt(view, path, offset);
  if (named !== undefined) return hierarchyItem(view, named.symbol);
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item?.node.kind !== 'block' || offset - item.offset > item.node.body.span.start) return undefined;
  const declared = declaredIn(view, path, item)[0];
  return declared === undefined ? undefined : hierarchyItem(view, declared.symbol);
}

/** Undefined where nothing declares it. */
export function hierarchyItem(view: View, symbol: ProjectSymbol): HierarchyItem | undefined {
  const [found] = destinationsOf(view, symbol);
  return found === undefined ? undefined : { ...found, symbol };
}

/** What depends on the symbol; a variable is also called by the module calls that set it. */
export function incomingCalls(view: View, symbol: ProjectSymbol): readonly HierarchyCall[] {
  const calls = new Calls(view);
  for (const each of occurrencesOf(view, symbol)) {
    if (each.role === 'declaration') continue;
    for (const caller of declarersAt(view, each)) if (!isSame(caller, symbol)) calls.add(caller, each);
  }
  if (symbol.name.startsWith('module.')) {
    for (const { call, place } of moduleCalls(view)) {
      if (calledDir(view, call.dir, call.name.slice('module.'.length)) === symbol.dir) calls.add(call, place);
    }
  }
  return calls.found();
}

/** What the symbol depends on. */
export function outgoingCalls(view: View, symbol: ProjectSymbol): readonly HierarchyCall[] {
  const calls = new Calls(view);
  const isLocal = symbol.name.startsWith('local.');
  for (const declared of destinationsOf(view, symbol)) {
    const file = view.project.files.get(declared.file);
    const item = file === undefined ? undefined : itemAt(file, declared.span.start);
    if (file === undefined || item === undefined) continue;
    for (const { target, place } of namedIn(view, file, item)) {
      // Of a `locals` block only the one line.
      if (isLocal && (place.span.start < declared.span.start || place.span.end > declared.span.end)) continue;
      if (!isSame(target, symbol)) calls.add(target, place);
    }
    if (!symbol.name.startsWith('module.')) continue;
    const dir = calledDir(view, symbol.dir, symbol.name.slice('module.'.length));
    for (const name of (dir === undefined ? undefined : view.table(dir))?.modules.keys() ?? []) {
      calls.add({ dir: dir ?? '', name: `module.${name}` }, { file: declared.file, span: declared.selection });
    }
  }
  return calls.found();
}

/** Calls by callee or caller, in the order in which they were found. */
class Calls {
  readonly #view: View;
  readonly #places = new Map<string, { readonly symbol: ProjectSymbol; readonly places: FileSpan[] }>();

  constructor(view: View) {
    this.#view = view;
  }

  add(symbol: ProjectSymbol, { file, span }: FileSpan): void {
    const key = `${symbol.dir}\n${symbol.name}`;
    const known = this.#places.get(key);
    if (known === undefined) this.#places.set(key, { symbol, places: [{ file, span }] });
    else known.places.push({ file, span });
  }

  found(): readonly HierarchyCall[] {
    return [...this.#places.values()].flatMap(({ symbol, places }) => {
      const item = hierarchyItem(this.#view, symbol);
      return item === undefined ? [] : [{ item, places }];
    });
  }
}

/** What the block around a name declares; of a `locals` block the one value in which it stands. */
function declarersAt(view: View, { file: path, span }: Occurrence): readonly ProjectSymbol[] {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, span.start);
  if (item === undefined) return [];
  const at = span.start - item.offset;
  return declaredIn(view, path, item).flatMap(({ symbol, span: own }) =>
    own.start <= at && at <= own.end ? [symbol] : [],
  );
}

/** What an item declares, each with the span that belongs to it, relative to the item. */
function declaredIn(
  view: View,
  path: string,
  { node }: Item,
): readonly { readonly symbol: ProjectSymbol; readonly span: Span }[] {
  const found: { readonly symbol: ProjectSymbol; readonly span: Span }[] = [];
  for (const list of occurrencesIn(node, roleOf(path), view.vocabulary).values()) {
    for (const { name, span, role } of list) {
      const symbol = role === 'declaration' ? symbolFrom(view, path, [], name) : undefined;
      if (symbol === undefined) continue;
      const entry =
        name.startsWith('local.') && node.kind === 'block'
          ? node.body.entries.find((each) => each.span.start === span.start)
          : node;
      found.push({ symbol, span: entry?.span ?? node.span });
    }
  }
  return found;
}

/** Everything that an item names and does not declare. */
function namedIn(
  view: View,
  file: SyntaxFile,
  { node, offset }: Item,
): readonly { readonly target: ProjectSymbol; readonly place: FileSpan }[] {
  return [...occurrencesIn(node, roleOf(file.path), view.vocabulary).values()]
    .flat()
    .filter(({ role }) => role !== 'declaration')
    .sort((a, b) => a.span.start - b.span.start)
    .flatMap(({ through, name, span }) => {
      const target = symbolFrom(view, file.path, through, name);
      return target === undefined ? [] : [{ target, place: { file: file.path, span: shifted(span, offset) } }];
    });
}

/** Every module call of the project with its name's place. */
function moduleCalls(view: View): readonly { readonly call: ProjectSymbol; readonly place: FileSpan }[] {
  return [...new Set(view.project.modules.values())].flatMap(({ dir }) =>
    [...(view.table(dir)?.modules.values() ?? [])].flatMap(({ declaration, block, home }) => {
      const label = block.labels[0];
      const name = label === undefined ? declaration.nameSpan : insideQuotes(label.span, label.quoted);
      const place = spanOf(view, { ...home, span: name });
      if (place === undefined) return [];
      const call = { dir: view.table(moduleDirOf(home.file))?.dir ?? dir, name: `module.${declaration.name}` };
      return [{ call, place }];
    }),
  );
}
