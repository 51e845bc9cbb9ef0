/**
 * Builds the nodes of a project on demand and computes what names in it mean: the part of intake that
 * evaluation and expansion share.
 */
import { digestOfBytes } from '../base/canonical-json.ts';
import type { EnvFacts } from '../contracts/env-facts.ts';
import type { Json } from '../contracts/json.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import { typeOfSchema } from '../kinds/attribute-type.ts';
import type { Kind, Subject } from '../kinds/define.ts';
import { isHole } from '../kinds/hole.ts';
import { convert } from '../language/convert.ts';
import { referencesIn } from '../language/references.ts';
import type { FunctionContext } from '../language/scope.ts';
import { fromPlain } from '../language/value-json.ts';
import type { Value } from '../language/values.ts';
import { hasSensitive, isNull, markSensitive, nullValue, unknownValue } from '../language/values.ts';
import type { Expression } from '../syntax/ast.ts';
import { instancesOf, thingAt } from './addresses.ts';
import { computeTools } from './compute-tools.ts';
import { constantOf } from './constant.ts';
import type { CompletionDeclaration, Given, ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import { expandBlock } from './expand.ts';
import type { Finding } from './finding.ts';
import { createFunctions } from './function-context.ts';
import { givenValue } from './given-value.ts';
import { incompleteAttributes } from './incomplete.ts';
import { isLiteral } from './literal.ts';
import type { Cell, CellResult, Frame, Machine } from './machine.ts';
import { absorb, createEvaluation, demand, depend, evaluateIn, looseFrame, note, within } from './machine.ts';
import { noResults } from './model.ts';
import { modulePath } from './module-path.ts';
import { createScope, type Lookup } from './module-scope.ts';
import type { Entry, ModuleTable } from './module-table.ts';
import { moduleTable } from './module-table.ts';
import type { Expansion, InstanceContext, InstanceKey, ModuleNode, RepetitionContext, Supplied } from './nodes.ts';
import { blockName, InstanceNode, instanceAddress } from './nodes.ts';
import type { LoadedProject } from './project.ts';
import { rootVariable, settleAssignments, settleVariable } from './root-variables.ts';
import { attributeFacts, type Vocabulary } from './vocabulary.ts';

export interface Builder {
  readonly project: LoadedProject;
  readonly facts: EnvFacts;
  readonly vocabulary: Vocabulary;
  readonly machine: Machine;
  readonly lookup: Lookup;
  readonly root: ModuleNode;
  /** What is unknown may be so because a variable was not set, and is no mistake then. */
  readonly lenient: boolean;
  table(dir: string): ModuleTable | undefined;
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
  slugOf(instance: InstanceNode): string;
  /** Tells apart the slugs of all instances there are, also where case does not count. */
  settleSlugs(instances: readonly InstanceNode[]): void;
  /** Completions of the root module and of modules, by address, that were applied to an instance. */
  readonly assignmentDiagnostics: readonly Diagnostic[];
  readonly usedCompletions: Set<Entry<CompletionDeclaration>>;
}

const noneRead: readonly string[] = [];
const noneFound: readonly Diagnostic[] = [];
const noValues: ReadonlyMap<string, Value> = new Map();

/** What follows from the attributes of an instance that were given. */
interface Derived {
  readonly computed: ReadonlyMap<string, Value>;
  /** Arguments and known outputs, sensitive ones as they are. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** The same with sensitive ones hidden; absent where there are none. */
  readonly masked: Readonly<Record<string, unknown>> | undefined;
  readonly open: boolean;
}

export type GivenResult = Pick<CellResult, 'value' | 'open' | 'diagnostics'>;

const referenceMemo = new WeakMap<Expression, readonly { readonly start: number }[]>();

export function createBuilder(project: LoadedProject, facts: EnvFacts, vocabulary: Vocabulary): Builder {
  const tables = new Map<string, ModuleTable>();
  const table = (dir: string): ModuleTable | undefined => {
    // A folder that is reached by several paths is one module, under the path that came first.
    const module = project.modules.get(dir);
    if (module === undefined) return undefined;
    let made = tables.get(module.dir);
    if (made === undefined) {
      made = moduleTable(module, vocabulary);
      tables.set(module.dir, made);
    }
    return made;
  };
  const lenient = isLenient();
  const base = createEvaluation(noResults);
  const machine: Machine = {
    base,
    evaluation: base,
    frame: undefined,
    depth: 0,
    cycles: [],
    untouched: (expression, frame) => followUntouched(expression, frame),
    boundToFolder: false,
  };
  /** Whether a variable is unknown only because it was not set; what depends on it is no mistake then. */
  function isLenient(): boolean {
    const variables = table('.')?.variables ?? new Map();
    const { chosen } = settleAssignments(project.assignments, variables);
    for (const [name, { declaration }] of variables) {
      if (declaration.fallback === undefined && !chosen.has(name)) return project.unset === 'unknown';
    }
    return false;
  }

  const usedCompletions = new Set<Entry<CompletionDeclaration>>();

  const valueAt = (
    cell: Cell | undefined,
    span: { readonly start: number; readonly end: number },
  ): Value | undefined => {
    if (cell === undefined) return undefined;
    const result = demand(machine, cell);
    absorb(machine.frame, result, span);
    return result.value;
  };
  const lookup: Lookup = {
    machine,
    facts: fromPlain(facts as unknown as Json),
    kindNames: new Set(vocabulary.kinds.keys()),
    directory: project.world.directory,
    cwd: project.world.cwd,
    functions: (module) => functionsOf(module),
    variable: (module, name, span) => valueAt(variableCell(module, name), span),
    local: (module, name, span) => valueAt(localCell(module, name), span),
    output: (module, name, span) => valueAt(outputCell(module, name), span),
    outputNames: (module) => module.table.outputs.keys(),
    resources: (module, entry) => expandResources(module, entry),
    modules: (module, entry) => expandModules(module, entry),
    attribute: (instance, name) => attributeValue(instance, name),
    attributeNames: (instance) => {
      const kind = kindOf(instance);
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

  function makeModule(
    address: string,
    path: string,
    moduleTableOf: ModuleTable,
    parent: ModuleNode['parent'],
  ): ModuleNode {
    const node: { -readonly [K in keyof ModuleNode]: ModuleNode[K] } = {
      address,
      path,
      table: moduleTableOf,
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
    const make = (key: InstanceKey, repetition: RepetitionContext) => makeInstance(module, entry, key, repetition);
    const made = expandBlock(machine, module, entry, lenient, make);
    module.resources.set(entry, made);
    return made;
  }

  function expandModules(module: ModuleNode, entry: Entry<ModuleDeclaration>): Expansion<ModuleNode> {
    const known = module.modules.get(entry);
    if (known !== undefined) return known;
    const { declaration } = entry;
    const target = declaration.source === undefined ? undefined : modulePath(module.table.dir, declaration.source);
    const called = target === undefined ? undefined : table(target);
    const cyclic = called !== undefined && isInside(module, called.dir);
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
      called === undefined || cyclic
        ? { repeated: 'single', instances: new Map(), failed: true, cell: undefined }
        : expandBlock(machine, module, entry, lenient, make);
    module.modules.set(entry, made);
    return made;
  }

  function isInside(module: ModuleNode, dir: string): boolean {
    for (let at: ModuleNode | undefined = module; at !== undefined; at = at.parent?.node) {
      if (at.table.dir === dir) return true;
    }
    return false;
  }

  function makeInstance(
    module: ModuleNode,
    entry: Entry<ResourceDeclaration>,
    key: InstanceKey,
    repetition: RepetitionContext,
  ): InstanceNode {
    const { declaration } = entry;
    const kind = vocabulary.kinds.get(declaration.type);
    const supplied = new Map<string, Supplied>();
    for (const [name, given] of declaration.attributes) supplied.set(name, { given, home: entry.home, from: 'source' });
    const completed = completeFrom(module, entry, key, supplied);
    const incomplete =
      kind === undefined ? noneRead : incompleteAttributes(kind, declaration, supplied, completed, entry.home);
    return new InstanceNode(
      {
        address: instanceAddress(module.address, blockName(declaration), key),
        key,
        module,
        entry,
        supplied,
        incomplete,
      },
      (node) => contextOf(module, repetition, node),
    );
  }

  /** Fills in from the root's `completed.cw`, then from the module's own; says whether either has the block. */
  function completeFrom(
    module: ModuleNode,
    entry: Entry<ResourceDeclaration>,
    key: InstanceKey,
    supplied: Map<string, Supplied>,
  ): boolean {
    const block = blockName(entry.declaration);
    let found = false;
    const take = (completions: ReadonlyMap<string, Entry<CompletionDeclaration>>, path: string, address: string) => {
      const candidates = key === undefined ? [path] : [address, path];
      for (const candidate of candidates) {
        const completion = completions.get(candidate);
        if (completion === undefined) continue;
        found = true;
        usedCompletions.add(completion);
        for (const [name, given] of completion.declaration.attributes) {
          if (!supplied.has(name)) supplied.set(name, { given, home: completion.home, from: 'completed' });
        }
      }
    };
    const rootTable = table('.');
    if (rootTable !== undefined && rootTable.completions.size > 0) {
      take(
        rootTable.completions,
        instanceAddress(module.path, block, undefined),
        instanceAddress(module.address, block, key),
      );
    }
    if (module.address !== '' && module.table.completions.size > 0) {
      take(module.table.completions, block, instanceAddress('', block, key));
    }
    return found;
  }

  function kindOf(instance: InstanceNode): Kind | undefined {
    return vocabulary.kinds.get(instance.entry.declaration.type);
  }

  function variableCell(module: ModuleNode, name: string): Cell | undefined {
    const cellKey = `var.${name}`;
    const known = module.cells.get(cellKey);
    if (known !== undefined) return known;
    const entry = module.table.variables.get(name);
    if (entry === undefined) return undefined;
    const { declaration } = entry;
    const made: Cell = {
      kind: 'variable',
      label: module.address === '' ? `var.${name}` : `${module.address}.var.${name}`,
      home: entry.home,
      span: declaration.nameSpan,
      context: module.context,
      compute: (frame) => {
        const { parent } = module;
        if (parent === undefined) return rootVariable(entry, assignments.chosen.get(name), project.unset, frame);
        const input = parent.entry.declaration.inputs.get(name);
        if (input === undefined) return settleVariable(declaration, undefined, frame, () => {});
        const outer = looseFrame(parent.context, parent.entry.home);
        const inner: Frame = { ...outer, cell: frame.cell, owner: frame.owner, counter: frame.counter };
        const value = within(machine, inner, () => evaluateIn(machine, input.expression, inner));
        frame.depends = inner.depends;
        frame.open = inner.open;
        frame.volatile = inner.volatile;
        frame.diagnostics.push(...inner.diagnostics);
        return settleVariable(declaration, value, frame, (message) => {
          const at = looseFrame(parent.context, parent.entry.home);
          note(at, { code: 'invalid-value', message, span: input.expression.span });
          frame.diagnostics.push(...at.diagnostics);
        });
      },
    };
    module.cells.set(cellKey, made);
    return made;
  }

  function localCell(module: ModuleNode, name: string): Cell | undefined {
    const cellKey = `local.${name}`;
    const known = module.cells.get(cellKey);
    if (known !== undefined) return known;
    const entry = module.table.locals.get(name);
    if (entry === undefined) return undefined;
    const made: Cell = {
      kind: 'local',
      label: module.address === '' ? `local.${name}` : `${module.address}.local.${name}`,
      home: entry.home,
      span: entry.nameSpan,
      context: module.context,
      compute: (frame) => evaluateIn(machine, entry.expression, frame),
    };
    module.cells.set(cellKey, made);
    return made;
  }

  function outputCell(module: ModuleNode, name: string): Cell | undefined {
    const cellKey = `output.${name}`;
    const known = module.cells.get(cellKey);
    if (known !== undefined) return known;
    const entry = module.table.outputs.get(name);
    if (entry === undefined) return undefined;
    const { declaration } = entry;
    const made: Cell = {
      kind: 'output',
      label: module.address === '' ? `output.${name}` : `${module.address}.${name}`,
      home: entry.home,
      span: declaration.nameSpan,
      context: module.context,
      ...(module.address === '' && { owner: { address: `output.${name}`, attribute: 'value' } }),
      compute: (frame) => {
        for (const expression of declaration.dependsOn) {
          const report = (finding: Finding) => note(frame, finding);
          const thing = thingAt(machine, module, expression, frame, lookup.kindNames, report);
          if (thing === undefined) continue;
          for (const { address } of instancesOf(lookup, thing, report, expression.span))
            depend(frame, address, expression.span);
        }
        const value = declaration.value === undefined ? unknownValue() : evaluateIn(machine, declaration.value, frame);
        return declaration.sensitive ? markSensitive(value) : value;
      },
    };
    module.cells.set(cellKey, made);
    return made;
  }

  /** The value that was given for an attribute; undefined where none was. */
  function attributeGiven(instance: InstanceNode, name: string): GivenResult | undefined {
    const supplied = instance.supplied.get(name);
    if (supplied === undefined) return undefined;
    const value = constantOf(supplied.given);
    if (value !== undefined) return { value, open: false, diagnostics: noneFound };
    const cell = attributeCell(instance, name);
    return cell === undefined ? undefined : demand(machine, cell);
  }

  function attributeCell(instance: InstanceNode, name: string): Cell | undefined {
    const known = instance.cells.get(name);
    if (known !== undefined) return known;
    const supplied = instance.supplied.get(name);
    if (supplied === undefined) return undefined;
    const made: Cell = {
      kind: 'attribute',
      label: `${instance.address}.${name}`,
      home: supplied.home,
      span: supplied.given.span,
      context: instance.context,
      owner: { address: instance.address, attribute: name },
      compute: (frame) => givenValue(machine, supplied.given, frame),
    };
    instance.cells.set(name, made);
    return made;
  }

  function textCell(instance: InstanceNode, key: string, given: Given): Cell {
    const cellKey = `/${key}`;
    const known = instance.cells.get(cellKey);
    if (known !== undefined) return known;
    const made: Cell = {
      kind: 'attribute',
      label: `${instance.address}/${key}`,
      home: instance.entry.home,
      span: given.span,
      context: instance.context,
      owner: { address: instance.address, attribute: key },
      compute: (frame) => givenValue(machine, given, frame),
    };
    instance.cells.set(cellKey, made);
    return made;
  }

  /** What a reference to an attribute or output of an instance gives. */
  function attributeValue(instance: InstanceNode, name: string): Value | undefined {
    const kind = kindOf(instance);
    if (kind === undefined) return undefined;
    const spec = Object.hasOwn(kind.attributes, name) ? kind.attributes[name] : undefined;
    const output = Object.hasOwn(kind.outputs, name) ? kind.outputs[name] : undefined;
    if (spec === undefined && output === undefined) return undefined;
    const { frame } = machine;
    if (spec !== undefined) {
      const given = attributeGiven(instance, name);
      if (given !== undefined) {
        if (frame !== undefined && given.open) frame.open = true;
        if (!isNull(given.value)) {
          const converted = convert(given.value, attributeFacts(spec).type);
          const value = 'value' in converted ? converted.value : unknownValue(attributeFacts(spec).type);
          return spec.sensitive === true ? markSensitive(value) : value;
        }
      }
    }
    if (output !== undefined) {
      const found = machine.evaluation.results.outputs(instance.address)?.get(name);
      if (frame !== undefined) frame.open = true;
      if (found !== undefined) return output.sensitive === true ? markSensitive(found) : found;
    }
    if (spec !== undefined && instance.incomplete.includes(name)) return unknownValue(attributeFacts(spec).type);
    const derived = derivedValues(instance, kind);
    if (derived?.open === true && frame !== undefined) frame.open = true;
    const computed = derived?.computed.get(name);
    if (computed !== undefined) return computed;
    const plain = derived?.plain[name];
    if (plain !== undefined && !hasHoleInside(plain)) {
      const value = fromPlain(plain as Json);
      const type =
        spec === undefined ? typeOfSchema((output as NonNullable<typeof output>).schema) : attributeFacts(spec).type;
      const converted = convert(value, type);
      const typed = 'value' in converted ? converted.value : value;
      // What followed from a sensitive value is a hole, or nothing, where those are hidden.
      const masked = derived?.masked;
      const isSecret = masked !== undefined && (masked[name] === undefined || hasHoleInside(masked[name]));
      return isSecret || output?.sensitive === true || spec?.sensitive === true ? markSensitive(typed) : typed;
    }
    if (output !== undefined) {
      const unknown = unknownValue(typeOfSchema(output.schema));
      return output.sensitive === true ? markSensitive(unknown) : unknown;
    }
    if (derived === undefined && frame !== undefined) frame.open = true;
    const type = spec === undefined ? undefined : attributeFacts(spec).type;
    return derived === undefined || plain !== undefined ? unknownValue(type) : nullValue(type);
  }

  const deriving = new Set<InstanceNode>();
  const derivedMemo = new WeakMap<object, Map<InstanceNode, Derived>>();

  /** Defaults, derived attributes and outputs known from attributes; undefined while they are being derived. */
  function derivedValues(instance: InstanceNode, kind: Kind): Derived | undefined {
    const { evaluation } = machine;
    let memo = derivedMemo.get(evaluation);
    if (memo === undefined) {
      memo = new Map();
      derivedMemo.set(evaluation, memo);
    }
    const known = memo.get(instance);
    if (known !== undefined) return known;
    if (deriving.has(instance)) return undefined;
    deriving.add(instance);
    try {
      const made = derive(instance, kind);
      memo.set(instance, made);
      return made;
    } finally {
      deriving.delete(instance);
    }
  }

  function derive(instance: InstanceNode, kind: Kind): Derived {
    const values = new Map<string, Value>();
    let open = false;
    for (const name of instance.supplied.keys()) {
      const result = attributeGiven(instance, name);
      if (result === undefined) continue;
      if (result.open) open = true;
      values.set(name, result.value);
    }
    const computed =
      kind.compute?.(
        values,
        computeTools(instance, () => {}),
      )?.values ?? noValues;
    for (const [name, value] of computed) values.set(name, value);
    const subject = subjectOf(instance);
    const known = (reveal: boolean): Readonly<Record<string, unknown>> => {
      const { args, problems } = argumentsOf(kind, values, instance.incomplete, { subject, reveal });
      const outputs = problems.length === 0 ? (kind.knownOutputs?.(args as never, subject) ?? {}) : {};
      return { ...outputs, ...args };
    };
    const secret = [...values.values()].some(hasSensitive);
    return { computed, plain: known(true), masked: secret ? known(false) : undefined, open };
  }

  function subjectOf(instance: InstanceNode): Subject {
    return {
      address: instance.address,
      name: instance.entry.declaration.name,
      slug: slugOf(instance),
    };
  }

  const slugs = new Map<InstanceNode, string>();
  const slugOf = (instance: InstanceNode): string => slugs.get(instance) ?? slugOfAddress(instance.address);
  function settleSlugs(instances: readonly InstanceNode[]): void {
    const sharing = new Map<string, InstanceNode[]>();
    for (const instance of instances) {
      const slug = slugOfAddress(instance.address);
      const folded = slug.toLowerCase();
      const group = sharing.get(folded);
      if (group === undefined) sharing.set(folded, [instance]);
      else group.push(instance);
      slugs.set(instance, slug);
    }
    for (const group of sharing.values()) {
      if (group.length === 1) continue;
      for (const instance of group) slugs.set(instance, distinctSlug(instance.address));
    }
  }

  /** What an expression refers to in branches that evaluation did not take counts as well. */
  function followUntouched(expression: Expression, frame: Frame): void {
    if (isLiteral(expression)) return;
    let references = referenceMemo.get(expression) as ReturnType<typeof referencesIn> | undefined;
    if (references === undefined) {
      references = referencesIn(expression);
      referenceMemo.set(expression, references as never);
    }
    for (const reference of references) {
      if (frame.touched?.has(reference.rootSpan.start) === true) continue;
      const steps = reference.steps.map((step) =>
        step.kind === 'attribute' ? step : { kind: 'index' as const, key: fromPlain(step.key), span: step.span },
      );
      frame.context.scope.resolve(reference.root, reference.rootSpan, steps, () => {});
    }
  }

  const rootTable = table('.') ?? moduleTable({ dir: '.', files: [] }, vocabulary);
  const assignments = settleAssignments(project.assignments, rootTable.variables);
  const root = makeModule('', '', rootTable, undefined);
  return {
    project,
    facts,
    vocabulary,
    machine,
    lookup,
    root,
    lenient,
    table,
    kindOf,
    subjectOf,
    makeInstance,
    attributeGiven,
    attributeCell,
    textCell,
    variableCell,
    localCell,
    outputCell,
    slugOf,
    settleSlugs,
    usedCompletions,
    assignmentDiagnostics: assignments.diagnostics,
  };
}

function hasHoleInside(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isHole(value) || Object.values(value).some(hasHoleInside);
}

const isPlainAddress = /^[A-Za-z0-9]\w{0,60}\.\w*[A-Za-z0-9]$/;

/** A short, readable text for file and container names. Letters, digits and `_`, so that folding case is lowering it. */
function slugOfAddress(address: string): string {
  return (
    (isPlainAddress.test(address) ? address.replace('.', '_') : '') ||
    address
      .replace(/(^|\.)module\./g, '$1')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 80) ||
    'resource'
  );
}

/** For addresses whose slugs are one where case does not count: the address alone decides, whatever order they come in. */
function distinctSlug(address: string): string {
  return `${slugOfAddress(address)}_${digestOfBytes(address).slice(7, 15)}`;
}
