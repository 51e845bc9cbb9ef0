/**
 * Looks into a model from an editor: what an expression is worth where it stands, which instances a block has. The
 * answers are those of the texts that the model was made of; expressions may be newer, and are evaluated in the scope
 * that their block had then.
 */

import { evaluate } from '../language/evaluate.ts';
import type { Problem } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import { unknownValue } from '../language/values.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Builder } from './builder.ts';
import type { ResourceDeclaration } from './declarations.ts';
import { looseFrame, settle, within } from './machine.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';

/** Where an expression stands: in a module instance (`""` is the root), and there in a resource instance or in none. */
export interface EvaluationScope {
  readonly module: string;
  /** Address of a resource instance: gives `self`, `each` and `count` their meaning. */
  readonly instance?: string;
  /** Address of a module instance that the expression gives an input to: gives `each` and `count` theirs. */
  readonly call?: string;
}

export interface Inspection {
  /** Addresses of the instances of the module in a folder, `""` for the root; none where nobody calls it. */
  modulesIn(dir: string): readonly string[];
  /** Addresses of the instances of the block `KIND.NAME` in one module instance, in order. */
  instancesOf(module: string, block: string): readonly string[];
  /** Addresses of the module instances that the block `module.NAME` in one module instance makes, in order. */
  callsOf(module: string, name: string): readonly string[];
  /** Under no results: what only applying can tell is unknown. Problems have spans in the expression's item. Never throws. */
  evaluate(
    scope: EvaluationScope,
    expression: Expression,
  ): { readonly value: Value; readonly problems: readonly Problem[] };
  /** What a reference to an attribute or output of a resource instance gives, defaults included; undefined where there is none. */
  attribute(instance: string, name: string): Value | undefined;
}

export function inspectionOf(
  builder: Builder,
  modules: readonly ModuleNode[],
  nodeAt: (address: string) => InstanceNode | undefined,
): Inspection {
  const { machine, lookup } = builder;
  const moduleAt = new Map(modules.map((module) => [module.address, module]));
  const settled = <T>(work: () => T): T => settle(machine, machine.base, work);
  return {
    modulesIn: (dir) => modules.filter(({ table }) => table.dir === dir).map(({ address }) => address),
    instancesOf: (address, block) => {
      const module = moduleAt.get(address);
      const entry = module === undefined ? undefined : resourceAt(module, block);
      if (module === undefined || entry === undefined) return [];
      return settled(() => [...lookup.resources(module, entry).instances.values()].map((node) => node.address));
    },
    callsOf: (address, name) => {
      const module = moduleAt.get(address);
      const entry = module?.table.modules.get(name);
      if (module === undefined || entry === undefined) return [];
      return settled(() => [...lookup.modules(module, entry).instances.values()].map((node) => node.address));
    },
    evaluate: ({ module: address, instance, call }, expression) => {
      const module = moduleAt.get(address);
      const node = instance === undefined ? undefined : nodeAt(instance);
      const context =
        node?.context ?? (call === undefined ? undefined : moduleAt.get(call)?.parent?.context) ?? module?.context;
      if (context === undefined) return { value: unknownValue(), problems: [] };
      const problems: Problem[] = [];
      const value = settled(() => {
        // The work may be unwound and run again.
        problems.length = 0;
        const frame = looseFrame(context, { file: '', item: '' });
        return within(machine, frame, () => evaluate(expression, context.scope, (problem) => problems.push(problem)));
      });
      return { value, problems };
    },
    attribute: (address, name) => {
      const node = nodeAt(address);
      if (node === undefined) return undefined;
      return settled(() =>
        within(machine, looseFrame(node.context, node.entry.home), () => lookup.attribute(node, name)),
      );
    },
  };
}

function resourceAt(module: ModuleNode, block: string): Entry<ResourceDeclaration> | undefined {
  const dot = block.indexOf('.');
  return module.table.resources.get(block.slice(0, dot))?.get(block.slice(dot + 1));
}
