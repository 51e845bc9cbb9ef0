/** Finds the folders that hold `.cw` files, one folder at a time, so that an editor can answer requests in between. */
import { compareText } from '../base/text-order.ts';
import { isTooLarge } from '../intake/disk-texts.ts';
import { normalizePath } from '../intake/module-path.ts';
import { type DirectoryEntry, type FileSystem, isRefusal } from '../ports.ts';
import type { RealFolders } from './real-folders.ts';

type Files = Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>;

export interface ScannedFolder {
  readonly path: string;
  readonly real: string;
  readonly hasSources: boolean;
}

export interface FolderScan {
  readonly root: string;
  /** Looks into one more folder; undefined when all were seen. */
  next(): ScannedFolder | undefined;
}

/** Folders of other tools, large and without anything of ours. Hidden ones (`.git`, `.clockwork`) are left out as well. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '__pycache__']);

/** An editor can be opened on `/`. */
const MAX_FOLDERS = 50_000;

/** Folders at and below `root`, the upper ones first; each once, also where links lead in circles. */
export function foldersToScan(files: Files, root: string): FolderScan {
  const queue = [root];
  const seen = new Set<string>();
  let at = 0;
  return {
    root,
    next() {
      while (at < queue.length && seen.size < MAX_FOLDERS) {
        const path = queue[at] ?? root;
        at++;
        const answer = files.realPath(path);
        const real = isRefusal(answer) ? path : answer.replaceAll('\\', '/');
        if (seen.has(real)) continue;
        seen.add(real);
        const entries = files.list(path);
        if (isRefusal(entries)) continue;
        let hasSources = false;
        for (const { name, type } of entries) {
          hasSources ||= isSourceFile(files, path, { name, type });
          if (isLeftOut(name) || (type !== 'directory' && type !== 'symlink')) continue;
          const below = path === '/' ? `/${name}` : `${path}/${name}`;
          if (type === 'directory' || isFolder(files, below)) queue.push(below);
        }
        return { path, real, hasSources };
      }
      return undefined;
    },
  };
}

/** Whether a scan would pass by a path, given from the folder where it began. */
export function isLeftOut(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.') || skipped.has(name));
}

export function holdsSources(files: Files, folder: string): boolean {
  const entries = files.list(folder);
  return !isRefusal(entries) && entries.some((entry) => isSourceFile(files, folder, entry));
}

/** What the texts in a folder seem to name as sources of modules. A guess: comments and strings are not told apart. */
function sourcesNamedIn(files: Files, folder: string): readonly string[] {
  const entries = files.list(folder);
  if (isRefusal(entries)) return [];
  return entries
    .filter((entry) => isSourceFile(files, folder, entry))
    .flatMap(({ name }) => {
      const path = `${folder}/${name}`;
      const stat = files.stat(path);
      const bytes = isRefusal(stat) || isTooLarge(stat.sizeBytes) ? stat : files.read(path);
      if (!(bytes instanceof Uint8Array)) return [];
      const text = new TextDecoder().decode(bytes);
      return [...text.matchAll(/\bsource\s*=\s*"(\.\.?(?:[/\\][^"\n]*)?)"/g)].map(([, source]) =>
        (source ?? '.').replaceAll('\\', '/'),
      );
    });
}

/** An ordinary file, or a link to one or to nothing; a pipe or a device is never opened. */
function isSourceFile(files: Files, folder: string, { name, type }: DirectoryEntry): boolean {
  if (!isSource(name) || type !== 'symlink') return isSource(name) && type === 'file';
  const stat = files.stat(`${folder}/${name}`);
  return isRefusal(stat) || stat.type === 'file';
}

function isSource(name: string): boolean {
  return name.endsWith('.cw') && !name.startsWith('.') && !name.startsWith('#');
}

function isFolder(files: Files, path: string): boolean {
  const stat = files.stat(path);
  return !isRefusal(stat) && stat.type === 'directory';
}

/**
 * Folders that probably nobody uses come first, so that the others turn out to be modules before a project is made of
 * them for nothing. Only a guess from the texts: what is a module is decided by the projects.
 */
export function usersFirst(
  folders: readonly (readonly [real: string, directory: string])[],
  files: Files,
  real: RealFolders,
): readonly (readonly [real: string, directory: string])[] {
  const named = new Set<string>();
  if (folders.length > 1) {
    for (const [, directory] of folders) {
      for (const source of sourcesNamedIn(files, directory))
        named.add(real.of(normalizePath(`${directory}/${source}`)));
    }
  }
  const depth = (path: string) => path.split('/').length;
  return [...folders].sort(
    ([a, one], [b, two]) =>
      Number(named.has(a)) - Number(named.has(b)) || depth(one) - depth(two) || compareText(one, two),
  );
}
