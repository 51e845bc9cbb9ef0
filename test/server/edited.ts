/** What an edit of the protocol does to the files of a conformance row, in a form that can be compared. */
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../../core/base/line-index.ts';
import type { Scene } from './conformance-kit.ts';

/** Texts of the changed and of the new files, by path in the row's folder. Versions and questions are told as well. */
export function edited(scene: Scene, edit: WorkspaceEdit | null | undefined): Readonly<Record<string, string>> | null {
  if (edit === null || edit === undefined) return null;
  const changed: Record<string, string> = {};
  const base = scene.uriOf('').replace(/\/?$/, '/');
  for (const change of edit.documentChanges ?? []) {
    if ('kind' in change) {
      changed[`${change.kind} ${'uri' in change ? change.uri.slice(base.length) : ''}`] = '';
      continue;
    }
    const { textDocument, edits } = change as TextDocumentEdit;
    const path = textDocument.uri.slice(base.length);
    if (textDocument.uri === scene.uri && textDocument.version !== 1) changed['wrong version'] = path;
    const isNew = `create ${path}` in changed;
    changed[path] = withTextEdits(isNew ? '' : scene.text(path), edits as readonly TextEdit[]);
    for (const each of edits) if ('annotationId' in each) changed['asks first'] = each.annotationId ?? '';
  }
  return changed;
}

export function withTextEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  const placed = edits
    .map(({ range, newText }) => ({ start: lines.offsetAt(range.start), end: lines.offsetAt(range.end), newText }))
    .sort((a, b) => b.start - a.start || b.end - a.end);
  return placed.reduce((made, { start, end, newText }) => made.slice(0, start) + newText + made.slice(end), text);
}

/** The message of a request that is refused. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    return `no refusal: ${JSON.stringify(await answer)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
