/**
 * Hears of what changes on disk. Clients watch what projects are made of and what the command line leaves behind. Folders
 * of modules (some clients say only that a folder went, not what was in it) and other files that values came from
 * (`file("x")`) are watched one by one where clients can; such files are looked at again at each save in any case. Events
 * are taken together: a storm of them costs one look.
 */
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileOperationOptions,
  type FileSystemWatcher,
} from 'vscode-languageserver';
import type { Projects } from '../core/engine/projects.ts';
import { type FileSystem, isRefusal } from '../core/ports.ts';
import type { Scheduler } from './builds.ts';
import type { ClientFeatures } from './client-features.ts';
import { messageOf } from './dispatch.ts';
import type { Refresher } from './refresh.ts';
import type { Scanner } from './scan.ts';
import { pathOfUri, uriOfPath } from './uri.ts';

export interface Disk {
  /** The client may be asked to watch from now on. */
  start(): void;
  saved(path: string): void;
  /** Files or folders that came, changed or went. */
  touched(paths: readonly string[]): void;
  /** After builds: values may come from other files now. */
  watchWhatWasLookedAt(): void;
}

export interface DiskOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly files: Pick<FileSystem, 'stat'>;
  readonly projects: Projects;
  readonly scheduler: Scheduler;
  readonly scanner: Scanner;
  readonly refresher: Refresher;
  readonly log: (sentence: string) => void;
}

const sourcePatterns = ['**/*.{cw,cwvars}', '**/.clockwork/state.json', '**/.clockwork/cache/*.json'];
/** Events that come within this time are one. */
const BATCH_MS = 20;
/** More files than this are looked at again at each save instead. */
const MAX_WATCHED = 200;

export function listenToDisk(options: DiskOptions): Disk {
  const { connection, client, files, projects, scheduler, log } = options;
  let batch = new Set<string>();
  let isScheduled = false;
  let isStarted = false;
  /** What the client was asked last to watch one by one. */
  let watched = '';
  let watching: Promise<Disposable | undefined> = Promise.resolve(undefined);
  /** Time and size of the files that values came from, when they were looked at last. */
  const stamps = new Map<string, string>();

  const stampOf = (path: string): string => {
    const stat = files.stat(path);
    return isRefusal(stat) ? 'none' : `${stat.type} ${stat.modifiedMs} ${stat.sizeBytes}`;
  };

  const touched = (paths: readonly string[]) => {
    for (const path of paths) batch.add(path);
    if (isScheduled || batch.size === 0) return;
    isScheduled = true;
    scheduler.later(BATCH_MS, () => {
      isScheduled = false;
      const all = [...batch];
      batch = new Set();
      for (const path of all) if (stamps.has(path)) stamps.set(path, stampOf(path));
      const left = all.filter((path) => /\/\.clockwork\/(state\.json|cache\/)/.test(path));
      if (left.length > 0) options.refresher.resultsChanged();
      try {
        projects.touched(all);
      } catch (error) {
        log(`Changes on disk could not be taken over: ${messageOf(error)}`);
      }
      options.scanner.start();
    });
  };

  const isWatched = () => client.watchesFiles && client.watchesRelativePatterns;

  connection.onNotification('workspace/didCreateFiles', ({ files: made }: Named) => touched(pathsOf(made)));
  connection.onNotification('workspace/didDeleteFiles', ({ files: gone }: Named) => touched(pathsOf(gone)));
  connection.onNotification('workspace/didRenameFiles', ({ files: moved }: Renamed) =>
    touched(pathsOf(moved.flatMap(({ oldUri, newUri }) => [{ uri: oldUri }, { uri: newUri }]))),
  );
  connection.onDidChangeWatchedFiles(({ changes }) => {
    touched(pathsOf(changes));
  });

  return {
    touched,
    start() {
      isStarted = true;
      if (!client.watchesFiles) return;
      const watchers = sourcePatterns.map((globPattern) => ({ globPattern }));
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .catch((error: unknown) => log(`Files will not be watched: ${messageOf(error)}`));
    },
    saved(path) {
      const changed: string[] = [];
      for (const [file, stamp] of stamps) {
        const now = stampOf(file);
        if (now === stamp) continue;
        stamps.set(file, now);
        changed.push(file);
      }
      touched([...(client.watchesFiles ? [] : [path]), ...changed]);
    },
    watchWhatWasLookedAt() {
      const { lookedAt } = projects;
      if (stamps.size < lookedAt.size) {
        for (const path of lookedAt) if (!stamps.has(path)) stamps.set(path, stampOf(path));
      }
      if (!isStarted || !isWatched()) return;
      const folders = projects.moduleFolders();
      const wanted = `${lookedAt.size} ${folders.join('\n')}`;
      if (wanted === watched) return;
      watched = wanted;
      const before = watching;
      const watchers = [...folders.slice(0, MAX_WATCHED), ...[...lookedAt].slice(0, MAX_WATCHED)].map(watcherOf);
      watching = before.then(async (registered) => {
        registered?.dispose();
        if (watchers.length === 0) return undefined;
        try {
          return await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
        } catch (error) {
          log(`Files that values came from will not be watched: ${messageOf(error)}`);
          return undefined;
        }
      });
    },
  };
}

interface Named {
  readonly files: readonly { readonly uri: string }[];
}

interface Renamed {
  readonly files: readonly { readonly oldUri: string; readonly newUri: string }[];
}

function pathsOf(files: readonly { readonly uri: string }[]): readonly string[] {
  return files.flatMap(({ uri }) => pathOfUri(uri) ?? []);
}

/** What clients are asked to tell of files that they create, rename or delete themselves. */
export function fileOperations(client: ClientFeatures): FileOperationOptions {
  const told = {
    filters: [
      { scheme: 'file', pattern: { glob: '**/*.{cw,cwvars}', matches: 'file' as const } },
      { scheme: 'file', pattern: { glob: '**/*', matches: 'folder' as const } },
    ],
  };
  const { created, renamed, deleted } = client.tellsOf;
  return {
    ...(created && { didCreate: told }),
    ...(renamed && { didRename: told }),
    ...(deleted && { didDelete: told }),
  };
}

function watcherOf(path: string): FileSystemWatcher {
  const cut = path.lastIndexOf('/');
  // Characters that mean something in a pattern stand for themselves in brackets.
  const pattern = path.slice(cut + 1).replace(/[*?[\]{}]/g, '[$&]');
  return { globPattern: { baseUri: uriOfPath(path.slice(0, cut) || '/'), pattern } };
}
