/**
 * What a new version of a text shares with how its last version was split: the items before the first difference, and
 * those behind the last one, once the splitter stands where an item began before. Only items that balance are taken
 * over, since where any other ends may depend on all that follows it.
 */
import type { Span } from '../base/span.ts';
import type { Chunk, SplitFile } from './split.ts';

export interface EarlierSplit {
  readonly text: string;
  readonly split: SplitFile;
}

/** A part of an earlier split as it stands in the new text. */
export interface Shared {
  readonly chunks: readonly Chunk[];
  readonly comments: readonly Span[];
}

export interface SharedEnds {
  readonly before: Shared;
  /** Where splitting goes on behind `before`; `from` where nothing is shared. */
  readonly at: number;
  /** Everything from `offset` on, where an item begins in the new text: undefined unless it is as it was. */
  behind(offset: number): Shared | undefined;
}

/** What `text` shares with an earlier text. To be asked for offsets that grow. */
export function sharedEnds({ text: old, split }: EarlierSplit, text: string, from: number): SharedEnds {
  const { chunks, comments, openComments } = split;
  const same = samePrefix(old, text);
  const shift = text.length - old.length;
  const sameFrom = text.length - sameSuffix(old, text, Math.min(old.length, text.length) - same);

  // What an attribute's end depends on lies before the next item. What a comment that stays open hides depends on all.
  const limit = Math.min(same, openComments[0] ?? same);
  let count = 0;
  while (isWhole(chunks[count]) && (chunks[count + 1]?.start ?? limit) < limit) count++;
  const at = chunks[count - 1]?.end ?? from;

  const firstSound = soundFrom(chunks, openComments.at(-1) ?? -1);
  let next = count;
  return {
    before: { chunks: chunks.slice(0, count), comments: comments.filter(({ end }) => end <= at) },
    at,
    behind(offset) {
      if (offset < sameFrom) return undefined;
      while ((chunks[next]?.start ?? old.length) + shift < offset) next++;
      if (next < firstSound || (chunks[next]?.start ?? old.length) + shift !== offset) return undefined;
      const start = offset - shift;
      return {
        chunks: chunks.slice(next).map((chunk) => ({ ...chunk, start: chunk.start + shift, end: chunk.end + shift })),
        comments: comments
          .filter((span) => span.start >= start)
          .map((span) => ({ start: span.start + shift, end: span.end + shift })),
      };
    },
  };
}

/** Index of the first chunk from which on all are whole and no comment stays open. */
function soundFrom(chunks: readonly Chunk[], openComment: number): number {
  let i = chunks.length;
  while (i > 0 && isWhole(chunks[i - 1]) && (chunks[i - 1]?.start ?? 0) > openComment) i--;
  return i;
}

function isWhole(chunk: Chunk | undefined): boolean {
  return chunk?.balanced === true && chunk.kind !== 'stray';
}

/** Texts are compared in pieces, which takes a fraction of the time that going over their characters does. */
const PIECE = 1024;

function samePrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i + PIECE <= end && a.slice(i, i + PIECE) === b.slice(i, i + PIECE)) i += PIECE;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

/** At most `most` characters. */
function sameSuffix(a: string, b: string, most: number): number {
  const [atA, atB] = [a.length, b.length];
  let n = 0;
  while (n + PIECE <= most && a.slice(atA - n - PIECE, atA - n) === b.slice(atB - n - PIECE, atB - n)) n += PIECE;
  while (n < most && a.charCodeAt(atA - n - 1) === b.charCodeAt(atB - n - 1)) n++;
  return n;
}
