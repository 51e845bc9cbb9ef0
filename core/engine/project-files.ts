/**
 * Which files one project is made of: those of its modules, with the open documents that lie over them, and the others
 * that values were taken from. Folders are told apart by where they really are, so that links lead to the same module.
 */
import { calledFolders } from '../intake/loader.ts';
import { normalizePath } from '../intake/module-path.ts';
import type { Project } from './projects.ts';
import { folderAndName, type RealFolders } from './real-folders.ts';
import { hasAtOrAbove, shared, type TouchedPaths } from './touched-paths.ts';

/** Paths are absolute, `/` between folders. */
export interface ProjectFiles {
  readonly project: Project;
  /** Real folder of each module that it has or calls → the module's folder relative to the project. */
  readonly modules: ReadonlyMap<string, string>;
  /** The path that a file has in the project; undefined for a file that is none of its own. */
  pathOf(path: string): string | undefined;
  /** Gives the project the open documents that are its files. True where its modules are others now. */
  lay(documents: ReadonlyMap<string, string>): boolean;
  /** Reads again what changed on disk of what it is made of or looked at. False where nothing of it did. */
  touch(paths: TouchedPaths): boolean;
}

export interface ProjectFilesOptions {
  readonly project: Project;
  readonly real: RealFolders;
  /** Other files than `.cw` and `.cwvars` that its values came from; grows. */
  readonly lookedAt: ReadonlySet<string>;
  /** Its modules are others now: those before. */
  readonly moved: (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) => void;
}

/** Documents that decide which modules there are, and lie in modules themselves, settle long before this. */
const MAX_ROUNDS = 100;

export function projectFiles({ project, real, lookedAt, moved }: ProjectFilesOptions): ProjectFiles {
  const { directory, workspace } = project;
  /** Open documents that lie over its files: path in the project → text. */
  const laid = new Map<string, string>();
  let modules: ReadonlyMap<string, string> = new Map();
  /** The folders that `modules` was made of. */
  let known: string | undefined;

  /** Modules are also those that are called and are not there yet: a file that comes belongs to the project. */
  const readModules = (): boolean => {
    const loaded = workspace.view().project.modules;
    const dirs = new Set(loaded.keys());
    for (const [dir, { files }] of loaded) {
      for (const file of files) for (const called of calledFolders(file, dir)) dirs.add(called);
    }
    const now = [...dirs].join('\n');
    if (now === known) return false;
    known = now;
    const before = modules;
    const found = new Map([[real.of(directory), '.']]);
    for (const dir of dirs) {
      const folder = real.of(normalizePath(`${directory}/${dir}`));
      if (!found.has(folder)) found.set(folder, dir);
    }
    modules = found;
    moved(before, found);
    return true;
  };

  /** `.cwvars` files count for the root module alone. */
  const pathOf = (path: string): string | undefined => {
    const { folder, name } = folderAndName(path);
    const dir = modules.get(real.of(folder));
    if (dir === undefined || (name.endsWith('.cwvars') && dir !== '.')) return undefined;
    return dir === '.' ? name : `${dir}/${name}`;
  };

  /** One round: true where a text is another now. */
  const layOnce = (documents: ReadonlyMap<string, string>): boolean => {
    const wanted = new Map<string, string>();
    for (const [path, text] of documents) {
      const own = pathOf(path);
      if (own !== undefined) wanted.set(own, text);
    }
    let isOther = false;
    for (const path of [...laid.keys(), ...wanted.keys()]) {
      const text = wanted.get(path);
      if (laid.get(path) === text) continue;
      if (text === undefined) laid.delete(path);
      else laid.set(path, text);
      workspace.change(path, text ?? null);
      isOther = true;
    }
    return isOther;
  };

  /** Those of its own files that changed. What lies under an open document is not seen: an editor that saves changes nothing. */
  const ownFiles = ({ sources }: TouchedPaths): readonly string[] => {
    const own: string[] = [];
    for (const folder of shared(sources, modules)) {
      for (const path of sources.get(folder) ?? []) {
        const inside = pathOf(path);
        if (inside !== undefined && !laid.has(inside)) own.push(normalizePath(`${directory}/${inside}`));
      }
    }
    return own;
  };

  /** A folder, there or gone, with modules in it. */
  const holdsModules = ({ others }: TouchedPaths): boolean => {
    for (const dir of modules.values()) if (hasAtOrAbove(others, normalizePath(`${directory}/${dir}`))) return true;
    return false;
  };

  /** Files that values came from, or folders with such files. */
  const holdsLookedAt = ({ all, others }: TouchedPaths): boolean => {
    if (shared(all, lookedAt).next().done !== true) return true;
    for (const seen of lookedAt) if (hasAtOrAbove(others, seen)) return true;
    return false;
  };

  return {
    project,
    get modules() {
      return modules;
    },
    pathOf,
    lay(documents) {
      let hasMoved = readModules();
      // Which documents are its files may depend on their texts.
      for (let round = 0; round < MAX_ROUNDS && layOnce(documents); round++) hasMoved = readModules() || hasMoved;
      return hasMoved;
    },
    touch(paths) {
      const own = ownFiles(paths);
      if (holdsModules(paths)) workspace.refresh();
      else if (own.length > 0 || holdsLookedAt(paths)) workspace.refresh(own);
      else return false;
      // Links may lead elsewhere now.
      known = undefined;
      return true;
    },
  };
}
