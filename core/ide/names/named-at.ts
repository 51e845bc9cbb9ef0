/** What is meant at an offset: by a name, or by the words before it. */
import type { View } from '../../engine/view.ts';
import { itemAt } from '../../syntax/locate.ts';
import { shifted } from '../spans.ts';
import { namesIn } from './bindings.ts';
import { type Occurrence, type Symbol as ProjectSymbol, symbolAt } from './symbols.ts';

/** As {@link symbolAt}, and on `var` of `var.port` or `service` of `service.web`, also in quotes, what the whole names. */
export function namedAt(
  view: View,
  path: string,
  offset: number,
): { readonly symbol: ProjectSymbol; readonly occurrence: Occurrence } | undefined {
  const own = symbolAt(view, path, offset);
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (own !== undefined || file === undefined || item === undefined) return own;
  const quoted = startOfQuoted(file.text, offset);
  if (quoted !== undefined) {
    const named = symbolAt(view, path, quoted.name);
    if (named === undefined) return undefined;
    const span = { start: quoted.start, end: named.occurrence.span.end };
    return { symbol: named.symbol, occurrence: { ...named.occurrence, span } };
  }
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

/** No word of an address is longer. */
const LONGEST = 100;

/** Where the word at the offset begins and the one behind its dot, in an address in quotes: `"service.web"`. */
function startOfQuoted(text: string, offset: number): { readonly start: number; readonly name: number } | undefined {
  const [before] =
    /"(?:[\p{ID_Continue}-]+\.)*[\p{ID_Continue}-]*$/u.exec(text.slice(Math.max(0, offset - LONGEST), offset)) ?? [];
  const [behind] = /^[\p{ID_Continue}-]*\.(?=[\p{ID_Start}_])/u.exec(text.slice(offset, offset + LONGEST)) ?? [];
  if (before === undefined || behind === undefined) return undefined;
  const word = /[\p{ID_Continue}-]*$/u.exec(before)?.[0] ?? '';
  return { start: offset - word.length, name: offset + behind.length };
}
