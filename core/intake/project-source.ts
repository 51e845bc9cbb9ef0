/** The texts of a project: files of the world with the editor’s own laid over them. */
import { compareText } from '../base/text-order.ts';
import type { Code } from '../diagnostics/codes.ts';
import { isRefusal } from '../ports.ts';
import type { LoadOptions } from './loader.ts';
import { normalizePath, relativePath } from './module-path.ts';
import type { ProjectWorld } from './project.ts';

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
  const directory = normalizePath(options.directory.replaceAll('\\', '/'));
  const absolute = (path: string) => (isAbsolute(path) ? normalizePath(path) : normalizePath(`${directory}/${path}`));
  const relative = (path: string) => relativePath(directory, path);
  const read = (path: string): Uint8Array | { readonly error: string; readonly code: string } => {
    const laid = overlay.get(relative(absolute(path)));
    if (laid === null) return { error: `\`${path}\` is not there.`, code: 'ENOENT' };
    if (laid !== undefined) return new TextEncoder().encode(laid);
    const bytes = files.read(absolute(path));
    return isRefusal(bytes) ? { error: bytes.reason, code: bytes.code } : bytes;
  };
  return {
    names: (dir) => {
      const entries = files.list(absolute(dir));
      const names = new Set<string>();
      if (!isRefusal(entries)) {
        for (const entry of entries) {
          if (entry.type === 'directory' || entry.type === 'other') continue;
          if (entry.type === 'symlink') {
            const stat = files.stat(absolute(`${dir}/${entry.name}`));
            if (!isRefusal(stat) && stat.type !== 'file') continue;
          }
          names.add(entry.name);
        }
      }
      for (const [path, text] of overlay) {
        const cut = path.lastIndexOf('/');
        if ((cut < 0 ? '.' : path.slice(0, cut)) !== dir) continue;
        if (text === null) names.delete(path.slice(cut + 1));
        else names.add(path.slice(cut + 1));
      }
      if (isRefusal(entries) && names.size === 0) return entries.reason;
      return [...names].sort(compareText);
    },
    text: (path) => {
      const laid = overlay.get(path);
      if (typeof laid === 'string') return laid;
      const bytes = read(path);
      if ('error' in bytes) return { code: 'unreadable-file', message: `\`${path}\` cannot be read: ${bytes.error}` };
      try {
        // A byte order mark is left to the parser, which keeps offsets right.
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return { code: 'not-utf8', message: `\`${path}\` is not UTF-8 text. Save it as UTF-8.` };
      }
    },
    realPath: (dir) => {
      const real = files.realPath(absolute(dir));
      return isRefusal(real) ? absolute(dir) : real;
    },
    relative: (path) => {
      const plain = path.replaceAll('\\', '/');
      return relative(isAbsolute(plain) ? plain : normalizePath(`${options.cwd.replaceAll('\\', '/')}/${plain}`));
    },
    world: {
      directory,
      homeDir: options.homeDir,
      cwd: options.cwd,
      readFile: (path) => {
        const bytes = read(path);
        return 'error' in bytes ? { error: bytes.error } : bytes;
      },
      fileKind: (path) => {
        const laid = overlay.get(relative(absolute(path)));
        if (typeof laid === 'string') return 'file';
        const stat = files.stat(absolute(path));
        if (isRefusal(stat) || laid === null) return null;
        return stat.type === 'file' || stat.type === 'directory' ? stat.type : 'other';
      },
      listFiles: (dir) => listFiles(files, absolute(dir)),
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
