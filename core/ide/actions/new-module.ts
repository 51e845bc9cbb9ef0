/** Writes the module that was planned: its files, its call, and what names it from now on. */
import type { Span } from '../../base/span.ts';
import { normalizePath } from '../../intake/module-path.ts';
import type { Item } from '../../syntax/ast.ts';
import { formatText } from '../../syntax/format.ts';
import { type NewFile, withEdits } from '../changes.ts';
import { roleOf } from '../names/occurrences.ts';
import { type Symbol as Named, occurrencesOf, shownName } from '../names/symbols.ts';
import { keptName } from '../rename/kept-name.ts';
import { wasApplied } from '../rename/moved-blocks.ts';
import { renewedDigests } from '../rename/renewed-digests.ts';
import { type FileEdit, shifted } from '../spans.ts';
import type { ActionContext } from './action.ts';
import { asLines, joinedRemovals, startWithComments, wholeLines } from './insert.ts';
import { declaredIn, isSensitive, itemText, type Port } from './module-parts.ts';

/** The call in the place of the first block; the others go. */
export function placed(
  context: ActionContext,
  items: readonly Item[],
  name: string,
  inputs: readonly Port[],
  moving: ReadonlySet<string>,
): readonly FileEdit[] {
  const { view, file, dir } = context;
  const [first, ...rest] = items;
  if (first === undefined) return [];
  const lines = inputs.map((each) => `  ${each.name} = ${each.text}\n`);
  const call = `module "${name}" {\n  source = "./modules/${name}"\n${lines.length === 0 ? '' : '\n'}${lines.join('')}}\n`;
  const moved = [...moving].flatMap((each) => {
    const symbol: Named = { dir, name: each };
    if (each.startsWith('local.') || !wasApplied(view, symbol)) return [];
    return [`moved {\n  from = ${shownName(each)}\n  to   = module.${name}.${shownName(each)}\n}\n`];
  });
  const text = formatText([call, ...moved].join('\n')).text.trimEnd();
  const start = startWithComments(file.text, first.offset);
  const span: Span = { start, end: first.offset + first.node.span.end };
  return [
    { file: file.path, span, newText: asLines(file, text) },
    ...joinedRemovals(
      rest.map((item) => ({
        file: file.path,
        span: wholeLines(file.text, { start: item.offset, end: item.offset + item.node.span.end }),
        newText: '',
      })),
    ),
  ];
}

export function filesOf(
  context: ActionContext,
  items: readonly Item[],
  name: string,
  inputs: readonly Port[],
  edits: readonly FileEdit[],
  outputs: readonly Port[],
): readonly NewFile[] {
  const { view, file, dir } = context;
  const folder = normalizePath(`${dir}/modules/${name}`);
  const names = items.flatMap((item) =>
    declaredIn(context, item).flatMap((each) => keptName(view, { dir, name: each }).edit ?? []),
  );
  const all = [...edits, ...names, ...items.flatMap((item) => sourceEdits(context, item))];
  const blocks = items.map((item) => {
    const start = startWithComments(file.text, item.offset);
    const end = item.offset + item.node.span.end;
    const own = all.filter(({ span }) => start <= span.start && span.end <= end);
    return withEdits(
      file.text.slice(start, end),
      own.map((edit) => ({ ...edit, span: shifted(edit.span, -start) })),
    );
  });
  const table = view.table(dir);
  const variables = inputs.map(({ name: input, of }) => {
    const declared = of.startsWith('var.') ? table?.variables.get(of.slice('var.'.length)) : undefined;
    const there = declared === undefined ? undefined : view.project.files.get(declared.home.file);
    const item = there?.items.find(({ key }) => key === declared?.home.item);
    const span = declared?.declaration.typeSpan;
    const type =
      there === undefined || item === undefined || span === undefined ? undefined : itemText(there, item, span);
    return type === undefined ? `variable "${input}" {}\n` : `variable "${input}" {\n  type = ${type}\n}\n`;
  });
  const results = outputs.map(({ name: output, text }) => {
    const sensitive = isSensitive(context, text) === true ? '  sensitive = true\n' : '';
    return `output "${output}" {\n  value = ${text}\n${sensitive}}\n`;
  });
  const made = (path: string, parts: readonly string[]): readonly NewFile[] =>
    parts.length === 0
      ? []
      : [
          {
            path: `${folder}/${path}`,
            text: asLines(file, formatText(`${parts.map((each) => each.trimEnd()).join('\n\n')}\n`).text),
          },
        ];
  return [...made('main.cw', blocks), ...made('variables.cw', variables), ...made('outputs.cw', results)];
}

/** Sources of modules, seen from the new folder. */
function sourceEdits({ file }: ActionContext, item: Item): readonly FileEdit[] {
  const { node } = item;
  if (node.kind !== 'block' || node.type.text !== 'module') return [];
  const source = node.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'source');
  if (source?.kind !== 'attribute') return [];
  const written = itemText(file, item, source.value.span).replace(/^"(.*)"$/, '$1');
  if (!/^\.\.?(\/|$)/.test(written)) return [];
  // The new folder is `modules/NAME` below the module's own.
  const target = normalizePath(`../../${written}`);
  const span = shifted(source.value.span, item.offset);
  return [{ file: file.path, span, newText: `"${target.startsWith('..') ? target : `./${target}`}"` }];
}

/** Completions keep to the blocks that they are of. */
export function completions(
  { view, dir }: ActionContext,
  moving: ReadonlySet<string>,
  module: string,
): readonly FileEdit[] {
  return [...moving].flatMap((name) => {
    const before = name.startsWith('module.') ? 'module.' : `${name.split('.')[1] ?? ''}.`;
    const symbol: Named = { dir, name };
    const getsName = keptName(view, symbol).edit !== undefined;
    const labels = occurrencesOf(view, symbol).flatMap(({ file: path, span }): readonly FileEdit[] => {
      const text = view.project.files.get(path)?.text ?? '';
      const start = span.start - before.length;
      if (roleOf(path) !== 'completed' || text.slice(start, span.start) !== before) return [];
      return [{ file: path, span: { start, end: start }, newText: `module.${module}.` }];
    });
    return [...labels, ...renewedDigests(view, symbol, { getsName })];
  });
}
