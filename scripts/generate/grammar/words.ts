/** The words that the grammar knows by name, from the tables of the language: there is no second list of them. */
import type { BlockSpec } from '../../../core/intake/block-spec.ts';
import { completionSpec, dynamicSpec, strayTopBlocks, topBlocks } from '../../../core/intake/block-specs.ts';
import { shortFormNames } from '../../../core/intake/short-form-specs.ts';
import { kinds } from '../../../core/kinds/table.gen.ts';
import { functionTable } from '../../../core/language/functions/table.ts';

const top: Readonly<Record<string, BlockSpec>> = { ...topBlocks, ...strayTopBlocks, completion: completionSpec };

/** Block types that may stand at the top of a file. */
export const topBlockNames: readonly string[] = sorted([...Object.keys(top), ...shortFormNames]);

/** Those of them without a label. */
export const unlabelledNames: readonly string[] = sorted(
  Object.keys(top).filter((name) => top[name]?.labels.length === 0),
);

/** Block types of the language, not of kinds, that stand inside of others. */
export const nestedBlockNames: readonly string[] = sorted([
  'dynamic',
  ...[dynamicSpec, ...Object.values(top)].flatMap(namesIn),
]);

export const kindNames: readonly string[] = sorted(kinds.map((kind) => kind.name));
export const functionNames: readonly string[] = sorted([...functionTable.keys()]);

function namesIn(spec: BlockSpec): readonly string[] {
  return Object.entries(spec.blocks).flatMap(([name, { block }]) => [name, ...namesIn(block)]);
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
