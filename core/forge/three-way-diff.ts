/** Two changes to one text, side by side: what a person made of it, and what the compiler would write now. */
import { createTwoFilesPatch } from 'diff';

/** Text for a terminal: two unified diffs against the common original, or one where the original is lost. */
export function threeWayDiff(path: string, original: string | undefined, edited: string, compiled: string): string {
  const patch = (from: string, to: string, fromText: string, toText: string) =>
    createTwoFilesPatch(from, to, fromText, toText, undefined, undefined, { context: 2 }).replace(/^=+\n/, '');
  if (original === undefined) return patch(`${path} (yours)`, `${path} (now)`, edited, compiled);
  return [
    patch(`${path} (as written)`, `${path} (yours)`, original, edited),
    patch(`${path} (as written)`, `${path} (now)`, original, compiled),
  ].join('\n');
}
