/**
 * The spellings that `terraform fmt` replaces beyond layout: `"${x}"` as a whole value, bare labels of blocks, and the
 * quoted or incomplete types of `variable` blocks. Each gives a new spelling of the same meaning; what is only nearly
 * one (a comment inside, a heredoc, text beside the interpolation) stays as it was written.
 */
import type { Span } from '../base/span.ts';
import type { Attribute, Block, Expression, Item, Template } from './ast.ts';
import { type TokenKind, tokenize } from './tokens.ts';

/** Tokens that stand in place of those in `span`, whose offsets count from the file's start. */
export interface Rewrite {
  readonly span: Span;
  readonly tokens: readonly NewToken[];
}

export interface NewToken {
  readonly kind: TokenKind;
  readonly text: string;
}

/** The rewrites of a whole file, in order, none overlapping. `items` are those that `parseFile` gave of `text`. */
export function spellingRewrites(text: string, items: readonly Item[]): readonly Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const { node, offset } of items) rewriteItem({ text, offset, rewrites }, node);
  return rewrites;
}

interface Rewriting {
  readonly text: string;
  /** Where the item begins; spans of the tree count from there. */
  readonly offset: number;
  readonly rewrites: Rewrite[];
}

function rewriteItem(rewriting: Rewriting, item: Attribute | Block): void {
  if (item.kind === 'block' && item.type.text === 'variable') {
    quoteLabels(rewriting, item);
    for (const entry of item.body.entries) {
      if (entry.kind === 'attribute' && entry.name.text === 'type') respellType(rewriting, entry.value);
      else rewriteEntry(rewriting, entry);
    }
  } else rewriteEntry(rewriting, item);
}

function rewriteEntry(rewriting: Rewriting, entry: Attribute | Block): void {
  if (entry.kind === 'attribute') unwrap(rewriting, entry.value);
  else {
    quoteLabels(rewriting, entry);
    for (const inner of entry.body.entries) rewriteEntry(rewriting, inner);
  }
}

function quoteLabels(rewriting: Rewriting, block: Block): void {
  for (const { quoted, span } of block.labels) {
    if (quoted) continue;
    const name = rewriting.text.slice(rewriting.offset + span.start, rewriting.offset + span.end);
    replace(rewriting, span, [
      { kind: 'open-quote', text: '"' },
      { kind: 'literal', text: name },
      { kind: 'close-quote', text: '"' },
    ]);
  }
}

/**
 * `list` alone means a list of any one type, also where it is quoted (Terraform reads it so, and its formatter makes a
 * list of strings of the quoted one, which turns numbers into texts).
 */
function respellType(rewriting: Rewriting, value: Expression): void {
  const name = value.kind === 'variable' ? value.name : value.kind === 'template' ? wholeText(rewriting, value) : '';
  const isQuoted = value.kind === 'template';
  if (name === 'list' || name === 'map' || (name === 'set' && !isQuoted)) {
    replace(rewriting, value.span, [
      { kind: 'identifier', text: name },
      { kind: '(', text: '(' },
      { kind: 'identifier', text: 'any' },
      { kind: ')', text: ')' },
    ]);
  } else if (name === 'string' && isQuoted) replace(rewriting, value.span, [{ kind: 'identifier', text: name }]);
}

/** The text of a quoted string that is written as it reads. */
function wholeText({ text, offset }: Rewriting, { form, parts, span }: Template): string {
  const [part] = parts;
  if (form !== 'quoted' || parts.length !== 1 || part?.kind !== 'text') return '';
  return text.slice(offset + span.start + 1, offset + span.end - 1) === part.value ? part.value : '';
}

/**
 * `"${x}"` becomes `x`, however often it is wrapped; newlines at both ends go with it. What is left of several lines
 * gets parentheses, because a newline ends a value.
 */
function unwrap(rewriting: Rewriting, value: Expression): void {
  const { text, offset } = rewriting;
  const inner = innermost(value);
  if (inner === undefined) return;
  const start = offset + value.span.start;
  const end = offset + value.span.end;
  const tokens = tokenize(text, start, end);
  if (tokens.some(({ kind }) => kind === 'comment' || kind === 'open-heredoc')) return;
  const from = offset + inner.span.start;
  const to = offset + inner.span.end;
  const isLong = tokens.some((token) => token.kind === 'newline' && from <= token.start && token.end <= to);
  const needsParentheses = isLong && inner.kind !== 'parenthesized';
  rewriting.rewrites.push(
    { span: { start, end: from }, tokens: needsParentheses ? [{ kind: '(', text: '(' }] : [] },
    { span: { start: to, end }, tokens: needsParentheses ? [{ kind: ')', text: ')' }] : [] },
  );
}

/** What stands in the interpolation that is the whole of `value`; undefined where `value` is something else. */
function innermost(value: Expression): Expression | undefined {
  let inner: Expression | undefined;
  for (let at = value; ; at = inner) {
    if (at.kind !== 'template' || at.form !== 'quoted' || at.parts.length !== 1) return inner;
    const [part] = at.parts;
    // A strip marker may have removed text that stands beside the interpolation.
    const isWhole = part?.span.start === at.span.start + 1 && part.span.end === at.span.end - 1;
    if (part?.kind !== 'interpolation' || !isWhole || part.value.kind === 'invalid') return inner;
    inner = part.value;
  }
}

function replace({ offset, rewrites }: Rewriting, span: Span, tokens: readonly NewToken[]): void {
  rewrites.push({ span: { start: offset + span.start, end: offset + span.end }, tokens });
}
