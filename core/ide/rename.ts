/**
 * Renames what has a name: variables, locals, outputs, modules, resources, checks and the names that `for` and
 * `dynamic` give. Every place where it stands is found, in all modules, `.cwvars` files and `completed.cw`; a name
 * that would mean something else afterwards is refused.
 */
import type { View } from '../engine/view.ts';
import { isIdentifier } from '../intake/read-common.ts';
import { reservedInputs } from '../intake/read-module.ts';
import { bindingAt } from './bindings.ts';
import { type EditsOf, type Refused, refused } from './changes.ts';
import { keptName } from './kept-name.ts';
import { isOldAddress, movedBack, movedBlock, movedElsewhere, wasApplied } from './moved-blocks.ts';
import { labelOfDynamic, renameBinding } from './rename-binding.ts';
import { renewedDigests } from './renewed-digests.ts';
import { type FileEdit, type FileSpan, linesOf } from './spans.ts';
import { declarationOf, type Symbol as Named, occurrencesOf, symbolAt, symbolIn } from './symbols.ts';
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
  /** A `moved` block, and the name that the thing has. Of the first project. */
  readonly edits: readonly FileEdit[];
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
    return 'kind' in edits ? edits : { kind: 'done', edits: [{ view, edits }] };
  }
  const symbol = symbolAt(view, path, offset)?.symbol;
  if (symbol === undefined) return refused('There is nothing to rename here.');
  return renameSymbol(views, symbol, newName);
}

function renameSymbol(views: readonly View[], symbol: Named, newName: string): Renamed | Refused {
  const [view] = views;
  if (view === undefined) return refused('There is no project here.');
  const edits: EditsOf[] = [];
  let isApplied = false;
  for (const each of views) {
    const here = each === view ? symbol : symbolIn(each, view, symbol);
    if (here === undefined) continue;
    const renamed: Named = { dir: here.dir, name: `${here.name.slice(0, here.name.lastIndexOf('.'))}.${newName}` };
    const problem = unchangeable(each, here) ?? taken(each, here, renamed, newName) ?? unfollowed(each, here);
    if (problem !== undefined) return refused(problem);
    const back = movedBack(each, here, renamed);
    const inRemoved = ({ file, span }: FileSpan) =>
      back.some((edit) => edit.file === file && edit.span.start <= span.start && span.end <= edit.span.end);
    edits.push({
      view: each,
      edits: [
        ...occurrencesOf(each, here)
          .filter((occurrence) => !inRemoved(occurrence))
          .map(({ file, span }) => ({ file, span, newText: newName })),
        ...unloaded(each, here).map(({ file, span }) => ({ file, span, newText: newName })),
        ...unreadUses(each, here).map(({ file, span }) => ({ file, span, newText: newName })),
        ...back,
        ...renewedDigests(each, here, newName),
      ],
    });
    isApplied ||= wasApplied(each, here);
  }
  const moved = isApplied ? movedBlock(view, symbol, newName) : undefined;
  if (moved === undefined) return { kind: 'done', edits };
  const { edit, isLost } = keptName(view, symbol);
  return { kind: 'done', edits, kept: { edits: [...(edit === undefined ? [] : [edit]), moved], isPartly: isLost } };
}

function unloaded(view: View, { dir, name }: Named): readonly FileSpan[] {
  return dir === '.' && name.startsWith('var.') ? unloadedValues(view, name.slice('var.'.length)) : [];
}

/** Why this thing cannot have another name, whichever. */
function unchangeable(view: View, symbol: Named): string | undefined {
  if (declarationOf(view, symbol) === undefined) return `Nothing declares \`${shownName(symbol)}\`.`;
  const form = resourceOf(view, symbol)?.declaration.shortForm;
  if (form !== 'create_file' && form !== 'file') return undefined;
  return `\`${shownName(symbol)}\` is called after its path: change the path, or write it as a \`resource\` block with a name.`;
}

/** Why `renamed` is not free. */
function taken(view: View, symbol: Named, renamed: Named, newName: string): string | undefined {
  if (symbol.name.startsWith('var.') && reservedInputs.includes(newName)) {
    return `A variable cannot be called \`${newName}\`: a \`module\` block uses that word itself.`;
  }
  if (declarationOf(view, renamed) !== undefined) {
    return `There is a \`${shownName(renamed)}\` in this module already.`;
  }
  const leftovers = occurrencesOf(view, renamed).filter((each) => !isOldAddress(view, each));
  const [stray] = leftovers;
  if (stray !== undefined) {
    return `\`${shownName(renamed)}\` is written in \`${stray.file}\` already, and would mean this one afterwards.`;
  }
  const moved = movedElsewhere(view, symbol, renamed);
  if (moved !== undefined) {
    return `A \`moved\` block in \`${moved}\` says that something else was called \`${shownName(renamed)}\`: remove it first.`;
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

function shownName({ name }: Named): string {
  return name.startsWith('resource.') ? name.slice('resource.'.length) : name;
}

function within(span: FileSpan['span'], offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
