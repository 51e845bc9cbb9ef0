/** `moved` blocks: what they say that something was called once, and which ones a new name needs or makes idle. */
import { moduleDirOf, type View } from '../../engine/view.ts';
import { lineEndAt, newlineOf } from '../changes.ts';
import { declarationOf, type Symbol as Named, type Occurrence, occurrencesOf } from '../names/symbols.ts';
import { type FileEdit, type FileSpan, offsetsOf } from '../spans.ts';
import { withoutKeys } from '../values/completed.ts';
import { knownAddresses } from './applied.ts';

/** Whether an occurrence is the `from` of a `moved` block: what something was called once. */
export function isOldAddress(view: View, { file, span }: Occurrence): boolean {
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

/** Renaming back: takes away the `moved` blocks whose `from` is the name that the thing has again. */
export function movedBack(view: View, symbol: Named, renamed: Named): readonly FileEdit[] {
  return blocksFrom(view, symbol, renamed).flatMap(({ moved: { file, block }, isBack }): readonly FileEdit[] => {
    if (!isBack) return [];
    const text = view.project.files.get(file)?.text ?? '';
    const end = lineEndAt(text, block.end);
    const rest = /^\r?\n(\r?\n)?/.exec(text.slice(end));
    return [{ file, span: { start: block.start, end: end + (rest?.[0].length ?? 0) }, newText: '' }];
  });
}

/** What something else was called once: the file of a `moved` block that would lead from the new name to that. */
export function movedElsewhere(view: View, symbol: Named, renamed: Named): string | undefined {
  return blocksFrom(view, symbol, renamed).find(({ isBack }) => !isBack)?.moved.file;
}

/** The blocks that start at the new name, and whether they lead, over others, to what has it from now on. */
function blocksFrom(
  view: View,
  symbol: Named,
  renamed: Named,
): readonly { readonly moved: MovedHere; readonly isBack: boolean }[] {
  const olds = occurrencesOf(view, renamed);
  if (olds.length === 0) return [];
  const news = occurrencesOf(view, symbol);
  const all = movedBlocks(view);
  const holds = (list: readonly Occurrence[], file: string, span: FileSpan['span']) =>
    list.some((each) => each.file === file && each.span.end === span.end && each.span.start >= span.start);
  const written = ({ file }: MovedHere, { start, end }: FileSpan['span']) =>
    `${moduleDirOf(file)} ${view.project.files.get(file)?.text.slice(start, end)}`;
  const leadsBack = (first: MovedHere): boolean => {
    const seen = new Set<MovedHere>();
    for (let at: MovedHere | undefined = first; at !== undefined && !seen.has(at); ) {
      if (holds(news, at.file, at.to)) return true;
      seen.add(at);
      const target: string = written(at, at.to);
      at = all.find((each) => written(each, each.from) === target);
    }
    return false;
  };
  return all.filter(({ file, from }) => holds(olds, file, from)).map((moved) => ({ moved, isBack: leadsBack(moved) }));
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
export function movedBlock(view: View, symbol: Named, newName: string): FileEdit | undefined {
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
