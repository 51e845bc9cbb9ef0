/**
 * Renames what has a name: variables, locals, outputs, modules, resources, checks and the names that `for` and
 * `dynamic` give. Every place where it stands is found, in all modules, `.cwvars` files and `completed.cw`; a name
 * that would mean something else afterwards is refused.
 */
import type { View } from '../../engine/view.ts';
import { isIdentifier } from '../../intake/read-common.ts';
import { reservedInputs } from '../../intake/read-module.ts';
import { type EditsOf, type Refused, refused } from '../changes.ts';
import { bindingAt } from '../names/bindings.ts';
import { declarationOf, type Symbol as Named, occurrencesOf, shownName, symbolAt, symbolIn } from '../names/symbols.ts';
import { type FileEdit, type FileSpan, linesOf } from '../spans.ts';
import { inForm } from '../structure/kept-form.ts';
import { textsNaming } from './default-names.ts';
import { type KeptName, keptName } from './kept-name.ts';
import { isOldAddress, movedBack, movedBlock, movedElsewhere, wasApplied } from './moved-blocks.ts';
import { labelOfDynamic, renameBinding } from './rename-binding.ts';
import { renewedDigests } from './renewed-digests.ts';
import { unloadedValues } from './unloaded-values.ts';
import { unreadUses } from './unread-uses.ts';
import { unfollowedRead } from './whole-modules.ts';

export interface Renameable {
  readonly kind: 'name';
  /** Of the name at the cursor. */
  readonly at: FileSpan;
  readonly name: string;
}

export interface Renamed {
  readonly kind: 'done';
  /** A module may belong to several projects; the one asked first comes first. */
  readonly edits: readonly EditsOf[];
  /** Keeps what was applied under the old name; absent where nothing was. To be confirmed, if the editor can ask. */
  readonly kept?: Kept;
}

export interface Kept {
  /** A `moved` block, in the first project. */
  readonly edit: FileEdit;
  /** Something is made anew all the same, since it is called after its address. */
  readonly isPartly: boolean;
}

/** What a rename at `offset` would start from; a refusal says why there is none. */
export function prepareRename(view: View, path: string, offset: number): Renameable | Refused {
  const binding = bindingAt(view, path, offset);
  if (binding !== undefined) {
    if (binding.binding.isLabel && within(binding.declared, offset)) return refused(labelOfDynamic);
    return { kind: 'name', at: { file: path, span: binding.origin }, name: binding.binding.name };
  }
  const found = symbolAt(view, path, offset);
  if (found === undefined) return refused('Only what a project declares can be renamed: this is no such name.');
  const { symbol, occurrence } = found;
  const problem = unchangeable(view, symbol);
  if (problem !== undefined) return refused(problem);
  return { kind: 'name', at: { file: occurrence.file, span: occurrence.span }, name: lastWord(symbol) };
}

/**
 * Edits of every file in which the name stands. `views` are those of all projects, the one that `path` is relative to
 * first. Never throws; a refusal says why.
 */
export function rename(views: readonly View[], path: string, offset: number, newName: string): Renamed | Refused {
  const [view] = views;
  if (view === undefined) return refused('There is no project here.');
  const prepared = prepareRename(view, path, offset);
  if (prepared.kind === 'refused') return prepared;
  if (!isIdentifier(newName)) {
    return refused(`\`${newName}\` cannot be a name: a letter or \`_\` first, then letters, digits, \`_\` and \`-\`.`);
  }
  if (newName === prepared.name) return { kind: 'done', edits: [] };
  const binding = bindingAt(view, path, offset);
  if (binding !== undefined) {
    const edits = renameBinding(view, path, offset, binding, newName);
    return 'kind' in edits ? edits : { kind: 'done', edits: [{ view, edits: inForm(view, edits) }] };
  }
  const symbol = symbolAt(view, path, offset)?.symbol;
  if (symbol === undefined) return refused('There is nothing to rename here.');
  return renameSymbol(views, symbol, newName);
}

function renameSymbol(views: readonly View[], symbol: Named, newName: string): Renamed | Refused {
  const [view] = views;
  if (view === undefined) return refused('There is no project here.');
  const here = views.flatMap((each) => {
    const named = each === view ? symbol : symbolIn(each, view, symbol);
    return named === undefined ? [] : [{ view: each, symbol: named }];
  });
  const isApplied = here.some((each) => wasApplied(each.view, each.symbol));
  // Without a name of its own a container would be made anew.
  const name: KeptName = isApplied ? keptName(view, symbol) : { isLost: false };
  const edits: EditsOf[] = [];
  for (const each of here) {
    const renamed: Named = {
      dir: each.symbol.dir,
      name: `${symbol.name.slice(0, symbol.name.lastIndexOf('.'))}.${newName}`,
    };
    const problem =
      unchangeable(each.view, each.symbol) ??
      taken(each.view, each.symbol, renamed, newName) ??
      unfollowed(each.view, each.symbol);
    if (problem !== undefined) return refused(problem);
    const own = each.view === view && name.edit !== undefined ? [name.edit] : [];
    const getsName = name.edit !== undefined;
    edits.push({
      view: each.view,
      edits: inForm(each.view, [...editsIn(each.view, each.symbol, renamed, newName, getsName), ...own]),
    });
  }
  const moved = isApplied ? movedBlock(view, symbol, newName) : undefined;
  return { kind: 'done', edits, ...(moved !== undefined && { kept: { edit: moved, isPartly: name.isLost } }) };
}

function editsIn(view: View, symbol: Named, renamed: Named, newName: string, getsName: boolean): readonly FileEdit[] {
  const back = movedBack(view, symbol, renamed);
  const inRemoved = ({ file, span }: FileSpan) =>
    back.some((each) => each.file === file && each.span.start <= span.start && span.end <= each.span.end);
  const places = [
    ...occurrencesOf(view, symbol).filter((occurrence) => !inRemoved(occurrence)),
    ...unloaded(view, symbol),
    ...unreadUses(view, symbol),
  ];
  return [
    ...places.map(({ file, span }) => ({ file, span, newText: newName })),
    ...back,
    ...(getsName ? [] : textsNaming(view, symbol, newName)),
    ...renewedDigests(view, symbol, { newName, getsName }),
  ];
}

function unloaded(view: View, { dir, name }: Named): readonly FileSpan[] {
  return dir === '.' && name.startsWith('var.') ? unloadedValues(view, name.slice('var.'.length)) : [];
}

/** Why this thing cannot have another name, whichever. */
function unchangeable(view: View, symbol: Named): string | undefined {
  if (declarationOf(view, symbol) === undefined) return `Nothing declares \`${shownName(symbol.name)}\`.`;
  const form = resourceOf(view, symbol)?.declaration.shortForm;
  if (form !== 'create_file' && form !== 'file') return undefined;
  return `\`${shownName(symbol.name)}\` is called after its path: change the path, or write it as a \`resource\` block with a name.`;
}

/** Why `renamed` is not free. */
function taken(view: View, symbol: Named, renamed: Named, newName: string): string | undefined {
  if (symbol.name.startsWith('var.') && reservedInputs.includes(newName)) {
    return `A variable cannot be called \`${newName}\`: a \`module\` block uses that word itself.`;
  }
  if (declarationOf(view, renamed) !== undefined) {
    return `There is a \`${shownName(renamed.name)}\` in this module already.`;
  }
  const leftovers = occurrencesOf(view, renamed).filter((each) => !isOldAddress(view, each));
  const [stray] = leftovers;
  if (stray !== undefined) {
    return `\`${shownName(renamed.name)}\` is written in \`${stray.file}\` already, and would mean this one afterwards.`;
  }
  const moved = movedElsewhere(view, symbol, renamed);
  if (moved !== undefined) {
    return `A \`moved\` block in \`${moved}\` says that something else was called \`${shownName(renamed.name)}\`: remove it first.`;
  }
  const { assignments } = view.project;
  if (symbol.dir === '.' && symbol.name.startsWith('var.')) {
    const plain = newName.replaceAll('-', '_');
    if (assignments.some((each) => each.kind === 'text' && (each.name === newName || each.name === plain))) {
      return `\`CLOCKWORK_VAR_${plain}\` is set, and would give this variable another value.`;
    }
  }
  return undefined;
}

function unfollowed(view: View, symbol: Named): string | undefined {
  const read = symbol.name.startsWith('output.') ? unfollowedRead(view, symbol) : undefined;
  const file = read === undefined ? undefined : view.project.files.get(read.file);
  if (read === undefined || file === undefined) return undefined;
  const line = linesOf(file).positionAt(read.span.start).line + 1;
  const module = file.text.slice(read.span.start, read.span.end);
  return `\`${module}\` is passed on as a whole in \`${read.file}\`, line ${line}: who reads \`${lastWord(symbol)}\` of it cannot be told.`;
}

function resourceOf(view: View, { dir, name }: Named) {
  const [sort, kind = '', label = ''] = name.split('.');
  return sort === 'resource' ? view.table(dir)?.resources.get(kind)?.get(label) : undefined;
}

function lastWord({ name }: Named): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function within(span: FileSpan['span'], offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
