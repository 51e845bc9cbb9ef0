/**
 * The tokens of one top-level item: what each name in it is. Made once for each item, so that a keystroke costs the item
 * that it is in. What only the rest of the project tells is left to {@link ./semantic-tokens.ts}.
 */
import type { Span } from '../../base/span.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import { functionTable } from '../../language/functions/table.ts';
import type { Attribute, Block, Expression } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import { namesIn } from '../names/bindings.ts';
import type { FileRole } from '../names/occurrences.ts';
import { readHeader } from './block-tokens.ts';
import { readChain } from './reference-tokens.ts';
import type { TokenModifier, TokenType } from './token-legend.ts';

export interface ItemToken {
  /** Relative to the item; within one line. */
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
  /** What it names, where the project may say more of it. */
  readonly names?: TokenName;
}

export interface TokenName {
  /** Names of the module blocks that it goes through. */
  readonly through: readonly string[];
  /** As in `occurrences.ts`: `var.port`, `local.x`, `output.url`, `resource.service.web`. */
  readonly name: string;
}

export type Put = (span: Span, type: TokenType, modifiers?: readonly TokenModifier[], names?: TokenName) => void;

const memo = new WeakMap<Block | Attribute, readonly ItemToken[]>();

/** In source order; no two overlap. */
export function itemTokens(node: Block | Attribute, role: FileRole, vocabulary: Vocabulary): readonly ItemToken[] {
  let known = memo.get(node);
  if (known === undefined) {
    known = collect(node, role, vocabulary);
    memo.set(node, known);
  }
  return known;
}

function collect(node: Block | Attribute, role: FileRole, vocabulary: Vocabulary): readonly ItemToken[] {
  const found: ItemToken[] = [];
  const put: Put = (span, type, modifiers = [], names) => {
    if (span.end > span.start) found.push({ span, type, modifiers, ...(names !== undefined && { names }) });
  };
  /** Expressions that are no values: types, names of attributes. They are read where they are found. */
  const read = new Set<Expression>();
  const self = readHeader(node, role, vocabulary, put, (expression) => read.add(expression));
  for (const { declared, isLabel } of namesIn(node).bindings) if (!isLabel) put(declared, 'variable', ['declaration']);
  const taken = [...read].map(({ span }) => span);
  for (const chain of namesIn(node).chains) {
    if (!taken.some(({ start, end }) => start <= chain.rootSpan.start && chain.rootSpan.end <= end)) {
      readChain(chain, { vocabulary, self, isAddress: false }, put);
    }
  }
  readKeysAndCalls(node, read, put);
  return inOrder(found);
}

/** With a stack of its own: expressions may be as deep as text is long. */
function readKeysAndCalls(root: Block | Attribute, read: ReadonlySet<Expression>, put: Put): void {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!('kind' in node)) {
      if (node.bare) put(node.key.span, 'property');
    } else if (read.has(node as Expression)) continue;
    else if (node.kind === 'call' && functionTable.has(node.name.text)) {
      put(node.name.span, 'function', ['defaultLibrary']);
    }
    pending.push(...childNodes(node));
  }
}

function inOrder(tokens: ItemToken[]): readonly ItemToken[] {
  tokens.sort((a, b) => a.span.start - b.span.start);
  let end = 0;
  return tokens.filter(({ span }) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}
