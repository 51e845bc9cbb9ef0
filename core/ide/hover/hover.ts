/**
 * What an editor shows of the thing under the cursor. Syntax and names are those of the text as it is; values are those
 * of the last build, and missing before the first.
 */
import type { View } from '../../engine/view.ts';
import { itemAt, nodeAt } from '../../syntax/locate.ts';
import { localPreview } from '../runs/preview.ts';
import { attributeNameHover, blockHover } from './blocks.ts';
import { brokenHover } from './broken.ts';
import { expressionHover } from './expressions.ts';
import { type Here, holds, isAttribute, isBlock } from './here.ts';
import { nameHover } from './names.ts';
import type { Hover } from './parts.ts';
import type { ResourceOptions } from './resource.ts';

export type HoverOptions = Partial<ResourceOptions & Pick<Here, 'factsAge'>>;

/** Undefined in comments, between things, and where there is nothing to say. Never throws for what a text holds. */
export function hoverAt(view: View, path: string, offset: number, options: HoverOptions = {}): Hover | undefined {
  const file = view.project.files.get(path);
  const located = file === undefined ? undefined : nodeAt(file, offset);
  if (located === undefined || isInComment(view, path, offset)) return undefined;
  const here: Here = {
    view,
    path,
    item: located.item,
    nodes: located.path,
    at: offset - located.item.offset,
    factsAge: options.factsAge ?? (() => undefined),
    options: { preview: options.preview ?? localPreview(view), askCommand: options.askCommand },
  };
  return nameHover(here) ?? structureHover(here) ?? brokenHover(here);
}

function structureHover(here: Here): Hover | undefined {
  const node = here.nodes.at(-1);
  if (isBlock(node)) return blockHover(here, node);
  if (isAttribute(node)) return holds(node.name.span, here.at) ? attributeNameHover(here, node) : undefined;
  return expressionHover(here);
}

function isInComment(view: View, path: string, offset: number): boolean {
  const parsed = view.parsed.get(path);
  const item = parsed === undefined ? undefined : itemAt(parsed.file, offset);
  return (parsed?.comments ?? []).some(
    (comment) =>
      comment.item === item?.key &&
      comment.span.start + item.offset <= offset &&
      offset < comment.span.end + item.offset,
  );
}
