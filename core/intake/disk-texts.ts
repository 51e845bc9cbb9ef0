/**
 * A project's own files as they are on disk, read once and kept until it is said that something changed there. What
 * functions like `file()` see is never kept: that is read when it is asked for.
 */
import type { Code } from '../diagnostics/codes.ts';
import type { FileSystem } from '../ports.ts';
import { isRefusal } from '../ports.ts';

/** Paths are absolute, `/` between folders. */
export interface DiskTexts {
  /** Names of the files in a folder, links to files among them; a sentence in `reason` where it cannot be listed. */
  names(dir: string): readonly string[] | { readonly reason: string };
  text(path: string): string | Unreadable;
  /** The folder behind all links; the path itself where that cannot be said. */
  realPath(dir: string): string;
  /** Reads again what stands at and around these paths; everything where none are given. */
  forget(paths?: readonly string[]): void;
}

export interface Unreadable {
  readonly code: Code;
  /** What is wrong, to follow the file's path in a sentence. */
  readonly message: string;
}

/** Some hundred thousand lines: an editor cannot answer while it reads more than that, and nobody wrote it by hand. */
const MAX_SOURCE_BYTES = 10_000_000;

/** Whether a source of so many bytes or characters is left unread. */
export function isTooLarge(size: number): boolean {
  return size > MAX_SOURCE_BYTES;
}

export const tooLarge: Unreadable = {
  code: 'unreadable-file',
  message: `is not read: it is larger than ${MAX_SOURCE_BYTES / 1_000_000} MB. Split it into several files.`,
};

export function diskTexts(files: Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>): DiskTexts {
  const names = new Map<string, ReturnType<DiskTexts['names']>>();
  const texts = new Map<string, string | Unreadable>();
  const folders = new Map<string, string>();

  const namesIn = (dir: string): ReturnType<DiskTexts['names']> => {
    const entries = files.list(dir);
    if (isRefusal(entries)) return { reason: entries.reason };
    const found: string[] = [];
    for (const { name, type } of entries) {
      if (type === 'directory' || type === 'other') continue;
      if (type === 'symlink') {
        const stat = files.stat(`${dir}/${name}`);
        if (!isRefusal(stat) && stat.type !== 'file') continue;
      }
      found.push(name);
    }
    return found;
  };

  const textOf = (path: string): string | Unreadable => {
    const stat = files.stat(path);
    if (!isRefusal(stat) && isTooLarge(stat.sizeBytes)) return tooLarge;
    const bytes = files.read(path);
    if (isRefusal(bytes)) return { code: 'unreadable-file', message: `cannot be read: ${bytes.reason}` };
    try {
      // A byte order mark is left to the parser, which keeps offsets right.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return { code: 'not-utf8', message: 'is not UTF-8 text. Save it as UTF-8.' };
    }
  };

  return {
    names: (dir) => remembered(names, dir, namesIn),
    text: (path) => remembered(texts, path, textOf),
    realPath: (dir) =>
      remembered(folders, dir, () => {
        const real = files.realPath(dir);
        return isRefusal(real) ? dir : real;
      }),
    forget(paths) {
      // Folders and links are few, and a change of one may move any number of others.
      names.clear();
      folders.clear();
      if (paths === undefined) texts.clear();
      else forgetAtOrBelow(texts, paths);
    },
  };
}

function remembered<T>(memo: Map<string, T>, path: string, make: (path: string) => T): T {
  let known = memo.get(path);
  if (known === undefined) {
    known = make(path);
    memo.set(path, known);
  }
  return known;
}

function forgetAtOrBelow(texts: Map<string, unknown>, paths: readonly string[]): void {
  const folders = new Set(paths.filter((path) => !texts.delete(path)));
  if (folders.size === 0) return;
  for (const known of texts.keys()) {
    for (let cut = known.lastIndexOf('/'); cut > 0; cut = known.lastIndexOf('/', cut - 1)) {
      if (!folders.has(known.slice(0, cut))) continue;
      texts.delete(known);
      break;
    }
  }
}
