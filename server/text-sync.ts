/** Keeps the open documents in step with the client, and lays them over the files of their projects. */
import type { Connection } from 'vscode-languageserver';
import type { Project, Projects } from '../core/engine/projects.ts';
import type { Disk } from './disk.ts';
import { createDocuments, type Documents, type OpenDocument } from './documents.ts';
import { pathOfUri } from './uri.ts';

export interface TextSync {
  readonly documents: Pick<Documents, 'get'>;
  /** Open documents by the identity of their file. */
  readonly openFiles: ReadonlyMap<string, OpenDocument>;
  /**
   * Files of a project whose text changed since this was asked last, by identity: clients are told of them also if
   * nothing else changed.
   */
  takeChanged(project: Project): readonly string[];
  listen(parts: TextSyncParts): void;
}

export interface TextSyncParts {
  readonly projects: Projects;
  readonly disk: Pick<Disk, 'saved'>;
  /** A text is about to be laid over its file. */
  readonly busy: () => void;
  /** A document is open no more; its file, by identity, is again as it is on disk. */
  readonly closed: (identity: string) => void;
  readonly heard: (what: string, run: () => void) => void;
  readonly log: (sentence: string) => void;
}

export function createTextSync(
  connection: Connection,
  identityOf: (path: string) => string,
  projectsOf: Projects['of'],
): TextSync {
  const documents = createDocuments();
  const openFiles = new Map<string, OpenDocument>();
  const changed = new Set<string>();

  return {
    documents,
    openFiles,
    takeChanged(project) {
      const found = [...changed].filter((identity) => projectsOf(identity).includes(project));
      for (const identity of found) changed.delete(identity);
      return found;
    },
    listen({ projects, disk, busy, closed, heard, log }) {
      const lay = (document: OpenDocument) => {
        busy();
        const identity = identityOf(document.path);
        openFiles.set(identity, document);
        changed.add(identity);
        projects.lay(document.path, document.text);
      };
      connection.onDidOpenTextDocument(({ textDocument }) =>
        heard('textDocument/didOpen', () => {
          const document = documents.open(textDocument);
          if (document !== undefined) lay(document);
        }),
      );
      connection.onDidChangeTextDocument((change) =>
        heard('textDocument/didChange', () => {
          const { uri } = change.textDocument;
          const done = documents.change(change);
          const document = documents.get(uri);
          if (document !== undefined && done !== 'ignored') lay(document);
          else log(`A change of \`${uri}\` was left out: ${done === 'ignored' ? 'it came before' : 'it is not open'}.`);
        }),
      );
      connection.onDidCloseTextDocument(({ textDocument }) =>
        heard('textDocument/didClose', () => {
          const document = documents.close(textDocument.uri);
          if (document === undefined) return;
          const identity = identityOf(document.path);
          // The same file may be open by another name, through a link.
          const other = documents.all().find(({ path }) => identityOf(path) === identity);
          if (other === undefined) openFiles.delete(identity);
          else openFiles.set(identity, other);
          if (other?.path !== document.path) projects.lay(document.path, null);
          projects.touched([document.path]);
          closed(identity);
        }),
      );
      connection.onDidSaveTextDocument(({ textDocument }) =>
        heard('textDocument/didSave', () => {
          const path = documents.get(textDocument.uri)?.path ?? pathOfUri(textDocument.uri);
          if (path !== undefined) disk.saved(path);
        }),
      );
    },
  };
}
