/** Pages of the documentation on the kinds of resources and assertions that a file names. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Block } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { attributeAt } from '../names/attributes.ts';
import { namedAt } from '../names/named-at.ts';
import { roleOf } from '../names/occurrences.ts';
import { insideQuotes, shifted } from '../spans.ts';

export interface PageText {
  readonly span: Span;
  /** What the page is about: `service`. */
  readonly name: string;
  /** Relative to the documentation's folder: `kinds.md#service`. */
  readonly page: string;
}

/** The labels that name kinds of resources and of assertions, in source order. */
export function pagesIn(view: View, path: string): readonly PageText[] {
  const file = view.project.files.get(path);
  return (file?.items ?? []).flatMap(({ node, offset }) =>
    node.kind === 'block' ? pagesOf(view, node, offset, roleOf(path) === 'completed') : [],
  );
}

/** The page on the kind of what stands at `offset`: of a resource, of an attribute of one, of a block's first label. */
export function pageAt(view: View, path: string, offset: number): PageText | undefined {
  const named = namedAt(view, path, offset);
  if (named !== undefined) return pageOnKind(view, named.symbol.name, named.occurrence.span);
  const given = attributeAt(view, path, offset);
  if (given !== undefined) return pageOnKind(view, given.attribute.owner.name, given.occurrence.span);
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item?.node.kind !== 'block') return undefined;
  return pagesOf(view, item.node, item.offset, roleOf(path) === 'completed').find(
    ({ span }) => span.start <= offset && offset <= span.end,
  );
}

function pagesOf(view: View, block: Block, by: number, inCompleted: boolean): readonly PageText[] {
  const { declaration } = declaredBy(block, view.vocabulary, inCompleted);
  if (declaration?.kind !== 'resource') return [];
  const [label] = block.labels;
  const isShort = declaration.shortForm !== undefined;
  const span = isShort ? block.type.span : label && insideQuotes(label.span, label.quoted);
  const kind = span === undefined ? undefined : pageOnKind(view, `resource.${declaration.type}`, shifted(span, by));
  const asserts = block.body.entries.flatMap((entry) => {
    const [assertion] = entry.kind === 'block' && entry.type.text === 'assert' ? entry.labels : [];
    if (assertion === undefined || !view.vocabulary.assertions.has(assertion.text)) return [];
    const at = shifted(insideQuotes(assertion.span, assertion.quoted), by);
    return [{ span: at, name: assertion.text, page: `assertions.md#${assertion.text}` }];
  });
  return kind === undefined ? asserts : [kind, ...asserts];
}

/** `name`: `resource.service.web`; a check has no kind. */
function pageOnKind(view: View, name: string, span: Span): PageText | undefined {
  const [sort, kind = ''] = name.split('.');
  if (sort !== 'resource' || !view.vocabulary.kinds.has(kind)) return undefined;
  return { span, name: kind, page: `kinds.md#${kind}` };
}
