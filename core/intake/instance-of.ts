/** An instance as others see it, made from its node. */
import type { Place } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Builder } from './builder.ts';
import type { Links } from './connect.ts';
import { dependenciesOf } from './dependencies.ts';
import { evaluateIn, looseFrame, settle, within } from './machine.ts';
import type { AssertionInstance, Instance } from './model.ts';
import { combinedLifecycle } from './module-lifecycle.ts';
import type { InstanceNode } from './nodes.ts';

export function instanceOf(builder: Builder, node: InstanceNode, links: Links, diagnostics: Diagnostic[]): Instance {
  // Not the node itself, which the functions below would keep in memory together with its whole model.
  const { entry, module, supplied: given, incomplete } = node;
  const { declaration, home } = entry;
  const place: Place = { ...home, span: { start: declaration.typeSpan.start, end: declaration.nameSpan.end } };
  const kind = builder.kindOf(node);
  const found = dependenciesOf(builder, node, links, diagnostics);
  const description = descriptionOf(builder, node);
  return {
    address: node.address,
    kind: declaration.type,
    name: declaration.name,
    ...(node.key !== undefined && { key: node.key }),
    module: module.address,
    moduleDir: module.table.dir,
    slug: builder.slugOf(node.address),
    place,
    attributePlace: (name) => {
      const supplied = given.get(name);
      return supplied === undefined ? place : { ...supplied.home, span: supplied.given.span };
    },
    ...(description !== undefined && { description }),
    dependencies: found.dependencies,
    lifecycle: {
      ...combinedLifecycle(node),
      replaceTriggeredBy: found.triggers,
    },
    connections: found.connections,
    assertions: assertionsOf(node),
    retry: declaration.retry,
    timeouts: declaration.timeouts,
    ...(declaration.needs !== undefined && { needs: declaration.needs }),
    incomplete,
    provenance: (name) => {
      const supplied = given.get(name);
      if (supplied !== undefined) return supplied.from;
      if (incomplete.includes(name)) return 'incomplete';
      return kind !== undefined && Object.hasOwn(kind.attributes, name) ? 'default' : 'absent';
    },
  };
}

export function descriptionOf(builder: Builder, node: InstanceNode): string | undefined {
  const { description } = node.entry.declaration;
  if (description === undefined) return undefined;
  const { machine } = builder;
  const value = settle(machine, machine.base, () => {
    const frame = looseFrame(node.context, node.entry.home);
    return within(machine, frame, () => evaluateIn(machine, description, frame));
  });
  return typeof value.raw === 'string' && !value.sensitive ? value.raw : undefined;
}

export function assertionsOf(node: InstanceNode): readonly AssertionInstance[] {
  const counts = new Map<string, number>();
  return node.entry.declaration.asserts.map((assertion) => {
    const index = counts.get(assertion.kind) ?? 0;
    if (assertion.name === '') counts.set(assertion.kind, index + 1);
    const own = `assert.${assertion.kind}`;
    return {
      address: `${node.address}/${own}${assertion.name === '' ? `[${index}]` : `.${assertion.name}`}`,
      kind: assertion.kind,
      name: assertion.name,
      place: { ...node.entry.home, span: assertion.kindSpan },
    };
  });
}
