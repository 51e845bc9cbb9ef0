/** Makes the node of an instance: what its block gives, and what completions add to it. */
import type { Builder } from './builder.ts';
import type { CompletionDeclaration, ResourceDeclaration } from './declarations.ts';
import { incompleteAttributes } from './incomplete.ts';
import type { Entry } from './module-table.ts';
import type { InstanceKey, ModuleNode, RepetitionContext, Supplied } from './nodes.ts';
import { blockName, InstanceNode, instanceAddress } from './nodes.ts';
import type { UnitRecord } from './records.ts';

const noneRead: readonly string[] = [];
const noCompletions: readonly Entry<CompletionDeclaration>[] = [];

export function makeInstance(
  builder: Builder,
  module: ModuleNode,
  entry: Entry<ResourceDeclaration>,
  key: InstanceKey,
  repetition: RepetitionContext,
): InstanceNode {
  const { declaration } = entry;
  const kind = builder.vocabulary.kinds.get(declaration.type);
  const supplied = new Map<string, Supplied>();
  for (const [name, given] of declaration.attributes) supplied.set(name, { given, home: entry.home, from: 'source' });
  const completions = completeFrom(builder, module, entry, key, supplied);
  const incomplete =
    kind === undefined
      ? noneRead
      : incompleteAttributes(kind, declaration, supplied, completions.length > 0, entry.home);
  return new InstanceNode(
    {
      address: instanceAddress(module.address, blockName(declaration), key),
      key,
      module,
      entry,
      supplied,
      incomplete,
      completions,
      kept: recordAt(builder.taken.unit(module, entry), key),
    },
    (node) => builder.contextOf(module, repetition, node),
  );
}

function recordAt(unit: UnitRecord | undefined, key: InstanceKey) {
  if (unit === undefined) return undefined;
  if (unit.instances.length === 1) return unit.instances[0]?.key === key ? unit.instances[0] : undefined;
  let byKey = keysMemo.get(unit);
  if (byKey === undefined) {
    byKey = new Map(unit.instances.map((each) => [each.key, each]));
    keysMemo.set(unit, byKey);
  }
  return byKey.get(key);
}

const keysMemo = new WeakMap<UnitRecord, ReadonlyMap<InstanceKey, UnitRecord['instances'][number]>>();

/** Fills in from the root's `completed.cw`, then from the module's own; gives the completions that were for it. */
function completeFrom(
  builder: Builder,
  module: ModuleNode,
  entry: Entry<ResourceDeclaration>,
  key: InstanceKey,
  supplied: Map<string, Supplied>,
): readonly Entry<CompletionDeclaration>[] {
  const rootTable = builder.table('.');
  const fromRoot = rootTable !== undefined && rootTable.completions.size > 0 ? rootTable.completions : undefined;
  const fromOwn = module.address !== '' && module.table.completions.size > 0 ? module.table.completions : undefined;
  if (fromRoot === undefined && fromOwn === undefined) return noCompletions;
  const block = blockName(entry.declaration);
  const found: Entry<CompletionDeclaration>[] = [];
  const take = (completions: ReadonlyMap<string, Entry<CompletionDeclaration>>, path: string, address: string) => {
    const candidates = key === undefined ? [path] : [address, path];
    for (const candidate of candidates) {
      const completion = completions.get(candidate);
      if (completion === undefined) continue;
      found.push(completion);
      for (const [name, given] of completion.declaration.attributes) {
        if (!supplied.has(name)) supplied.set(name, { given, home: completion.home, from: 'completed' });
      }
    }
  };
  if (fromRoot !== undefined) {
    take(fromRoot, instanceAddress(module.path, block, undefined), instanceAddress(module.address, block, key));
  }
  if (fromOwn !== undefined) take(fromOwn, block, instanceAddress('', block, key));
  return found.length === 0 ? noCompletions : found;
}
