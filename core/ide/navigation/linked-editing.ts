/** Places that are edited as one while a name is typed: only where no other file could fall behind. */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { bindingAt } from '../names/bindings.ts';
import { occurrencesOf, symbolAt } from '../names/symbols.ts';

/** What a name may be made of, as a pattern of JavaScript without flags. */
export const namePattern = '[A-Za-z_\\u0080-\\uFFFF][\\w\\u0080-\\uFFFF-]*';

/**
 * Spans with the same text, in order; undefined where the name stands but once, in more than one file, or somewhere with
 * other letters (the label of a short form that became a name).
 */
export function linkedSpansAt(view: View, path: string, offset: number): readonly Span[] | undefined {
  const file = view.project.files.get(path);
  if (file === undefined) return undefined;
  const bound = bindingAt(view, path, offset);
  if (bound !== undefined) {
    // The label of a `dynamic` block is also the name of what it makes.
    return bound.binding.isLabel ? undefined : alike(file.text, [bound.declared, ...bound.uses]);
  }
  const named = symbolAt(view, path, offset);
  if (named === undefined) return undefined;
  const all = occurrencesOf(view, named.symbol);
  if (all.some((each) => each.file !== path) || !all.some(({ role }) => role === 'declaration')) return undefined;
  return alike(
    file.text,
    all.map(({ span }) => span),
  );
}

function alike(text: string, spans: readonly Span[]): readonly Span[] | undefined {
  const texts = new Set(spans.map(({ start, end }) => text.slice(start, end)));
  return spans.length > 1 && texts.size === 1 ? spans : undefined;
}
