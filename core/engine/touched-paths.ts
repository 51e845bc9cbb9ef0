/**
 * Paths that changed on disk, sorted once, so that each project finds its own among ten thousand without looking at all of
 * them. Absolute, `/` between folders.
 */
import { normalizePath } from '../intake/module-path.ts';
import { folderAndName, isSource, type RealFolders } from './real-folders.ts';

export interface TouchedPaths {
  readonly all: ReadonlySet<string>;
  /** `.cw` and `.cwvars` files by the real folder that they lie in. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  /** Everything else: other files, and folders. */
  readonly others: ReadonlySet<string>;
}

export function touchedPaths(paths: readonly string[], real: RealFolders): TouchedPaths {
  const all = new Set(paths.map(normalizePath));
  const sources = new Map<string, string[]>();
  const others = new Set<string>();
  for (const path of all) {
    if (!isSource(path)) {
      others.add(path);
      continue;
    }
    const folder = real.of(folderAndName(path).folder);
    const known = sources.get(folder);
    if (known === undefined) sources.set(folder, [path]);
    else known.push(path);
  }
  return { all, sources, others };
}

interface Keyed {
  readonly size: number;
  keys(): Iterable<string>;
  has(key: string): boolean;
}

/** What both have, found by going through the smaller one. */
export function* shared(a: Keyed, b: Keyed): Generator<string, void> {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const key of small.keys()) if (large.has(key)) yield key;
}

/** Whether the path or a folder above it is one of these. */
export function hasAtOrAbove(folders: ReadonlySet<string>, path: string): boolean {
  if (folders.size === 0) return false;
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (folders.has(at)) return true;
  return folders.has('/');
}
