/** Puts the value of a variable or a local into the places that use it, and removes the declaration. */

import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import { shortFormOf } from '../../intake/short-form-specs.ts';
import { referencesIn } from '../../language/references.ts';
import type { Expression, Item, SyntaxFile } from '../../syntax/ast.ts';
import { itemAt } from '../../syntax/locate.ts';
import { type Change, type Refused, refused } from '../changes.ts';
import { namesIn } from '../names/bindings.ts';
import { type Symbol as Named, type Occurrence, occurrencesOf, symbolAt, symbolIn } from '../names/symbols.ts';
import { unloadedValues } from '../rename/unloaded-values.ts';
import { unreadUses } from '../rename/unread-uses.ts';
import { type FileEdit, shifted } from '../spans.ts';
import type { ActionContext, ActionMaker } from './action.ts';
import { wholeLines } from './insert.ts';
import { asPart, textOf, type Use, useAt } from './uses.ts';

export const inline: ActionMaker = (context) => {
  const { view, path, at, role } = context;
  const found = role === 'source' ? symbolAt(view, path, at.start) : undefined;
  if (found === undefined || found.symbol.dir !== context.dir) return [];
  const { symbol } = found;
  const source = sourceOf(context, symbol);
  if (source === undefined) return [];
  const uses = occurrencesOf(view, symbol).filter(({ role: each }) => each === 'read');
  if (uses.length === 0) return [];
  const plan = planned(context, symbol, source, uses);
  return [
    {
      id: `inline:${symbol.name}`,
      title: `Inline \`${symbol.name}\`${uses.length === 1 ? '' : ` into its ${uses.length} uses`}`,
      kind: 'refactor.inline',
      ...('kind' in plan && { refused: plan.reason }),
      change: () => ('kind' in plan ? { edits: [] } : plan),
    },
  ];
};

interface Source {
  readonly file: SyntaxFile;
  readonly item: Item;
  readonly expression: Expression;
  /** What goes with the declaration, relative to the item. */
  readonly declaration: { readonly start: number; readonly end: number };
  readonly problem?: string;
}

function sourceOf({ view }: ActionContext, symbol: Named): Source | undefined {
  const table = view.table(symbol.dir);
  const [sort, name = ''] = symbol.name.split('.');
  const home =
    sort === 'local' ? table?.locals.get(name)?.home : sort === 'var' ? table?.variables.get(name)?.home : undefined;
  const file = home === undefined ? undefined : view.project.files.get(home.file);
  const item = file?.items.find(({ key }) => key === home?.item);
  if (file === undefined || item?.node.kind !== 'block') return undefined;
  const { node } = item;
  if (sort === 'local') {
    const entry = node.body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
    if (entry?.kind !== 'attribute') return undefined;
    const declaration = node.body.entries.length === 1 ? node.span : entry.span;
    return { file, item, expression: entry.value, declaration };
  }
  const declared = table?.variables.get(name)?.declaration;
  if (declared === undefined) return undefined;
  const fallback = declared.fallback;
  const problem =
    fallback === undefined
      ? `\`var.${name}\` has no default that could stand in its place.`
      : declared.sensitive
        ? `\`var.${name}\` is sensitive, and its value would be in the open.`
        : declared.validations.length > 0
          ? `\`var.${name}\` has a validation, which would be lost.`
          : isOfType(fallback, declared.type.kind)
            ? undefined
            : `The default of \`var.${name}\` is converted to its type, and would not be where it is used.`;
  return {
    file,
    item,
    expression: fallback ?? { kind: 'null', span: node.span },
    declaration: node.span,
    ...(problem !== undefined && { problem }),
  };
}

function isOfType(value: Expression, type: string): boolean {
  if (type === 'any') return true;
  if (value.kind === 'number' || value.kind === 'bool') return value.kind === type;
  return type === 'string' && literalText(value) !== undefined;
}

function planned(context: ActionContext, symbol: Named, source: Source, uses: readonly Occurrence[]): Change | Refused {
  const { view, others } = context;
  const { file, item, expression, declaration, problem } = source;
  if (problem !== undefined) return refused(problem);
  if (item.node.kind === 'block' && item.node.broken) return refused('The declaration cannot be read as it is.');
  if (expression.kind === 'invalid') return refused('The value cannot be read as it is.');
  if (unreadUses(view, symbol).length > 0) return refused(`\`${symbol.name}\` is used in text that cannot be read.`);
  const all = occurrencesOf(view, symbol);
  const given = all.find(({ role }) => role === 'write');
  if (given !== undefined) return refused(`\`${symbol.name}\` is given a value in \`${given.file}\`.`);
  if (others.some((other) => isGivenIn(other, symbolIn(other, view, symbol)))) {
    return refused(`\`${symbol.name}\` is given a value in another project, which uses this module as well.`);
  }
  if (all.filter(({ role }) => role === 'declaration').length !== 1) {
    return refused(`\`${symbol.name}\` is declared more than once.`);
  }
  const name = symbol.name.slice('var.'.length);
  const [unloaded] = symbol.name.startsWith('var.') && symbol.dir === '.' ? unloadedValues(view, name) : [];
  if (unloaded !== undefined) return refused(`\`${symbol.name}\` is given a value in \`${unloaded.file}\`.`);
  const plain = name.replaceAll('-', '_');
  if (
    symbol.name.startsWith('var.') &&
    symbol.dir === '.' &&
    view.project.assignments.some((each) => each.kind === 'text' && each.name.replaceAll('-', '_') === plain)
  ) {
    return refused(`\`${symbol.name}\` is given a value from outside of the project.`);
  }
  const ownSpan = shifted(declaration, item.offset);
  const inside = uses.find(
    (each) => each.file === file.path && ownSpan.start <= each.span.start && each.span.end <= ownSpan.end,
  );
  if (inside !== undefined) {
    const isOwn = symbol.name.startsWith('local.');
    return refused(
      isOwn ? `\`${symbol.name}\` refers to itself.` : `\`${symbol.name}\` is used in its own declaration.`,
    );
  }
  const edits: FileEdit[] = [{ file: file.path, span: wholeLines(file.text, ownSpan), newText: '' }];
  for (const { file: path, span } of uses) {
    const there = view.project.files.get(path);
    const use = there === undefined ? undefined : useAt(there, span.start);
    if (there === undefined || use === undefined)
      return refused(`\`${symbol.name}\` is used in a way that a value cannot.`);
    const target = itemAt(there, span.start);
    const isForm = target?.node.kind === 'block' && shortFormOf(target.node.type.text) !== undefined;
    if (isForm && referencesIn(expression).length === 0) {
      return refused('A short form that refers to nothing waits for the one before it.');
    }
    const edit = editOf(source, there, use);
    if ('kind' in edit) return edit;
    edits.push(edit);
  }
  return { edits };
}

function isGivenIn(view: View, symbol: Named | undefined): boolean {
  return symbol !== undefined && occurrencesOf(view, symbol).some(({ role }) => role === 'write');
}

function editOf({ file, item, expression }: Source, there: SyntaxFile, use: Use): FileEdit | Refused {
  const text = textOf(file, item, expression);
  if (expression.kind === 'template' && expression.form === 'heredoc') {
    return refused('A heredoc cannot stand inside of another value.');
  }
  if (use.isInText && text.includes('\n')) return refused('A value of several lines cannot stand in a text.');
  const target = itemAt(there, use.span.start);
  const hidden =
    target === undefined
      ? undefined
      : namesIn(target.node).bindings.find(
          ({ name, scope }) =>
            scope.start <= use.span.start - target.offset &&
            use.span.end - target.offset <= scope.end &&
            referencesIn(expression).some(({ root }) => root === name),
        );
  if (hidden !== undefined) return refused(`\`${hidden.name}\` means something else where the value is used.`);
  const own = expression.kind === 'template' && expression.form === 'quoted' ? text.slice(1, -1) : undefined;
  if (use.interpolation !== undefined && own !== undefined && fits(own, there.text, use.interpolation)) {
    return { file: there.path, span: use.interpolation, newText: own };
  }
  return { file: there.path, span: use.span, newText: asPart(file, item, expression, use.isAlone) };
}

/** Whether a text keeps its meaning in the place of an interpolation: no strip markers go, no `${` or `$${` comes about. */
function fits(own: string, text: string, { start, end }: Span): boolean {
  if (text[start + 2] === '~' || text[end - 2] === '~') return false;
  const joins = (left: string, right: string) => /[$%]$/.test(left) && /^[$%{]/.test(right);
  const before = text.slice(start - 1, start);
  const behind = text.slice(end, end + 1);
  return !joins(before, own + behind) && !joins(before + own, behind);
}
