/**
 * The {@link FileSystem} port on `node:fs`. Synchronous on purpose: each call is short, and the order of
 * effects on disk is the order of the calls.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  type Dirent,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText } from '../base/text-order.ts';
import type { AppendFile, DirectoryEntry, FileStat, FileSystem, Refusal } from '../ports.ts';
import { errorCode, refusalOf, refuse } from './refusal.ts';

export function createFileSystem(): FileSystem {
  return {
    read: (path) => attempt(`read \`${path}\``, () => readFileSync(path)),
    stat,
    list,
    realPath: (path) => attempt(`find \`${path}\``, () => realpathSync.native(path)),
    writeAtomic,
    openAppend,
    makeDirectory,
    rename: (from, to) => attempt(`move \`${from}\` to \`${to}\``, () => renameSync(from, to)),
    remove: (path) => attempt(`remove \`${path}\``, () => rmSync(path, { recursive: true, force: true })),
    changeMode: (path, mode) => attempt(`change the mode of \`${path}\``, () => chmodSync(path, mode)),
  };
}

function attempt<T>(what: string, act: () => T): T | Refusal {
  try {
    return act();
  } catch (error) {
    return refusalOf(error, what);
  }
}

function stat(path: string, noFollow = false): FileStat | Refusal {
  return attempt(`look at \`${path}\``, () => {
    // Without an exception for the most common refusal: probing thousands of absent files stays cheap.
    const found = noFollow ? lstatSync(path, { throwIfNoEntry: false }) : statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return refuse('ENOENT', `Cannot look at \`${path}\`: there is no such file or folder.`);
    return {
      type: typeOf(found),
      mode: found.mode & 0o7777,
      sizeBytes: found.size,
      modifiedMs: found.mtimeMs,
      uid: found.uid,
      gid: found.gid,
    };
  });
}

function list(path: string): readonly DirectoryEntry[] | Refusal {
  return attempt(`list \`${path}\``, () =>
    readdirSync(path, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, type: typeOf(entry) }))
      .sort((a, b) => compareText(a.name, b.name)),
  );
}

function typeOf(entry: Stats | Dirent): FileStat['type'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** A symbolic link at `path` is replaced, never written through. An existing file keeps its owner where we may give it. */
function writeAtomic(path: string, content: string | Uint8Array, mode: number, durable = true): undefined | Refusal {
  const folder = dirname(path);
  const temporary = join(folder, `.cw-${randomBytes(8).toString('hex')}.tmp`);
  let made = false;
  try {
    const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    made = true;
    try {
      keepOwner(path, fd);
      // After the owner, which would clear bits; and explicitly, since the umask must not decide.
      fchmodSync(fd, mode);
      writeWhole(fd, content);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
    made = false;
    if (durable) syncFolder(folder);
    return undefined;
  } catch (error) {
    if (made) attempt('clean up', () => unlinkSync(temporary));
    return refusalOf(error, `write \`${path}\``);
  }
}

function keepOwner(path: string, fd: number): void {
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (before === undefined || !before.isFile()) return;
  const now = fstatSync(fd);
  if (now.uid === before.uid && now.gid === before.gid) return;
  try {
    fchownSync(fd, before.uid, before.gid);
  } catch {
    // Only root may give files away; a file that is ours now is what every editor leaves too.
  }
}

function writeWhole(fd: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written, bytes.length - written);
}

/** Makes a rename or a new name in `folder` last through a power cut. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems cannot sync a folder; the rename itself has happened.
    if (errorCode(error) !== 'EINVAL' && errorCode(error) !== 'ENOTSUP') throw error;
  } finally {
    closeSync(fd);
  }
}

function openAppend(path: string, mode: number): AppendFile | Refusal {
  return attempt(`open \`${path}\``, () => {
    const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
    const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, mode);
    if (isNew) {
      fchmodSync(fd, mode);
      syncFolder(dirname(path));
    }
    return appendTo(fd, path);
  });
}

function appendTo(fd: number, path: string): AppendFile {
  let open = true;
  return {
    append(bytes, sync) {
      if (!open) return refuse('EBADF', `Cannot append to \`${path}\`: it has been closed.`);
      return attempt(`append to \`${path}\``, () => {
        const before = fstatSync(fd).size;
        try {
          writeWhole(fd, bytes);
        } catch (error) {
          // A record is there whole or not at all, so that what is appended later can still be read.
          ftruncateSync(fd, before);
          throw error;
        }
        if (sync) fdatasyncSync(fd);
      });
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

function makeDirectory(path: string, mode: number): undefined | Refusal {
  return attempt(`make the folder \`${path}\``, () => {
    makeFolder(path, mode);
    return undefined;
  });
}

/**
 * Throws what the system says. Not `mkdir`'s own recursion, which reports a full or read-only disk as "no such folder",
 * and never ends on `/proc/x`.
 * Made parents get the same mode, and the umask does not decide it.
 */
export function makeFolder(path: string, mode: number): void {
  if (!makeOne(path, mode)) return;
  chmodSync(path, mode);
}

/** Whether it was made here: another process may make it, or a parent of it, at the same moment. */
function makeOne(path: string, mode: number, mayLackParent = true): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) === 'ENOENT' && mayLackParent && parent !== path) {
      makeFolder(parent, mode);
      return makeOne(path, mode, false);
    }
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return false;
    throw error;
  }
}
