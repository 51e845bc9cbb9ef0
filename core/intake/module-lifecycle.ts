/** What `lifecycle` of the modules around an instance adds to its own. */
import type { Place } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import { conditionsOf } from './conditions.ts';
import type { LifecycleDeclaration } from './declarations.ts';
import { looseFrame } from './machine.ts';
import type { EvaluatedInstance } from './model.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';

/** Whether anything around protects it, and every attribute that anything around ignores. */
export function combinedLifecycle(node: InstanceNode): Pick<LifecycleDeclaration, 'preventDestroy' | 'ignoreChanges'> {
  let { preventDestroy, ignoreChanges } = node.entry.declaration.lifecycle;
  for (const { lifecycle } of callsAround(node.module)) {
    preventDestroy ||= lifecycle.preventDestroy;
    ignoreChanges =
      ignoreChanges === 'all' || lifecycle.ignoreChanges === 'all'
        ? 'all'
        : lifecycle.ignoreChanges.length === 0
          ? ignoreChanges
          : [...new Set([...ignoreChanges, ...lifecycle.ignoreChanges])];
  }
  return { preventDestroy, ignoreChanges };
}

/** Conditions on the calls around, judged where the calls stand. */
export function conditionsAround(
  builder: Builder,
  node: InstanceNode,
  diagnostics: Diagnostic[],
): EvaluatedInstance['conditions'] {
  const found: EvaluatedInstance['conditions'][number][] = [];
  for (let { parent } = node.module; parent !== undefined; parent = parent.node.parent) {
    const { lifecycle } = parent.entry.declaration;
    if (lifecycle.preconditions.length + lifecycle.postconditions.length === 0) continue;
    const frame = looseFrame(parent.context, parent.entry.home);
    found.push(...conditionsOf(builder.machine, lifecycle.preconditions, 'before', frame));
    found.push(...conditionsOf(builder.machine, lifecycle.postconditions, 'after', frame));
    diagnostics.push(...frame.diagnostics);
  }
  return found;
}

function* callsAround(module: ModuleNode) {
  for (let { parent } = module; parent !== undefined; parent = parent.node.parent) yield parent.entry.declaration;
}

/** Resource blocks that `prevent_destroy` guards, by address without instance key, and where they stand. */
export function protectedBlocksOf(modules: readonly ModuleNode[]): ReadonlyMap<string, Place> {
  const blocks = new Map<string, Place>();
  for (const module of modules) {
    const isGuarded = [...callsAround(module)].some(({ lifecycle }) => lifecycle.preventDestroy);
    for (const { declaration, home } of module.table.units) {
      if (declaration.kind !== 'resource' || !(isGuarded || declaration.lifecycle.preventDestroy)) continue;
      const address = `${module.address === '' ? '' : `${module.address}.`}${declaration.type}.${declaration.name}`;
      blocks.set(address, { ...home, span: { start: declaration.typeSpan.start, end: declaration.nameSpan.end } });
    }
  }
  return blocks;
}
