/**
 * What the functions that read one top-level item share: the text, where the item lies in it, and
 * what they found. Offsets passed between them are offsets in the text; spans are relative to `base`.
 */
import type { Span } from '../base/span.ts';
import type { SyntaxCode } from '../diagnostics/codes-syntax.ts';
import type { Grammar } from './grammar.ts';
import type { Unclosed } from './scan.ts';

/**
 * Brackets, blocks, operators, steps and templates may be nested this deep; beyond it lies a diagnostic.
 * Far more than people write, and little enough that whoever walks a tree may do so by recursion.
 */
export const MAX_DEPTH = 250;

/** A problem inside one item. It holds no line number, so that it stays true when the item moves. */
export interface SyntaxProblem {
  readonly code: SyntaxCode;
  /** `{line}` stands for the line number of `lineOf`. */
  readonly message: string;
  readonly lineOf?: number;
  readonly span: Span;
  readonly related?: { readonly message: string; readonly span: Span };
}

export interface Reader {
  readonly text: string;
  /** Offset that spans are relative to. */
  readonly base: number;
  readonly end: number;
  /** Brackets balance; where they do not, indentation decides what belongs to what. */
  readonly balanced: boolean;
  readonly grammar: Grammar;
  readonly problems: SyntaxProblem[];
  readonly comments: Span[];
  /** Of this text up to `end`. */
  readonly unclosed: Unclosed;
}

export function spanOf(reader: Reader, start: number, end: number): Span {
  return { start: start - reader.base, end: end - reader.base };
}

export function report(
  reader: Reader,
  code: SyntaxCode,
  start: number,
  end: number,
  message: string,
  more?: { readonly lineOf?: number; readonly related?: SyntaxProblem['related'] },
): void {
  reader.problems.push({
    code,
    message,
    span: spanOf(reader, start, end),
    ...(more?.lineOf === undefined ? {} : { lineOf: more.lineOf - reader.base }),
    ...(more?.related === undefined ? {} : { related: more.related }),
  });
}
