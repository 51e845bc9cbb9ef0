/**
 * Renames what has a name: variables, locals, outputs, modules, resources, checks and the names that `for` and
 * `dynamic` give. Every place where it stands is found, in all modules, `.cwvars` files and `completed.cw`; a name
 * that would mean something else afterwards is refused.
 */
import type { View } from '../engine/view.ts';
import { normalizePath } from '../intake/module-path.ts';
import { isIdentifier } from '../intake/read-common.ts';
import { reservedInputs } from '../intake/read-module.ts';
import { knownAddresses, withoutKeys } from './applied.ts';
import { type BindingHere, bindingAt, namesIn } from './bindings.ts';
import { lineEndAt, newlineOf, type Refused, refused } from './changes.ts';
import { renewedDigests } from './renewed-digests.ts';
import { type FileEdit, type FileSpan, offsetsOf } from './spans.ts';
import { declarationOf, type Symbol as Named, type Occurrence, occurrencesOf, symbolAt } from './symbols.ts';
import { unloadedValues } from './unloaded-values.ts';
import { unreadUses } from './unread-uses.ts';

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
  readonly moved?: FileEdit;
}

export interface EditsOf {
  readonly view: View;
  readonly edits: readonly FileEdit[];
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
  if (binding !== undefined) return renameBinding(view, path, offset, binding, newName);
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
    const problem = unchangeable(each, here) ?? taken(each, here, renamed, newName);
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
  return { kind: 'done', edits, ...(moved !== undefined && { moved }) };
}

function unloaded(view: View, { dir, name }: Named): readonly FileSpan[] {
  return dir === '.' && name.startsWith('var.') ? unloadedValues(view, name.slice('var.'.length)) : [];
}

/** The same thing as another project names it; undefined where that project does not have its module. */
function symbolIn(view: View, from: View, { dir, name }: Named): Named | undefined {
  const folder = normalizePath(`${from.directory}/${dir}`);
  for (const [path, module] of view.project.modules) {
    if (normalizePath(`${view.directory}/${path}`) === folder) return { dir: module.dir, name };
  }
  return undefined;
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
  const { assignments } = view.project;
  if (symbol.dir === '.' && symbol.name.startsWith('var.')) {
    const plain = newName.replaceAll('-', '_');
    if (assignments.some((each) => each.kind === 'text' && (each.name === newName || each.name === plain))) {
      return `\`CLOCKWORK_VAR_${plain}\` is set, and would give this variable another value.`;
    }
  }
  return undefined;
}

/** Whether an occurrence is the `from` of a `moved` block: what something was called once. */
function isOldAddress(view: View, { file, span }: Occurrence): boolean {
  return movedBlocks(view).some(
    (each) => each.file === file && each.from.start <= span.start && span.end <= each.from.end,
  );
}

interface MovedHere {
  readonly file: string;
  /** Of the block and of the values, in the file. */
  readonly block: FileSpan['span'];
  readonly from: FileSpan['span'];
  readonly to: FileSpan['span'];
}

function movedBlocks(view: View): readonly MovedHere[] {
  const found: MovedHere[] = [];
  for (const file of view.project.files.values()) {
    for (const { node, offset } of file.items) {
      if (node.kind !== 'block' || node.type.text !== 'moved') continue;
      const value = (name: string) => {
        const entry = node.body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
        const span = entry?.kind === 'attribute' ? entry.value.span : undefined;
        return span === undefined ? undefined : { start: span.start + offset, end: span.end + offset };
      };
      const from = value('from');
      const to = value('to');
      if (from === undefined || to === undefined) continue;
      found.push({ file: file.path, block: { start: offset, end: offset + node.span.end }, from, to });
    }
  }
  return found;
}

/** Renaming back: takes away the `moved` blocks that would lead from a name to itself. */
function movedBack(view: View, symbol: Named, renamed: Named): readonly FileEdit[] {
  const olds = occurrencesOf(view, renamed);
  if (olds.length === 0) return [];
  const news = occurrencesOf(view, symbol);
  const holds = (list: readonly Occurrence[], file: string, span: FileSpan['span']) =>
    list.some((each) => each.file === file && each.span.end === span.end && each.span.start >= span.start);
  return movedBlocks(view).flatMap(({ file, block, from, to }): readonly FileEdit[] => {
    if (!holds(olds, file, from) || !holds(news, file, to)) return [];
    const text = view.project.files.get(file)?.text ?? '';
    const end = lineEndAt(text, block.end);
    const rest = /^\r?\n(\r?\n)?/.exec(text.slice(end));
    return [{ file, span: { start: block.start, end: end + (rest?.[0].length ?? 0) }, newText: '' }];
  });
}

/** Whether state knows instances of it, under the name that it has now. */
export function wasApplied(view: View, symbol: Named): boolean {
  const block = addressOf(symbol);
  if (block === undefined) return false;
  const modules = view.model?.inspect.modulesIn(symbol.dir).map(withoutKeys) ?? (symbol.dir === '.' ? [''] : undefined);
  return knownAddresses(view)
    .map((address) => `.${withoutKeys(address)}.`)
    .some((address) =>
      modules === undefined
        ? address.includes(`.${block}.`)
        : modules.some((module) => address.startsWith(module === '' ? `.${block}.` : `.${module}.${block}.`)),
    );
}

/** `service.web` or `module.db`; undefined for what is no part of an address, and for checks, which keep nothing. */
function addressOf({ name }: Named): string | undefined {
  if (name.startsWith('module.')) return name;
  return name.startsWith('resource.') && !name.startsWith('resource.check.')
    ? name.slice('resource.'.length)
    : undefined;
}

/** A `moved` block behind the block that is renamed. */
function movedBlock(view: View, symbol: Named, newName: string): FileEdit | undefined {
  const place = declarationOf(view, symbol);
  const file = place === undefined ? undefined : view.project.files.get(place.file);
  const from = addressOf(symbol);
  if (place === undefined || file === undefined || from === undefined) return undefined;
  const offset = (offsetsOf(file).get(place.item) ?? 0) + place.span.end;
  const at = lineEndAt(file.text, offset);
  const to = `${from.slice(0, from.lastIndexOf('.'))}.${newName}`;
  const gap = /^\r?\n\s*(\r?\n|$)|^$/.test(file.text.slice(at, at + 200)) ? '' : '\n';
  const block = `\n\nmoved {\n  from = ${from}\n  to   = ${to}\n}${gap}`;
  const text = block.replaceAll('\n', newlineOf(file.text));
  return { file: file.path, span: { start: at, end: at }, newText: text };
}

const labelOfDynamic =
  'The label of a `dynamic` block says which blocks it makes; add `iterator = NAME` to call its iterator something else.';

function renameBinding(
  view: View,
  path: string,
  offset: number,
  { binding, declared, uses }: BindingHere,
  newName: string,
): Renamed | Refused {
  if (binding.isLabel) return refused(labelOfDynamic);
  if (rootWords.has(newName) || view.vocabulary.kinds.has(newName)) {
    return refused(`\`${newName}\` means something else in expressions; the name would hide it.`);
  }
  const file = view.project.files.get(path);
  const item = file?.items.find((each) => each.offset <= offset && offset <= each.offset + each.node.span.end);
  if (file === undefined || item === undefined) return refused('There is nothing to rename here.');
  const { bindings, chains } = namesIn(item.node);
  const inScope = (span: FileSpan['span']) => binding.scope.start <= span.start && span.end <= binding.scope.end;
  const overlaps = bindings.some(
    (other) =>
      other !== binding &&
      other.name === newName &&
      other.scope.start < binding.scope.end &&
      binding.scope.start < other.scope.end,
  );
  const captures = chains.some((chain) => chain.root === newName && inScope(chain.rootSpan));
  if (overlaps || captures) return refused(`\`${newName}\` is a name inside of this expression already.`);
  const edits = [declared, ...uses].map((span) => ({ file: path, span, newText: newName }));
  return { kind: 'done', edits: [{ view, edits }] };
}

const rootWords: ReadonlySet<string> = new Set([
  'var',
  'local',
  'each',
  'count',
  'self',
  'path',
  'facts',
  'module',
  'resource',
  'check',
  'verification',
  'true',
  'false',
  'null',
  'for',
  'in',
  'if',
  'else',
  'endif',
  'endfor',
]);

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
