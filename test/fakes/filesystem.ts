/**
 * A {@link FileSystem} in memory, POSIX paths, under the same conformance suite as the real one. `link` and
 * `refuseAt` set up what the port itself cannot make: symbolic links and a world that says no.
 */
import { posix } from 'node:path';
import { compareText } from '../../core/base/text-order.ts';
import type { FileStat, FileSystem, Refusal } from '../../core/ports.ts';

export interface MemoryFileSystem extends FileSystem {
  /** Makes a symbolic link; parents are made too. */
  link(path: string, target: string): void;
  /** From now on everything that would change `path` or below is refused with `code`; null lifts it. */
  refuseAt(path: string, code: string | null): void;
  /** Writes a file with mode 0644, making parents. For set-up. */
  put(path: string, text: string): void;
  /** Text of every file by path. */
  texts(): Readonly<Record<string, string>>;
}

interface FileNode {
  readonly type: 'file';
  bytes: Uint8Array;
  mode: number;
  modifiedMs: number;
}
interface FolderNode {
  readonly type: 'directory';
  readonly entries: Map<string, Node>;
  mode: number;
  modifiedMs: number;
}
interface LinkNode {
  readonly type: 'symlink';
  readonly target: string;
  mode: number;
  modifiedMs: number;
}
type Node = FileNode | FolderNode | LinkNode;

const linkLimit = 40;

/** `nowMs` gives the time of change of what is written. */
export function memoryFileSystem(
  initial: Readonly<Record<string, string>> = {},
  nowMs: () => number = () => 0,
): MemoryFileSystem {
  const root: FolderNode = { type: 'directory', entries: new Map(), mode: 0o755, modifiedMs: nowMs() };
  const refusals = new Map<string, string>();

  /** Where a path leads: its parent folder, last name and what stands there. Links on the way are followed, the last one on wish. */
  function find(path: string, followLast: boolean, hops = 0): Found {
    let folder = root;
    let real = '/';
    const names = posix
      .resolve('/', path)
      .split('/')
      .filter((name) => name !== '');
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      const node = folder.entries.get(name);
      if (node?.type === 'symlink' && (!isLast || followLast)) {
        if (hops >= linkLimit) return { code: 'ELOOP' };
        return find(posix.join(posix.resolve(real, node.target), ...names.slice(index + 1)), followLast, hops + 1);
      }
      if (isLast) return { folder, name, node, path: posix.join(real, name) };
      if (node === undefined) return { code: 'ENOENT' };
      if (node.type !== 'directory') return { code: 'ENOTDIR' };
      folder = node;
      real = posix.join(real, name);
    }
    return { folder: root, name: '', node: root, path: '/' };
  }

  function refusedAt(path: string): string | undefined {
    const full = posix.resolve('/', path);
    for (const [at, code] of refusals) if (full === at || full.startsWith(at === '/' ? '/' : `${at}/`)) return code;
    return undefined;
  }

  /** Finds and checks that it may be changed. */
  function findToChange(path: string, followLast: boolean): Found {
    const found = find(path, followLast);
    const code = refusedAt('code' in found ? path : found.path);
    return code === undefined ? found : { code };
  }

  function makeDirectory(path: string, mode: number): undefined | Refusal {
    const names = posix
      .resolve('/', path)
      .split('/')
      .filter((name) => name !== '');
    for (let depth = 1; depth <= names.length; depth++) {
      const part = `/${names.slice(0, depth).join('/')}`;
      const found = find(part, true);
      if ('code' in found) return no(found.code, 'make the folder', path);
      if (found.node?.type === 'directory') continue;
      if (found.node !== undefined) return no(depth === names.length ? 'EEXIST' : 'ENOTDIR', 'make the folder', path);
      const code = refusedAt(part);
      if (code !== undefined) return no(code, 'make the folder', path);
      found.folder.entries.set(found.name, { type: 'directory', entries: new Map(), mode, modifiedMs: nowMs() });
    }
    return undefined;
  }

  function writeAtomic(path: string, content: string | Uint8Array, mode: number): undefined | Refusal {
    const found = findToChange(path, false);
    if ('code' in found) return no(found.code, 'write', path);
    if (found.node?.type === 'directory') return no('EISDIR', 'write', path);
    found.folder.entries.set(found.name, { type: 'file', bytes: bytesOf(content), mode, modifiedMs: nowMs() });
    return undefined;
  }

  const files: MemoryFileSystem = {
    read(path) {
      const found = find(path, true);
      if ('code' in found) return no(found.code, 'read', path);
      if (found.node === undefined) return no('ENOENT', 'read', path);
      return found.node.type === 'file' ? found.node.bytes.slice() : no('EISDIR', 'read', path);
    },
    stat(path, noFollow = false) {
      const found = find(path, !noFollow);
      if ('code' in found) return no(found.code, 'look at', path);
      return found.node === undefined ? no('ENOENT', 'look at', path) : statOf(found.node);
    },
    list(path) {
      const found = find(path, true);
      if ('code' in found) return no(found.code, 'list', path);
      if (found.node === undefined) return no('ENOENT', 'list', path);
      if (found.node.type !== 'directory') return no('ENOTDIR', 'list', path);
      return [...found.node.entries]
        .map(([name, node]) => ({ name, type: node.type }))
        .sort((a, b) => compareText(a.name, b.name));
    },
    realPath(path) {
      const found = find(path, true);
      if ('code' in found) return no(found.code, 'find', path);
      return found.node === undefined ? no('ENOENT', 'find', path) : found.path;
    },
    writeAtomic,
    openAppend(path, mode) {
      const found = findToChange(path, true);
      if ('code' in found) return no(found.code, 'open', path);
      if (found.node?.type === 'directory') return no('EISDIR', 'open', path);
      const node: FileNode =
        found.node?.type === 'file' ? found.node : { type: 'file', bytes: new Uint8Array(), mode, modifiedMs: nowMs() };
      found.folder.entries.set(found.name, node);
      let open = true;
      return {
        append(text) {
          if (!open) return no('EBADF', 'append to', path);
          const code = refusedAt(path);
          if (code !== undefined) return no(code, 'append to', path);
          node.bytes = bytesOf(Buffer.concat([node.bytes, bytesOf(text)]));
          node.modifiedMs = nowMs();
          return undefined;
        },
        close() {
          open = false;
        },
      };
    },
    makeDirectory,
    rename(from, to) {
      const source = findToChange(from, false);
      const target = findToChange(to, false);
      if ('code' in source) return no(source.code, 'move', from);
      if ('code' in target) return no(target.code, 'move', to);
      if (source.node === undefined) return no('ENOENT', 'move', from);
      if (target.node?.type === 'directory') {
        if (source.node.type !== 'directory') return no('EISDIR', 'move', to);
        if (target.node.entries.size > 0) return no('ENOTEMPTY', 'move', to);
      } else if (target.node !== undefined && source.node.type === 'directory') return no('ENOTDIR', 'move', to);
      source.folder.entries.delete(source.name);
      target.folder.entries.set(target.name, source.node);
      return undefined;
    },
    remove(path) {
      const found = findToChange(path, false);
      if ('code' in found) return found.code === 'ENOENT' ? undefined : no(found.code, 'remove', path);
      found.folder.entries.delete(found.name);
      return undefined;
    },
    changeMode(path, mode) {
      const found = findToChange(path, true);
      if ('code' in found) return no(found.code, 'change the mode of', path);
      if (found.node === undefined) return no('ENOENT', 'change the mode of', path);
      found.node.mode = mode;
      return undefined;
    },
    link(path, target) {
      makeDirectory(posix.dirname(path), 0o755);
      const found = find(path, false);
      if ('code' in found) throw new Error(`cannot link ${path}: ${found.code}`);
      found.folder.entries.set(found.name, { type: 'symlink', target, mode: 0o777, modifiedMs: nowMs() });
    },
    refuseAt(path, code) {
      if (code === null) refusals.delete(posix.resolve('/', path));
      else refusals.set(posix.resolve('/', path), code);
    },
    put(path, text) {
      const problem = makeDirectory(posix.dirname(path), 0o755) ?? writeAtomic(path, text, 0o644);
      if (problem !== undefined) throw new Error(problem.reason);
    },
    texts() {
      const all: Record<string, string> = {};
      const walk = (folder: FolderNode, at: string) => {
        for (const [name, node] of folder.entries) {
          if (node.type === 'file') all[`${at}/${name}`] = new TextDecoder().decode(node.bytes);
          else if (node.type === 'directory') walk(node, `${at}/${name}`);
        }
      };
      walk(root, '');
      return all;
    },
  };
  for (const [path, text] of Object.entries(initial)) files.put(path, text);
  return files;
}

type Found =
  | { readonly folder: FolderNode; readonly name: string; readonly node: Node | undefined; readonly path: string }
  | { readonly code: string };

function statOf(node: Node): FileStat {
  const sizeBytes = node.type === 'file' ? node.bytes.length : 0;
  return { type: node.type, mode: node.mode, sizeBytes, modifiedMs: node.modifiedMs, uid: 0, gid: 0 };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

function no(code: string, attempt: string, path: string): Refusal {
  return { refused: true, code, reason: `Cannot ${attempt} \`${path}\`: ${code}.` };
}
