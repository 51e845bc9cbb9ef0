/** Evaluates what an instance, or one of its assertions, was given, under the machine's current results. */

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kind } from '../kinds/define.ts';
import { isNull, type Value } from '../language/values.ts';
import type { Builder } from './builder.ts';
import { computeTools } from './compute-tools.ts';
import { conditionsOf } from './conditions.ts';
import type { Addition } from './connect.ts';
import { withAdditions } from './connect.ts';
import { diagnosticOf } from './finding.ts';
import { demand, looseFrame, within } from './machine.ts';
import type { EvaluatedInstance } from './model.ts';
import { conditionsAround } from './module-lifecycle.ts';
import type { InstanceNode } from './nodes.ts';

const noConditions: EvaluatedInstance['conditions'] = [];

export function evaluateInstance(
  builder: Builder,
  node: InstanceNode,
  additions: readonly Addition[],
): EvaluatedInstance {
  const { machine } = builder;
  const values = new Map<string, Value>();
  const diagnostics: Diagnostic[] = [];
  let isOpen = additions.length > 0;
  let pending: Set<string> | undefined;
  const isPending = (name: string) => {
    pending ??= new Set();
    pending.add(name);
  };
  for (const name of node.supplied.keys()) {
    const result = builder.attributeGiven(node, name);
    if (result === undefined) continue;
    isOpen ||= result.open;
    if (result.lacksFacts) isPending(name);
    if (result.diagnostics.length > 0) diagnostics.push(...result.diagnostics);
    if (!isNull(result.value)) values.set(name, result.value);
  }
  if (additions.length > 0) {
    const frame = looseFrame(node.context, node.entry.home);
    within(machine, frame, () => {
      for (const { attribute, value } of additions)
        values.set(attribute, withAdditions(values.get(attribute), [value()]));
    });
    diagnostics.push(...frame.diagnostics);
    if (frame.lacksFacts) for (const { attribute } of additions) isPending(attribute);
  }
  const kind = builder.kindOf(node);
  const world: { isFromWorld?: true; pending?: ReadonlySet<string> } = {};
  if (kind?.compute !== undefined && diagnostics.length === 0) {
    diagnostics.push(...compute(node, kind, values, world));
    // What follows from them lacks the same facts.
    if (pending !== undefined) for (const name of values.keys()) if (!node.supplied.has(name)) isPending(name);
  }
  if (pending !== undefined) world.pending = pending;
  const { lifecycle } = node.entry.declaration;
  const around = conditionsAround(builder, node, diagnostics);
  if (around.length + lifecycle.preconditions.length + lifecycle.postconditions.length === 0) {
    const settled = !isOpen && world.isFromWorld !== true && { isSettled: true as const };
    return { values, diagnostics, conditions: noConditions, ...world, ...settled };
  }
  const frame = looseFrame(node.context, node.entry.home);
  const before = conditionsOf(machine, lifecycle.preconditions, 'before', frame);
  const after = conditionsOf(machine, lifecycle.postconditions, 'after', frame);
  return {
    values,
    diagnostics: [...diagnostics, ...frame.diagnostics],
    conditions: [...around, ...before, ...after],
    ...world,
  };
}

function compute(
  node: InstanceNode,
  kind: Kind,
  values: Map<string, Value>,
  world: { isFromWorld?: true },
): readonly Diagnostic[] {
  const tools = computeTools(node, () => {
    world.isFromWorld = true;
  });
  const computed = kind.compute?.(values, tools);
  if (computed === undefined) return [];
  for (const [name, value] of computed.values) values.set(name, value);
  return computed.problems.map(({ attribute, message }) => {
    const supplied = attribute === undefined ? undefined : node.supplied.get(attribute);
    const span = supplied?.given.span ?? node.entry.declaration.nameSpan;
    return diagnosticOf({ code: 'invalid-value', message, span }, supplied?.home ?? node.entry.home);
  });
}

export function evaluateAssertion(builder: Builder, node: InstanceNode, index: number): EvaluatedInstance {
  const values = new Map<string, Value>();
  const diagnostics: Diagnostic[] = [];
  for (const given of node.entry.declaration.asserts[index]?.attributes ?? []) {
    const result = demand(builder.machine, builder.textCell(node, `assert.${index}.${given.name}`, given));
    diagnostics.push(...result.diagnostics);
    if (!isNull(result.value)) values.set(given.name, result.value);
  }
  return { values, diagnostics, conditions: noConditions };
}
