/** Texts to follow: paths of files that are there, sources of modules, kinds with a page of their own, addresses of the web. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { pagesIn } from './pages.ts';
import { pathsIn } from './paths.ts';

export type Link =
  | { readonly kind: 'file'; readonly span: Span; readonly target: string; readonly tooltip: string }
  | { readonly kind: 'page'; readonly span: Span; readonly page: string; readonly tooltip: string }
  | { readonly kind: 'web'; readonly span: Span; readonly url: string };

/** In source order. */
export function linksIn(view: View, path: string): readonly Link[] {
  const file = view.project.files.get(path);
  if (file === undefined) return [];
  const files = pathsIn(view, path).map(({ sort, span, target, path: written }): Link => {
    const tooltip = sort === 'module' ? `Open the module in ${written}` : `Open ${target}`;
    return { kind: 'file', span, target, tooltip };
  });
  const pages = pagesIn(view, path).map(
    ({ span, name, page }): Link => ({
      kind: 'page',
      span,
      page,
      tooltip: `Documentation of ${name}`,
    }),
  );
  return [...files, ...pages, ...webLinks(file.text)].sort((a, b) => a.span.start - b.span.start);
}

/** Outside of strings and comments there is no text with `://` in it. One that goes on with `${` is none yet. */
function webLinks(text: string): readonly Link[] {
  const found: Link[] = [];
  for (const { 0: match, index } of text.matchAll(/\bhttps?:\/\/[^\s"'`<>\\^{}|]+/g)) {
    const behind = text.slice(index + match.length, index + match.length + 1);
    const last = match.at(-1);
    if (behind === '{' && (last === '$' || last === '%')) continue;
    const url = withoutPunctuation(match);
    if (/^https?:\/\/[^/?#]/.test(url))
      found.push({ kind: 'web', span: { start: index, end: index + url.length }, url });
  }
  return found;
}

/** Without what ends the sentence that it stands in, and without a bracket that it does not open. */
function withoutPunctuation(url: string): string {
  let text = url;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opener = last === ')' ? '(' : last === ']' ? '[' : undefined;
    const isLoose = opener !== undefined && text.split(last).length > text.split(opener).length;
    if (!isLoose && !/[.,;:!?]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}
