/** Makes the model out of a builder: walks all modules, evaluates everything once, and wires what others ask for. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Builder } from './builder.ts';
import { checkArguments } from './check-arguments.ts';
import { checkModules } from './check-modules.ts';
import { requestsOf } from './complete.ts';
import { linkConnections } from './connect.ts';
import type { ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import { evaluateAssertion, evaluateInstance } from './evaluate-instance.ts';
import { evaluateModule, outputsOf, variablesOf } from './evaluate-module.ts';
import { diagnosticOf } from './finding.ts';
import { inspectionOf } from './inspect.ts';
import { instanceOf } from './instance-of.ts';
import { lint } from './lint.ts';
import type { Evaluation } from './machine.ts';
import { createEvaluation, settle } from './machine.ts';
import type { EvaluatedInstance, Instance, Model, Refusal, Results } from './model.ts';
import { noResults } from './model.ts';
import { protectedBlocksOf } from './module-lifecycle.ts';
import { modulePath } from './module-path.ts';
import type { Entry } from './module-table.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import { type KeptInstance, keep, mayBeKept, reusableFrom } from './reuse.ts';
import { movesOf, refusalsOf, settingsOf } from './settings-of.ts';

export function modelOf(builder: Builder, diagnostics: Diagnostic[], previous?: Model): Model {
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
  builder.settleSlugs(nodes);
  const reusable = reusableFrom(previous, builder, links);
  const reused = new Map<string, EvaluatedInstance>();
  /** Instances about which something was said. */
  const noted = new Set<string>();
  const during = (node: InstanceNode, work: () => void) => {
    const before = diagnostics.length;
    work();
    if (diagnostics.length > before) noted.add(node.address);
  };
  for (const node of nodes) {
    const known = reusable(node);
    if (known === undefined) {
      during(node, () => instances.set(node.address, instanceOf(builder, node, links, diagnostics)));
    } else {
      instances.set(node.address, known.instance);
      reused.set(node.address, known.evaluated);
    }
  }

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
  const evaluated = new WeakMap<Evaluation, Map<string, EvaluatedInstance>>([[machine.base, new Map(reused)]]);
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
    const known = evaluated.get(machine.base)?.get(address);
    if (known?.isSettled === true) return known;
    return memo(evaluationOf(results), address, () => evaluateAt(nodeAt(address)));
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

  const check = (node: InstanceNode) => {
    const result = evaluate(node.address, noResults);
    diagnostics.push(...result.diagnostics);
    if (result.diagnostics.some((each) => each.severity === 'error')) return;
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
  };
  const checkAssertion = (address: string, node: InstanceNode, index: number) => {
    const result = evaluateAssertionAt(address, noResults);
    diagnostics.push(...result.diagnostics);
    const declaration = node.entry.declaration.asserts[index];
    const definition = declaration === undefined ? undefined : builder.vocabulary.assertions.get(declaration.kind);
    if (declaration === undefined || definition === undefined || result.diagnostics.length > 0) return;
    for (const problem of argumentsOf(definition, result.values, []).problems) {
      const given = declaration.attributes.find((each) => each.name === problem.attribute);
      diagnostics.push(
        diagnosticOf(
          { code: 'invalid-value', message: problem.message, span: given?.span ?? declaration.kindSpan },
          node.entry.home,
        ),
      );
    }
  };
  for (const node of nodes) if (!reused.has(node.address)) during(node, () => check(node));
  for (const [address, { node, index }] of assertionNodes) {
    if (!reused.has(node.address)) during(node, () => checkAssertion(address, node, index));
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
  const model: Model = {
    instances,
    protectedBlocks: protectedBlocksOf(modules),
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
    inspect: inspectionOf(builder, modules, (address) => byAddress.get(address)),
  };
  // A cycle is said once for all that are in it.
  if (machine.cycles.length === 0) keep(model, builder, keepable());
  return model;

  function keepable(): ReadonlyMap<string, KeptInstance> {
    const found = new Map<string, KeptInstance>();
    for (const node of nodes) {
      const { address } = node;
      if (noted.has(address) || !mayBeKept(builder, node, links)) continue;
      const instance = instances.get(address);
      const result = evaluate(address, noResults);
      if (instance !== undefined && result.isFromWorld !== true) found.set(address, { instance, evaluated: result });
    }
    return found;
  }
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
