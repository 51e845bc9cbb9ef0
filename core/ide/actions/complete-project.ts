/** What `clockwork complete` would write, as a change of `completed.cw`. */
import { writeCompletions } from '../../completion/write-completed.ts';
import type { View } from '../../engine/view.ts';
import { complete } from '../../intake/complete.ts';
import type { Model } from '../../intake/model.ts';
import { type Change, type Refused, refused } from '../changes.ts';
import { smallest } from './insert.ts';

export interface FilledIn {
  readonly kind: 'filled';
  readonly change: Change;
  readonly completed: readonly { readonly address: string; readonly names: readonly string[] }[];
}

const FILE = 'completed.cw';

/** `model` is that of the view's texts; `at` the time to note, RFC 3339. Refused where something cannot be known. */
export function fillIn(view: View, model: Model, at: string): FilledIn | Refused {
  const { value, diagnostics } = complete(model);
  const problem = diagnostics.find(({ severity }) => severity === 'error');
  if (problem !== undefined) return refused(problem.message);
  const completed = value.map(({ address, values }) => ({ address, names: Object.keys(values) }));
  const file = view.project.files.get(FILE);
  if (value.length === 0) return { kind: 'filled', change: { edits: [] }, completed };
  const text = writeCompletions(file, value, at);
  if (file === undefined) return { kind: 'filled', change: { edits: [], newFiles: [{ path: FILE, text }] }, completed };
  const edits = text === file.text ? [] : [smallest(FILE, 0, file.text, text)];
  return { kind: 'filled', change: { edits }, completed: edits.length === 0 ? [] : completed };
}
