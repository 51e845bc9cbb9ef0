/** Where a name leads: to what declares it, to its type, and to where it is given a value. */
import type { Span } from '../base/span.ts';
import type { View } from '../engine/view.ts';
import type { Vocabulary } from '../intake/vocabulary.ts';
import type { Attribute, Block, Item, SyntaxFile } from '../syntax/ast.ts';
import { itemAt } from '../syntax/locate.ts';
import { attributeAt, attributeOccurrences, ownerIn, type ResourceAttribute, resourceChain } from './attributes.ts';
import { type Chain, type ChainStep, namesIn } from './bindings.ts';
import { fieldOf, typeFieldOf } from './fields.ts';
import { filesOfModule } from './module-files.ts';
import { declaredNames, roleOf } from './occurrences.ts';
import { pathAt } from './paths.ts';
import { type FileSpan, insideQuotes, shifted, spanOf } from './spans.ts';
import {
  calledDir,
  declarationOf,
  occurrencesOf,
  type Symbol as ProjectSymbol,
  symbolAt,
  symbolFrom,
} from './symbols.ts';

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

/** Declarations of the thing at `offset`; of the name of a module block the module's first file. */
export function definitionAt(view: View, path: string, offset: number): Destinations | undefined {
  const symbol = symbolAt(view, path, offset);
  if (symbol?.occurrence.role === 'declaration' && symbol.symbol.name.startsWith('module.')) {
    const files = moduleFiles(view, symbol.symbol);
    if (files.length > 0) return { origin: symbol.occurrence.span, found: files.slice(0, 1) };
  }
  return declarationAt(view, path, offset);
}

/** As {@link definitionAt}, but a module block declares itself. */
export function declarationAt(view: View, path: string, offset: number): Destinations | undefined {
  const here = placeAt(view, path, offset);
  if (here === undefined) return undefined;
  const { file, item, at } = here;
  return (
    ofBinding(file, item, at) ??
    ofSymbol(view, path, offset) ??
    ofStep(view, file, item, at) ??
    ofAttribute(view, path, offset) ??
    ofPath(view, path, offset)
  );
}

/** The `type` of a variable, the first file of a module. The kind of a resource is no text of a project. */
export function typeDefinitionAt(view: View, path: string, offset: number): Destinations | undefined {
  const named = symbolAt(view, path, offset);
  if (named === undefined) return undefined;
  const { symbol, occurrence } = named;
  if (symbol.name.startsWith('module.')) {
    return { origin: occurrence.span, found: moduleFiles(view, symbol).slice(0, 1) };
  }
  const type = symbol.name.startsWith('var.') ? topAttribute(view, symbol, 'type') : undefined;
  return type === undefined ? undefined : { origin: occurrence.span, found: [type] };
}

/**
 * Where it is given what it is: of a variable its values in `.cwvars` files and module blocks, else its default; of a
 * module its files; of a local or output its expression; of an attribute where it is written or completed.
 */
export function implementationAt(view: View, path: string, offset: number): Destinations | undefined {
  const named = symbolAt(view, path, offset);
  if (named !== undefined) {
    const { symbol, occurrence } = named;
    return { origin: occurrence.span, found: implementationsOf(view, symbol) };
  }
  const given = attributeAt(view, path, offset);
  if (given === undefined) return undefined;
  return { origin: given.occurrence.span, found: writesOf(view, given.attribute) };
}

function implementationsOf(view: View, symbol: ProjectSymbol): readonly Destination[] {
  const [sort] = symbol.name.split('.');
  switch (sort) {
    case 'var': {
      const writes = occurrencesOf(view, symbol).filter(({ role }) => role === 'write');
      const given = writes.map(({ file, span }) => withEntry(view, { file, span }));
      const fallback = given.length > 0 ? undefined : topAttribute(view, symbol, 'default');
      return fallback === undefined ? given : [fallback];
    }
    case 'module':
      return moduleFiles(view, symbol);
    case 'output': {
      const value = topAttribute(view, symbol, 'value');
      return value === undefined ? [] : [value];
    }
    case 'resource':
      return [
        ...destinationsOf(view, symbol),
        ...occurrencesOf(view, symbol)
          .filter(({ role }) => role === 'write')
          .map(({ file, span }) => withEntry(view, { file, span })),
      ];
    default:
      return destinationsOf(view, symbol);
  }
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

function placeAt(
  view: View,
  path: string,
  offset: number,
): { readonly file: SyntaxFile; readonly item: Item; readonly at: number } | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  return file === undefined || item === undefined ? undefined : { file, item, at: offset - item.offset };
}

function ofSymbol(view: View, path: string, offset: number): Destinations | undefined {
  const named = symbolAt(view, path, offset);
  if (named === undefined) return undefined;
  return { origin: named.occurrence.span, found: destinationsOf(view, named.symbol) };
}

function ofBinding(file: SyntaxFile, { node, offset }: Item, at: number): Destinations | undefined {
  for (const { declared, uses } of namesIn(node).bindings) {
    const here = [declared, ...uses].find((span) => holds(span, at));
    if (here === undefined) continue;
    const span = shifted(declared, offset);
    return { origin: shifted(here, offset), found: [{ file: file.path, span, selection: span }] };
  }
  return undefined;
}

/** `each.key`, `count.index`, `self`, and what follows the name of a thing: `service.web.ports`, `local.hosts.web`. */
function ofStep(view: View, file: SyntaxFile, item: Item, at: number): Destinations | undefined {
  for (const chain of namesIn(item.node).chains) {
    const span = [chain.rootSpan, ...chain.steps.map((step) => step.span)].find((each) => holds(each, at));
    if (span === undefined) continue;
    const origin = shifted(span, item.offset);
    const step = chain.steps.findIndex((each) => each.span === span);
    const found = destinationOfStep(view, file, item, chain, step);
    if (found !== undefined) return { origin, found: [found] };
  }
  return undefined;
}

/** `step` is -1 for the root. */
function destinationOfStep(
  view: View,
  file: SyntaxFile,
  item: Item,
  chain: Chain,
  step: number,
): Destination | undefined {
  const { root, steps, binding } = chain;
  if (binding !== undefined) {
    if (binding.part !== 'iterator' || binding.collection === undefined) return undefined;
    return inItem(file, item, binding.collection.span);
  }
  if (root === 'each' || root === 'count') return entryOf(file, item, root === 'each' ? 'for_each' : 'count');
  const self = ownerIn(item.node, roleOf(file.path), view.vocabulary);
  if (step < 0) {
    if (root !== 'self' || self === undefined) return undefined;
    return inItem(file, item, item.node.kind === 'block' ? headerOf(item.node) : item.node.span);
  }
  const read = resourceChain(chain, self?.owner);
  if (read !== undefined) {
    const owner = symbolFrom(view, file.path, [], read.owner);
    const names = steps.slice(steps.length - read.rest.length, step + 1).map(({ text }) => text);
    return owner === undefined || names.length === 0 ? undefined : attributeField(view, owner, names);
  }
  if (root === 'module') return outputField(view, file, steps, step);
  if (root !== 'var' && root !== 'local') return undefined;
  const [name, ...rest] = steps.slice(0, step + 1);
  const symbol = name?.text === undefined ? undefined : symbolFrom(view, file.path, [], `${root}.${name.text}`);
  return symbol === undefined
    ? undefined
    : valueField(
        view,
        symbol,
        rest.map(({ text }) => text),
      );
}

/** A field of an attribute where its value is written out, else the attribute, else the resource. */
function attributeField(
  view: View,
  owner: ProjectSymbol,
  [name = '', ...fields]: readonly (string | undefined)[],
): Destination | undefined {
  const [given] = writesOf(view, { owner, name });
  if (given === undefined) return destinationsOf(view, owner)[0];
  const found = fields.length === 0 ? undefined : nodeOf(view, given);
  const field = found === undefined ? undefined : fieldOf(found.node, fields);
  return found === undefined || field === undefined ? given : inItem(found.file, found.item, field.span, field.name);
}

/** A field of a variable (of its type, else of its default) or of a local where it is written out, else the thing itself. */
function valueField(
  view: View,
  symbol: ProjectSymbol,
  fields: readonly (string | undefined)[],
): Destination | undefined {
  const tries = symbol.name.startsWith('var.')
    ? [topAttribute(view, symbol, 'type'), topAttribute(view, symbol, 'default')]
    : destinationsOf(view, symbol);
  for (const [index, each] of tries.entries()) {
    const found = each === undefined ? undefined : nodeOf(view, each);
    if (found === undefined) continue;
    const isType = symbol.name.startsWith('var.') && index === 0;
    const field = isType ? typeFieldOf(found.node, fields) : fieldOf(found.node, fields);
    if (field !== undefined) return inItem(found.file, found.item, field.span, field.name);
  }
  return destinationsOf(view, symbol)[0];
}

/** What follows an output of a module: a field of its value where that is written out, else the output. */
function outputField(view: View, file: SyntaxFile, steps: readonly ChainStep[], step: number): Destination | undefined {
  const [call, ...behind] = steps;
  const at = behind[0]?.kind === 'index' ? 1 : 0;
  const output = behind[at];
  if (call?.text === undefined || output?.text === undefined) return undefined;
  const symbol = symbolFrom(view, file.path, [call.text], `output.${output.text}`);
  const value = symbol === undefined ? undefined : topAttribute(view, symbol, 'value');
  const found = value === undefined ? undefined : nodeOf(view, value);
  const names = behind.slice(at + 1, step).map(({ text }) => text);
  const field = found === undefined ? undefined : fieldOf(found.node, names);
  if (found !== undefined && field !== undefined) return inItem(found.file, found.item, field.span, field.name);
  return symbol === undefined ? undefined : destinationsOf(view, symbol)[0];
}

/** An attribute's name: the place that gives it, from a completion the resource that it completes. */
function ofAttribute(view: View, path: string, offset: number): Destinations | undefined {
  const given = attributeAt(view, path, offset);
  if (given === undefined) return undefined;
  const { attribute, occurrence } = given;
  const source = writesOf(view, attribute).filter(({ file }) => roleOf(file) === 'source');
  return {
    origin: occurrence.span,
    found: source.length > 0 ? source : destinationsOf(view, attribute.owner),
  };
}

function ofPath(view: View, path: string, offset: number): Destinations | undefined {
  const found = pathAt(view, path, offset);
  return found === undefined ? undefined : { origin: found.span, found: [atStart(found.target)] };
}

/** Where the attribute is written: in the source first, then in completions. */
function writesOf(view: View, attribute: ResourceAttribute): readonly Destination[] {
  const writes = attributeOccurrences(view, attribute).filter(({ role }) => role === 'write');
  const isCompleted = ({ file }: FileSpan) => roleOf(file) === 'completed';
  return [...writes.filter((each) => !isCompleted(each)), ...writes.filter(isCompleted)].map(({ file, span }) =>
    withEntry(view, { file, span }),
  );
}

/** A name with the attribute or block that it is the name of. */
function withEntry(view: View, { file, span }: FileSpan): Destination {
  const found = entryAround(view, { file, span });
  return { file, span: found === undefined ? span : shifted(found.node.span, found.item.offset), selection: span };
}

interface EntryHere {
  readonly file: SyntaxFile;
  readonly item: Item;
  readonly node: Attribute | Block;
}

function nodeOf(view: View, { file, selection }: Destination): EntryHere | undefined {
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

function topAttribute(view: View, symbol: ProjectSymbol, name: string): Destination | undefined {
  const place = declarationOf(view, symbol);
  const at = place === undefined ? undefined : spanOf(view, place);
  const file = at === undefined ? undefined : view.project.files.get(at.file);
  const item = file === undefined || at === undefined ? undefined : itemAt(file, at.span.start);
  return file === undefined || item === undefined ? undefined : entryOf(file, item, name);
}

/** An attribute right in a top-level block. */
function entryOf(file: SyntaxFile, item: Item, name: string): Destination | undefined {
  if (item.node.kind !== 'block') return undefined;
  const entry = item.node.body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
  return entry?.kind === 'attribute' ? inItem(file, item, entry.span, entry.name.span) : undefined;
}

function inItem({ path }: SyntaxFile, { offset }: Item, span: Span, selection: Span = span): Destination {
  return { file: path, span: shifted(span, offset), selection: shifted(selection, offset) };
}

function headerOf({ type, labels }: Block): Span {
  const last = labels.at(-1);
  return last === undefined ? type.span : insideQuotes(last.span, last.quoted);
}

function holds(span: Span, at: number): boolean {
  return span.start <= at && at <= span.end;
}
