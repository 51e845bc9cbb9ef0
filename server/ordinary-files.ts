/**
 * The disk as the server reads it: ordinary files and folders. A pipe or a device would hold up every request until somebody
 * writes to it.
 */
import { type FileSystem, isRefusal } from '../core/ports.ts';

export type ReadableFiles = Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>;

export function ordinaryFiles({ read, stat, list, realPath }: ReadableFiles): ReadableFiles {
  return {
    read(path) {
      const found = stat(path);
      if (isRefusal(found) || found.type !== 'other') return read(path);
      return { refused: true, code: 'EINVAL', reason: `Cannot read \`${path}\`: it is no ordinary file.` };
    },
    stat,
    list,
    realPath,
  };
}
