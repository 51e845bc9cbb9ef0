/**
 * The table of a module in which one file was edited without a name coming or going: the last table with the entries of
 * that file exchanged. Whoever types inside a block does not pay for all the others.
 */
import type { Declaration, LocalsDeclaration, ResourceDeclaration } from './declarations.ts';
import { type FilePart, localsOf } from './file-part.ts';
import type { Entry, ModuleTable, Unit } from './module-table.ts';

const lastWith = new WeakMap<FilePart, ModuleTable>();

/** Remembers a table by its files, for {@link amendedTable}. */
export function rememberTable(table: ModuleTable): void {
  for (const part of table.parts) lastWith.set(part, table);
}

/**
 * What a table of these parts is, made from the last one with all of them but one; undefined where that is not certain to
 * be the same: names that are declared twice, short forms, which wait for each other, and settings of any sort.
 */
export function amendedTable(dir: string, parts: readonly FilePart[]): ModuleTable | undefined {
  const last = parts.slice(0, 2).flatMap((part) => lastWith.get(part) ?? [])[0];
  if (last === undefined || last.dir !== dir || last.parts.length !== parts.length || hasDoubles(last))
    return undefined;
  const changed = parts.flatMap((part, i) => (part === last.parts[i] ? [] : [i]));
  const [at] = changed;
  const [before, now] = at === undefined ? [] : [last.parts[at], parts[at]];
  if (changed.length !== 1 || before === undefined || now === undefined) return undefined;
  if (before.entries.length !== now.entries.length) return undefined;
  const exchanged = new Map<Entry<Declaration>, Entry<Declaration>>();
  for (const [i, entry] of now.entries.entries()) {
    const old = before.entries[i];
    if (old === undefined || (old !== entry && !isExchangeable(old, entry))) return undefined;
    if (old !== entry) exchanged.set(old, entry);
  }
  return exchange(last, parts, exchanged);
}

function hasDoubles(table: ModuleTable): boolean {
  return table.diagnostics.length > table.parts.reduce((sum, part) => sum + part.diagnostics.length, 0);
}

/** Both declare the same names, and nothing but the entry itself has to change. */
function isExchangeable({ declaration: a }: Entry<Declaration>, { declaration: b }: Entry<Declaration>): boolean {
  switch (a.kind) {
    case 'variable':
    case 'output':
    case 'module':
      return b.kind === a.kind && a.name === b.name;
    case 'resource':
      return b.kind === 'resource' && a.name === b.name && a.type === b.type && isPlain(a) && isPlain(b);
    case 'locals':
      return b.kind === 'locals' && haveSameNames(namesOf(a), namesOf(b));
    case 'moved':
    case 'import':
    case 'removed':
    case 'settings':
    case 'completion':
      return false;
  }
}

function isPlain(declaration: ResourceDeclaration): boolean {
  return declaration.shortForm === undefined;
}

/** Of a name that stands twice in one block the first one counts. */
function haveSameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]) && new Set(a).size === a.length;
}

function namesOf(declaration: LocalsDeclaration): readonly string[] {
  return declaration.values.map(({ name }) => name);
}

function exchange(
  last: ModuleTable,
  parts: readonly FilePart[],
  exchanged: ReadonlyMap<Entry<Declaration>, Entry<Declaration>>,
): ModuleTable {
  const variables = new Map(last.variables);
  const locals = new Map(last.locals);
  const outputs = new Map(last.outputs);
  const modules = new Map(last.modules);
  const resources = new Map(last.resources);
  const put = <E extends Entry<Declaration>>(map: Map<string, E>, name: string, entry: Entry<Declaration>) =>
    map.set(name, entry as E);
  for (const entry of exchanged.values()) {
    const { declaration } = entry;
    switch (declaration.kind) {
      case 'variable':
        put(variables, declaration.name, entry);
        break;
      case 'output':
        put(outputs, declaration.name, entry);
        break;
      case 'module':
        put(modules, declaration.name, entry);
        break;
      case 'locals':
        for (const local of localsOf(entry as Entry<LocalsDeclaration>)) locals.set(local.name, local);
        break;
      case 'resource': {
        const named = new Map(resources.get(declaration.type));
        put(named, declaration.name, entry);
        resources.set(declaration.type, named);
      }
    }
  }
  return {
    ...last,
    parts,
    variables,
    locals,
    outputs,
    modules,
    resources,
    units: last.units.map((unit) => (exchanged.get(unit) as Unit | undefined) ?? unit),
    refusals: parts.flatMap((part) => part.refusals),
    get all() {
      return parts.flatMap((part) => part.entries);
    },
    broken: parts.some((part) => part.broken),
    diagnostics: parts.flatMap((part) => part.diagnostics),
  };
}
