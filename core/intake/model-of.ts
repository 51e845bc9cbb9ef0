/** Makes the model out of a builder: walks all modules, evaluates everything once, and wires what others ask for. */
import type { Place } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Kind } from '../kinds/define.ts';
import { hasSensitive, isKnown, isNull, textOf, type Value } from '../language/values.ts';
import { writtenAddress } from './addresses.ts';
import type { Builder } from './builder.ts';
import { checkModules } from './check-modules.ts';
import { requestsOf } from './complete.ts';
import { conditionsOf } from './conditions.ts';
import type { Links } from './connect.ts';
import { linkConnections } from './connect.ts';
import { constantOf } from './constant.ts';
import type { Condition, ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import { dependenciesOf } from './dependencies.ts';
import { evaluateAssertion, evaluateInstance } from './evaluate-instance.ts';
import { diagnosticOf } from './finding.ts';
import { lint } from './lint.ts';
import type { Evaluation } from './machine.ts';
import { createEvaluation, demand, evaluateIn, looseFrame, settle, within } from './machine.ts';
import type {
  AssertionInstance,
  EvaluatedInstance,
  EvaluatedOutput,
  EvaluatedVariable,
  Import,
  Instance,
  Model,
  Moved,
  Refusal,
  Removed,
  Results,
  Settings,
} from './model.ts';
import { noResults } from './model.ts';
import { modulePath } from './module-path.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import { attributeFacts } from './vocabulary.ts';

export function modelOf(builder: Builder, diagnostics: Diagnostic[]): Model {
  const { machine, lookup } = builder;
  const modules: ModuleNode[] = [];
  const nodes: InstanceNode[] = [];
  const visited = new Set<string>();
  const walk = (module: ModuleNode): void => {
    modules.push(module);
    if (!visited.has(module.table.dir)) {
      visited.add(module.table.dir);
      diagnostics.push(...module.table.diagnostics);
    }
    for (const unit of module.table.units) {
      if (unit.declaration.kind === 'resource') {
        const expansion = lookup.resources(module, unit as Entry<ResourceDeclaration>);
        for (const node of expansion.instances.values()) nodes.push(node);
      } else {
        const expansion = lookup.modules(module, unit as Entry<ModuleDeclaration>);
        for (const inner of expansion.instances.values()) walk(inner);
      }
    }
  };
  walk(builder.root);
  diagnostics.push(...builder.assignmentDiagnostics);
  checkModules(builder, modules, diagnostics);

  const links = linkConnections(builder, nodes, diagnostics);
  if (links.implicit.size > 0) {
    const all = nodes.flatMap((node) => [...(links.implicit.get(node) ?? []), node]);
    nodes.splice(0, nodes.length, ...all);
  }
  const byAddress = new Map<string, InstanceNode>();
  const instances = new Map<string, Instance>();
  for (const node of nodes) byAddress.set(node.address, node);
  for (const node of nodes) instances.set(node.address, instanceOf(builder, node, links, diagnostics));

  for (const module of modules) evaluateModule(builder, module, diagnostics);
  const evaluations = new WeakMap<Results, Evaluation>([[noResults, machine.base]]);
  const evaluationOf = (results: Results): Evaluation => {
    let evaluation = evaluations.get(results);
    if (evaluation === undefined) {
      evaluation = createEvaluation(results);
      evaluations.set(results, evaluation);
    }
    return evaluation;
  };
  const evaluated = new WeakMap<Evaluation, Map<string, EvaluatedInstance>>();
  const memo = (evaluation: Evaluation, key: string, make: () => EvaluatedInstance): EvaluatedInstance => {
    let known = evaluated.get(evaluation);
    if (known === undefined) {
      known = new Map();
      evaluated.set(evaluation, known);
    }
    let made = known.get(key);
    if (made === undefined) {
      made = settle(machine, evaluation, make);
      known.set(key, made);
    }
    return made;
  };
  const nodeAt = (address: string): InstanceNode => {
    const node = byAddress.get(address);
    if (node === undefined) throw new Error(`The model has no instance ${address}.`);
    return node;
  };
  const assertionNodes = new Map<string, { readonly node: InstanceNode; readonly index: number }>();
  for (const node of nodes) {
    for (const [index, assertion] of (instances.get(node.address)?.assertions ?? []).entries()) {
      assertionNodes.set(assertion.address, { node, index });
    }
  }
  const evaluateAt = (node: InstanceNode) => evaluateInstance(builder, node, links.additions.get(node) ?? []);
  const evaluate = (address: string, results: Results) => {
    const evaluation = evaluationOf(results);
    return memo(evaluation, address, () => evaluateAt(nodeAt(address)));
  };
  const evaluateAssertionAt = (address: string, results: Results) => {
    const found = assertionNodes.get(address);
    if (found === undefined) throw new Error(`The model has no assertion ${address}.`);
    return memo(evaluationOf(results), address, () => evaluateAssertion(builder, found.node, found.index));
  };
  const evaluateOutputs = (results: Results) => {
    const evaluation = evaluationOf(results);
    return settle(machine, evaluation, () => outputsOf(builder));
  };

  for (const node of nodes) {
    const result = evaluate(node.address, noResults);
    diagnostics.push(...result.diagnostics);
    if (result.diagnostics.some((each) => each.severity === 'error')) continue;
    checkArguments(builder, node, result, diagnostics);
    for (const condition of result.conditions) {
      if (condition.holds === false && condition.when === 'before') {
        diagnostics.push({
          code: 'validation-failed',
          severity: 'error',
          message: condition.message,
          place: condition.place,
        });
      }
    }
  }
  for (const [address, { node, index }] of assertionNodes) {
    const result = evaluateAssertionAt(address, noResults);
    diagnostics.push(...result.diagnostics);
    const declaration = node.entry.declaration.asserts[index];
    const definition = declaration === undefined ? undefined : builder.vocabulary.assertions.get(declaration.kind);
    if (declaration === undefined || definition === undefined || result.diagnostics.length > 0) continue;
    for (const problem of argumentsOf(definition, result.values, []).problems) {
      const given = declaration.attributes.find((each) => each.name === problem.attribute);
      diagnostics.push(
        diagnosticOf(
          { code: 'invalid-value', message: problem.message, span: given?.span ?? declaration.kindSpan },
          node.entry.home,
        ),
      );
    }
  }
  diagnostics.push(...evaluateOutputs(noResults).diagnostics);
  diagnostics.push(...lintProject(builder, modules));
  const completionRequests = requestsOf(
    builder,
    nodes,
    (node) => instances.get(node.address)?.description,
    diagnostics,
  );
  const refusals: Refusal[] = refusalsOf(modules, diagnostics);
  diagnostics.push(...machine.cycles);
  return {
    instances,
    settings: settingsOf(modules, diagnostics),
    variables: variablesOf(builder),
    ...movesOf(builder, modules, diagnostics),
    facts: builder.facts,
    completionRequests,
    refusals,
    get boundToFolder() {
      return machine.boundToFolder;
    },
    evaluate,
    evaluateAssertion: evaluateAssertionAt,
    evaluateOutputs,
  };
}

function lintProject(builder: Builder, modules: readonly ModuleNode[]): readonly Diagnostic[] {
  const tables = [...new Set(modules.map(({ table }) => table))];
  const calls = tables.flatMap((caller) =>
    [...caller.modules.values()].flatMap(({ declaration }) => {
      const dir = declaration.source === undefined ? undefined : modulePath(caller.dir, declaration.source);
      const callee = dir === undefined ? undefined : builder.table(dir);
      return callee === undefined ? [] : [{ callee, caller, name: declaration.name }];
    }),
  );
  return lint(tables, calls, builder.vocabulary);
}

/** Blocks of constants that were found sound, with the address that they were checked under. */
const sound = new WeakMap<ResourceDeclaration, string>();

function checkArguments(
  builder: Builder,
  node: InstanceNode,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const kind = builder.kindOf(node);
  if (kind === undefined || node.entry.block.broken) return;
  const { declaration } = node.entry;
  const isConstant =
    kind.compute === undefined &&
    result.values.size === declaration.attributes.size &&
    declaration.connects.length === 0 &&
    [...declaration.attributes.values()].every((given) => constantOf(given) !== undefined);
  const key = `${node.module.table.dir} ${node.address}`;
  if (isConstant && sound.get(declaration) === key) return;
  const before = diagnostics.length;
  reportProblems(builder, node, kind, result, diagnostics);
  if (isConstant && diagnostics.length === before) sound.set(declaration, key);
}

function reportProblems(
  builder: Builder,
  node: InstanceNode,
  kind: Kind,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const subject = builder.subjectOf(node);
  for (const problem of argumentsOf(kind, result.values, node.incomplete, { subject }).problems) {
    const supplied = problem.attribute === undefined ? undefined : node.supplied.get(problem.attribute);
    const spec = problem.attribute === undefined ? undefined : kind.attributes[problem.attribute];
    // That it is missing was said when its block was read.
    if (spec !== undefined && supplied === undefined && attributeFacts(spec).required) continue;
    diagnostics.push(
      diagnosticOf(
        {
          code: 'invalid-value',
          message: problem.message,
          span: supplied?.given.span ?? node.entry.declaration.nameSpan,
        },
        supplied?.home ?? node.entry.home,
      ),
    );
  }
}

function instanceOf(builder: Builder, node: InstanceNode, links: Links, diagnostics: Diagnostic[]): Instance {
  const { entry, module } = node;
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
    slug: builder.slugOf(node),
    place,
    attributePlace: (name) => {
      const supplied = node.supplied.get(name);
      return supplied === undefined ? place : { ...supplied.home, span: supplied.given.span };
    },
    ...(description !== undefined && { description }),
    dependencies: found.dependencies,
    lifecycle: {
      preventDestroy: declaration.lifecycle.preventDestroy,
      ignoreChanges: declaration.lifecycle.ignoreChanges,
      replaceTriggeredBy: found.triggers,
    },
    connections: found.connections,
    assertions: assertionsOf(node),
    retry: declaration.retry,
    timeouts: declaration.timeouts,
    ...(declaration.needs !== undefined && { needs: declaration.needs }),
    incomplete: node.incomplete,
    provenance: (name) => {
      const supplied = node.supplied.get(name);
      if (supplied !== undefined) return supplied.from;
      if (node.incomplete.includes(name)) return 'incomplete';
      return kind !== undefined && Object.hasOwn(kind.attributes, name) ? 'default' : 'absent';
    },
  };
}

function descriptionOf(builder: Builder, node: InstanceNode): string | undefined {
  const { description } = node.entry.declaration;
  if (description === undefined) return undefined;
  const { machine } = builder;
  const value = settle(machine, machine.base, () => {
    const frame = looseFrame(node.context, node.entry.home);
    return within(machine, frame, () => evaluateIn(machine, description, frame));
  });
  return typeof value.raw === 'string' && !value.sensitive ? value.raw : undefined;
}

function assertionsOf(node: InstanceNode): readonly AssertionInstance[] {
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

/** Variables, locals and outputs of a module, for what is wrong with them. */
function evaluateModule(builder: Builder, module: ModuleNode, diagnostics: Diagnostic[]): void {
  const { machine } = builder;
  const collect = (cell: ReturnType<Builder['localCell']>) => {
    if (cell === undefined) return;
    diagnostics.push(...settle(machine, machine.base, () => demand(machine, cell)).diagnostics);
  };
  for (const [name, entry] of module.table.variables) {
    collect(builder.variableCell(module, name));
    reportConditions(builder, module, entry.declaration.validations, entry.home, diagnostics);
  }
  for (const name of module.table.locals.keys()) collect(builder.localCell(module, name));
  for (const [name, entry] of module.table.outputs) {
    if (module.address !== '') collect(builder.outputCell(module, name));
    reportConditions(builder, module, entry.declaration.preconditions, entry.home, diagnostics);
  }
  for (const expansion of [...module.resources.values(), ...module.modules.values()]) {
    if (expansion.cell !== undefined) diagnostics.push(...(machine.base.cells.get(expansion.cell)?.diagnostics ?? []));
  }
}

function reportConditions(
  builder: Builder,
  module: ModuleNode,
  conditions: readonly Condition[],
  home: Parameters<typeof looseFrame>[1],
  diagnostics: Diagnostic[],
): void {
  if (conditions.length === 0) return;
  const { machine } = builder;
  settle(machine, machine.base, () => {
    const frame = looseFrame(module.context, home);
    const found = conditionsOf(machine, conditions, 'before', frame);
    diagnostics.push(...frame.diagnostics);
    for (const condition of found) {
      if (condition.holds !== false) continue;
      diagnostics.push({
        code: 'validation-failed',
        severity: 'error',
        message: condition.message,
        place: condition.place,
      });
    }
  });
}

function outputsOf(builder: Builder) {
  const { machine, root } = builder;
  const outputs: EvaluatedOutput[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [name, { declaration, home }] of root.table.outputs) {
    const cell = builder.outputCell(root, name);
    if (cell === undefined) continue;
    const result = demand(machine, cell);
    diagnostics.push(...result.diagnostics);
    if (hasSensitive(result.value) && !declaration.sensitive) {
      diagnostics.push(
        diagnosticOf(
          {
            code: 'sensitive-output',
            message: `Output \`${name}\` would reveal a sensitive value. Add \`sensitive = true\`, or use \`nonsensitive()\` if it gives nothing away.`,
            span: declaration.value?.span ?? declaration.nameSpan,
          },
          home,
        ),
      );
    }
    outputs.push({
      name,
      value: result.value,
      sensitive: declaration.sensitive || hasSensitive(result.value),
      ...(declaration.description !== undefined && { description: declaration.description }),
      place: { ...home, span: declaration.nameSpan },
    });
  }
  return { outputs, diagnostics };
}

function variablesOf(builder: Builder): readonly EvaluatedVariable[] {
  const { machine, root } = builder;
  return [...root.table.variables].flatMap(([name, { declaration, home }]) => {
    const cell = builder.variableCell(root, name);
    if (cell === undefined) return [];
    const { value } = settle(machine, machine.base, () => demand(machine, cell));
    const description = declaration.description === undefined ? {} : { description: declaration.description };
    return [{ name, value, ...description, place: { ...home, span: declaration.nameSpan } }];
  });
}

function refusalsOf(modules: readonly ModuleNode[], diagnostics: Diagnostic[]): Refusal[] {
  const seen = new Set<string>();
  return modules.flatMap(({ table }) => {
    if (seen.has(table.dir)) return [];
    seen.add(table.dir);
    return table.refusals.map(({ feature, span, home }): Refusal => {
      const message = `\`${feature}\` is not carried out in this version, and going on without it would be less safe than it says. \`apply\` refuses until it is removed.`;
      diagnostics.push(diagnosticOf({ code: 'refused-feature', message, span }, home));
      return { feature, message, place: { ...home, span } };
    });
  });
}

function settingsOf(modules: readonly ModuleNode[], diagnostics: Diagnostic[]): Settings {
  const [root] = modules;
  let settings: Settings = { compiler: 'embedded' };
  for (const module of modules) {
    for (const [index, { declaration, home, block }] of module.table.settings.entries()) {
      if (module !== root || index > 0) {
        const message =
          module === root
            ? 'There is more than one `clockwork` block. Put all settings into one.'
            : '`clockwork` settings count in the root module alone; here they have no effect.';
        diagnostics.push(diagnosticOf({ code: 'misplaced-settings', message, span: block.type.span }, home));
        continue;
      }
      settings = {
        compiler: declaration.compiler ?? 'embedded',
        ...(declaration.parallelism !== undefined && { parallelism: declaration.parallelism }),
        ...(declaration.timeoutPerStep !== undefined && { timeoutPerStep: declaration.timeoutPerStep }),
      };
    }
  }
  return settings;
}

function movesOf(builder: Builder, modules: readonly ModuleNode[], diagnostics: Diagnostic[]) {
  const moved: Moved[] = [];
  const imports: Import[] = [];
  const removed: Removed[] = [];
  const { machine } = builder;
  for (const module of modules) {
    for (const { declaration, home, block } of module.table.moved) {
      const report = (finding: Parameters<typeof diagnosticOf>[0]) => diagnostics.push(diagnosticOf(finding, home));
      const from = writtenAddress(module.address, declaration.from, report);
      const to = writtenAddress(module.address, declaration.to, report);
      if (from !== undefined && to !== undefined) moved.push({ from, to, place: { ...home, span: block.type.span } });
    }
    for (const { declaration, home, block } of module.table.removed) {
      const from = writtenAddress(module.address, declaration.from, (finding) =>
        diagnostics.push(diagnosticOf(finding, home)),
      );
      if (from !== undefined)
        removed.push({ from, destroy: declaration.destroy, place: { ...home, span: block.type.span } });
    }
    for (const { declaration, home, block } of module.table.imports) {
      const report = (finding: Parameters<typeof diagnosticOf>[0]) => diagnostics.push(diagnosticOf(finding, home));
      const to = writtenAddress(module.address, declaration.to, report);
      const value: Value = settle(machine, machine.base, () => {
        const frame = looseFrame(module.context, home);
        const result = within(machine, frame, () => evaluateIn(machine, declaration.id, frame));
        diagnostics.push(...frame.diagnostics);
        return result;
      });
      if (to === undefined || !isKnown(value)) continue;
      if (isNull(value) || value.type.kind !== 'string') {
        report({
          code: 'invalid-value',
          message: '`id` must be a string: the path or name that the thing has now.',
          span: declaration.id.span,
        });
      } else imports.push({ to, id: textOf(value), place: { ...home, span: block.type.span } });
    }
  }
  return { moved, imports, removed };
}
