/**
 * Makes of an expression's text one that the tree-sitter grammar reads exactly: every string, heredoc
 * and number becomes digits of the same length, comments become blanks. The grammar's own notion of
 * templates differs from HCL's in places (and costs a token per character); its notion of operators,
 * collections, calls and traversals is what is wanted of it. Strings are read by `template.ts`.
 */
import type { Span } from '../base/span.ts';
import { identifierEnd, isDigit, isIdentifierStart, numberEnd } from './chars.ts';
import { MAX_DEPTH, type Reader, report, spanOf } from './reader.ts';
import { commentEnd, skipNested } from './scan.ts';

export interface Mask {
  /** As long as the original; same offsets from its own start. */
  readonly text: string;
  /** The string or heredoc whose digits stand at `offset` of the masked text. */
  templateAt(offset: number): Span | undefined;
}

/** Masks `[start, end)` behind `prefix`. Gives undefined, and reports, where it is nested too deep. */
export function maskExpression(reader: Reader, start: number, end: number, prefix: string): Mask | undefined {
  const { text } = reader;
  const shift = start - prefix.length;
  let masked = prefix;
  let copied = start;
  let templates: Map<number, Span> | undefined;
  let depth = 0;
  let afterName = -1;
  let i = start;
  const replace = (from: number, to: number, by: string): void => {
    masked += text.slice(copied, from) + by;
    copied = to;
    i = to;
  };
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 34 || (c === 60 && text.charCodeAt(i + 1) === 60)) {
      const close = skipNested(text, i, end);
      if (close < 0) {
        i++;
        continue;
      }
      templates ??= new Map();
      // Blanks keep the digits apart from a name before them and a `.0` behind them.
      const lead = i === afterName ? 1 : 0;
      templates.set(i - shift + lead, { start: i - shift, end: close - shift });
      replace(i, close, ' '.repeat(lead) + '1'.repeat(Math.max(1, close - i - 1 - lead)).padEnd(close - i - lead));
    } else if (c === 35 || c === 47) {
      const close = commentEnd(text, i, end);
      if (close <= 0) i++;
      else {
        reader.comments.push(spanOf(reader, i, close));
        replace(i, close, ' '.repeat(close - i));
      }
    } else if (isDigit(c)) {
      const close = numberEnd(text, i, end);
      if (close - i > 2 && text.charCodeAt(i - 1) !== 46 && /[eE]/.test(text.slice(i, close)))
        replace(i, close, '1'.repeat(close - i));
      else i = close;
      afterName = i;
    } else if (c === 123 || c === 91 || c === 40) {
      if (++depth > MAX_DEPTH) {
        report(
          reader,
          'nested-too-deep',
          i,
          i + 1,
          `Brackets may be nested ${MAX_DEPTH} levels deep. Split this expression with \`locals\`.`,
        );
        return undefined;
      }
      const after = text.charCodeAt(i + 1);
      const star = c === 91 && (after <= 32 || after === 42) ? /^\[\s*\*\s*\]/.exec(text.slice(i, i + 80)) : null;
      if (star !== null && star[0].length > 3) replace(i, i + star[0].length, `[*]${' '.repeat(star[0].length - 3)}`);
      else i++;
    } else if (c === 125 || c === 93 || c === 41) {
      depth--;
      i++;
    } else if (isIdentifierStart(text, i)) {
      i = identifierEnd(text, i, end);
      afterName = i;
    } else i++;
  }
  masked += text.slice(copied, end);
  const found = templates;
  return { text: masked, templateAt: (offset) => found?.get(offset) };
}
