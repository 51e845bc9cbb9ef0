/**
 * What stands above a file and its blocks: commands for them, how often they are referred to, how they stand. Which
 * commands a client can carry out, and what they are called there, is the server's.
 */
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { Declaration, ModuleDeclaration, ResourceDeclaration } from '../../intake/declarations.ts';
import type { ModuleTable } from '../../intake/module-table.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Item } from '../../syntax/ast.ts';
import { resourceName, roleOf } from '../names/occurrences.ts';
import { calledDir, type Symbol as Named, type Occurrence, occurrencesOf } from '../names/symbols.ts';
import { shifted } from '../spans.ts';
import { instancesInCall, instancesOfBlock } from '../values/block-instances.ts';
import { type ResultText, type ResultWorld, resultTexts } from './result-text.ts';

export const runCommands = ['plan', 'build', 'apply', 'assert'] as const;
export type RunCommand = (typeof runCommands)[number];

/** `span` are offsets of what it belongs to: the name of a block, or the start of the file. */
export type Lens =
  | {
      readonly kind: 'run';
      readonly span: Span;
      readonly command: RunCommand;
      /** Addresses for `--target`; empty: the whole project. */
      readonly targets: readonly string[];
    }
  | { readonly kind: 'references'; readonly span: Span; readonly symbol: Named }
  | { readonly kind: 'result'; readonly span: Span; readonly result: ResultText };

export interface LensOptions {
  readonly run: boolean;
  readonly references: boolean;
  /** What to tell results from; undefined: no results are wanted. */
  readonly results: Omit<ResultWorld, 'model'> | undefined;
}

/** In source order. None for `.cwvars` files and completions. */
export function lensesOf(view: View, path: string, options: LensOptions): readonly Lens[] {
  const file = view.project.files.get(path);
  const table = view.table(moduleDirOf(path));
  if (file === undefined || table === undefined || roleOf(path) !== 'source') return [];
  const modules = modulesOf(view, table.dir);
  const lenses: Lens[] = [];
  if (options.run && file.items.length > 0) lenses.push(...fileLenses(view, table, modules));
  const { model } = view;
  const world = options.results === undefined || model === undefined ? undefined : { ...options.results, model };
  for (const item of file.items) {
    if (item.node.kind !== 'block') continue;
    const { declaration } = declaredBy(item.node, view.vocabulary, false);
    const span = declaration === undefined ? undefined : nameSpanOf(declaration, item);
    if (declaration === undefined || span === undefined) continue;
    const unit = declaration.kind === 'resource' || declaration.kind === 'module' ? declaration : undefined;
    if (options.run && unit !== undefined) lenses.push(...unitLenses(view, table.dir, unit, modules, span));
    const symbol = options.references ? symbolOf(declaration, table) : undefined;
    if (symbol !== undefined) lenses.push({ kind: 'references', span, symbol });
    if (world === undefined || unit === undefined) continue;
    const instances =
      unit.kind === 'module'
        ? instancesInCall(view, table.dir, unit.name)
        : instancesOfBlock(view, table.dir, `${unit.type}.${unit.name}`);
    for (const result of resultTexts(world, instances)) lenses.push({ kind: 'result', span, result });
  }
  return lenses;
}

/** Where the symbol is read or given a value: everywhere but where it is declared. */
export function referencesTo(view: View, symbol: Named): readonly Occurrence[] {
  return occurrencesOf(view, symbol).filter(({ role }) => role !== 'declaration');
}

/** Addresses of the instances of a module, `""` for the root; what only evaluation tells is not known without a model. */
function modulesOf({ model }: View, dir: string): readonly string[] {
  return dir === '.' ? [''] : (model?.inspect.modulesIn(dir) ?? []);
}

function fileLenses(view: View, table: ModuleTable, modules: readonly string[]): readonly Lens[] {
  if (modules.length === 0) return [];
  const isRoot = table.dir === '.';
  const span = { start: 0, end: 0 };
  return commandsFor(asksBelow(view, table.dir)).map((command) => ({
    kind: 'run',
    span,
    command,
    targets: isRoot ? [] : modules,
  }));
}

function unitLenses(
  view: View,
  dir: string,
  unit: ResourceDeclaration | ModuleDeclaration,
  modules: readonly string[],
  span: Span,
): readonly Lens[] {
  const name = unit.kind === 'module' ? `module.${unit.name}` : `${unit.type}.${unit.name}`;
  const targets = modules.map((module) => (module === '' ? name : `${module}.${name}`));
  if (targets.length === 0) return [];
  const called = unit.kind === 'module' ? calledDir(view, dir, unit.name) : undefined;
  const hasQuestions = unit.kind === 'module' ? called !== undefined && asksBelow(view, called) : isAsked(unit);
  return commandsFor(hasQuestions).map((command) => ({
    kind: 'run',
    span,
    command,
    targets,
  }));
}

function commandsFor(hasQuestions: boolean): readonly RunCommand[] {
  return runCommands.filter((command) => hasQuestions || command !== 'assert');
}

const askedTables = new WeakMap<ModuleTable, boolean>();

/** Whether `assert` finds something to ask in the module of a folder, or in those that it calls. */
function asksBelow(view: View, dir: string, seen: Set<string> = new Set()): boolean {
  const table = view.table(dir);
  if (table === undefined || seen.has(table.dir)) return false;
  seen.add(table.dir);
  if (asks(table)) return true;
  return [...table.modules.keys()].some((name) => {
    const called = calledDir(view, dir, name);
    return called !== undefined && asksBelow(view, called, seen);
  });
}

function asks(table: ModuleTable): boolean {
  let known = askedTables.get(table);
  if (known === undefined) {
    known = table.units.some(({ declaration }) => declaration.kind === 'resource' && isAsked(declaration));
    askedTables.set(table, known);
  }
  return known;
}

/** A health check is asked as an assertion is. */
function isAsked({ asserts, attributes }: ResourceDeclaration): boolean {
  return asserts.length > 0 || attributes.has('health_check');
}

function nameSpanOf(declaration: Declaration, item: Item): Span | undefined {
  return 'nameSpan' in declaration ? shifted(declaration.nameSpan, item.offset) : undefined;
}

/** What others may refer to. Outputs of the root are for people; checks are referred to by hardly anything. */
function symbolOf(declaration: Declaration, { dir }: ModuleTable): Named | undefined {
  switch (declaration.kind) {
    case 'variable':
      return { dir, name: `var.${declaration.name}` };
    case 'output':
      return dir === '.' ? undefined : { dir, name: `output.${declaration.name}` };
    case 'module':
      return { dir, name: `module.${declaration.name}` };
    case 'resource':
      return declaration.type === 'check' ? undefined : { dir, name: resourceName(declaration) };
    default:
      return undefined;
  }
}
