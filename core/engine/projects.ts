/**
 * The projects below the folders that an editor has open. A folder with `.cw` files is a project unless another one
 * uses it as a module; a module that several projects use belongs to each of them. A file that is open outside of all
 * folders makes a project of its own folder. Folders are one and the same where links lead to the same place.
 */
import { compareText } from '../base/text-order.ts';
import type { KnownFacts } from '../contracts/env-facts.ts';
import { normalizePath } from '../intake/module-path.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import { type ProjectFiles, projectFiles } from './project-files.ts';
import { folderAndName, isAtOrBelow, isSource, realFolders } from './real-folders.ts';
import { type FolderScan, foldersToScan, holdsSources, isLeftOut, usersFirst } from './source-folders.ts';
import { touchedPaths } from './touched-paths.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface Project {
  /** Absolute, `/` between folders. */
  readonly directory: string;
  readonly workspace: Workspace;
}

/** A file as a project names it: relative to its folder. */
export interface Located {
  readonly project: Project;
  readonly path: string;
}

/** Paths are absolute, `/` between folders. */
export interface Projects {
  /** Those that a file is part of, the one that answers requests first; empty for a file that is none of ours. */
  of(path: string): readonly Project[];
  /** The same with the path that the file has in each. */
  locate(path: string): readonly Located[];
  all(): readonly Project[];
  /** The folders that are open from now on. What they hold is found by {@link scan}. */
  setFolders(folders: readonly string[]): void;
  /**
   * Looks through folders that were not looked through yet, a few entries at a time, and makes their projects. Gives how
   * many folders it has seen. Another call may go on where one was dropped.
   */
  scan(): Generator<number, void>;
  /** Something is left for {@link scan}. */
  readonly hasToScan: boolean;
  /** Lays the text of an open document over its file; null takes it away again. */
  lay(path: string, text: string | null): void;
  /** Files or folders that changed, came or went on disk. */
  touched(paths: readonly string[]): void;
  /** Other files than `.cw` and `.cwvars` that were looked at for values, so far. */
  readonly lookedAt: ReadonlySet<string>;
  /** The folders of all modules, as projects reach them. */
  moduleFolders(): readonly string[];
  /** One name for a file that is reached by several paths. */
  identity(path: string): string;
}

export interface ProjectsOptions {
  readonly files: Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>;
  /** What is known of the machine in a project's folder; asked again when something changed on disk. */
  readonly facts: (directory: string) => KnownFacts;
  readonly env: Readonly<Record<string, string>>;
  /** A project was made, or what it is made of changed: it is to be built again. */
  readonly changed: (project: Project) => void;
  /** A project is none any more. */
  readonly dropped: (project: Project) => void;
}

export function createProjects(options: ProjectsOptions): Projects {
  const { files } = options;
  const real = realFolders(files);
  /** By real folder. */
  const entries = new Map<string, ProjectFiles>();
  /** Projects by the real folders of their modules. */
  const users = new Map<string, Set<ProjectFiles>>();
  /** Folders with `.cw` files below the open folders: real folder → as it was reached. */
  const found = new Map<string, string>();
  /** Open documents by path. */
  const documents = new Map<string, string>();
  const allLookedAt = new Set<string>();
  let folders: readonly string[] = [];
  let scans: FolderScan[] = [];
  /** Found by a scan that has not seen everything yet. */
  let fresh = new Map<string, string>();
  /** Projects of what a scan found are being made, one at a time. */
  let isSettling = false;
  /** What has to be settled became other meanwhile. */
  let isUnsettled = false;
  let sorted: readonly ProjectFiles[] | undefined;
  /** How often it was said that something changed on disk. */
  let touches = 0;

  /** Reads it a little at a time. Leaves it where it is none any more by then, or was made meanwhile. */
  function* make(folder: string, directory: string): Generator<void, void> {
    const lookedAt = new Set<string>();
    const noted = <T>(path: string, answer: T): T => {
      if (!isSource(path)) {
        lookedAt.add(path);
        allLookedAt.add(path);
      }
      return answer;
    };
    const workspace = createWorkspace({
      files: {
        list: files.list,
        realPath: files.realPath,
        read: (path) => noted(path, files.read(path)),
        stat: (path, noFollow) => noted(path, files.stat(path, noFollow)),
      },
      directory,
      facts: options.facts(directory),
      env: options.env,
    });
    const from = touches;
    yield* workspace.load();
    if (entries.has(folder) || isUsed(folder) || !isWanted(folder)) return;
    // It could not hear of this yet.
    if (from !== touches) {
      workspace.refresh();
      workspace.learn(options.facts(directory));
    }
    const project: Project = { directory, workspace };
    const entry: ProjectFiles = projectFiles({
      project,
      real,
      lookedAt,
      moved: (before, now) => index(entry, before, now),
    });
    entries.set(real.of(directory), entry);
    sorted = undefined;
    entry.lay(documents);
    options.changed(project);
  }

  const drop = (folder: string, entry: ProjectFiles) => {
    entries.delete(folder);
    index(entry, entry.modules, new Map());
    sorted = undefined;
    options.dropped(entry.project);
  };

  const index = (entry: ProjectFiles, before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) => {
    for (const folder of before.keys()) if (!now.has(folder)) users.get(folder)?.delete(entry);
    for (const folder of now.keys()) {
      const known = users.get(folder);
      if (known === undefined) users.set(folder, new Set([entry]));
      else known.add(entry);
    }
  };

  /** Projects with a module in the folder, in order. */
  const usersOf = (folder: string): readonly ProjectFiles[] =>
    [...(users.get(real.of(folder)) ?? [])].sort(byDirectory);

  const inOrder = (): readonly ProjectFiles[] => {
    sorted ??= [...entries.values()].sort(byDirectory);
    return sorted;
  };

  const isUsed = (folder: string): boolean => {
    const own = entries.get(folder);
    for (const user of users.get(folder) ?? []) {
      if (user === own) continue;
      const other = real.of(user.project.directory);
      // Modules in a circle: the first of them stands for all.
      if (own?.modules.has(other) === true && compareText(folder, other) < 0) continue;
      return true;
    }
    return false;
  };

  /** Folders that have to be part of a project, by real folder. */
  const candidates = (): ReadonlyMap<string, string> => {
    const all = new Map(found);
    for (const path of documents.keys()) {
      const { folder } = folderAndName(path);
      if (!all.has(real.of(folder))) all.set(real.of(folder), folder);
    }
    return all;
  };

  const isWanted = (folder: string): boolean =>
    found.has(folder) || [...documents.keys()].some((path) => real.of(folderAndName(path).folder) === folder);

  /** Makes the projects that are missing, one at a time, of all folders or of one alone; drops those that are none. */
  function* settle(only?: string): Generator<void, void> {
    // What is dropped may have been the only user of something; modules in circles end it all the same.
    for (let round = 0; round < 8; round++) {
      const wanted = candidates();
      for (const [folder, entry] of [...entries]) if (!wanted.has(folder)) drop(folder, entry);
      const missing = [...wanted].filter(
        ([folder]) => !entries.has(folder) && !isUsed(folder) && (only === undefined || folder === only),
      );
      for (const [folder, directory] of usersFirst(missing, files, real)) {
        if (entries.has(folder) || isUsed(folder)) continue;
        yield* make(folder, directory);
        yield;
      }
      const used = [...entries].filter(([folder]) => isUsed(folder));
      for (const [folder, entry] of used) drop(folder, entry);
      if (used.length === 0) return;
    }
  }

  const settleNow = (only?: string) => {
    for (const _ of settle(only));
  };

  /** The scan that is under way does it, a little at a time; without one it is done at once. */
  const settleSoon = () => {
    if (isSettling) isUnsettled = true;
    else settleNow();
  };

  /** In an open folder, where a scan would look. */
  const isInside = (path: string) =>
    folders.some((folder) => isAtOrBelow(path, folder) && !isLeftOut(path.slice(folder.length)));

  return {
    of: (path) => locate(path).map(({ project }) => project),
    locate,
    all: () => inOrder().map(({ project }) => project),
    identity,
    get hasToScan() {
      return scans.length > 0 || isSettling;
    },
    setFolders(next) {
      const wanted = next.map(normalizePath);
      const added = wanted.filter((folder) => !folders.includes(folder));
      const removed = folders.filter((folder) => !wanted.includes(folder));
      folders = wanted;
      if (removed.length > 0) {
        scans = scans.filter(({ root }) => isInside(root));
        for (const [key, folder] of [...found]) if (!isInside(folder)) found.delete(key);
      }
      for (const folder of added) scans.push(foldersToScan(files, folder));
      settleSoon();
    },
    *scan() {
      let seen = 0;
      for (let scan = scans[0]; scan !== undefined; scan = scans[0]) {
        for (let folder = scan.next(); folder !== undefined; folder = scan.next()) {
          if (folder.hasSources) fresh.set(folder.real, folder.path);
          seen++;
          yield seen;
        }
        if (scans[0] === scan) scans.shift();
      }
      for (const [key, folder] of fresh) if (!found.has(key) && isInside(folder)) found.set(key, folder);
      fresh = new Map();
      isSettling = true;
      do {
        isUnsettled = false;
        for (const _ of settle()) yield seen;
      } while (isUnsettled);
      isSettling = false;
    },
    lay(path, text) {
      const isNew = !documents.has(path);
      if (text === null) documents.delete(path);
      else documents.set(path, text);
      let hasMoved = isNew || text === null;
      for (const entry of usersOf(folderAndName(path).folder)) {
        if (entry.pathOf(path) === undefined) continue;
        hasMoved = entry.lay(documents) || hasMoved;
        options.changed(entry.project);
      }
      if (hasMoved) settleNow(isSettling ? real.of(folderAndName(path).folder) : undefined);
    },
    touched(paths) {
      real.forget();
      touches++;
      const changed = touchedPaths(paths, real);
      lookAgain(changed.all);
      for (const entry of inOrder()) {
        const { directory, workspace } = entry.project;
        const hasLearned = workspace.learn(options.facts(directory));
        const isTouched = entry.touch(changed);
        if (isTouched) entry.lay(documents);
        if (isTouched || hasLearned) options.changed(entry.project);
      }
      settleSoon();
    },
    lookedAt: allLookedAt,
    moduleFolders: () => {
      const all = new Set<string>();
      for (const { project, modules } of entries.values()) {
        for (const dir of modules.values()) all.add(normalizePath(`${project.directory}/${dir}`));
      }
      return [...all].sort(compareText);
    },
  };

  function locate(path: string): readonly Located[] {
    return usersOf(folderAndName(path).folder).flatMap((entry) => {
      const own = entry.pathOf(path);
      return own === undefined ? [] : [{ project: entry.project, path: own }];
    });
  }

  function identity(path: string): string {
    const { folder, name } = folderAndName(path);
    return `${real.of(folder)}/${name}`;
  }

  /** Follows which folders have sources. Those that came are looked through by the next scan. */
  function lookAgain(paths: ReadonlySet<string>): void {
    const withSources = new Set<string>();
    for (const path of paths) {
      if (path.endsWith('.cw')) {
        withSources.add(folderAndName(path).folder);
        continue;
      }
      const stat = files.stat(path);
      if (!isRefusal(stat) && stat.type === 'directory' && isInside(path)) scans.push(foldersToScan(files, path));
    }
    for (const folder of withSources) {
      const key = real.of(folder);
      if (!holdsSources(files, folder)) found.delete(key);
      else if (!found.has(key) && isInside(folder)) found.set(key, folder);
    }
    // Folders can go without a word (only what was in them is watched), or with those above them.
    for (const [key, folder] of [...found]) {
      const stat = files.stat(folder);
      if (isRefusal(stat) || stat.type !== 'directory') found.delete(key);
    }
  }
}

function byDirectory(a: ProjectFiles, b: ProjectFiles): number {
  return compareText(a.project.directory, b.project.directory);
}
