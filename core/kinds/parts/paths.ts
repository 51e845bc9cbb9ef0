/** Paths as kinds see them: given relative to the project's folder, told to core relative to the project's. */
import { z } from 'zod';
import { attribute } from '../define.ts';

/** `./a//b/` → `a/b`; `..` steps are resolved as far as the text allows. The folder itself is `.`. */
export function normalisePath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !isAbsolute) parts.push(part);
  }
  const joined = parts.join('/');
  return isAbsolute ? `/${joined}` : joined === '' ? '.' : joined;
}

/** As a folder in `needs.write`. */
export function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** A path as users write it, normalised. */
export const pathSchema = z
  .string()
  .min(1)
  // Control characters have no place in a name, and would break logs and arguments.
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters')
  .transform(normalisePath);

/** Permission bits in octal, always four digits. */
export const modeSchema = z
  .string()
  .regex(/^(0o)?[0-7]{3,4}$/, 'must be octal permission bits such as `0644`')
  .transform((mode) => mode.replace(/^0o/, '').padStart(4, '0'));

/** Permission bits as {@link modeSchema} writes them. */
export function modeText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

export const ownerSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$/, 'must be `user` or `user:group`, by name or number');

/** The owner as it was asked for, where it was asked for by number; names cannot be read back. */
export function observedOwner(asked: string, uid: number, gid: number): string | undefined {
  const [, user, group] = /^(\d+)(?::(\d+))?$/.exec(asked) ?? [];
  if (user === undefined) return undefined;
  return group === undefined ? String(uid) : `${uid}:${gid}`;
}

/** The attribute `create_parents` of everything that stands at a path. */
export const createParents = attribute(z.boolean().default(true), {
  description: 'Whether to make the folders above it where they are missing.',
  change: 'none',
});

/** The attribute `owner` of everything that is a file. */
export const fileOwner = attribute(ownerSchema.optional(), {
  description: 'Owner as `user` or `user:group`; only root may give files away.',
  change: 'update',
});
