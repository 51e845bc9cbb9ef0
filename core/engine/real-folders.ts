/** Folders behind links, and small questions about paths: absolute, `/` between folders. */
import { normalizePath } from '../intake/module-path.ts';
import { type FileSystem, isRefusal } from '../ports.ts';

export interface RealFolders {
  /** The folder behind all links; the path itself where that cannot be said. Kept until it is to be forgotten. */
  of(folder: string): string;
  forget(): void;
}

export function realFolders(files: Pick<FileSystem, 'realPath'>): RealFolders {
  const known = new Map<string, string>();
  return {
    of(folder) {
      let real = known.get(folder);
      if (real === undefined) {
        const answer = files.realPath(folder);
        real = isRefusal(answer) ? folder : normalizePath(answer.replaceAll('\\', '/'));
        known.set(folder, real);
      }
      return real;
    },
    forget: () => known.clear(),
  };
}

export function folderAndName(path: string): { readonly folder: string; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { folder: cut <= 0 ? '/' : path.slice(0, cut), name: path.slice(cut + 1) };
}

export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Whether a path is one of the files that projects are made of. */
export function isSource(path: string): boolean {
  return path.endsWith('.cw') || path.endsWith('.cwvars');
}
