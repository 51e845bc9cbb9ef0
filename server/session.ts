/** What a request sees of the server: the client's abilities, the settings, and the project that a document belongs to. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import type { LineIndex } from '../core/base/line-index.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
import type { FileSystem } from '../core/ports.ts';
import type { SyntaxFile } from '../core/syntax/ast.ts';
import type { ClientFeatures } from './client-features.ts';
import type { Report } from './reports.ts';
import type { Settings } from './settings.ts';

/** A document that a request is about. */
export interface Target {
  readonly uri: string;
  readonly project: Project;
  /** The texts at the time of the request; nothing changes it. */
  readonly view: View;
  /** Path of the document relative to the project, as the core names it. */
  readonly path: string;
  readonly file: SyntaxFile;
  readonly lines: LineIndex;
}

export interface Session {
  readonly client: ClientFeatures;
  /** Undefined for a document that is none of ours, or that is gone. */
  target(uri: string): Target | undefined;
  /** One view for each project, for requests about the whole workspace. */
  views(): readonly { readonly project: Project; readonly view: View }[];
  /** How the client names a file of a project: the document's own URI where it is open. */
  uriOf(project: Project, path: string): string;
  /** Reads files of projects again that are others on disk, absolute paths; views from then on have them. */
  touched(paths: readonly string[]): void;
  /** Version of an open document, null for a closed one. */
  versionOf(uri: string): number | null;
  /** `clockwork.*` as they hold for a document, or in general. */
  settings(uri?: string): Settings;
  /** Asks the client to carry out an edit; false where it does not. */
  applyEdit(edit: WorkspaceEdit, label: string): Promise<boolean>;
  /** What is wrong in a document, as it is known now. */
  report(uri: string): Report;
  /** The same of every file in which something is wrong, or was. */
  reports(): readonly Report[];
  /** Resolves when everything that had changed when this was asked is built: of a document's projects, or of all. */
  settled(uri?: string): Promise<void>;
  /** Does long work a little at a time, between messages; undefined where nobody wants it any more. */
  inSlices<T>(work: Generator<void, T>, isCancelled: () => boolean): Promise<T | undefined>;
  /** Milliseconds since 1970. */
  now(): number;
  /** For what the command line left behind: state, observations, last results. Always as it is on disk now. */
  readonly files: Pick<FileSystem, 'read' | 'stat'>;
}
