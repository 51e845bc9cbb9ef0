/**
 * What has to be looked at again after an edit: names whose text changed, came or went, and all that use one of these
 * over any number of names. Counted as written, so rather too much than too little.
 */
import type { ModuleDeclaration } from './declarations.ts';
import type { Entry, LocalEntry, ModuleTable, Unit } from './module-table.ts';
import { CONTENTS, type Name, type NameGraph } from './name-graph.ts';
import { inputName, resourceName, unitsOf } from './name-uses.ts';

/** What of a changed name others see: everything, nothing, or some of its attributes. */
export type Spread = 'all' | 'none' | ReadonlySet<string>;

/** Where changes begin. */
export interface Seeds {
  /** By folder and name. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Folders of modules in which everything counts as changed. */
  readonly folders: ReadonlySet<string>;
  /** A name came or went somewhere, so that what is said of names that are not there may be another thing. */
  readonly isRenamed: boolean;
}

export interface Changes {
  /** Changed names in a module of which not everything counts as changed; undefined where there are none. */
  namesIn(dir: string): ReadonlySet<string> | undefined;
  has(dir: string, name: string): boolean;
  /** Everything in the module of this folder counts as changed. */
  hasAll(dir: string): boolean;
  /** Some changed names use each other. */
  readonly isCircular: boolean;
}

/** The tables that an earlier model was made of, and what its calls named. */
export interface Earlier {
  readonly tables: ReadonlyMap<string, ModuleTable>;
  /** By the caller's folder and the name of the call: the folder of the module that it names, where there is one. */
  readonly targets: ReadonlyMap<string, string | undefined>;
}

export function targetsOf(graph: NameGraph): Earlier['targets'] {
  const targets = new Map<string, string | undefined>();
  for (const table of graph.tables.values()) {
    for (const entry of table.modules.values()) targets.set(callKey(table, entry), graph.targetOf(table, entry));
  }
  return targets;
}

function callKey({ dir }: ModuleTable, { declaration }: Entry<ModuleDeclaration>): string {
  return `${dir}\n${declaration.name}`;
}

/** Compares what is written. Linear in the names of modules of which a file changed. */
export function seedsOf(before: Earlier, graph: NameGraph): Seeds {
  const names = new Map<string, Set<string>>();
  const folders = new Set<string>();
  let isRenamed = before.tables.size !== graph.tables.size;
  for (const [dir, table] of graph.tables) {
    const old = before.tables.get(dir);
    if (old === undefined || !hasSameCompletions(old, table)) {
      folders.add(dir);
      isRenamed = true;
      continue;
    }
    const changed = new Set<string>();
    names.set(dir, changed);
    if (old !== table && addChanged(old, table, changed)) isRenamed = true;
    if (old !== table && !hasSameContents(old, table)) changed.add(CONTENTS);
    for (const entry of table.modules.values()) {
      // The folder that it names may have come or gone.
      if (before.targets.get(callKey(table, entry)) !== graph.targetOf(table, entry)) {
        changed.add(`module.${entry.declaration.name}`);
        isRenamed = true;
      }
    }
  }
  return { names, folders, isRenamed };
}

/** Gives whether a name came or went. */
function addChanged(old: ModuleTable, table: ModuleTable, changed: Set<string>): boolean {
  const compare = <E>(before: ReadonlyMap<string, E>, now: ReadonlyMap<string, E>, prefix: string, same: Same<E>) => {
    let isRenamed = false;
    for (const [name, entry] of now) {
      const known = before.get(name);
      if (known !== undefined && (known === entry || same(known, entry, changed))) continue;
      changed.add(prefix + name);
      if (known === undefined) isRenamed = true;
    }
    if (isRenamed || before.size !== now.size) {
      for (const name of before.keys()) {
        if (now.has(name)) continue;
        changed.add(prefix + name);
        isRenamed = true;
      }
    }
    return isRenamed;
  };
  const kinds = new Set([...old.resources.keys(), ...table.resources.keys()]);
  const found = [
    compare(old.variables, table.variables, 'var.', isNeverSame),
    compare(old.locals, table.locals, 'local.', isSameLocal),
    compare(old.outputs, table.outputs, 'output.', isNeverSame),
    compare(old.modules, table.modules, 'module.', isSameCall),
    ...[...kinds].map((kind) =>
      compare(old.resources.get(kind) ?? none, table.resources.get(kind) ?? none, `${kind}.`, isNeverSame),
    ),
  ];
  return found.includes(true);
}

/** The same blocks in the same order; how often those with `count` or `for_each` repeat is another question. */
function hasSameContents(a: ModuleTable, b: ModuleTable): boolean {
  const isSame = (one: Unit, other: Unit | undefined): boolean =>
    one === other || (other !== undefined && nameOf(one) === nameOf(other) && repeats(one) === repeats(other));
  return a.units.length === b.units.length && a.units.every((unit, i) => isSame(unit, b.units[i]));
}

function nameOf({ declaration }: Unit): string {
  return declaration.kind === 'module' ? `module.${declaration.name}` : resourceName(declaration);
}

function repeats({ declaration }: Unit): boolean {
  return declaration.count !== undefined || declaration.forEach !== undefined;
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

type Same<E> = (before: E, now: E, changed: Set<string>) => boolean;

function isNeverSame(): boolean {
  return false;
}

function isSameLocal(before: LocalEntry, now: LocalEntry): boolean {
  const isSameHome = before.home.file === now.home.file && before.home.item === now.home.item;
  return before.expression === now.expression && before.nameSpan === now.nameSpan && isSameHome;
}

/** A call that gives inputs and nothing else changes what its inputs reach, not the module as a whole. */
function isSameCall(before: Entry<ModuleDeclaration>, now: Entry<ModuleDeclaration>, changed: Set<string>): boolean {
  const isSame =
    isPlain(before.declaration) &&
    isPlain(now.declaration) &&
    before.declaration.source === now.declaration.source &&
    before.home.file === now.home.file &&
    before.home.item === now.home.item;
  if (!isSame) return false;
  for (const { declaration } of [before, now]) {
    for (const name of declaration.inputs.keys()) changed.add(inputName(declaration.name, name));
  }
  return true;
}

function isPlain({ count, forEach, dependsOn, lifecycle }: ModuleDeclaration): boolean {
  const { preventDestroy, ignoreChanges, replaceTriggeredBy, preconditions, postconditions } = lifecycle;
  const conditions = replaceTriggeredBy.length + preconditions.length + postconditions.length;
  const isUnguarded = !preventDestroy && ignoreChanges.length === 0 && conditions === 0;
  return count === undefined && forEach === undefined && dependsOn.length === 0 && isUnguarded;
}

function hasSameCompletions(a: ModuleTable, b: ModuleTable): boolean {
  if (a.completions.size !== b.completions.size) return false;
  for (const [address, entry] of a.completions) if (b.completions.get(address) !== entry) return false;
  return true;
}

/** Names whose value may be another one though their text is the same: they look at files. */
export function worldlyNames(graph: NameGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const [dir, table] of graph.tables) {
    const found = new Set<string>();
    for (const part of table.parts) {
      for (const { declaration } of part.entries) {
        for (const unit of unitsOf(declaration)) if (unit.asksWorld) found.add(unit.name);
      }
    }
    names.set(dir, found);
  }
  return names;
}

/** Whether a block may have other instances than before: where it repeats, and where it calls a module. */
function changesContents(table: ModuleTable | undefined, name: string): boolean {
  const [kind = '', rest = ''] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
  if (kind === 'module') return !rest.includes('<');
  const entry = table?.resources.get(kind)?.get(rest);
  return entry !== undefined && repeats(entry);
}

/** The seeds, and everything that uses what they spread. O(users of what changed). */
export function changesFrom(seeds: Seeds, graph: NameGraph, spreadOf: (name: Name) => Spread): Changes {
  const changed = new Map<string, Set<string>>();
  const folders = new Set<string>();
  const open = new Set<string>();
  let isCircular = false;
  interface Step extends Name {
    readonly next: Iterator<Name>;
  }
  const stack: Step[] = [];

  const usersOf = function* (name: Name): Generator<Name> {
    const isSeed = seeds.names.get(name.dir)?.has(name.name) === true;
    const spread = isSeed ? spreadOf(name) : 'all';
    if (spread === 'none') return;
    if (spread === 'all' && changesContents(graph.tables.get(name.dir), name.name)) {
      yield { dir: name.dir, name: CONTENTS };
    }
    for (const user of graph.usersOf(name)) {
      const isSeen = spread === 'all' || (user.attribute === undefined ? spread.size > 0 : spread.has(user.attribute));
      if (isSeen) yield user;
    }
  };
  const enter = ({ dir, name }: Name): void => {
    const key = `${dir}\n${name}`;
    if (open.has(key)) isCircular = true;
    let known = changed.get(dir);
    if (known === undefined) {
      known = new Set();
      changed.set(dir, known);
    }
    if (known.has(name)) return;
    known.add(name);
    open.add(key);
    if (name.startsWith('module.') && !name.includes('<')) addFolder(dir, name.slice('module.'.length));
    stack.push({ dir, name, next: usersOf({ dir, name }) });
  };
  const addFolder = (dir: string, call: string): void => {
    const caller = graph.tables.get(dir);
    const entry = caller?.modules.get(call);
    const target = caller === undefined || entry === undefined ? undefined : graph.targetOf(caller, entry);
    if (target !== undefined) addWhole(target);
  };
  const addWhole = (dir: string): void => {
    if (folders.has(dir)) return;
    folders.add(dir);
    for (const entry of graph.tables.get(dir)?.modules.values() ?? []) addFolder(dir, entry.declaration.name);
  };
  const drain = (): void => {
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const user = top.next.next();
      if (user.done !== true) {
        enter(user.value);
        continue;
      }
      open.delete(`${top.dir}\n${top.name}`);
      stack.pop();
    }
  };
  for (const dir of seeds.folders) addWhole(dir);
  for (const [dir, names] of seeds.names) {
    for (const name of names) {
      enter({ dir, name });
      drain();
    }
  }
  // Outputs of a module that is looked at as a whole may be other ones.
  for (const dir of folders) {
    for (const name of graph.tables.get(dir)?.outputs.keys() ?? []) {
      enter({ dir, name: `output.${name}` });
      drain();
    }
  }
  return {
    namesIn: (dir) => changed.get(dir),
    has: (dir, name) => folders.has(dir) || changed.get(dir)?.has(name) === true,
    hasAll: (dir) => folders.has(dir),
    isCircular,
  };
}
