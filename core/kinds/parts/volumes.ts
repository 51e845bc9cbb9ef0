/** Mounts of a container: `"data:/var/lib/data"`, `"./site:/usr/share/nginx/html:ro"` or an object. */
import { z } from 'zod';
import type { Json } from '../../contracts/json.ts';
import type { HoleyJson } from '../hole.ts';
import { normalisePath } from './paths.ts';

export interface Mount {
  /** Name of a volume, or a path (which holds a `/`). */
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
}

const target = z.string().regex(/^\/[^\0:]*$/, 'must be an absolute path inside the container');
const source = z
  .string()
  .regex(/^[^\0:]+$/, 'must be the name of a volume, or a path')
  .transform(canonicalSource);

const mountText = z.string().transform((text, context): Mount => {
  const [from, to, mode, ...more] = text.split(':');
  const isMode = mode === undefined || mode === 'ro' || mode === 'rw';
  if (!from || !to?.startsWith('/') || !isMode || more.length > 0) {
    context.addIssue('must be `source:/target` or `source:/target:ro`');
    return { source: '', target: '', read_only: false };
  }
  return { source: canonicalSource(from), target: to, read_only: mode === 'ro' };
});

const mountObject = z.strictObject({
  source: source.describe('Name of a volume, or a path relative to the project’s folder (`./data`)'),
  target: target.describe('Absolute path inside the container'),
  read_only: z.boolean().default(false),
});

export const volumesSchema = z.array(z.union([mountText, mountObject]));

/** Whether the source is a path, and not the name of a volume. */
export function isPathSource(text: string): boolean {
  return text.includes('/') || text === '.' || text === '..';
}

/** As `HostConfig.Binds` has it. */
export function bindsOf(value: HoleyJson | undefined): readonly string[] {
  return mountsOf(value).map((mount) => `${mount.source}:${mount.target}${mount.read_only ? ':ro' : ''}`);
}

export function mountsOf(value: HoleyJson | object | undefined): readonly Mount[] {
  return Array.isArray(value) ? (value as readonly Mount[]) : [];
}

/** What an inspect document says of `HostConfig.Binds`, as it was asked for, in that order; others behind. */
export function observedMounts(binds: Json | undefined, asked: readonly Mount[]): readonly Mount[] {
  const seen = (Array.isArray(binds) ? (binds as readonly Json[]) : []).flatMap((bind): readonly Mount[] => {
    if (typeof bind !== 'string') return [];
    const [from = '', to = '', options = ''] = bind.split(':');
    return [{ source: canonicalSource(from), target: to, read_only: options.split(',').includes('ro') }];
  });
  const rest = [...seen];
  const matched = asked.filter((mount) => {
    const at = rest.findIndex((other) => sameMount(mount, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return [...matched, ...rest];
}

/** An engine reports absolute paths; which folder a relative one started from is not known here. */
function sameMount(asked: Mount, seen: Mount): boolean {
  if (asked.target !== seen.target || asked.read_only !== seen.read_only) return false;
  if (asked.source === seen.source) return true;
  if (!isPathSource(asked.source) || asked.source.startsWith('/')) return false;
  const tail = asked.source.replace(/^(\.\.?\/)+/, '').replace(/^\.\.?$/, '');
  return seen.source.startsWith('/') && (tail === '' || seen.source.endsWith(`/${tail}`));
}

/** A relative path always begins with `.`, so that it is never taken for a volume. */
function canonicalSource(text: string): string {
  if (!isPathSource(text)) return text;
  const path = normalisePath(text);
  return path.startsWith('/') || path.startsWith('.') ? path : `./${path}`;
}
