/** The texts of a project: files of the world with the editor’s own laid over them. */
import { compareText } from '../base/text-order.ts';
import type { Code } from '../diagnostics/codes.ts';
import { isRefusal } from '../ports.ts';
import { diskTexts, isTooLarge, tooLarge } from './disk-texts.ts';
import type { LoadOptions } from './loader.ts';
import { normalizePath, relativePath } from './module-path.ts';
import type { FolderEntry, ProjectWorld } from './project.ts';

export interface Source {
  /** Names of the files in a folder, in order; a sentence where it cannot be listed. */
  names(dir: string): readonly string[] | string;
  text(path: string): string | { readonly code: Code; readonly message: string };
  realPath(dir: string): string;
  /** The path relative to the project, of one that is absolute or relative to the working folder. */
  relative(path: string): string;
  readonly world: ProjectWorld;
}

export function sourceOf(options: LoadOptions): Source {
  const { files, overlay } = options;
  const disk = options.disk ?? diskTexts(files);
  const directory = normalizePath(options.directory.replaceAll('\\', '/'));
  const absolute = (path: string) => (isAbsolute(path) ? normalizePath(path) : normalizePath(`${directory}/${path}`));
  const relative = (path: string) => relativePath(directory, path);
  const read = (path: string): Uint8Array | { readonly error: string; readonly code: string } => {
    const own = relative(absolute(path));
    options.lookedAt?.(own);
    const laid = overlay.get(own);
    if (laid === null) return { error: `\`${path}\` is not there.`, code: 'ENOENT' };
    if (laid !== undefined) return new TextEncoder().encode(laid);
    const bytes = files.read(absolute(path));
    return isRefusal(bytes) ? { error: bytes.reason, code: bytes.code } : bytes;
  };
  return {
    names: (dir) => {
      const found = disk.names(absolute(dir));
      const names = new Set<string>('reason' in found ? [] : found);
      for (const [path, text] of overlay) {
        const cut = path.lastIndexOf('/');
        if ((cut < 0 ? '.' : path.slice(0, cut)) !== dir) continue;
        if (text === null) names.delete(path.slice(cut + 1));
        else names.add(path.slice(cut + 1));
      }
      if ('reason' in found && names.size === 0) return found.reason;
      return [...names].sort(compareText);
    },
    text: (path) => {
      const laid = overlay.get(path);
      if (laid === null) return { code: 'unreadable-file', message: `\`${path}\` cannot be read: it is not there.` };
      const found = laid === undefined ? disk.text(absolute(path)) : isTooLarge(laid.length) ? tooLarge : laid;
      return typeof found === 'string' ? found : { code: found.code, message: `\`${path}\` ${found.message}` };
    },
    realPath: (dir) => disk.realPath(absolute(dir)),
    relative: (path) => {
      const plain = path.replaceAll('\\', '/');
      return relative(isAbsolute(plain) ? plain : normalizePath(`${options.cwd.replaceAll('\\', '/')}/${plain}`));
    },
    world: {
      directory,
      homeDir: options.homeDir,
      cwd: options.cwd,
      version: options.worldVersion ?? 0,
      readFile: (path) => {
        const bytes = read(path);
        return 'error' in bytes ? { error: bytes.error } : bytes;
      },
      fileKind: (path) => {
        const own = relative(absolute(path));
        options.lookedAt?.(own);
        const laid = overlay.get(own);
        if (typeof laid === 'string') return 'file';
        const stat = files.stat(absolute(path));
        if (isRefusal(stat) || laid === null) return null;
        return stat.type === 'file' || stat.type === 'directory' ? stat.type : 'other';
      },
      listFiles: (dir) => listFiles(files, absolute(dir)),
      listFolder: (dir) => listFolder(files, absolute(dir)),
      realPath: (path) => realPath(files, absolute(path)),
    },
  };
}

/** Paths of the files below a folder, relative to it; links to folders are not followed. */
export function listFiles(files: LoadOptions['files'], root: string): readonly string[] {
  const found: string[] = [];
  const pending = [''];
  for (let at = 0; at < pending.length && found.length < 100_000; at++) {
    const prefix = pending[at] ?? '';
    const entries = files.list(`${root}/${prefix}`);
    if (isRefusal(entries)) continue;
    for (const entry of entries) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.type === 'directory') pending.push(path);
      else found.push(path);
    }
  }
  return found.sort(compareText);
}

function listFolder(files: LoadOptions['files'], dir: string): readonly FolderEntry[] {
  const entries = files.list(dir);
  if (isRefusal(entries)) return [];
  return entries.flatMap(({ name, type }): readonly FolderEntry[] => {
    if (type !== 'symlink') return [{ name, isFolder: type === 'directory' }];
    const stat = files.stat(`${dir}/${name}`);
    return isRefusal(stat) ? [] : [{ name, isFolder: stat.type === 'directory' }];
  });
}

/** See `ProjectWorld`. What is not there stands where its nearest folder is. */
function realPath(files: LoadOptions['files'], path: string): string | undefined {
  let missing = '';
  for (let at = path; ; ) {
    const real = files.realPath(at);
    if (!isRefusal(real)) return normalizePath(`${real.replaceAll('\\', '/')}${missing}`);
    const isThere = !isRefusal(files.stat(at, true));
    const cut = at.lastIndexOf('/');
    if (isThere || real.code !== 'ENOENT' || cut < 0 || at === '/') return undefined;
    missing = `${at.slice(cut)}${missing}`;
    at = at.slice(0, cut) || '/';
  }
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}
