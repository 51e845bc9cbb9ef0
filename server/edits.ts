/**
 * Changes of the core as edits that a client applies: versioned where it knows versions, with new files where it can make
 * them, and with a question where it can ask one. What several projects say of one file is written once.
 */
import type { ChangeAnnotation, CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../core/base/line-index.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
import type { NewFile } from '../core/ide/changes.ts';
import { type FileEdit, linesOf } from '../core/ide/spans.ts';
import { textOf } from '../core/ide/unloaded-values.ts';
import { rangeOf } from './convert.ts';
import type { Session } from './session.ts';

export interface EditGroup {
  readonly project: Project;
  readonly view: View;
  readonly edits: readonly FileEdit[];
  readonly newFiles?: readonly NewFile[];
  /** What the client asks before it makes these edits; where it cannot ask, they are made. */
  readonly question?: { readonly label: string; readonly description: string };
}

/** Whether the client can carry out what makes files. */
export function canMakeFiles({ client }: Session): boolean {
  return client.versionedEdits && client.createsFiles;
}

export function editOf(session: Session, groups: readonly EditGroup[]): WorkspaceEdit {
  const { client } = session;
  const byUri = new Map<string, (TextEdit & { readonly annotationId?: string })[]>();
  const seen = new Set<string>();
  const annotations: Record<string, ChangeAnnotation> = {};
  const made: (CreateFile | TextDocumentEdit)[] = [];
  for (const { project, view, edits, newFiles = [], question } of groups) {
    const asks = question !== undefined && client.changeAnnotations;
    if (asks) annotations[question.label] = { ...question, needsConfirmation: true };
    for (const { file, span, newText } of edits) {
      const found = view.project.files.get(file);
      const text = found === undefined ? textOf(view, file) : undefined;
      const lines = found !== undefined ? linesOf(found) : text !== undefined ? new LineIndex(text) : undefined;
      if (lines === undefined) continue;
      const uri = session.uriOf(project, file);
      const key = `${uri} ${span.start} ${span.end} ${newText}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const edit = { range: rangeOf(lines, span), newText, ...(asks && { annotationId: question.label }) };
      const list = byUri.get(uri);
      if (list === undefined) byUri.set(uri, [edit]);
      else list.push(edit);
    }
    for (const { path, text } of newFiles) {
      const uri = session.uriOf(project, path);
      const start = { line: 0, character: 0 };
      made.push({ kind: 'create', uri });
      made.push({ textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] });
    }
  }
  if (!client.versionedEdits) return { changes: Object.fromEntries(byUri) };
  for (const [uri, edits] of byUri) made.push({ textDocument: { uri, version: session.versionOf(uri) }, edits });
  return {
    documentChanges: made,
    ...(Object.keys(annotations).length > 0 && { changeAnnotations: annotations }),
  };
}
