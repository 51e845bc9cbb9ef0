/** Who uses a name, in its module and across calls of modules; by folder, so that all instances of a module are one. */
import type { ModuleDeclaration } from './declarations.ts';
import { modulePath } from './module-path.ts';
import type { Entry, ModuleTable } from './module-table.ts';
import { type NamedUnit, usersIn } from './name-uses.ts';

/** The name of which instances a module has, and in which order: what waits for the module waits for each of them. */
export const CONTENTS = '#';

/** A name in the module of a folder. */
export interface Name {
  readonly dir: string;
  readonly name: string;
}

export interface User extends Name {
  /** What it reads of the name; undefined where that cannot be said. */
  readonly attribute: string | undefined;
}

interface Call {
  readonly caller: ModuleTable;
  readonly entry: Entry<ModuleDeclaration>;
}

export interface NameGraph {
  /** Of all modules that the root reaches, by folder. */
  readonly tables: ReadonlyMap<string, ModuleTable>;
  /** Folder of the module that a call names, where there is one. */
  targetOf(caller: ModuleTable, entry: Entry<ModuleDeclaration>): string | undefined;
  /** A name may be given more than once. */
  usersOf(name: Name): readonly User[];
}

export function nameGraph(root: ModuleTable, table: (dir: string) => ModuleTable | undefined): NameGraph {
  const tables = new Map<string, ModuleTable>([[root.dir, root]]);
  const callers = new Map<string, Call[]>();
  const targetOf = (caller: ModuleTable, { declaration }: Entry<ModuleDeclaration>): string | undefined => {
    const path = declaration.source === undefined ? undefined : modulePath(caller.dir, declaration.source);
    return path === undefined ? undefined : table(path)?.dir;
  };
  // A map that grows while it is walked is walked to its end.
  for (const caller of tables.values()) {
    for (const entry of caller.modules.values()) {
      const dir = targetOf(caller, entry);
      const called = dir === undefined ? undefined : table(dir);
      if (called === undefined) continue;
      tables.set(called.dir, called);
      const known = callers.get(called.dir);
      if (known === undefined) callers.set(called.dir, [{ caller, entry }]);
      else known.push({ caller, entry });
    }
  }

  const addUsers = (users: User[], dir: string, name: string): void => {
    for (const part of tables.get(dir)?.parts ?? []) {
      for (const unit of usersIn(part).get(name) ?? []) addUses(users, dir, name, unit);
    }
  };
  return {
    tables,
    targetOf,
    usersOf({ dir, name }) {
      const users: User[] = [];
      addUsers(users, dir, name);
      if (name.startsWith('output.')) {
        const output = name.slice('output.'.length);
        for (const { caller, entry } of callers.get(dir) ?? []) {
          const call = `module.${entry.declaration.name}`;
          addUsers(users, caller.dir, `${call}.${output}`);
          addUsers(users, caller.dir, `${call}.*`);
        }
      }
      if (name === CONTENTS) {
        for (const { caller, entry } of callers.get(dir) ?? []) {
          addUsers(users, caller.dir, `module.${entry.declaration.name}.*`);
          users.push({ dir: caller.dir, name: CONTENTS, attribute: undefined });
        }
      }
      if (name.startsWith('module.') && name.includes('<')) {
        const [call = '', input = ''] = name.slice('module.'.length).split('<');
        const entry = tables.get(dir)?.modules.get(call);
        const caller = tables.get(dir);
        const target = entry === undefined || caller === undefined ? undefined : targetOf(caller, entry);
        if (target !== undefined) users.push({ dir: target, name: `var.${input}`, attribute: undefined });
      }
      return users;
    },
  };
}

function addUses(users: User[], dir: string, name: string, unit: NamedUnit): void {
  for (const use of unit.uses) {
    if (use.name === name) users.push({ dir, name: unit.name, attribute: use.attribute });
  }
}
