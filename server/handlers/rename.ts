/** `textDocument/prepareRename`, `textDocument/rename`, `workspace/willRenameFiles`. */
import type { FileOperationRegistrationOptions, RenameFilesParams, WorkspaceEdit } from 'vscode-languageserver';
import {
  LSPErrorCodes,
  PrepareRenameRequest,
  RenameRequest,
  ResponseError,
  WillRenameFilesRequest,
} from 'vscode-languageserver';
import type { Project } from '../../core/engine/projects.ts';
import type { View } from '../../core/engine/view.ts';
import { prepareRename, rename } from '../../core/ide/rename.ts';
import { editsForMoves } from '../../core/ide/rename-folder.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import { type EditGroup, editOf } from '../edits.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session, Target } from '../session.ts';
import { pathOfUri } from '../uri.ts';

/** Files are followed as well as folders: functions and templates read them. */
const moved: FileOperationRegistrationOptions = { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] };

export const renameHandlers: readonly Handler[] = [
  handler(
    PrepareRenameRequest.type,
    ({ preparesRename }) => ({ renameProvider: preparesRename ? { prepareProvider: true } : true }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const prepared = prepareRename(target.view, target.path, offsetOf(target.lines, position));
      if (prepared.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, prepared.reason);
      return { range: rangeOf(target.lines, prepared.at.span), placeholder: prepared.name };
    },
  ),
  handler(
    RenameRequest.type,
    () => ({}),
    ({ textDocument, position, newName }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const views = viewsFrom(session, target);
      const renamed = rename([...views.keys()], target.path, offsetOf(target.lines, position), newName);
      if (renamed.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.reason);
      const groups = renamed.edits.flatMap(({ view, edits }): readonly EditGroup[] => {
        const project = views.get(view);
        return project === undefined ? [] : [{ project, view, edits }];
      });
      if (renamed.moved !== undefined) {
        groups.push({
          project: target.project,
          view: target.view,
          edits: [renamed.moved],
          question: {
            label: 'Keep what was applied',
            description: 'A `moved` block: without it the next apply destroys the old one and makes a new one.',
          },
        });
      }
      return editOf(session, groups);
    },
  ),
  handler(
    WillRenameFilesRequest.type,
    ({ tellsRenames }) => (tellsRenames ? { workspace: { fileOperations: { willRename: moved } } } : {}),
    (params, { session }) => editsOfMoves(session, params),
  ),
];

/** The views of all projects with their projects, that of the target first. */
function viewsFrom(session: Session, { project, view }: Target): ReadonlyMap<View, Project> {
  const all = new Map<View, Project>([[view, project]]);
  for (const each of session.views()) if (each.project !== project) all.set(each.view, each.project);
  return all;
}

function editsOfMoves(session: Session, { files }: RenameFilesParams): WorkspaceEdit | null {
  const moves = files.flatMap(({ oldUri, newUri }) => {
    const from = pathOfUri(oldUri);
    const to = pathOfUri(newUri);
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
  if (moves.length === 0) return null;
  const groups = session.views().flatMap(({ project, view }): readonly EditGroup[] => {
    const edits = editsForMoves(view, moves);
    return edits.length === 0 ? [] : [{ project, view, edits }];
  });
  return groups.length === 0 ? null : editOf(session, groups);
}
