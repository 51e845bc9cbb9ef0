/** Between the core's offsets and the protocol's ranges and URIs. Positions are UTF-16, as in both. */
import type { Location, Position, Range, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { LineIndex } from '../core/base/line-index.ts';
import type { Span } from '../core/base/span.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
import { type FileEdit, type FileSpan, linesOf } from '../core/ide/spans.ts';
import type { Session, Target } from './session.ts';

export function rangeOf(lines: LineIndex, span: Span): Range {
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

/** A position beyond a line's end is taken as that end, as the protocol says. */
export function offsetOf(lines: LineIndex, position: Position): number {
  return lines.offsetAt(position);
}

export function spanOfRange(lines: LineIndex, range: Range): Span {
  return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
}

/** Undefined where the view does not have the file. */
export function locationOf(
  session: Session,
  { project, view }: Pick<Target, 'project' | 'view'>,
  { file, span }: FileSpan,
): Location | undefined {
  const found = view.project.files.get(file);
  return found === undefined ? undefined : { uri: session.uriOf(project, file), range: rangeOf(linesOf(found), span) };
}

/** Edits of files that the view has, in the form that the client knows: versioned, or a plain map. */
export function workspaceEditOf(
  session: Session,
  { project, view }: { readonly project: Project; readonly view: View },
  edits: readonly FileEdit[],
): WorkspaceEdit {
  const byUri = new Map<string, TextEdit[]>();
  for (const { file, span, newText } of edits) {
    const found = view.project.files.get(file);
    if (found === undefined) continue;
    const uri = session.uriOf(project, file);
    const list = byUri.get(uri);
    const edit = { range: rangeOf(linesOf(found), span), newText };
    if (list === undefined) byUri.set(uri, [edit]);
    else list.push(edit);
  }
  if (!session.client.versionedEdits) return { changes: Object.fromEntries(byUri) };
  const documentChanges = [...byUri].map(
    ([uri, textEdits]): TextDocumentEdit => ({
      textDocument: { uri, version: session.versionOf(uri) },
      edits: textEdits,
    }),
  );
  return { documentChanges };
}
