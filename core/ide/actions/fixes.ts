/** The fix that a diagnostic carries: here, everywhere in the file, and as what is done on saving. */

import type { Action, ActionMaker } from './action.ts';
import { editsOfAll, editsOfFix, isHarmless } from './fix-all.ts';

export const fixes: ActionMaker = ({ view, here, problems }) => {
  const actions: Action[] = [];
  const together = new Set<string>();
  for (const problem of here) {
    const { code, fix } = problem.diagnostic;
    if (fix === undefined || editsOfFix(view, fix) === undefined) continue;
    actions.push({
      id: `fix:${code}:${problem.span.start}:${fix.title}`,
      title: fix.title,
      kind: 'quickfix',
      solves: [problem],
      isPreferred: true,
      change: () => ({ edits: editsOfFix(view, fix) ?? [] }),
    });
    const alike = problems.filter(({ diagnostic }) => diagnostic.code === code && diagnostic.fix !== undefined);
    if (alike.length < 2 || together.has(code)) continue;
    together.add(code);
    actions.push({
      id: `fix-all:${code}`,
      title: `Fix all ${alike.length} \`${code}\` in this file`,
      kind: 'quickfix',
      solves: [problem],
      change: () => ({ edits: editsOfAll(view, alike) }),
    });
  }
  return actions;
};

/** What can be put right without anybody looking: older forms of the same. */
export const fixAllOnSave: ActionMaker = ({ view, problems }) => {
  const safe = problems.filter(({ diagnostic }) => diagnostic.fix !== undefined && isHarmless(diagnostic));
  if (safe.length === 0) return [];
  return [
    {
      id: 'fix-all',
      title: 'Write older forms as they are written now',
      kind: 'source.fixAll.clockwork',
      change: () => ({ edits: editsOfAll(view, safe) }),
    },
  ];
};
