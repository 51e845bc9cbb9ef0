/**
 * The projects below the folders that an editor has open. A folder with `.cw` files is a project unless another one
 * uses it as a module; a module that several projects use belongs to each of them. A file that is open outside of all
 * folders makes a project of its own folder. Folders are one and the same where links lead to the same place.
 */
import { compareText } from '../base/text-order.ts';
import type { EnvFacts } from '../contracts/env-facts.ts';
import { calledFolders } from '../intake/loader.ts';
import { normalizePath } from '../intake/module-path.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import { type FolderScan, foldersToScan, holdsSources, isLeftOut, sourcesNamedIn } from './source-folders.ts';
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
  readonly facts: EnvFacts;
  readonly env: Readonly<Record<string, string>>;
  /** A project was made, or what it is made of changed: it is to be built again. */
  readonly changed: (project: Project) => void;
  /** A project is none any more. */
  readonly dropped: (project: Project) => void;
}

interface Entry {
  readonly project: Project;
  /** Real folder of each module that it has or calls → the module's folder relative to the project. */
  closure: ReadonlyMap<string, string>;
  /** The folders that the closure was made of. */
  modules: string;
  /** Open documents that lie over its files: path in the project → text. */
  readonly laid: Map<string, string>;
  readonly lookedAt: Set<string>;
}

export function createProjects(options: ProjectsOptions): Projects {
  const { files } = options;
  /** By real folder. */
  const entries = new Map<string, Entry>();
  /** Folders with `.cw` files below the open folders: real folder → as it was reached. */
  const found = new Map<string, string>();
  const documents = new Map<string, string>();
  const allLookedAt = new Set<string>();
  const realFolders = new Map<string, string>();
  let folders: readonly string[] = [];
  let scans: FolderScan[] = [];
  let sorted: readonly Entry[] | undefined;
  /** Projects by the real folders of their modules. */
  const users = new Map<string, Set<Entry>>();
  /** Found by a scan that has not seen everything yet. */
  let fresh = new Map<string, string>();
  /** Projects of what a scan found are being made, one at a time. */
  let isSettling = false;

  const realOf = (folder: string): string => {
    let real = realFolders.get(folder);
    if (real === undefined) {
      const answer = files.realPath(folder);
      real = isRefusal(answer) ? folder : normalizePath(answer.replaceAll('\\', '/'));
      realFolders.set(folder, real);
    }
    return real;
  };

  const make = (directory: string): Entry => {
    const lookedAt = new Set<string>();
    const noted = <T>(path: string, answer: T): T => {
      if (!isOurs(path)) {
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
      facts: options.facts,
      env: options.env,
    });
    const entry: Entry = {
      project: { directory, workspace },
      closure: new Map(),
      modules: '',
      laid: new Map(),
      lookedAt,
    };
    entries.set(realOf(directory), entry);
    sorted = undefined;
    layOver(entry);
    options.changed(entry.project);
    return entry;
  };

  const drop = (real: string, entry: Entry) => {
    entries.delete(real);
    setClosure(entry, new Map());
    sorted = undefined;
    options.dropped(entry.project);
  };

  /** Gives a project the open documents that are its files; which those are may depend on their texts. True where its modules changed. */
  const layOver = (entry: Entry): boolean => {
    let changedModules = false;
    for (;;) {
      changedModules = readClosure(entry) || changedModules;
      let isDone = true;
      const wanted = new Map<string, string>();
      for (const [path, text] of documents) {
        const own = pathIn(entry, path);
        if (own !== undefined) wanted.set(own, text);
      }
      for (const [path, text] of wanted) {
        if (entry.laid.get(path) === text) continue;
        entry.laid.set(path, text);
        entry.project.workspace.change(path, text);
        isDone = false;
      }
      for (const path of [...entry.laid.keys()]) {
        if (wanted.has(path)) continue;
        entry.laid.delete(path);
        entry.project.workspace.change(path, null);
        isDone = false;
      }
      if (isDone) return changedModules;
    }
  };

  /** Modules are also those that are called and are not there yet: a file that comes belongs to the project. */
  const readClosure = (entry: Entry): boolean => {
    const { directory, workspace } = entry.project;
    const { modules } = workspace.view().project;
    const dirs = new Set(modules.keys());
    for (const [dir, { files }] of modules)
      for (const file of files) for (const called of calledFolders(file, dir)) dirs.add(called);
    const known = [...dirs].join('\n');
    if (entry.modules === known && entry.closure.size > 0) return false;
    entry.modules = known;
    const closure = new Map([[realOf(directory), '.']]);
    for (const dir of dirs) {
      const real = realOf(normalizePath(`${directory}/${dir}`));
      if (!closure.has(real)) closure.set(real, dir);
    }
    setClosure(entry, closure);
    return true;
  };

  const setClosure = (entry: Entry, closure: ReadonlyMap<string, string>) => {
    for (const real of entry.closure.keys()) if (!closure.has(real)) users.get(real)?.delete(entry);
    for (const real of closure.keys()) {
      const known = users.get(real);
      if (known === undefined) users.set(real, new Set([entry]));
      else known.add(entry);
    }
    entry.closure = closure;
  };

  /** Projects with a module in the folder, in order. */
  const usersOf = (folder: string): readonly Entry[] =>
    [...(users.get(realOf(folder)) ?? [])].sort((a, b) => compareText(a.project.directory, b.project.directory));

  /** The path that a file has in a project; `.cwvars` files count for the root module alone. */
  const pathIn = ({ closure }: Entry, path: string): string | undefined => {
    const { folder, name } = split(path);
    const dir = closure.get(realOf(folder));
    if (dir === undefined || (name.endsWith('.cwvars') && dir !== '.')) return undefined;
    return dir === '.' ? name : `${dir}/${name}`;
  };

  const inOrder = (): readonly Entry[] => {
    sorted ??= [...entries.values()].sort((a, b) => compareText(a.project.directory, b.project.directory));
    return sorted;
  };

  const isUsed = (real: string): boolean => {
    const own = entries.get(real);
    for (const user of users.get(real) ?? []) {
      if (user === own) continue;
      const other = realOf(user.project.directory);
      // Modules in a circle: the first of them stands for all.
      if (own?.closure.has(other) === true && compareText(real, other) < 0) continue;
      return true;
    }
    return false;
  };

  /** Folders that have to be part of a project, by real folder. */
  const candidates = (): ReadonlyMap<string, string> => {
    const all = new Map(found);
    for (const path of documents.keys()) {
      const { folder } = split(path);
      const real = realOf(folder);
      if (!all.has(real)) all.set(real, found.get(real) ?? folder);
    }
    return all;
  };

  /** Makes the projects that are missing, one at a time, of all folders or of one alone; drops those that are none. */
  function* settle(only?: string): Generator<void, void> {
    // What is dropped may have been the only user of something; modules in circles end it all the same.
    for (let round = 0; round < 8; round++) {
      const wanted = candidates();
      for (const [real, entry] of [...entries]) if (!wanted.has(real)) drop(real, entry);
      const missing = [...wanted].filter(
        ([real]) => !entries.has(real) && !isUsed(real) && (only === undefined || real === only),
      );
      for (const [real, directory] of usersFirst(missing, files, realOf)) {
        if (entries.has(real) || isUsed(real)) continue;
        make(directory);
        yield;
      }
      const used = [...entries].filter(([real]) => isUsed(real));
      for (const [real, entry] of used) drop(real, entry);
      if (used.length === 0) return;
    }
  }

  const settleNow = (only?: string) => {
    for (const _ of settle(only));
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
        for (const [real, folder] of [...found]) if (!isInside(folder)) found.delete(real);
      }
      for (const folder of added) scans.push(foldersToScan(files, folder));
      settleNow();
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
      for (const [real, folder] of fresh) if (!found.has(real) && isInside(folder)) found.set(real, folder);
      fresh = new Map();
      isSettling = true;
      for (const _ of settle()) yield seen;
      isSettling = false;
    },
    lay(path, text) {
      const isNew = !documents.has(path);
      if (text === null) documents.delete(path);
      else documents.set(path, text);
      let hasMoved = isNew || text === null;
      for (const entry of usersOf(split(path).folder)) {
        if (pathIn(entry, path) === undefined) continue;
        hasMoved = layOver(entry) || hasMoved;
        options.changed(entry.project);
      }
      if (hasMoved) settleNow(isSettling ? realOf(split(path).folder) : undefined);
    },
    touched(paths) {
      realFolders.clear();
      const changed = new Set<string>();
      const withSources = new Set<string>();
      for (const path of new Set(paths.map(normalizePath))) {
        changed.add(path);
        const { folder } = split(path);
        if (path.endsWith('.cw')) {
          withSources.add(folder);
          continue;
        }
        const stat = files.stat(path);
        if (!isRefusal(stat) && stat.type === 'directory') {
          if (isInside(path)) scans.push(foldersToScan(files, path));
        } else if (isRefusal(stat)) {
          for (const [real, below] of [...found]) if (isAtOrBelow(below, path)) found.delete(real);
        }
      }
      for (const folder of withSources) look(folder);
      forgetVanished();
      for (const entry of inOrder()) {
        const concerned = [...changed].filter((path) => concerns(entry, path));
        // What lies under an open document is not seen: an editor that saves changes nothing.
        if (concerned.every((path) => isOurs(path) && entry.laid.has(pathIn(entry, path) ?? ''))) continue;
        entry.project.workspace.refresh(readAgain(entry, concerned));
        entry.modules = '';
        layOver(entry);
        options.changed(entry.project);
      }
      settleNow();
    },
    lookedAt: allLookedAt,
    moduleFolders: () => {
      const folders = new Set<string>();
      for (const { project, closure } of entries.values()) {
        for (const dir of closure.values()) folders.add(normalizePath(`${project.directory}/${dir}`));
      }
      return [...folders].sort(compareText);
    },
  };

  function locate(path: string): readonly Located[] {
    const located: Located[] = [];
    for (const entry of usersOf(split(path).folder)) {
      const own = pathIn(entry, path);
      if (own !== undefined) located.push({ project: entry.project, path: own });
    }
    return located;
  }

  function identity(path: string): string {
    const { folder, name } = split(path);
    return `${realOf(folder)}/${name}`;
  }

  /** Looks again whether a folder has sources. */
  function look(folder: string): void {
    const real = realOf(folder);
    if (!holdsSources(files, folder)) found.delete(real);
    else if (!found.has(real) && isInside(folder)) found.set(real, folder);
  }

  /** Folders can go without a word: only what was in them is watched. */
  function forgetVanished(): void {
    for (const [real, folder] of [...found]) {
      const stat = files.stat(folder);
      if (isRefusal(stat) || stat.type !== 'directory') found.delete(real);
    }
  }

  /** The project's own files among them, as it names them; undefined (all of them) where a folder changed. */
  function readAgain(entry: Entry, paths: readonly string[]): readonly string[] | undefined {
    const own: string[] = [];
    for (const path of paths) {
      const inside = isOurs(path) ? pathIn(entry, path) : undefined;
      if (inside !== undefined) own.push(normalizePath(`${entry.project.directory}/${inside}`));
      else if (!entry.lookedAt.has(path)) return undefined;
    }
    return own;
  }

  function concerns(entry: Entry, path: string): boolean {
    if (entry.lookedAt.has(path)) return true;
    if (isOurs(path)) return pathIn(entry, path) !== undefined;
    // A folder, there or gone, with modules or with files that values came from below it.
    for (const dir of entry.closure.values()) {
      if (isAtOrBelow(normalizePath(`${entry.project.directory}/${dir}`), path)) return true;
    }
    for (const seen of entry.lookedAt) if (isAtOrBelow(seen, path)) return true;
    return false;
  }
}

/** Whether a path is one of the files that projects are made of. */
function isOurs(path: string): boolean {
  return path.endsWith('.cw') || path.endsWith('.cwvars');
}

function split(path: string): { readonly folder: string; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: cut <= 0 ? '/' : path.slice(0, cut), name: path.slice(cut + 1) };
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/**
 * Folders that probably nobody uses come first, so that the others turn out to be modules before a project is made of
 * them for nothing. Only a guess from the texts: what is a module is decided by the projects.
 */
function usersFirst(
  folders: readonly (readonly [real: string, directory: string])[],
  files: ProjectsOptions['files'],
  realOf: (folder: string) => string,
): readonly (readonly [real: string, directory: string])[] {
  const named = new Set<string>();
  if (folders.length > 1) {
    for (const [, directory] of folders) {
      for (const source of sourcesNamedIn(files, directory)) named.add(realOf(normalizePath(`${directory}/${source}`)));
    }
  }
  const depth = (path: string) => path.split('/').length;
  return [...folders].sort(
    ([a, one], [b, two]) =>
      Number(named.has(a)) - Number(named.has(b)) || depth(one) - depth(two) || compareText(one, two),
  );
}
