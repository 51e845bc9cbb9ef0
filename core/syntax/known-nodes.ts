/**
 * The nodes of the file before that a new version of it takes over: an item whose text did not change keeps its node, so
 * that nothing above computes it again.
 */
import type { Span } from '../base/span.ts';
import type { Attribute, Block, Item, SyntaxFile } from './ast.ts';
import { columnOf } from './chars.ts';
import type { EarlierSplit } from './earlier-split.ts';
import type { SyntaxProblem } from './reader.ts';
import type { Chunk, SplitFile } from './split.ts';

type Node = Block | Attribute;

/** What was found in the text of an item. */
export interface NodeFacts {
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Span[];
  readonly balanced: boolean;
  /** Length of the text that was read; the node may end before it. */
  readonly length: number;
  /** What names it among the items of its file; see {@link Item.key}. */
  readonly key: string;
}

const noProblems: readonly SyntaxProblem[] = [];
const noComments: readonly Span[] = [];

/** What was found in a node's text; it depends on that text alone, so it lives as long as the node. */
const factsOf = new WeakMap<Node, NodeFacts>();

/** Empty lists are one, since most are. */
export function noteFacts(node: Node, facts: NodeFacts): void {
  factsOf.set(node, {
    ...facts,
    problems: facts.problems.length === 0 ? noProblems : facts.problems,
    comments: facts.comments.length === 0 ? noComments : facts.comments,
  });
}

export function factsIn(node: Node): NodeFacts {
  const facts = factsOf.get(node);
  if (facts === undefined) throw new Error('What was found in a node is kept as long as the node.');
  return facts;
}

interface KeptSplit {
  readonly split: SplitFile;
  /** Of each chunk; undefined for stray text. */
  readonly nodes: readonly (Node | undefined)[];
}

const keptSplits = new WeakMap<SyntaxFile, KeptSplit>();

export function noteSplit(file: SyntaxFile, split: SplitFile, nodes: KeptSplit['nodes']): void {
  keptSplits.set(file, { split, nodes });
}

/** How a file was split that {@link noteSplit} was told of. */
export function earlierSplit(file: SyntaxFile): EarlierSplit | undefined {
  const kept = keptSplits.get(file);
  return kept && { text: file.text, split: kept.split };
}

/** Finds the node that a chunk had in the file before: by where it stands between equal neighbours, else by its text. */
export function knownNodes(
  text: string,
  { chunks, shared }: SplitFile,
  previous: SyntaxFile,
): (chunk: Chunk, index: number) => Node | undefined {
  const { before, behind } = shared;
  const nodes = keptSplits.get(previous)?.nodes ?? [];
  const inStep = new Set([...nodes.slice(0, before), ...nodes.slice(nodes.length - behind)]);
  let others: ReadonlyMap<string, Node> | undefined;
  let all: ReadonlyMap<string, Node> | undefined;
  return (chunk, index) => {
    if (index >= 0 && index < before) return nodes[index];
    if (index >= chunks.length - behind) return nodes[nodes.length - chunks.length + index];
    // What is left of a chunk may be left of any.
    const isRest = index < 0;
    if (isRest) all ??= nodesByText(previous, previous.items);
    else
      others ??= nodesByText(
        previous,
        previous.items.filter(({ node }) => !inStep.has(node)),
      );
    return (isRest ? all : others)?.get(keptKey(text, chunk.start, chunk.end, chunk.balanced));
  };
}

function nodesByText({ text }: SyntaxFile, items: readonly Item[]): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const { offset, node } of items) {
    const { length, balanced } = factsIn(node);
    found.set(keptKey(text, offset, offset + length, balanced), node);
  }
  return found;
}

/** Where brackets do not balance, columns matter, and those of the first line depend on what precedes it. */
function keptKey(text: string, start: number, end: number, balanced: boolean): string {
  const own = text.slice(start, end);
  return balanced ? own : `\0${columnOf(text, start)}\0${own}`;
}
