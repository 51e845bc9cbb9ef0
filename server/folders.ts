/** The folders that the client has open, from `initialize` on. */
import type { Connection, InitializeParams } from 'vscode-languageserver';
import { pathOfUri, uriOfPath } from './uri.ts';

export interface FoldersOptions {
  readonly connection: Connection;
  readonly params: InitializeParams;
  /** Called at once and at each change, with the folders' paths by their URIs. */
  readonly changed: (folders: ReadonlyMap<string, string>) => void;
  readonly heard: (what: string, run: () => void) => void;
}

export function followFolders({ connection, params, changed, heard }: FoldersOptions): void {
  const folders = new Map<string, string>();
  const add = (uri: string) => {
    const path = pathOfUri(uri);
    if (path !== undefined) folders.set(uri, path);
  };
  connection.onNotification('workspace/didChangeWorkspaceFolders', ({ event }: FolderChange) =>
    heard('workspace/didChangeWorkspaceFolders', () => {
      for (const { uri } of event.removed) folders.delete(uri);
      for (const { uri } of event.added) add(uri);
      changed(folders);
    }),
  );
  for (const uri of foldersOf(params)) add(uri);
  changed(folders);
}

interface FolderChange {
  readonly event: {
    readonly added: readonly { readonly uri: string }[];
    readonly removed: readonly { readonly uri: string }[];
  };
}

/** Older clients name one folder. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders.map(({ uri }) => uri);
  if (typeof rootUri === 'string') return [rootUri];
  return typeof rootPath === 'string' ? [uriOfPath(rootPath)] : [];
}
