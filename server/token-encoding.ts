/**
 * Tokens in the protocol's form, five numbers each, relative to the token before. Where the tokens of an item stand within
 * it is computed once for each list of tokens; only the distance from one item to the next is computed for each answer.
 */
import type { SemanticTokensEdit } from 'vscode-languageserver';
import { LineIndex } from '../core/base/line-index.ts';
import type { Span } from '../core/base/span.ts';
import type { ItemToken } from '../core/ide/tokens/item-tokens.ts';
import type { TokensOfItem } from '../core/ide/tokens/semantic-tokens.ts';
import { tokenModifiers, tokenTypes } from '../core/ide/tokens/token-legend.ts';

/** Numbers for each token of an item: line and character, length, type, modifiers. Lines count from the item's first. */
type Placed = Uint32Array;

const memo = new WeakMap<readonly ItemToken[], Placed>();

const typeNumbers = new Map(tokenTypes.map((type, i) => [type, i]));
const modifierBits = new Map(tokenModifiers.map((modifier, i) => [modifier, 1 << i]));

/** The tokens that touch `within` (offsets in the file), or all. A token that is not in one line is left out. */
export function encodeTokens(items: readonly TokensOfItem[], lines: LineIndex, within?: Span): Uint32Array {
  let size = 0;
  for (const { tokens } of items) size += tokens.length * 5;
  const data = new Uint32Array(size);
  let at = 0;
  let line = 0;
  let character = 0;
  for (const { item, tokens } of items) {
    if (tokens.length === 0) continue;
    const placed = placesOf(item.offset, tokens, lines.text);
    const start = lines.positionAt(item.offset);
    for (let i = 0; i < placed.length; i += 5) {
      const length = placed[i + 2] ?? 0;
      if (length === 0 || !touches(tokens[i / 5], item.offset, within)) continue;
      const lineInItem = placed[i] ?? 0;
      const tokenLine = start.line + lineInItem;
      const tokenCharacter = (placed[i + 1] ?? 0) + (lineInItem === 0 ? start.character : 0);
      data[at] = tokenLine - line;
      data[at + 1] = tokenLine === line ? tokenCharacter - character : tokenCharacter;
      data[at + 2] = length;
      data[at + 3] = placed[i + 3] ?? 0;
      data[at + 4] = placed[i + 4] ?? 0;
      at += 5;
      line = tokenLine;
      character = tokenCharacter;
    }
  }
  return data.subarray(0, at);
}

function touches(token: ItemToken | undefined, offset: number, within: Span | undefined): boolean {
  if (within === undefined || token === undefined) return true;
  return token.span.start + offset < within.end && token.span.end + offset > within.start;
}

function placesOf(offset: number, tokens: readonly ItemToken[], text: string): Placed {
  const known = memo.get(tokens);
  if (known !== undefined) return known;
  const lines = new LineIndex(text.slice(offset, offset + (tokens.at(-1)?.span.end ?? 0)));
  const placed = new Uint32Array(tokens.length * 5);
  for (const [i, { span, type, modifiers }] of tokens.entries()) {
    const start = lines.positionAt(span.start);
    let bits = 0;
    for (const modifier of modifiers) bits |= modifierBits.get(modifier) ?? 0;
    const isInOneLine = lines.positionAt(span.end).line === start.line;
    placed.set(
      [start.line, start.character, isInOneLine ? span.end - span.start : 0, typeNumbers.get(type) ?? 0, bits],
      i * 5,
    );
  }
  memo.set(tokens, placed);
  return placed;
}

/** What turns `before` into `after`: nothing, or one edit of whole tokens. */
export function tokenEdits(before: Uint32Array, after: Uint32Array): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  start -= start % 5;
  let behind = 0;
  while (behind < shorter - start && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind++;
  behind -= behind % 5;
  const data = [...after.subarray(start, after.length - behind)];
  return [{ start, deleteCount: before.length - behind - start, ...(data.length > 0 && { data }) }];
}
