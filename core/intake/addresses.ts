/**
 * Reads the addresses that `depends_on`, `connect`, `moved`, `import`, `removed` and
 * `replace_triggered_by` name: references to things, not to values.
 */

import { nearest } from '../base/did-you-mean.ts';
import type { Span } from '../base/span.ts';
import { isKnown, numberOf } from '../language/values.ts';
import type { Expression } from '../syntax/ast.ts';
import { parseExpression } from '../syntax/parse.ts';
import type { ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Finding, Report } from './finding.ts';
import { renameFix } from './finding.ts';
import type { Traversal, TraversalStep } from './literal.ts';
import { literalText, traversalOf } from './literal.ts';
import type { Frame, Machine } from './machine.ts';
import { evaluateIn } from './machine.ts';
import type { Lookup } from './module-scope.ts';
import type { Entry } from './module-table.ts';
import type { InstanceKey, InstanceNode, ModuleNode } from './nodes.ts';
import { blockName, instanceAddress } from './nodes.ts';

/** What a reference to a thing names. */
export type Thing =
  | {
      readonly kind: 'resource';
      readonly module: ModuleNode;
      readonly entry: Entry<ResourceDeclaration>;
      readonly key: KeyChoice;
      readonly rest: readonly TraversalStep[];
    }
  | {
      readonly kind: 'module';
      readonly module: ModuleNode;
      readonly entry: Entry<ModuleDeclaration>;
      readonly key: KeyChoice;
    };

/** One instance, or all of the block. */
export type KeyChoice = { readonly of: 'all' } | { readonly of: 'one'; readonly key: InstanceKey };

/** The traversal of a reference, also of the older quoted form. */
export function referenceTo(expression: Expression): Traversal | undefined {
  const text = literalText(expression);
  if (text === undefined) return traversalOf(expression);
  const { expression: parsed, problems } = parseExpression(text);
  const traversal = problems.length === 0 ? traversalOf(parsed) : undefined;
  if (traversal === undefined) return undefined;
  const { span } = expression;
  return {
    root: traversal.root,
    rootSpan: span,
    steps: traversal.steps.map((step) => ({ ...step, span })),
    span,
  };
}

/** Finds what `expression` names from inside `module`; reports and gives undefined where it is nothing. */
export function thingAt(
  machine: Machine,
  module: ModuleNode,
  expression: Expression,
  frame: Frame,
  kindNames: ReadonlySet<string>,
  report: Report,
): Thing | undefined {
  if (expression.kind === 'invalid') return undefined;
  const traversal = referenceTo(expression);
  if (traversal === undefined) {
    report({
      code: 'reference-expected',
      message: 'A reference to a resource or a module was expected: `file.config`, `service.web[0]`, `module.db`.',
      span: expression.span,
    });
    return undefined;
  }
  const steps = traversal.root === 'resource' ? traversal.steps.slice(1) : traversal.steps;
  const [shifted] = traversal.steps;
  const written = traversal.root === 'resource' && shifted?.kind === 'attribute' ? shifted.name : traversal.root;
  // The older resource type became a check block.
  const root = written === 'verification' ? 'check' : written;
  const [name, index] = steps;
  const unknown = (message: string, candidates: Iterable<string>, wrong: string, span: Span): undefined => {
    report(danglingThing(message, candidates, wrong, span, literalText(expression) !== undefined));
    return undefined;
  };
  if (name?.kind !== 'attribute') {
    report({
      code: 'reference-expected',
      message: `\`${traversal.root}\` alone names nothing that could be waited for. Write kind and name: \`file.config\`.`,
      span: expression.span,
    });
    return undefined;
  }
  const key: KeyChoice = index?.kind === 'index' ? keyAt(machine, index, frame) : { of: 'all' };
  if (root === 'module') {
    const entry = module.table.modules.get(name.name);
    if (entry === undefined)
      return unknown(`There is no module \`${name.name}\` here.`, module.table.modules.keys(), name.name, name.span);
    return { kind: 'module', module, entry, key };
  }
  const byName = module.table.resources.get(root);
  const entry = byName?.get(name.name);
  if (entry !== undefined) {
    return { kind: 'resource', module, entry, key, rest: steps.slice(index?.kind === 'index' ? 2 : 1) };
  }
  if (byName === undefined && !kindNames.has(root) && root !== 'check') {
    return unknown(`Nothing is called \`${root}\` here.`, [...kindNames, 'module', 'check'], root, traversal.rootSpan);
  }
  return unknown(`There is no \`${root}.${name.name}\` in this module.`, byName?.keys() ?? [], name.name, name.span);
}

function danglingThing(
  message: string,
  candidates: Iterable<string>,
  wrong: string,
  span: Span,
  quoted: boolean,
): Finding {
  const near = nearest(wrong, candidates);
  return {
    code: 'unknown-reference',
    message:
      near === undefined ? `${message} Declare it, or correct the name.` : `${message} Did you mean \`${near}\`?`,
    span,
    ...(near !== undefined && !quoted && { fix: renameFix(wrong, near, span) }),
  };
}

function keyAt(machine: Machine, step: TraversalStep & { readonly kind: 'index' }, frame: Frame): KeyChoice {
  const value = evaluateIn(machine, step.key, frame);
  if (!isKnown(value) || value.raw === null) return { of: 'all' };
  if (typeof value.raw === 'string') return { of: 'one', key: value.raw };
  if (value.type.kind !== 'number') return { of: 'all' };
  const number = numberOf(value);
  return { of: 'one', key: typeof number === 'number' ? number : -1 };
}

/** All instances that a thing stands for; of a module every one in it. */
export function instancesOf(lookup: Lookup, thing: Thing, report: Report, span: Span): readonly InstanceNode[] {
  if (thing.kind === 'resource') {
    const { instances, failed } = lookup.resources(thing.module, thing.entry);
    return pick(instances, thing.key, failed, blockName(thing.entry.declaration), report, span);
  }
  const { instances, failed } = lookup.modules(thing.module, thing.entry);
  const nodes = pick(instances, thing.key, failed, `module.${thing.entry.declaration.name}`, report, span);
  return nodes.flatMap((node) => allInstances(lookup, node));
}

function pick<T>(
  instances: ReadonlyMap<InstanceKey, T>,
  key: KeyChoice,
  failed: boolean,
  label: string,
  report: Report,
  span: Span,
): readonly T[] {
  if (key.of === 'all' || failed) return [...instances.values()];
  const one = instances.get(key.key);
  if (one !== undefined) return [one];
  report({
    code: 'wrong-instance-key',
    message: `\`${instanceAddress('', label, key.key)}\` does not exist.`,
    span,
  });
  return [];
}

/** Every instance in a module and the modules that it calls, in source order. */
export function allInstances(lookup: Lookup, module: ModuleNode): readonly InstanceNode[] {
  const found: InstanceNode[] = [];
  const visit = (node: ModuleNode) => {
    for (const unit of node.table.units) {
      if (unit.declaration.kind === 'resource') {
        for (const instance of lookup.resources(node, unit as Entry<ResourceDeclaration>).instances.values()) {
          found.push(instance);
        }
      } else {
        for (const inner of lookup.modules(node, unit as Entry<ModuleDeclaration>).instances.values()) visit(inner);
      }
    }
  };
  visit(module);
  return found;
}

/**
 * The address that a reference writes out, whether or not such a thing exists now (`moved.from`);
 * undefined, with a report, where it is none.
 */
export function writtenAddress(module: string, expression: Expression, report: Report): string | undefined {
  const traversal = referenceTo(expression);
  const steps = traversal === undefined ? [] : traversal.steps;
  const words: string[] = traversal === undefined ? [] : [traversal.root];
  let text = traversal?.root === 'resource' ? '' : (traversal?.root ?? '');
  let complete = traversal !== undefined;
  for (const step of steps) {
    if (step.kind === 'attribute') {
      text = text === '' ? step.name : `${text}.${step.name}`;
      words.push(step.name);
      continue;
    }
    const key = literalText(step.key);
    if (key !== undefined) text += `[${JSON.stringify(key)}]`;
    else if (step.key.kind === 'number') text += `[${Number(step.key.text)}]`;
    else complete = false;
  }
  if (!complete || words.length < 2 || words.length % 2 !== 0 + (words[0] === 'resource' ? 1 : 0)) {
    report({
      code: 'reference-expected',
      message:
        'An address was expected, with its keys written out: `file.config`, `service.web["a"]`, `module.db.file.x`.',
      span: expression.span,
    });
    return undefined;
  }
  return module === '' ? text : `${module}.${text}`;
}
