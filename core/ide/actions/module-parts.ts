/** References that cross the border of a module which is about to be made: what goes in, what comes out, what cannot. */
import type { Span } from '../../base/span.ts';
import { functionTable } from '../../language/functions/table.ts';
import { hasSensitive } from '../../language/values.ts';
import type { Attribute, Block, Item, SyntaxFile } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import { parseExpression } from '../../syntax/parse.ts';
import { type Chain, namesIn } from '../names/bindings.ts';
import { occurrencesIn, type Role } from '../names/occurrences.ts';
import type { ActionContext } from './action.ts';

/** A reference as far as it crosses: what it names, and the text that is replaced. */
export interface Crossing {
  /** `resource.file.a`, `local.x`, `var.y`, `module.m`, as occurrences name them. */
  readonly name: string;
  /** What it would be called as an input or an output: `a_path`. */
  readonly title: string;
  /** Of the replaced text, relative to the item. */
  readonly span: Span;
}

/** What a chain refers to, as long as it is something that a module declares. */
export function crossingOf(chain: Chain): Crossing | undefined {
  if (chain.binding !== undefined) return undefined;
  const { root, rootSpan } = chain;
  const isResource = root === 'resource';
  const steps = isResource ? chain.steps.slice(1) : chain.steps;
  const kind = isResource ? chain.steps[0]?.text : root;
  const [first, second] = steps;
  if (first?.kind !== 'attribute' || first.text === undefined || kind === undefined) return undefined;
  const upTo = (end: number): Span => ({ start: rootSpan.start, end });
  const whole = { title: first.text, span: upTo(first.span.end) };
  switch (kind) {
    case 'var':
    case 'local':
      return { name: `${kind}.${first.text}`, ...whole };
    case 'each':
    case 'count':
    case 'self':
    case 'path':
    case 'facts':
      return undefined;
    default: {
      const name = kind === 'module' ? `module.${first.text}` : `resource.${kind}.${first.text}`;
      if (second?.kind !== 'attribute' || second.text === undefined) return { name, ...whole };
      return { name, title: `${first.text}_${second.text}`, span: upTo(second.span.end) };
    }
  }
}

export function crossingsIn(node: Block | Attribute): readonly Crossing[] {
  return namesIn(node).chains.flatMap((chain) => crossingOf(chain) ?? []);
}

/** What an item declares, by the names of occurrences. */
export function declaredIn(context: ActionContext, item: Item): readonly string[] {
  return [...occurrencesIn(item.node, 'source', context.view.vocabulary)].flatMap(([name, list]) =>
    list.some(({ role }) => role === 'declaration') ? [name] : [],
  );
}

/** A reference to a thing (`depends_on` and the like), also in quotes. */
export interface ThingHere {
  readonly name: string;
  readonly role: Role;
  /** Which attribute it stands in. */
  readonly attribute: string;
  /** Of the whole reference, relative to the item. */
  readonly span: Span;
}

const thingAttributes: ReadonlySet<string> = new Set(['depends_on', 'replace_triggered_by', 'to', 'from']);

export function thingsIn(context: ActionContext, node: Block | Attribute): readonly ThingHere[] {
  const attributes = thingValues(node);
  const found: ThingHere[] = [];
  for (const [name, list] of occurrencesIn(node, 'source', context.view.vocabulary)) {
    if (!name.startsWith('resource.') && !name.startsWith('module.')) continue;
    for (const { span, role, through } of list) {
      const attribute = attributes.find(({ items }) => items.some((item) => holds(item, span)));
      const item = attribute?.items.find((each) => holds(each, span));
      if (attribute === undefined || item === undefined || through.length > 0) continue;
      found.push({ name, role, attribute: attribute.name, span: item });
    }
  }
  return found;
}

function thingValues(root: Block | Attribute): readonly { readonly name: string; readonly items: readonly Span[] }[] {
  if (root.kind === 'attribute') return [];
  return root.body.entries.flatMap((entry) => {
    if (entry.kind === 'block') return thingValues(entry);
    if (!thingAttributes.has(entry.name.text)) return [];
    const { value } = entry;
    const items = value.kind === 'tuple' ? value.items.map(({ span }) => span) : [value.span];
    return [{ name: entry.name.text, items }];
  });
}

/** Functions that look at files, which would be outside of the new module's folder. */
export function readsFiles(root: Block | Attribute): boolean {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'call') {
      const parameters = functionTable.get(node.name.text)?.parameters ?? [];
      if (parameters[0]?.name === 'path' && !plainPaths.has(node.name.text)) return true;
    }
    pending.push(...childNodes(node));
  }
  return false;
}

const plainPaths: ReadonlySet<string> = new Set(['basename', 'dirname', 'pathexpand', 'abspath']);

/** Whether what `text` gives in the module holds something sensitive; undefined before the first build. */
export function isSensitive({ view, dir }: ActionContext, text: string): boolean | undefined {
  const { model } = view;
  const [module] = model?.inspect.modulesIn(dir) ?? [];
  if (model === undefined || module === undefined) return undefined;
  return hasSensitive(model.inspect.evaluate({ module }, parseExpression(text).expression).value);
}

export function itemText(file: SyntaxFile, item: Item, span: Span = item.node.span): string {
  return file.text.slice(item.offset + span.start, item.offset + span.end);
}

export function holds(whole: Span, part: Span): boolean {
  return whole.start <= part.start && part.end <= whole.end;
}

/** What crosses the border, by the text that stands for it on the other side. */
export interface Port {
  readonly name: string;
  /** The expression outside of an input, inside of an output. */
  readonly text: string;
  readonly of: string;
}
