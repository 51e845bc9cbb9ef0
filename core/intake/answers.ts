/** What a model answers about its instances: from what was found out while it was made, and else by evaluating. */
import type { Builder } from './builder.ts';
import { evaluateAssertion, evaluateInstance } from './evaluate-instance.ts';
import { outputsOf } from './evaluate-module.ts';
import type { Evaluation } from './machine.ts';
import { createEvaluation, settle } from './machine.ts';
import type { EvaluatedInstance, Instance, Model, Results } from './model.ts';
import { noResults } from './model.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import type { InstanceRecord, UnitRecord } from './records.ts';
import type { Layout } from './unit-slots.ts';

export interface Answers extends Pick<Model, 'evaluate' | 'evaluateAssertion' | 'evaluateOutputs'> {
  moduleAt(address: string): ModuleNode | undefined;
  nodeAt(address: string): InstanceNode | undefined;
  /** An assertion under no results, by its own address, that of its instance and its index there. */
  assertion(address: string, of: string, index: number): EvaluatedInstance;
  /** Of what was evaluated under no results nothing is needed any more: records have it. */
  forget(): void;
}

const recordBy = new WeakMap<Instance, InstanceRecord>();

/** From now on questions about the unit's instances are answered by its record. */
export function remembered(unit: UnitRecord): UnitRecord {
  for (const record of unit.instances) recordBy.set(record.instance, record);
  return unit;
}

/** `instances` may still grow. */
export function answersOf(
  builder: Builder,
  { modules, slots, links }: Layout,
  instances: ReadonlyMap<string, Instance>,
): Answers {
  const { machine, lookup } = builder;
  const byAddress = new Map(modules.map((module) => [module.address, module]));
  const implicit = new Map<string, InstanceNode>();
  for (const slot of slots) {
    if (slot.kind === 'made' && slot.isImplicit) for (const node of slot.nodes) implicit.set(node.address, node);
  }
  const nodeAt = (address: string): InstanceNode | undefined => {
    const made = implicit.get(address);
    const instance = instances.get(address);
    const module = instance === undefined ? undefined : byAddress.get(instance.module);
    if (made !== undefined || instance === undefined || module === undefined) return made;
    const entry = module.table.resources.get(instance.kind)?.get(instance.name);
    return entry && lookup.resources(module, entry).instances.get(instance.key);
  };
  const knownNodeAt = (address: string): InstanceNode => {
    const node = nodeAt(address);
    if (node === undefined) throw new Error(`The model has no instance ${address}.`);
    return node;
  };

  const evaluations = new WeakMap<Results, Evaluation>([[noResults, machine.base]]);
  const evaluationOf = (results: Results): Evaluation => {
    let evaluation = evaluations.get(results);
    if (evaluation === undefined) {
      evaluation = createEvaluation(results);
      evaluations.set(results, evaluation);
    }
    return evaluation;
  };
  const memos = new WeakMap<Evaluation, Map<string, EvaluatedInstance>>();
  const memo = (evaluation: Evaluation, key: string, make: () => EvaluatedInstance): EvaluatedInstance => {
    let known = memos.get(evaluation);
    if (known === undefined) {
      known = new Map();
      memos.set(evaluation, known);
    }
    let made = known.get(key);
    if (made === undefined) {
      made = settle(machine, evaluation, make);
      known.set(key, made);
    }
    return made;
  };
  const recordAt = (address: string): InstanceRecord | undefined => {
    const instance = instances.get(address);
    return instance && recordBy.get(instance);
  };
  const evaluate = (address: string, results: Results): EvaluatedInstance => {
    const known = recordAt(address)?.evaluated ?? memos.get(machine.base)?.get(address);
    if (known !== undefined && (results === noResults || known.isSettled === true)) return known;
    return memo(evaluationOf(results), address, () => {
      const node = knownNodeAt(address);
      return evaluateInstance(builder, node, links.additions.get(node) ?? []);
    });
  };

  let assertions: Map<string, { readonly of: string; readonly index: number }> | undefined;
  const assertionAt = (address: string) => {
    if (assertions === undefined) {
      assertions = new Map();
      for (const [of, instance] of instances) {
        if (instance.assertions.length === 0) continue;
        for (const [index, each] of instance.assertions.entries()) assertions.set(each.address, { of, index });
      }
    }
    const found = assertions.get(address);
    if (found === undefined) throw new Error(`The model has no assertion ${address}.`);
    return found;
  };
  const evaluateAssertionAt = (address: string, results: Results): EvaluatedInstance => {
    const { of, index } = assertionAt(address);
    return assertionUnder(results, address, of, index);
  };
  const assertionUnder = (results: Results, address: string, of: string, index: number): EvaluatedInstance => {
    const known = results === noResults ? recordAt(of)?.assertions[index] : undefined;
    return known ?? memo(evaluationOf(results), address, () => evaluateAssertion(builder, knownNodeAt(of), index));
  };
  const evaluateOutputs = (results: Results) => settle(machine, evaluationOf(results), () => outputsOf(builder));
  return {
    moduleAt: (address) => byAddress.get(address),
    nodeAt,
    assertion: (address, of, index) => assertionUnder(noResults, address, of, index),
    evaluate,
    evaluateAssertion: evaluateAssertionAt,
    evaluateOutputs,
    forget: () => void memos.delete(machine.base),
  };
}
