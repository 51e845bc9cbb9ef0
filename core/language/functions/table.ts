/**
 * Every function of the language by name. The evaluator, hover, signature help, completion, suggestions
 * and the generated reference all read this one table.
 */
import { choiceFunctions } from './choices.ts';
import { dateTimeFunctions } from './date-time.ts';
import type { FunctionDefinition } from './define.ts';
import { encodingFunctions } from './encoding.ts';
import { filesystemFunctions } from './filesystem.ts';
import { formatFunctions } from './format.ts';
import { hashFunctions } from './hash-crypto.ts';
import { networkFunctions } from './ip-network.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { numericFunctions } from './numeric.ts';
import { setFunctions } from './sets.ts';
import { stringFunctions } from './string.ts';
import { conversionFunctions } from './type-conversion.ts';

/** In ascending order of names. */
export const functionTable: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...numericFunctions,
    ...stringFunctions,
    ...formatFunctions,
    ...listFunctions,
    ...choiceFunctions,
    ...mapFunctions,
    ...setFunctions,
    ...encodingFunctions,
    ...filesystemFunctions,
    ...dateTimeFunctions,
    ...hashFunctions,
    ...networkFunctions,
    ...conversionFunctions,
  ]
    .map((definition) => [definition.name, definition] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

const REPLACEMENTS: Readonly<Record<string, string>> = {
  list: 'The function `list` does not exist any more. Write `tolist([ … ])`.',
  map: 'The function `map` does not exist any more. Write `tomap({ … })`.',
  ephemeralasnull: 'There are no ephemeral values here, so `ephemeralasnull` has nothing to do. Use the value itself.',
};

/** What to write instead of a function that is not in the table, where there is something to say. */
export function replacementFor(name: string): string | undefined {
  if (name.startsWith('core::') && functionTable.has(name.slice('core::'.length))) {
    return `Functions have no namespaces here. Write \`${name.slice('core::'.length)}\`.`;
  }
  if (name.includes('::')) {
    return `Providers bring no functions, so \`${name}\` cannot be called. Use a built-in function, or a \`custom\` resource.`;
  }
  return Object.hasOwn(REPLACEMENTS, name) ? REPLACEMENTS[name] : undefined;
}
