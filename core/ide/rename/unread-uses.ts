/**
 * Names in expressions that cannot be read (`value = var.port +`): nobody knows what they mean yet, but what looks like
 * a reference is one as soon as the expression is finished, and a rename should not leave it behind.
 */
import type { View } from '../../engine/view.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import type { Symbol as Named } from '../names/symbols.ts';
import type { FileSpan } from '../spans.ts';

/** Only in the module that declares it. Linear in the text of broken items. */
export function unreadUses(view: View, { dir, name }: Named): readonly FileSpan[] {
  const word = name.startsWith('resource.') ? name.slice('resource.'.length) : name;
  if (name.startsWith('output.')) return [];
  const cut = word.lastIndexOf('.') + 1;
  const module = view.project.modules.get(dir);
  const pattern = new RegExp(`(?<![\\p{ID_Continue}.-])${word.replace(/[.$]/g, '\\$&')}(?![\\p{ID_Continue}-])`, 'gu');
  return (module?.files ?? []).flatMap(({ path, text, items }) =>
    items.flatMap(({ node, offset }) => {
      if (node.kind === 'block' && !node.broken) return [];
      return invalidIn(node).flatMap(({ span }) =>
        [...text.slice(offset + span.start, offset + span.end).matchAll(pattern)].map((found) => {
          const start = offset + span.start + found.index + cut;
          return { file: path, span: { start, end: start + word.length - cut } };
        }),
      );
    }),
  );
}

function invalidIn(root: Node): readonly Node[] {
  const found: Node[] = [];
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'invalid') found.push(node);
    else pending.push(...childNodes(node));
  }
  return found;
}
