/** Things with names, across all files and modules of a project: which one stands at an offset, and where one occurs. */
import type { Place } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { modulePath, normalizePath } from '../../intake/module-path.ts';
import type { SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { type FileSpan, shifted } from '../spans.ts';
import { type ItemOccurrence, occurrencesIn, type Role, roleOf } from './occurrences.ts';

/** A variable, local, output, module call or resource (checks are resources of the kind `check`). */
export interface Symbol {
  /** Folder of the module that declares it. */
  readonly dir: string;
  /** `var.port`, `local.x`, `output.url`, `module.db`, `resource.service.web`. */
  readonly name: string;
}

export interface Occurrence extends FileSpan {
  readonly role: Role;
}

/** What the name at `offset` names, and where that name stands. It may be declared nowhere. */
export function symbolAt(
  view: View,
  path: string,
  offset: number,
): { readonly symbol: Symbol; readonly occurrence: Occurrence } | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item === undefined) return undefined;
  const at = offset - item.offset;
  for (const list of occurrencesIn(item.node, roleOf(path), view.vocabulary).values()) {
    for (const found of list) {
      if (at < found.span.start || at > found.span.end) continue;
      const symbol = symbolOf(view, path, found);
      if (symbol === undefined) continue;
      return { symbol, occurrence: { file: path, span: shifted(found.span, item.offset), role: found.role } };
    }
  }
  return undefined;
}

/** Every place where the symbol stands, by file in the project's order, then by offset. Linear in top-level items. */
export function occurrencesOf(view: View, symbol: Symbol): readonly Occurrence[] {
  return [...view.project.files.values()].flatMap((file) => occurrencesInFile(view, file, symbol));
}

/** Those of {@link occurrencesOf} in one file. */
export function occurrencesInFile(view: View, file: SyntaxFile, symbol: Symbol): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const role = roleOf(file.path);
  for (const { node, offset } of file.items) {
    const list = occurrencesIn(node, role, view.vocabulary).get(symbol.name);
    if (list === undefined) continue;
    for (const each of list) {
      if (!isSame(symbolOf(view, file.path, each), symbol)) continue;
      found.push({ file: file.path, span: shifted(each.span, offset), role: each.role });
    }
  }
  return found;
}

/** Every occurrence in one file, with what it names. */
export function symbolsIn(
  view: View,
  file: SyntaxFile,
): readonly { readonly symbol: Symbol; readonly occurrence: Occurrence }[] {
  const role = roleOf(file.path);
  return file.items.flatMap(({ node, offset }) =>
    [...occurrencesIn(node, role, view.vocabulary).values()].flat().flatMap((each) => {
      const symbol = symbolOf(view, file.path, each);
      if (symbol === undefined) return [];
      const occurrence = { file: file.path, span: shifted(each.span, offset), role: each.role };
      return [{ symbol, occurrence }];
    }),
  );
}

/** Where the symbol is declared: its block, as a place. Undefined where nothing declares it. */
export function declarationOf(view: View, symbol: Symbol): Place | undefined {
  const table = view.table(symbol.dir);
  if (table === undefined) return undefined;
  const [sort, first = '', second = ''] = symbol.name.split('.');
  switch (sort) {
    case 'var':
      return placeOf(table.variables.get(first));
    case 'output':
      return placeOf(table.outputs.get(first));
    case 'module':
      return placeOf(table.modules.get(first));
    case 'resource':
      return placeOf(table.resources.get(first)?.get(second));
    case 'local': {
      const entry = table.locals.get(first);
      return entry === undefined ? undefined : { ...entry.home, span: entry.nameSpan };
    }
    default:
      return undefined;
  }
}

/** The folder of the module that `module.NAME` of the module in `dir` calls; undefined where it leads nowhere. */
export function calledDir(view: View, dir: string, name: string): string | undefined {
  const table = view.table(dir);
  const source = table?.modules.get(name)?.declaration.source;
  const target = table === undefined || source === undefined ? undefined : modulePath(table.dir, source);
  return target === undefined ? undefined : view.table(target)?.dir;
}

/** The symbol of a name as it is written in a file, behind the module blocks that it goes through. */
export function symbolFrom(view: View, path: string, through: readonly string[], name: string): Symbol | undefined {
  let dir = view.table(moduleDirOf(path))?.dir;
  for (const call of through) dir = dir === undefined ? undefined : calledDir(view, dir, call);
  return dir === undefined ? undefined : { dir, name };
}

/** The same thing as another project names it; undefined where that project does not have its module. */
export function symbolIn(view: View, from: View, { dir, name }: Symbol): Symbol | undefined {
  const folder = normalizePath(`${from.directory}/${dir}`);
  for (const [path, module] of view.project.modules) {
    if (normalizePath(`${view.directory}/${path}`) === folder) return { dir: module.dir, name };
  }
  return undefined;
}

/** `file.a` of `resource.file.a`; other names as they are. */
export function shownName(name: string): string {
  return name.startsWith('resource.') ? name.slice('resource.'.length) : name;
}

export function isSame(a: Symbol | undefined, b: Symbol | undefined): boolean {
  return a !== undefined && b !== undefined && a.dir === b.dir && a.name === b.name;
}

function symbolOf(view: View, path: string, { through, name }: ItemOccurrence): Symbol | undefined {
  return symbolFrom(view, path, through, name);
}

function placeOf(
  entry:
    | {
        readonly home: { readonly file: string; readonly item: string };
        readonly block: { readonly span: Place['span'] };
      }
    | undefined,
): Place | undefined {
  return entry === undefined ? undefined : { ...entry.home, span: entry.block.span };
}
