/**
 * What a model takes over from the one of the snapshot before: instances of the root module that are written as they
 * were and refer, over any number of names, to nothing but what is written as it was. Everything else is made anew, so
 * the result is the one that a fresh start gives. References are counted as written, in branches not taken too.
 */
import type { EnvFacts } from '../contracts/env-facts.ts';
import { functionTable } from '../language/functions/table.ts';
import { callsIn, referencesIn } from '../language/references.ts';
import type { Expression } from '../syntax/ast.ts';
import { referenceTo } from './addresses.ts';
import type { Builder } from './builder.ts';
import type { Links } from './connect.ts';
import type { CompletionDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import { isLiteral } from './literal.ts';
import type { EvaluatedInstance, Instance, Model } from './model.ts';
import type { Entry, ModuleTable } from './module-table.ts';
import type { InstanceNode } from './nodes.ts';
import type { Assignment } from './project.ts';
import { expressionsOf } from './uses.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An instance about which there is nothing to say, as it was read and evaluated under no results. */
export interface KeptInstance {
  readonly instance: Instance;
  readonly evaluated: EvaluatedInstance;
}

/** Something with a name in the root module. */
interface Unit {
  /** The same object as long as the text is the same. */
  readonly written: object;
  readonly home: Home;
  readonly uses: Uses;
}

interface Uses {
  readonly names: readonly string[];
  /** Nothing but the names decides what comes out: no file, no folder, no other module. */
  readonly isFixed: boolean;
}

interface Kept {
  readonly facts: EnvFacts;
  readonly vocabulary: Vocabulary;
  readonly lenient: boolean;
  readonly assignments: readonly Assignment[];
  /** Of the root module; its units are listed once somebody compares. */
  readonly table: ModuleTable;
  readonly instances: ReadonlyMap<string, KeptInstance>;
}

const keptBy = new WeakMap<Model, Kept>();

/** Remembers what a later model may take over from `model`. */
export function keep(model: Model, builder: Builder, instances: ReadonlyMap<string, KeptInstance>): void {
  keptBy.set(model, { ...surroundings(builder), instances });
}

/** Answers for a node of the new model what it may take over; undefined where it has to be made anew. */
export function reusableFrom(
  previous: Model | undefined,
  builder: Builder,
  links: Links,
): (node: InstanceNode) => KeptInstance | undefined {
  const kept = previous === undefined ? undefined : keptBy.get(previous);
  if (kept === undefined || !isSameAround(kept, surroundings(builder))) return () => undefined;
  const units = unitsOf(builder.root.table);
  const changed = changedNames(unitsOf(kept.table), units);
  return (node) => {
    if (!mayBeKept(builder, node, links) || changed.has(resourceName(node.entry.declaration))) return undefined;
    const known = kept.instances.get(node.address);
    return known?.instance.slug === builder.slugOf(node) ? known : undefined;
  };
}

/** Whether an instance is one that can be kept at all: in the root module, and no end of a connection. */
export function mayBeKept(builder: Builder, node: InstanceNode, links: Links): boolean {
  const { declaration } = node.entry;
  if (node.module !== builder.root || links.additions.has(node) || links.needs.has(node)) return false;
  return builder.root.table.resources.get(declaration.type)?.get(declaration.name) === node.entry;
}

function surroundings(builder: Builder): Omit<Kept, 'instances'> {
  const { facts, vocabulary, lenient, project, root } = builder;
  return { facts, vocabulary, lenient, assignments: project.assignments, table: root.table };
}

function isSameAround(a: Omit<Kept, 'instances'>, b: Omit<Kept, 'instances'>): boolean {
  return (
    a.facts === b.facts &&
    a.vocabulary === b.vocabulary &&
    a.lenient === b.lenient &&
    a.assignments.length === b.assignments.length &&
    a.assignments.every((one, i) => isSameAssignment(one, b.assignments[i])) &&
    a.table.completions.size === b.table.completions.size &&
    [...a.table.completions].every(([address, entry]) => isSameCompletion(entry, b.table.completions.get(address)))
  );
}

function isSameAssignment(a: Assignment, b: Assignment | undefined): boolean {
  if (b === undefined || a.name !== b.name) return false;
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text && a.origin === b.origin;
  return b.kind === 'expression' && a.expression === b.expression;
}

function isSameCompletion(a: Entry<CompletionDeclaration>, b: Entry<CompletionDeclaration> | undefined): boolean {
  return b !== undefined && a.declaration === b.declaration && isSameHome(a.home, b.home);
}

function isSameHome(a: Home, b: Home): boolean {
  return a.file === b.file && a.item === b.item;
}

const unitsMemo = new WeakMap<ModuleTable, ReadonlyMap<string, Unit>>();

function unitsOf(table: ModuleTable): ReadonlyMap<string, Unit> {
  const known = unitsMemo.get(table);
  if (known !== undefined) return known;
  const units = new Map<string, Unit>();
  for (const [name, { declaration, home }] of table.variables) {
    units.set(`var.${name}`, { written: declaration, home, uses: noUses });
  }
  for (const [name, { expression, home }] of table.locals) {
    const uses = remembered(expression, () => usesIn([expression]));
    units.set(`local.${name}`, { written: expression, home, uses });
  }
  for (const named of table.resources.values()) {
    for (const { declaration, home } of named.values()) {
      const uses = remembered(declaration, () => usesOfResource(declaration));
      units.set(resourceName(declaration), { written: declaration, home, uses });
    }
  }
  unitsMemo.set(table, units);
  return units;
}

function resourceName(declaration: ResourceDeclaration): string {
  return `${declaration.type}.${declaration.name}`;
}

/** Names whose text changed, came or went, or that depend on more than names; and all that use one of these. */
function changedNames(before: ReadonlyMap<string, Unit>, now: ReadonlyMap<string, Unit>): ReadonlySet<string> {
  const changed = new Set<string>();
  const users = new Map<string, string[]>();
  for (const name of before.keys()) if (!now.has(name)) changed.add(name);
  for (const [name, unit] of now) {
    const known = before.get(name);
    const isSame = known !== undefined && known.written === unit.written && isSameHome(known.home, unit.home);
    if (!isSame || !unit.uses.isFixed) changed.add(name);
    for (const used of unit.uses.names) {
      const list = users.get(used);
      if (list === undefined) users.set(used, [name]);
      else list.push(name);
    }
  }
  // A set that grows while it is walked is walked to its end.
  for (const name of changed) for (const user of users.get(name) ?? []) changed.add(user);
  return changed;
}

const noUses: Uses = { names: [], isFixed: true };
const usesMemo = new WeakMap<object, Uses>();

function remembered(written: object, make: () => Uses): Uses {
  let uses = usesMemo.get(written);
  if (uses === undefined) {
    uses = make();
    usesMemo.set(written, uses);
  }
  return uses;
}

/** Short forms wait for the one before them and connections reach both ways, which no name in the text says. */
function usesOfResource(declaration: ResourceDeclaration): Uses {
  const uses = usesIn(expressionsOf(declaration));
  const isAlone = declaration.shortForm === undefined && declaration.connects.length === 0;
  return isAlone ? uses : { ...uses, isFixed: false };
}

function usesIn(expressions: readonly Expression[]): Uses {
  const names = new Set<string>();
  let isFixed = true;
  const note = (root: string, steps: readonly { readonly kind: string; readonly name?: string }[]) => {
    const [first, second] = steps;
    if (root === 'each' || root === 'count' || root === 'self' || root === 'facts') return;
    const [owner, name] = root === 'resource' ? [first?.name, second?.name] : [root, first?.name];
    if (root === 'path' || root === 'module' || owner === undefined || name === undefined) isFixed = false;
    else names.add(`${owner}.${name}`);
  };
  for (const expression of expressions) {
    if (isLiteral(expression)) {
      // The older quoted form of a reference.
      const reference = referenceTo(expression);
      if (reference !== undefined) note(reference.root, reference.steps);
      continue;
    }
    for (const { root, steps } of referencesIn(expression)) note(root, steps);
    if (!callsIn(expression).every(({ name }) => dependsOnArguments(name.text))) isFixed = false;
  }
  return names.size === 0 && isFixed ? noUses : { names: [...names], isFixed };
}

/** Whether the arguments alone decide what a function gives; those that ask for more take a second parameter, the host. */
function dependsOnArguments(name: string): boolean {
  const definition = functionTable.get(name);
  return definition !== undefined && (definition.lazy === true || definition.call.length < 2);
}
