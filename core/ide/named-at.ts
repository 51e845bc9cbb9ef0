/** What is meant at an offset: by a name, or by the words before it. */
import type { View } from '../engine/view.ts';
import { itemAt } from '../syntax/locate.ts';
import { namesIn } from './bindings.ts';
import { shifted } from './spans.ts';
import { type Occurrence, type Symbol as ProjectSymbol, symbolAt } from './symbols.ts';

/** As {@link symbolAt}, and on `var` of `var.port` or `service` of `service.web` what the whole names. */
export function namedAt(
  view: View,
  path: string,
  offset: number,
): { readonly symbol: ProjectSymbol; readonly occurrence: Occurrence } | undefined {
  const own = symbolAt(view, path, offset);
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (own !== undefined || item === undefined) return own;
  const at = offset - item.offset;
  for (const { root, rootSpan, steps, binding } of namesIn(item.node).chains) {
    // Behind `resource` the kind comes first.
    const name = steps[root === 'resource' ? 1 : 0];
    if (binding !== undefined || name === undefined || at < rootSpan.start || at >= name.span.start) continue;
    const named = symbolAt(view, path, item.offset + name.span.start);
    if (named === undefined) continue;
    const span = shifted({ start: rootSpan.start, end: name.span.end }, item.offset);
    return { symbol: named.symbol, occurrence: { ...named.occurrence, span } };
  }
  return undefined;
}
