/** `textDocument/prepareRename`, `textDocument/rename`, `workspace/willRenameFiles`. */
import type {
  FileOperationRegistrationOptions,
  Position,
  RenameFilesParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import {
  LSPErrorCodes,
  PrepareRenameRequest,
  RenameRequest,
  ResponseError,
  WillRenameFilesRequest,
} from 'vscode-languageserver';
import { prepareRename, rename } from '../../core/ide/rename/rename.ts';
import { editsForMoves } from '../../core/ide/rename/rename-folder.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import { type EditGroup, editOnDisk, groupsOf, otherViews } from '../edits.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session } from '../session.ts';
import { pathOfUri } from '../uri.ts';

const keeps = 'A `moved` block: without it the next apply destroys the old one and makes a new one.';
const partly = 'Containers, networks and services without a `name` are called after their address, and are made anew.';

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
      if (session.target(textDocument.uri) === undefined) return null;
      return editOnDisk(session, () => renamedFrom(session, textDocument.uri, position, newName));
    },
  ),
  handler(
    WillRenameFilesRequest.type,
    ({ tellsRenames }) => (tellsRenames ? { workspace: { fileOperations: { willRename: moved } } } : {}),
    (params, { session }) => editsOfMoves(session, params),
  ),
];

function renamedFrom(session: Session, uri: string, position: Position, newName: string): readonly EditGroup[] {
  const target = session.target(uri);
  if (target === undefined) return [];
  const { project, view, path, lines } = target;
  const others = otherViews(session, target);
  const renamed = rename([view, ...others], path, offsetOf(lines, position), newName);
  if (renamed.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.reason);
  const groups = groupsOf(session, renamed.edits);
  const { kept } = renamed;
  if (kept === undefined) return groups;
  const question = { label: 'Keep what was applied', description: kept.isPartly ? `${keeps} ${partly}` : keeps };
  return [...groups, { project, view, edits: [kept.edit], question }];
}

function editsOfMoves(session: Session, { files }: RenameFilesParams): WorkspaceEdit | null {
  const moves = files.flatMap(({ oldUri, newUri }) => {
    const from = pathOfUri(oldUri);
    const to = pathOfUri(newUri);
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
  if (moves.length === 0) return null;
  const groups = () =>
    session.views().flatMap(({ project, view }): readonly EditGroup[] => {
      const edits = editsForMoves(view, moves);
      return edits.length === 0 ? [] : [{ project, view, edits }];
    });
  return groups().length === 0 ? null : editOnDisk(session, groups);
}
