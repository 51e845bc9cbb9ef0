/** Folders of modules, as paths relative to the project with `/` between them. */

/** The folder that `source` names, seen from the module in `dir`; undefined where it is no local path. */
export function modulePath(dir: string, source: string): string | undefined {
  const path = source.replaceAll('\\', '/');
  if (!/^\.\.?(\/|$)/.test(path)) return undefined;
  return normalizePath(`${dir}/${path}`);
}

/** Without `.` and with `..` resolved as far as it goes; `.` for nothing. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && absolute) continue;
    else parts.push(part);
  }
  const joined = parts.join('/');
  return absolute ? `/${joined}` : joined === '' ? '.' : joined;
}

/** `path` seen from `from`, both absolute and normal. */
export function relativePath(from: string, path: string): string {
  const start = normalizePath(from).split('/').filter(Boolean);
  const target = normalizePath(path).split('/').filter(Boolean);
  let shared = 0;
  while (shared < start.length && shared < target.length && start[shared] === target[shared]) shared++;
  const parts = [...start.slice(shared).map(() => '..'), ...target.slice(shared)];
  return parts.length === 0 ? '.' : parts.join('/');
}
