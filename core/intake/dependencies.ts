/**
 * What an instance depends on: everything that its values came from under no results, what its
 * `depends_on`, `connect` and `replace_triggered_by` name, and what the modules around it depend on.
 */
import type { Place, Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Expression } from '../syntax/ast.ts';
import { instancesOf, thingAt } from './addresses.ts';
import type { Builder } from './builder.ts';
import type { Links } from './connect.ts';
import { constantOf } from './constant.ts';
import type { ResourceDeclaration } from './declarations.ts';
import type { Finding, Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { Cell, Frame } from './machine.ts';
import { demand, evaluateIn, looseFrame, settle, within } from './machine.ts';
import type { Connection, Dependency, Lifecycle } from './model.ts';
import type { Entry } from './module-table.ts';
import type { InstanceContext, InstanceNode, ModuleNode } from './nodes.ts';

export interface Dependencies {
  readonly dependencies: readonly Dependency[];
  readonly connections: readonly Connection[];
  readonly triggers: Lifecycle['replaceTriggeredBy'];
}

type Via = Dependency['via'];

const nothing: Dependencies = { dependencies: [], connections: [], triggers: [] };

export function dependenciesOf(
  builder: Builder,
  node: InstanceNode,
  links: Links,
  diagnostics: Diagnostic[],
): Dependencies {
  const found = new Map<string, Dependency>();
  const add = (address: string, via: Via, home: Home, span: Span) => {
    if (!found.has(address)) found.set(address, { address, via, place: { file: home.file, item: home.item, span } });
  };
  const { machine } = builder;
  const { declaration, home } = node.entry;
  settle(machine, machine.base, () => {
    const takeCell = (cell: Cell | undefined) => {
      if (cell === undefined) return;
      for (const [address, span] of demand(machine, cell).depends) add(address, 'reference', cell.home, span);
    };
    for (const [name, { given }] of node.supplied) {
      if (constantOf(given) === undefined) takeCell(builder.attributeCell(node, name));
    }
    for (const [index, assertion] of declaration.asserts.entries()) {
      for (const given of assertion.attributes)
        takeCell(builder.textCell(node, `assert.${index}.${given.name}`, given));
    }
    takeCell(node.module.resources.get(node.entry)?.cell);
    const { lifecycle, description } = declaration;
    const loose = [...lifecycle.preconditions, ...lifecycle.postconditions].map((each) => each.condition);
    if (description !== undefined) loose.push(description);
    if (loose.length > 0) {
      const frame = looseFrame(node.context, home);
      within(machine, frame, () => {
        for (const expression of loose) evaluateIn(machine, expression, frame);
      });
      for (const [address, span] of frame.depends ?? []) add(address, 'reference', home, span);
    }
  });
  for (const need of links.needs.get(node) ?? []) add(need.node.address, 'connect', need.home, need.span);
  const previous = node.module.table.previous.get(node.entry);
  if (previous !== undefined) {
    for (const instance of builder.lookup.resources(node.module, previous).instances.values()) {
      add(instance.address, 'order', home, declaration.nameSpan);
    }
  }
  const named =
    declaration.dependsOn.length + declaration.connects.length + declaration.lifecycle.replaceTriggeredBy.length;
  const connections: Connection[] = [];
  const triggers: { address: string; attribute?: string }[] = [];
  if (named > 0) linkOwn(builder, node, add, connections, triggers, diagnostics);
  for (let module = node.module; module.parent !== undefined; module = module.parent.node) {
    const { node: outer, entry, context } = module.parent;
    for (const [address, span] of callDependencies(builder, module, [])) {
      add(address, 'depends_on', entry.home, span);
    }
    for (const expression of entry.declaration.lifecycle.replaceTriggeredBy) {
      const { instances, attribute } = resolveThings(builder, outer, context, entry.home, expression, () => {});
      for (const { address } of instances) triggers.push({ address, ...(attribute !== undefined && { attribute }) });
    }
  }
  if (found.size === 0 && connections.length === 0) return nothing;
  return { dependencies: [...found.values()], connections, triggers };
}

function linkOwn(
  builder: Builder,
  node: InstanceNode,
  add: (address: string, via: Via, home: Home, span: Span) => void,
  connections: Connection[],
  triggers: { address: string; attribute?: string }[],
  diagnostics: Diagnostic[],
): void {
  const { declaration, home } = node.entry;
  const report = (finding: Finding) => diagnostics.push(diagnosticOf(finding, home));
  const resolve = (expression: Expression) =>
    resolveThings(builder, node.module, node.context, home, expression, report);
  for (const expression of declaration.dependsOn) {
    for (const instance of resolve(expression).instances) {
      if (isOwn(instance, node.entry, expression, report)) continue;
      add(instance.address, 'depends_on', home, expression.span);
    }
  }
  for (const expression of declaration.lifecycle.replaceTriggeredBy) {
    const { instances, attribute } = resolve(expression);
    for (const instance of instances) {
      add(instance.address, 'reference', home, expression.span);
      triggers.push({ address: instance.address, ...(attribute !== undefined && { attribute }) });
    }
  }
  for (const connect of declaration.connects) {
    if (connect.to === undefined) continue;
    const place: Place = { ...home, span: connect.span };
    for (const instance of resolve(connect.to).instances) {
      if (isOwn(instance, node.entry, connect.to, report)) continue;
      add(instance.address, 'connect', home, connect.to.span);
      connections.push({ to: instance.address, role: connect.as, place, rename: connect.rename });
    }
  }
}

function isOwn(
  instance: InstanceNode,
  entry: Entry<ResourceDeclaration>,
  expression: Expression,
  report: (finding: Finding) => void,
): boolean {
  if (instance.entry !== entry) return false;
  report({
    code: 'self-reference',
    message: `\`${entry.declaration.type}.${entry.declaration.name}\` cannot wait for itself. Remove the reference.`,
    span: expression.span,
  });
  return true;
}

export function resolveThings(
  builder: Builder,
  module: ModuleNode,
  context: InstanceContext,
  home: Home,
  expression: Expression,
  report: (finding: Finding) => void,
): { readonly instances: readonly InstanceNode[]; readonly attribute: string | undefined } {
  const { machine, lookup } = builder;
  return settle(machine, machine.base, () => {
    const frame: Frame = looseFrame(context, home);
    return within(machine, frame, () => {
      const thing = thingAt(machine, module, expression, frame, lookup.kindNames, report);
      if (thing === undefined) return { instances: [], attribute: undefined };
      const [next] = thing.kind === 'resource' ? thing.rest : [];
      return {
        instances: instancesOf(lookup, thing, report, expression.span),
        attribute: next?.kind === 'attribute' ? next.name : undefined,
      };
    });
  });
}

/** Says what is wrong with what the call of a module waits for: once, since all instances in it share that. */
export function reportCalls(builder: Builder, module: ModuleNode, diagnostics: Diagnostic[]): void {
  callDependencies(builder, module, diagnostics);
}

const callMemo = new WeakMap<ModuleNode, ReadonlyMap<string, Span>>();

/** What everything in a module waits for: `depends_on` of its call, and what its `count` or `for_each` came from. */
function callDependencies(builder: Builder, module: ModuleNode, diagnostics: Diagnostic[]): ReadonlyMap<string, Span> {
  const known = callMemo.get(module);
  if (known !== undefined) return known;
  const found = new Map<string, Span>();
  callMemo.set(module, found);
  const { parent } = module;
  if (parent === undefined) return found;
  const { declaration, home } = parent.entry;
  const report = (finding: Finding) => diagnostics.push(diagnosticOf(finding, home));
  for (const expression of declaration.dependsOn) {
    const context = parent.context;
    for (const instance of resolveThings(builder, parent.node, context, home, expression, report).instances) {
      found.set(instance.address, expression.span);
    }
  }
  const { preconditions, replaceTriggeredBy } = declaration.lifecycle;
  const { machine } = builder;
  settle(machine, machine.base, () => {
    const frame = looseFrame(parent.context, home);
    within(machine, frame, () => {
      for (const { condition } of preconditions) evaluateIn(machine, condition, frame);
    });
    for (const [address, span] of frame.depends ?? []) found.set(address, span);
  });
  for (const expression of replaceTriggeredBy) {
    for (const instance of resolveThings(builder, parent.node, parent.context, home, expression, report).instances) {
      found.set(instance.address, expression.span);
    }
  }
  const cell = parent.node.modules.get(parent.entry)?.cell;
  if (cell !== undefined) {
    const result = settle(builder.machine, builder.machine.base, () => demand(builder.machine, cell));
    for (const [address, span] of result.depends) if (!found.has(address)) found.set(address, span);
  }
  return found;
}
