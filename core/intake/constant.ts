/** Values of attributes that are written out: the same for every instance, module and set of results. */
import { evaluate } from '../language/evaluate.ts';
import type { Value } from '../language/values.ts';
import type { Given } from './declarations.ts';
import { emptyScope } from './empty-scope.ts';
import { isLiteral } from './literal.ts';

const memo = new WeakMap<Given, Value | typeof none>();
const none = Symbol('not written out');

/** Undefined where the attribute has to be evaluated, or where something is wrong with it. Kept as long as the text. */
export function constantOf(given: Given): Value | undefined {
  const known = memo.get(given);
  if (known !== undefined) return known === none ? undefined : known;
  const value = given.kind === 'expression' && given.encode === undefined ? read(given) : undefined;
  memo.set(given, value ?? none);
  return value;
}

function read(given: Given & { readonly kind: 'expression' }): Value | undefined {
  if (!isLiteral(given.expression)) return undefined;
  let isSound = true;
  const value = evaluate(given.expression, emptyScope, () => {
    isSound = false;
  });
  return isSound ? value : undefined;
}
