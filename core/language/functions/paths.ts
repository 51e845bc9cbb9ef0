/** Paths as text, with `/` between folders, by the rules of Go's `filepath`; nothing asks a file system. */

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

/** Without `.`, `..` and doubled slashes where they can be resolved; `.` for nothing. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  const joined = (rooted ? '/' : '') + parts.join('/');
  return joined === '' ? '.' : joined;
}

export function joinPaths(...paths: readonly string[]): string {
  const given = paths.filter((path) => path !== '');
  return given.length === 0 ? '' : cleanPath(given.join('/'));
}

/** The last element: `.` for nothing, `/` for the root. */
export function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** All but the last element, cleaned. */
export function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** A leading `~` becomes the home folder. Undefined for `~user`, which cannot be known. */
export function expandHome(path: string, home: string): string | undefined {
  if (!path.startsWith('~')) return path;
  if (path.length > 1 && path[1] !== '/') return undefined;
  return joinPaths(home, path.slice(1));
}
