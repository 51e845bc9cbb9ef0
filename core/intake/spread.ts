/**
 * How far a change goes: a local that is written another way but is worth the same, or a resource of which nobody reads
 * what was changed, makes nothing else change. Only what was edited itself is evaluated for it.
 */
import { sameValue } from '../language/equality.ts';
import type { Value } from '../language/values.ts';
import { isEntries, isItems } from '../language/values.ts';
import type { Builder } from './builder.ts';
import type { Seeds, Spread } from './changes.ts';
import type { CellResult } from './machine.ts';
import { demand, looseFrame, settle, within } from './machine.ts';
import type { Name, NameGraph } from './name-graph.ts';
import type { InstanceNode, ModuleNode } from './nodes.ts';
import type { Kept } from './reuse.ts';

/** What others see of an instance, under no results. */
export interface Face {
  /** Addresses of the instances of `KIND.NAME` in a module instance; undefined where they cannot be said. */
  instances(module: string, block: string): readonly string[] | undefined;
  attribute(address: string, name: string): Seen | undefined;
}

export interface Seen {
  readonly value: Value | undefined;
  readonly open: boolean;
  readonly lacksFacts: boolean;
  readonly bound: boolean;
}

/** More than this at a time is not typed but pasted, or came with another branch. */
const MAX_NAMES = 200;
const MAX_INSTANCES = 50;

export function faceOf(
  builder: Builder,
  moduleAt: (address: string) => ModuleNode | undefined,
  nodeAt: (address: string) => InstanceNode | undefined,
): Face {
  return {
    instances: (address, block) => {
      const module = moduleAt(address);
      return module && addressesOf(builder, module, block);
    },
    attribute: (address, name) => {
      const node = nodeAt(address);
      return node && seenOf(builder, node, name);
    },
  };
}

/** For names that changed by themselves; undefined where it is not worth while to look. */
export function spreads(
  kept: Kept,
  builder: Builder,
  seeds: Seeds,
  graph: NameGraph,
): ((name: Name) => Spread) | undefined {
  let count = 0;
  for (const names of seeds.names.values()) count += names.size;
  if (count > MAX_NAMES || seeds.folders.size > 0) return undefined;
  const modules = modulesOf(builder);
  const inDir = (dir: string): readonly ModuleNode[] | undefined => {
    const found = modules.filter(({ table }) => table.dir === dir);
    const before = [...kept.modules].filter(([, { table }]) => table.dir === dir);
    return found.length === before.length && found.every(({ address }) => kept.modules.has(address))
      ? found
      : undefined;
  };
  return ({ dir, name }) => {
    const users = graph.usersOf({ dir, name });
    if (users.length === 0 || name.startsWith('module.')) return 'all';
    const nodes = inDir(dir);
    if (nodes === undefined) return 'all';
    if (/^(var|local|output)\./.test(name)) {
      return nodes.every((node) => isWorthTheSame(kept, builder, node, name)) ? 'none' : 'all';
    }
    return spreadOfResource(kept, builder, nodes, name, new Set(users.map(({ attribute }) => attribute)));
  };
}

function modulesOf({ lookup, root }: Builder): readonly ModuleNode[] {
  const found = [root];
  for (const module of found) {
    for (const entry of module.table.modules.values()) found.push(...lookup.modules(module, entry).instances.values());
  }
  return found;
}

function isWorthTheSame(kept: Kept, builder: Builder, module: ModuleNode, name: string): boolean {
  const before = kept.modules.get(module.address)?.cells.get(name)?.result;
  const short = name.slice(name.indexOf('.') + 1);
  const cell = name.startsWith('var.')
    ? builder.variableCell(module, short)
    : name.startsWith('local.')
      ? builder.localCell(module, short)
      : builder.outputCell(module, short);
  if (before === undefined || cell === undefined) return false;
  const { machine } = builder;
  return isSameResult(
    before,
    settle(machine, machine.base, () => demand(machine, cell)),
  );
}

function isSameResult(a: CellResult, b: CellResult): boolean {
  if (a.diagnostics.length + b.diagnostics.length > 0 || a.volatile || b.volatile) return false;
  if (a.lacksFacts !== b.lacksFacts) return false;
  if (a.open !== b.open || a.bound !== b.bound || a.depends.size !== b.depends.size) return false;
  const others = b.depends.keys();
  for (const address of a.depends.keys()) if (others.next().value !== address) return false;
  return isSameInOrder(a.value, b.value);
}

function spreadOfResource(
  kept: Kept,
  builder: Builder,
  modules: readonly ModuleNode[],
  name: string,
  read: ReadonlySet<string | undefined>,
): Spread {
  const changed = new Set<string>();
  let count = 0;
  for (const module of modules) {
    const before = kept.face.instances(module.address, name);
    const now = addressesOf(builder, module, name);
    if (before === undefined || now === undefined || before.join('\n') !== now.join('\n')) return 'all';
    count += now.length;
    if (count > MAX_INSTANCES) return 'all';
    for (const node of nodesOf(builder, module, name)) {
      const names = read.has(undefined) ? builder.lookup.attributeNames(node) : (read as ReadonlySet<string>);
      for (const attribute of names) {
        if (!isSeenTheSame(kept.face.attribute(node.address, attribute), seenOf(builder, node, attribute)))
          changed.add(attribute);
      }
    }
  }
  return changed.size === 0 ? 'none' : changed;
}

function nodesOf({ lookup }: Builder, module: ModuleNode, block: string): readonly InstanceNode[] {
  const dot = block.indexOf('.');
  const entry = module.table.resources.get(block.slice(0, dot))?.get(block.slice(dot + 1));
  return entry === undefined ? [] : [...lookup.resources(module, entry).instances.values()];
}

/** Undefined where there are none: that has several reasons. */
function addressesOf(builder: Builder, module: ModuleNode, block: string): readonly string[] | undefined {
  const { machine } = builder;
  const found = settle(machine, machine.base, () => nodesOf(builder, module, block).map(({ address }) => address));
  return found.length === 0 ? undefined : found;
}

function seenOf(builder: Builder, node: InstanceNode, name: string): Seen {
  const { machine, lookup } = builder;
  return settle(machine, machine.base, () => {
    const frame = looseFrame(node.context, node.entry.home);
    const before = machine.boundToFolder;
    machine.boundToFolder = false;
    const value = within(machine, frame, () => lookup.attribute(node, name));
    const bound = machine.boundToFolder;
    machine.boundToFolder ||= before;
    return { value, open: frame.open, lacksFacts: frame.lacksFacts, bound };
  });
}

function isSeenTheSame(a: Seen | undefined, b: Seen): boolean {
  if (a?.value === undefined || b.value === undefined) return false;
  if (a.lacksFacts !== b.lacksFacts) return false;
  return a.open === b.open && a.bound === b.bound && isSameInOrder(a.value, b.value);
}

/** Equal also in the order of entries, which `for` expressions and messages show. */
function isSameInOrder(a: Value, b: Value): boolean {
  return sameValue(a, b) && hasSameOrder(a, b);
}

function hasSameOrder(a: Value, b: Value): boolean {
  if (isItems(a.raw) && isItems(b.raw)) {
    const others = b.raw;
    return a.raw.every((item, i) => hasSameOrder(item, others[i] ?? item));
  }
  if (!isEntries(a.raw) || !isEntries(b.raw)) return true;
  const others = b.raw[Symbol.iterator]();
  for (const [key, value] of a.raw) {
    const other = others.next().value;
    if (other === undefined || other[0] !== key || !hasSameOrder(value, other[1])) return false;
  }
  return true;
}
