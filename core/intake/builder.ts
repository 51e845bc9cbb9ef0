/**
 * Builds the nodes of a project on demand: the part of intake that evaluation and expansion share. What names mean is
 * said by `module-scope.ts`, what cells compute by `module-cells.ts` and `instance-values.ts`.
 */
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kind, Subject } from '../kinds/define.ts';
import type { FunctionContext } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import type { Given, ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import { expandBlock } from './expand.ts';
import { factsValue } from './facts-value.ts';
import { createFunctions } from './function-context.ts';
import { attributeCell, attributeGiven, attributeValue, type GivenResult, textCell } from './instance-values.ts';
import type { Cell, Machine } from './machine.ts';
import { absorb, createEvaluation, demand } from './machine.ts';
import { makeInstance } from './make-instance.ts';
import { noResults } from './model.ts';
import { localCell, outputCell, variableCell } from './module-cells.ts';
import { modulePath } from './module-path.ts';
import { createScope, type Lookup } from './module-scope.ts';
import type { Entry, ModuleTable } from './module-table.ts';
import { moduleTable } from './module-table.ts';
import type { Expansion, InstanceContext, InstanceKey, InstanceNode, ModuleNode, RepetitionContext } from './nodes.ts';
import { instanceAddress } from './nodes.ts';
import type { Assignment, LoadedProject } from './project.ts';
import { nothingTaken, type Taken } from './records.ts';
import { settleAssignments } from './root-variables.ts';
import { distinctSlugs, slugOfAddress } from './slugs.ts';
import { followUntouched } from './untouched.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Builder {
  readonly project: LoadedProject;
  readonly facts: KnownFacts;
  readonly vocabulary: Vocabulary;
  /** A later build may take over what this one finds out. */
  readonly keeps: boolean;
  readonly machine: Machine;
  readonly lookup: Lookup;
  readonly root: ModuleNode;
  /** What is unknown may be so because a variable was not set, and is no mistake then. */
  readonly lenient: boolean;
  /** What was given for the root's variables, by name. */
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly assignmentDiagnostics: readonly Diagnostic[];
  /** What an earlier build found and still holds; whoever builds sets it before it asks for nodes. */
  taken: Taken;
  /** A folder that is reached by several paths is one module, under the path that came first. */
  table(dir: string): ModuleTable | undefined;
  contextOf(module: ModuleNode, repetition: RepetitionContext, instance: InstanceNode | undefined): InstanceContext;
  kindOf(instance: InstanceNode): Kind | undefined;
  subjectOf(instance: InstanceNode): Subject;
  makeInstance(
    module: ModuleNode,
    entry: Entry<ResourceDeclaration>,
    key: InstanceKey,
    repetition: RepetitionContext,
  ): InstanceNode;
  /** What an attribute's own text gives, under the machine's current results; undefined where it has none. */
  attributeGiven(instance: InstanceNode, name: string): GivenResult | undefined;
  attributeCell(instance: InstanceNode, name: string): Cell | undefined;
  /** A cell for any other text of an instance: an attribute of an assertion. */
  textCell(instance: InstanceNode, key: string, given: Given): Cell;
  variableCell(module: ModuleNode, name: string): Cell | undefined;
  localCell(module: ModuleNode, name: string): Cell | undefined;
  outputCell(module: ModuleNode, name: string): Cell | undefined;
  slugOf(address: string): string;
  /** Tells apart the slugs of all instances there are, also where case does not count. Says whether any had to be. */
  settleSlugs(addresses: Iterable<string>): boolean;
}

export function createBuilder(
  project: LoadedProject,
  facts: KnownFacts,
  vocabulary: Vocabulary,
  keeps: boolean,
): Builder {
  const table = (dir: string): ModuleTable | undefined => {
    const module = project.modules.get(dir);
    return module && moduleTable(module, vocabulary);
  };
  const rootTable = table('.') ?? moduleTable({ dir: '.', files: [] }, vocabulary);
  const assignments = settleAssignments(project.assignments, rootTable.variables);
  const base = createEvaluation(noResults);
  const machine: Machine = {
    base,
    evaluation: base,
    frame: undefined,
    depth: 0,
    cycles: [],
    untouched: followUntouched,
    boundToFolder: false,
  };
  const valueAt = (cell: Cell | undefined, span: Parameters<typeof absorb>[2]): Value | undefined => {
    if (cell === undefined) return undefined;
    const result = demand(machine, cell);
    absorb(machine.frame, result, span);
    return result.value;
  };
  const lookup: Lookup = {
    machine,
    facts: factsValue(facts),
    kindNames: new Set(vocabulary.kinds.keys()),
    directory: project.world.directory,
    cwd: project.world.cwd,
    functions: (module) => functionsOf(module),
    variable: (module, name, span) => valueAt(variableCell(builder, module, name), span),
    local: (module, name, span) => valueAt(localCell(builder, module, name), span),
    output: (module, name, span) => valueAt(outputCell(builder, module, name), span),
    outputNames: (module) => module.table.outputs.keys(),
    resources: (module, entry) => expandResources(module, entry),
    modules: (module, entry) => expandModules(module, entry),
    attribute: (instance, name) => attributeValue(builder, instance, name),
    attributeNames: (instance) => {
      const kind = builder.kindOf(instance);
      return kind === undefined ? [] : new Set([...Object.keys(kind.attributes), ...Object.keys(kind.outputs)]);
    },
  };

  const functionContexts = new Map<ModuleNode, FunctionContext>();
  function functionsOf(module: ModuleNode): FunctionContext {
    let made = functionContexts.get(module);
    if (made === undefined) {
      made = createFunctions(project.world, module.table.dir, machine);
      functionContexts.set(module, made);
    }
    return made;
  }

  function makeModule(address: string, path: string, own: ModuleTable, parent: ModuleNode['parent']): ModuleNode {
    const node: { -readonly [K in keyof ModuleNode]: ModuleNode[K] } = {
      address,
      path,
      table: own,
      parent,
      context: { scope: undefined as never },
      cells: new Map(),
      resources: new Map(),
      modules: new Map(),
    };
    node.context = contextOf(node, {}, undefined);
    return node;
  }

  function contextOf(
    module: ModuleNode,
    repetition: RepetitionContext,
    instance: InstanceNode | undefined,
  ): InstanceContext {
    const partial = { module, repetition, instance };
    return { ...partial, scope: createScope(lookup, partial) };
  }

  function expandResources(module: ModuleNode, entry: Entry<ResourceDeclaration>): Expansion<InstanceNode> {
    const known = module.resources.get(entry);
    if (known !== undefined) return known;
    const make = (key: InstanceKey, repetition: RepetitionContext) =>
      makeInstance(builder, module, entry, key, repetition);
    const kept = builder.taken.unit(module, entry)?.expansion;
    const made = expandBlock(machine, module, entry, lenient, make, kept);
    module.resources.set(entry, made);
    return made;
  }

  function expandModules(module: ModuleNode, entry: Entry<ModuleDeclaration>): Expansion<ModuleNode> {
    const known = module.modules.get(entry);
    if (known !== undefined) return known;
    const { declaration } = entry;
    const target = declaration.source === undefined ? undefined : modulePath(module.table.dir, declaration.source);
    const called = target === undefined ? undefined : table(target);
    const make = (key: InstanceKey, repetition: RepetitionContext): ModuleNode => {
      const own = `module.${declaration.name}`;
      const context = contextOf(module, repetition, undefined);
      return makeModule(
        instanceAddress(module.address, own, key),
        module.path === '' ? own : `${module.path}.${own}`,
        called as ModuleTable,
        { node: module, entry, context },
      );
    };
    const made: Expansion<ModuleNode> =
      called === undefined || isInside(module, called.dir)
        ? { repeated: 'single', instances: new Map(), failed: true, lacksFacts: false, cell: undefined }
        : expandBlock(machine, module, entry, lenient, make, undefined);
    module.modules.set(entry, made);
    return made;
  }

  let slugs: ReadonlyMap<string, string> = new Map();
  const lenient = project.unset === 'unknown' && isSomeUnset(rootTable, assignments.chosen);
  const builder: Builder = {
    project,
    facts,
    vocabulary,
    keeps,
    machine,
    lookup,
    root: makeModule('', '', rootTable, undefined),
    lenient,
    assignments: assignments.chosen,
    assignmentDiagnostics: assignments.diagnostics,
    taken: nothingTaken,
    table,
    contextOf,
    kindOf: (instance) => vocabulary.kinds.get(instance.entry.declaration.type),
    subjectOf: ({ address, entry }) => ({ address, name: entry.declaration.name, slug: builder.slugOf(address) }),
    makeInstance: (module, entry, key, repetition) => makeInstance(builder, module, entry, key, repetition),
    attributeGiven: (instance, name) => attributeGiven(builder, instance, name),
    attributeCell: (instance, name) => attributeCell(builder, instance, name),
    textCell: (instance, key, given) => textCell(builder, instance, key, given),
    variableCell: (module, name) => variableCell(builder, module, name),
    localCell: (module, name) => localCell(builder, module, name),
    outputCell: (module, name) => outputCell(builder, module, name),
    slugOf: (address) => slugs.get(address) ?? slugOfAddress(address),
    settleSlugs: (addresses) => {
      slugs = distinctSlugs(addresses);
      return slugs.size > 0;
    },
  };
  return builder;
}

/** Whether a variable is unknown only because it was not set; what depends on it is no mistake then. */
function isSomeUnset(root: ModuleTable, chosen: ReadonlyMap<string, Assignment>): boolean {
  for (const [name, { declaration }] of root.variables) {
    if (declaration.fallback === undefined && !chosen.has(name)) return true;
  }
  return false;
}

function isInside(module: ModuleNode, dir: string): boolean {
  for (let at: ModuleNode | undefined = module; at !== undefined; at = at.parent?.node) {
    if (at.table.dir === dir) return true;
  }
  return false;
}
