/** How many instances `count` or `for_each` makes, as the text is now, in all instances of the module that it stands in. */
import type { View } from '../../engine/view.ts';
import { isEntries, isItems, isKnown, type Value } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import { modulePlaces } from './values.ts';

/** `unknown`: it is not known yet, wrong or secret. Undefined before the first build, and in a module that nobody calls. */
export function repetitionOf(view: View, dir: string, expression: Expression): number | 'unknown' | undefined {
  const { model } = view;
  const { list, more } = modulePlaces(view, dir);
  if (model === undefined || list.length === 0) return undefined;
  if (more > 0) return 'unknown';
  let total = 0;
  for (const { scope } of list) {
    const { value, problems } = model.inspect.evaluate(scope, expression);
    const count = problems.length > 0 ? undefined : countOf(value);
    if (count === undefined) return 'unknown';
    total += count;
  }
  return total;
}

/** The elements of a set become keys, so each has to be known. */
function countOf({ raw, sensitive }: Value): number | undefined {
  if (sensitive) return undefined;
  if (typeof raw === 'number') return raw;
  if (isItems(raw)) return raw.every(isKnown) ? raw.length : undefined;
  return isEntries(raw) ? raw.size : undefined;
}
