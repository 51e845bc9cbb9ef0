/** Completion: what may stand at an offset of a file, by what the cursor is in. */
import type { View } from '../../engine/view.ts';
import { type Cursor, cursorAt } from '../cursor/cursor.ts';
import { roleOf } from '../names/occurrences.ts';
import { type Candidate, type Completions, narrowed } from './candidate.ts';
import { entryCandidates, labelCandidates } from './entries.ts';
import { keyCandidates, textCandidates, valueCandidates } from './values.ts';

const directives: readonly (readonly [string, string])[] = [
  ['if', '%{ if }'],
  ['else', '%{ else }'],
  ['endif', '%{ endif }'],
  ['for', '%{ for }'],
  ['endfor', '%{ endfor }'],
];

/** Undefined where nothing can be completed: in comments, in plain text, in a file that the view does not have. */
export function completionsAt(view: View, path: string, offset: number): Completions | undefined {
  const file = view.project.files.get(path);
  if (file === undefined) return undefined;
  const cursor = cursorAt(file, offset);
  const found = candidatesAt(view, path, file.text, cursor);
  if (found === undefined || found.candidates.length === 0) return undefined;
  const start = offset - found.typed;
  const typed = file.text.slice(start, offset);
  const { candidates, isIncomplete } = narrowed(found.candidates, typed);
  if (candidates.length === 0) return undefined;
  return {
    candidates,
    insert: { start, end: offset },
    replace: { start, end: Math.max(offset, cursor.word.end) },
    isIncomplete: isIncomplete || (typed === '' && cursor.place.kind === 'value' && candidates.some(isNumber)),
  };
}

function isNumber({ insert }: Candidate): boolean {
  return /^\d+$/.test(insert);
}

interface Found {
  readonly candidates: readonly Candidate[];
  /** Characters before the cursor that they replace. */
  readonly typed: number;
}

function candidatesAt(view: View, path: string, text: string, cursor: Cursor): Found | undefined {
  const { place } = cursor;
  const typed = cursor.offset - cursor.word.start;
  switch (place.kind) {
    case 'none':
      return undefined;
    case 'entry':
      return { candidates: entryCandidates(view, path, text, cursor), typed };
    case 'label':
      return { candidates: labelCandidates(view, path, text, cursor, place), typed };
    case 'value':
      // What stands at the top of a file outside of all blocks is no definition.
      if (cursor.blocks.length === 0 && roleOf(path) !== 'variables') return undefined;
      return { candidates: valueCandidates(view, path, text, cursor, place), typed };
    case 'text':
      return textCandidates(view, path, text, cursor, place);
    case 'key':
      return { candidates: keyCandidates(view, path, text, cursor, place), typed };
    case 'directive':
      return {
        candidates: directives.map(([label, detail]) => ({ label, sort: 'keyword', insert: label, detail, rank: 1 })),
        typed,
      };
  }
}
