/** Where a name leads: to what declares it. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import type { Block, Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { attributeAt, ownerIn, resourceChain } from '../names/attributes.ts';
import { type Chain, namesIn } from '../names/bindings.ts';
import { brokenNameAt } from '../names/broken-names.ts';
import { namedAt } from '../names/named-at.ts';
import { roleOf } from '../names/occurrences.ts';
import { symbolAt, symbolFrom } from '../names/symbols.ts';
import { insideQuotes, shifted } from '../spans.ts';
import {
  atStart,
  type Destination,
  type Destinations,
  destinationsOf,
  entryOf,
  inItem,
  moduleFiles,
  writesOf,
} from './destinations.ts';
import { attributeField, outputField, valueField } from './field-definition.ts';
import { pathAt } from './paths.ts';

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
    ofPath(view, path, offset) ??
    ofWords(view, path, offset)
  );
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
  const named = namedAt(view, path, offset);
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
    // An index that has to be computed holds chains of its own.
    const step = chain.steps.findIndex(({ span, text }) => text !== undefined && holds(span, at));
    const span = chain.steps[step]?.span ?? chain.rootSpan;
    if (!holds(span, at)) continue;
    const origin = shifted(span, item.offset);
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

/** Names in a value that cannot be read as a whole: `service.web.` at the end, a bracket that is not closed. */
function ofWords(view: View, path: string, offset: number): Destinations | undefined {
  const found = brokenNameAt(view, path, offset);
  if (found?.symbol === undefined) return undefined;
  return { origin: found.span, found: destinationsOf(view, found.symbol) };
}

function headerOf({ type, labels }: Block): Span {
  const last = labels.at(-1);
  return last === undefined ? type.span : insideQuotes(last.span, last.quoted);
}

function holds(span: Span, at: number): boolean {
  return span.start <= at && at <= span.end;
}
