/** What names mean inside a module: the roots of references, each resolved as deep as it goes. */
import { nearest } from '../base/did-you-mean.ts';
import type { Span } from '../base/span.ts';
import type { FunctionContext, Problem, Resolved, Scope, Step } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import { entriesOf, isWhollyKnown, numberValue, objectValue, stringValue, unknownValue } from '../language/values.ts';
import { choose, together } from './choose-instance.ts';
import type { ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Machine } from './machine.ts';
import { absorb, demand, depend } from './machine.ts';
import type { Entry } from './module-table.ts';
import type { Expansion, InstanceContext, InstanceNode, ModuleNode } from './nodes.ts';
import { blockName } from './nodes.ts';
import { referencesNotInLanguage } from './not-in-language.ts';

export type ReportProblem = (problem: Problem) => void;

/** What resolving needs of the rest of intake. */
export interface Lookup {
  readonly machine: Machine;
  readonly facts: Value;
  readonly kindNames: ReadonlySet<string>;
  functions(module: ModuleNode): FunctionContext;
  variable(module: ModuleNode, name: string, span: Span): Value | undefined;
  local(module: ModuleNode, name: string, span: Span): Value | undefined;
  output(module: ModuleNode, name: string, span: Span): Value | undefined;
  outputNames(module: ModuleNode): Iterable<string>;
  resources(module: ModuleNode, entry: Entry<ResourceDeclaration>): Expansion<InstanceNode>;
  modules(module: ModuleNode, entry: Entry<ModuleDeclaration>): Expansion<ModuleNode>;
  /** The value of one attribute or output; undefined where the kind has no such name. */
  attribute(instance: InstanceNode, name: string): Value | undefined;
  attributeNames(instance: InstanceNode): Iterable<string>;
  readonly directory: string;
  readonly cwd: string;
}

const roots: readonly string[] = ['var', 'local', 'module', 'each', 'count', 'self', 'path', 'facts', 'resource'];

export function createScope(lookup: Lookup, context: Omit<InstanceContext, 'scope'>): Scope {
  const functions = lookup.functions(context.module);
  return {
    functions,
    resolve(root, rootSpan, steps, report) {
      const { frame } = lookup.machine;
      if (frame !== undefined) {
        frame.touched ??= new Set();
        frame.touched.add(rootSpan.start);
      }
      return resolve(lookup, context, root, rootSpan, steps, report);
    },
  };
}

const given = (value: Value, consumed: number): Resolved => ({ value, consumed });

/** After a report: nothing behind it is looked at. */
export const broken = (steps: readonly Step[]): Resolved => ({ value: unknownValue(), consumed: steps.length });

function resolve(
  lookup: Lookup,
  context: Omit<InstanceContext, 'scope'>,
  root: string,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const { module } = context;
  switch (root) {
    case 'var':
      return named(steps, rootSpan, report, 'var', 'variable', module.table.variables.keys(), (name) =>
        lookup.variable(module, name, rootSpan),
      );
    case 'local':
      return named(steps, rootSpan, report, 'local', 'local value', module.table.locals.keys(), (name) =>
        lookup.local(module, name, rootSpan),
      );
    case 'each':
      if (context.repetition.lacksFacts === true) noteMissingFacts(lookup, true);
      return resolveEach(context, rootSpan, steps, report);
    case 'count':
      return resolveCount(context, rootSpan, steps, report);
    case 'self':
      return resolveSelf(lookup, context, rootSpan, steps, report);
    case 'path':
      return resolvePath(lookup, module, rootSpan, steps, report);
    case 'facts':
      noteMissingFacts(lookup, lacksFacts(lookup.facts, steps[0]));
      return given(lookup.facts, 0);
    case 'module':
      return resolveModule(lookup, module, rootSpan, steps, report);
    case 'resource': {
      const [kind, ...rest] = steps;
      if (kind?.kind !== 'attribute') {
        report({
          code: 'unknown-reference',
          message: '`resource` is followed by a kind and a name: `resource.file.config.path`.',
          span: rootSpan,
        });
        return broken(steps);
      }
      const resolved = resolveResource(lookup, context, kind.name, kind.span, rest, report);
      return given(resolved.value, resolved.consumed + 1);
    }
    default:
      return resolveResource(lookup, context, root, rootSpan, steps, report);
  }
}

/** Whether what `facts` and the step behind it give holds something unknown. */
function lacksFacts(facts: Value, step: Step | undefined): boolean {
  const name = step?.kind === 'attribute' ? step.name : undefined;
  return !isWhollyKnown((name === undefined ? undefined : entriesOf(facts).get(name)) ?? facts);
}

function noteMissingFacts({ machine }: Lookup, isMissing: boolean): void {
  if (isMissing && machine.frame !== undefined) machine.frame.lacksFacts = true;
}

/** `var.x` and `local.x`. */
function named(
  steps: readonly Step[],
  rootSpan: Span,
  report: ReportProblem,
  root: string,
  what: string,
  names: Iterable<string>,
  get: (name: string) => Value | undefined,
): Resolved {
  const [step] = steps;
  if (step?.kind !== 'attribute') {
    report({
      code: 'unknown-reference',
      message: `\`${root}\` is followed by the name of a ${what}: \`${root}.name\`.`,
      span: rootSpan,
    });
    return broken(steps);
  }
  const value = get(step.name);
  if (value !== undefined) return given(value, 1);
  report(dangling(`There is no ${what} \`${step.name}\` in this module.`, step.name, names, step.span));
  return broken(steps);
}

function dangling(message: string, name: string, names: Iterable<string>, span: Span): Problem {
  const near = nearest(name, names);
  return {
    code: 'unknown-reference',
    message:
      near === undefined ? `${message} Declare it, or correct the name.` : `${message} Did you mean \`${near}\`?`,
    span,
    ...(near !== undefined && { fix: { title: `Change \`${name}\` to \`${near}\``, newText: near } }),
  };
}

function resolveEach(
  context: Omit<InstanceContext, 'scope'>,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const { each } = context.repetition;
  const [step] = steps;
  const name = step?.kind === 'attribute' ? step.name : undefined;
  if (each === undefined) {
    report({
      code: 'each-outside',
      message: '`each` has a meaning only in a block with `for_each`. Add `for_each`, or use another reference.',
      span: rootSpan,
    });
    return broken(steps);
  }
  if (name === 'key') return given(each.key, 1);
  if (name === 'value') return given(each.value, 1);
  report({
    code: 'unknown-reference',
    message: '`each` has `each.key` and `each.value`, nothing else.',
    span: step?.span ?? rootSpan,
  });
  return broken(steps);
}

function resolveCount(
  context: Omit<InstanceContext, 'scope'>,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const [step] = steps;
  if (context.repetition.count === undefined) {
    report({
      code: 'each-outside',
      message: '`count.index` has a meaning only in a block with `count`. Add `count`, or use another reference.',
      span: rootSpan,
    });
    return broken(steps);
  }
  if (step?.kind === 'attribute' && step.name === 'index') return given(numberValue(context.repetition.count), 1);
  report({
    code: 'unknown-reference',
    message: '`count` has `count.index`, nothing else.',
    span: step?.span ?? rootSpan,
  });
  return broken(steps);
}

function resolveSelf(
  lookup: Lookup,
  context: Omit<InstanceContext, 'scope'>,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const { instance } = context;
  if (instance === undefined) {
    report({
      code: 'self-outside',
      message: '`self` has a meaning only inside of a resource. Refer to the resource by its kind and name.',
      span: rootSpan,
    });
    return broken(steps);
  }
  return attributeStep(lookup, instance, steps, 0, report);
}

function resolvePath(
  lookup: Lookup,
  module: ModuleNode,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const [step] = steps;
  const name = step?.kind === 'attribute' ? step.name : undefined;
  if (name === 'module') return given(stringValue(module.table.dir), 1);
  if (name === 'root') return given(stringValue('.'), 1);
  if (name === 'cwd') {
    lookup.machine.boundToFolder = true;
    return given(stringValue(lookup.cwd), 1);
  }
  report(
    dangling(
      '`path` has `path.module`, `path.root` and `path.cwd`.',
      name ?? '',
      ['module', 'root', 'cwd'],
      step?.span ?? rootSpan,
    ),
  );
  return broken(steps);
}

/** `module.m.out`, `module.m["k"].out`, `module.m` as a whole. */
function resolveModule(
  lookup: Lookup,
  module: ModuleNode,
  rootSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const [step] = steps;
  if (step?.kind !== 'attribute') {
    report({ code: 'unknown-reference', message: '`module` is followed by a name: `module.db.url`.', span: rootSpan });
    return broken(steps);
  }
  const entry = module.table.modules.get(step.name);
  if (entry === undefined) {
    report(dangling(`There is no module \`${step.name}\` here.`, step.name, module.table.modules.keys(), step.span));
    return broken(steps);
  }
  const expansion = lookup.modules(module, entry);
  const label = `module.${step.name}`;
  noteMissingFacts(lookup, expansion.lacksFacts);
  const chosen = choose(expansion, steps, 1, label, report);
  if (chosen.kind === 'broken') return broken(steps);
  const outputsOf = (node: ModuleNode): Value =>
    objectValue(
      [...lookup.outputNames(node)].map((name) => [name, lookup.output(node, name, rootSpan) ?? unknownValue()]),
    );
  const { frame } = lookup.machine;
  if (frame !== undefined && expansion.cell !== undefined)
    absorb(frame, demand(lookup.machine, expansion.cell), rootSpan);
  if (chosen.kind === 'all') return given(together(expansion, outputsOf), chosen.consumed);
  const next = steps[chosen.consumed];
  if (next?.kind !== 'attribute') return given(outputsOf(chosen.instance), chosen.consumed);
  const value = lookup.output(chosen.instance, next.name, rootSpan);
  if (value !== undefined) return given(value, chosen.consumed + 1);
  report(
    dangling(`\`${label}\` has no output \`${next.name}\`.`, next.name, lookup.outputNames(chosen.instance), next.span),
  );
  return broken(steps);
}

function resolveResource(
  lookup: Lookup,
  context: Omit<InstanceContext, 'scope'>,
  kind: string,
  kindSpan: Span,
  steps: readonly Step[],
  report: ReportProblem,
): Resolved {
  const { module } = context;
  const byName = module.table.resources.get(kind);
  const [step] = steps;
  if (byName === undefined && !lookup.kindNames.has(kind)) {
    const instead = Object.hasOwn(referencesNotInLanguage, kind) ? referencesNotInLanguage[kind] : undefined;
    if (instead !== undefined) {
      report({ code: 'not-in-language', message: instead, span: kindSpan });
      return broken(steps);
    }
    const names = [...roots, ...lookup.kindNames, ...module.table.resources.keys()];
    report(
      step === undefined
        ? bareName(kind, module, names, kindSpan)
        : dangling(`Nothing is called \`${kind}\` here.`, kind, names, kindSpan),
    );
    return broken(steps);
  }
  if (step?.kind !== 'attribute') {
    report({
      code: 'unknown-reference',
      message: `\`${kind}\` is followed by the name of a resource: \`${kind}.name\`.`,
      span: kindSpan,
    });
    return broken(steps);
  }
  const entry = byName?.get(step.name);
  if (entry === undefined) {
    report(
      dangling(`There is no \`${kind}.${step.name}\` in this module.`, step.name, byName?.keys() ?? [], step.span),
    );
    return broken(steps);
  }
  const label = blockName(entry.declaration);
  if (context.instance?.entry === entry) {
    report({
      code: 'self-reference',
      message: `\`${label}\` refers to itself. Use \`self.…\` for another attribute of the same resource.`,
      span: { start: kindSpan.start, end: step.span.end },
    });
    return broken(steps);
  }
  const expansion = lookup.resources(module, entry);
  noteMissingFacts(lookup, expansion.lacksFacts);
  const chosen = choose(expansion, steps, 1, label, report);
  if (chosen.kind === 'broken') return broken(steps);
  const { frame } = lookup.machine;
  if (chosen.kind === 'all') {
    for (const instance of expansion.instances.values())
      if (frame !== undefined) depend(frame, instance.address, kindSpan);
    return given(
      together(expansion, (instance) => whole(lookup, instance)),
      chosen.consumed,
    );
  }
  if (frame !== undefined) depend(frame, chosen.instance.address, kindSpan);
  return attributeStep(lookup, chosen.instance, steps, chosen.consumed, report);
}

/** A name that stands alone was often meant as text. */
function bareName(name: string, module: ModuleNode, names: Iterable<string>, span: Span): Problem {
  const root = module.table.variables.has(name) ? 'var' : module.table.locals.has(name) ? 'local' : undefined;
  if (root === undefined) {
    const near = nearest(name, names);
    return {
      code: 'unknown-reference',
      message: `Nothing is called \`${name}\` here.${near === undefined ? ` If it is a text, write "${name}" in quotes.` : ` Did you mean \`${near}\`?`}`,
      span,
      ...(near === undefined && { fix: { title: `Write "${name}" in quotes`, newText: JSON.stringify(name) } }),
    };
  }
  return {
    code: 'unknown-reference',
    message: `Nothing is called \`${name}\` here. Did you mean \`${root}.${name}\`?`,
    span,
    fix: { title: `Change \`${name}\` to \`${root}.${name}\``, newText: `${root}.${name}` },
  };
}

/** Every attribute and output of an instance. */
function whole(lookup: Lookup, instance: InstanceNode): Value {
  return objectValue(
    [...lookup.attributeNames(instance)].map((name) => [name, lookup.attribute(instance, name) ?? unknownValue()]),
  );
}

function attributeStep(
  lookup: Lookup,
  instance: InstanceNode,
  steps: readonly Step[],
  at: number,
  report: ReportProblem,
): Resolved {
  const step = steps[at];
  if (step?.kind !== 'attribute') return given(whole(lookup, instance), at);
  const value = lookup.attribute(instance, step.name);
  if (value !== undefined) return given(value, at + 1);
  if (instance.entry.declaration.type === 'check') {
    report({
      code: 'unknown-reference',
      message: `\`${blockName(instance.entry.declaration)}\` is a check, which has no values. Use \`depends_on\` to wait for it.`,
      span: step.span,
    });
  } else if (lookup.kindNames.has(instance.entry.declaration.type)) {
    const label = blockName(instance.entry.declaration);
    report(
      dangling(
        `\`${label}\` has neither an attribute nor an output \`${step.name}\`.`,
        step.name,
        lookup.attributeNames(instance),
        step.span,
      ),
    );
  }
  return broken(steps);
}
