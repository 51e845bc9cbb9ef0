/**
 * Changes of the core as edits that a client applies: versioned where it knows versions, with new files where it can make
 * them, and with a question where it can ask one. What several projects say of one file is written once. Offsets are
 * those of the texts that the client has: of open documents, and of closed files as they are on disk.
 */
import type { ChangeAnnotation, CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../core/base/line-index.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
import type { EditsOf, NewFile } from '../core/ide/changes.ts';
import { textOf } from '../core/ide/rename/unloaded-values.ts';
import { type FileEdit, linesOf } from '../core/ide/spans.ts';
import { normalizePath } from '../core/intake/module-path.ts';
import { isRefusal } from '../core/ports.ts';
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

/** Views of the projects that are not the target's: they may use the same modules. */
export function otherViews(session: Session, { project }: Pick<EditGroup, 'project'>): readonly View[] {
  return session.views().flatMap((each) => (each.project === project ? [] : [each.view]));
}

/** What was made of the views that the session has now. */
export function groupsOf(session: Session, edits: readonly EditsOf[]): readonly EditGroup[] {
  const projects = new Map(session.views().map(({ project, view }) => [view, project]));
  return edits.flatMap((each): readonly EditGroup[] => {
    const project = projects.get(each.view);
    return project === undefined ? [] : [{ project, ...each }];
  });
}

/** Whether the client can carry out what makes files. */
export function canMakeFiles({ client }: Session): boolean {
  return client.versionedEdits && client.createsFiles;
}

/**
 * The edit that `make` gives. Not every client watches files, and those that do tell a moment later: where a closed file is
 * another on disk by now, it is read again and the change is made anew.
 */
export function editOnDisk(session: Session, make: () => readonly EditGroup[]): WorkspaceEdit {
  const groups = make();
  const changed = groups.flatMap((group) => changedOnDisk(session, group));
  if (changed.length === 0) return editOf(session, groups);
  session.touched(changed);
  return editOf(session, make());
}

/** Absolute paths of the closed files that are edited, and have another text than the view says. */
function changedOnDisk(session: Session, { project, view, edits }: EditGroup): readonly string[] {
  return [...new Set(edits.map(({ file }) => file))].flatMap((file) => {
    const known = view.project.files.get(file);
    if (known === undefined || session.versionOf(session.uriOf(project, file)) !== null) return [];
    const path = normalizePath(`${project.directory}/${file}`);
    const bytes = session.files.read(path);
    const isSame = !isRefusal(bytes) && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) === known.text;
    return isSame ? [] : [path];
  });
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
