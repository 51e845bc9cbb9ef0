/** Puts the comment above a line that silences what lint says of it. */
import { codes } from '../../diagnostics/codes.ts';
import { nodeAt } from '../../syntax/locate.ts';
import { lineStartAt } from '../changes.ts';
import { linesOf } from '../spans.ts';
import type { ActionMaker } from './action.ts';
import { indentAt, insertion } from './insert.ts';

export const ignoreHere: ActionMaker = ({ file, here }) => {
  const seen = new Set<string>();
  return here.flatMap((problem) => {
    const { code, severity } = problem.diagnostic;
    if (severity === 'error' || code === 'ignored-without-reason' || codes[code].severity === 'error') return [];
    const start = lineStartAt(file.text, problem.span.start);
    const key = `${code}:${start}`;
    if (seen.has(key) || isInText(file, start)) return [];
    seen.add(key);
    return [
      {
        id: `ignore:${key}`,
        title: `Ignore \`${code}\` here`,
        kind: 'quickfix' as const,
        solves: [problem],
        change: () => ({
          edits: [insertion(file, start, `${indentAt(file.text, start)}# clockwork:ignore ${code} say why\n`)],
        }),
      },
    ];
  });
};

/** Whether a line begins inside of a text of several lines, where a comment would be text as well. */
function isInText(file: Parameters<typeof nodeAt>[0], start: number): boolean {
  const located = nodeAt(file, start);
  return (located?.path ?? []).some((node) => {
    if (!('kind' in node) || node.kind !== 'template' || located === undefined) return false;
    const from = located.item.offset + node.span.start;
    return from < start && linesOf(file).positionAt(from).line < linesOf(file).positionAt(start).line;
  });
}
