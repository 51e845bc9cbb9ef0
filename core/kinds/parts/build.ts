/** Building an image from a folder. */
import { z } from 'zod';
import { digestOfBytes, digestOfJson } from '../../base/canonical-json.ts';
import { stringType } from '../../language/types.ts';
import { entriesOf, isKnown, isNull, stringValue, unknownValue, type Value } from '../../language/values.ts';
import type { ComputeTools, HoleyBody } from '../define.ts';
import type { HoleyJson, HoleyObject } from '../hole.ts';
import { pathSchema } from './paths.ts';

export const buildSchema = z.strictObject({
  context: pathSchema.default('.').describe('Folder that the build may read, relative to the project’s folder'),
  dockerfile: z.string().min(1).default('Dockerfile').describe('Path of the Dockerfile, relative to `context`'),
  args: z
    .record(z.string(), z.string())
    .default({})
    .describe('Build arguments; they stay in the image’s history, so no secrets'),
  target: z.string().optional().describe('Stage to build'),
  tags: z.array(z.string().min(1)).default([]).describe('Further names for the image'),
});

/** The body that builds `tag`. */
export function buildBody(tag: HoleyJson, engine: HoleyJson | undefined, build: HoleyObject): HoleyBody {
  const target = build['target'];
  return {
    version: '1',
    operation: 'image',
    engine: engine ?? 'auto',
    tag,
    build: {
      context: build['context'] ?? '.',
      dockerfile: build['dockerfile'] ?? 'Dockerfile',
      args: build['args'] ?? {},
      ...(target !== undefined && { target }),
      tags: build['tags'] ?? [],
    },
  };
}

/**
 * Digest of all that a build reads: names and contents below the context, less what `.dockerignore` takes
 * out and what no build should see. Undefined where nothing is built.
 */
export function contextDigest(build: Value | undefined, tools: ComputeTools): Value | undefined {
  if (build === undefined || isNull(build)) return undefined;
  if (!isKnown(build) || (build.type.kind !== 'object' && build.type.kind !== 'map')) return unknownValue(stringType);
  const context = entriesOf(build).get('context');
  if (context !== undefined && typeof context.raw !== 'string' && !isNull(context)) return unknownValue(stringType);
  const folder = typeof context?.raw === 'string' ? context.raw : '.';
  const ignore = tools.readFile(`${folder}/.dockerignore`);
  const isIgnored = ignoreRules('error' in ignore ? '' : new TextDecoder().decode(ignore));
  const files = tools.listFiles(folder).filter((path) => !/(^|\/)\.(git|clockwork)\//.test(path) && !isIgnored(path));
  if (files.length === 0) return unknownValue(stringType);
  const digests = files.map((path): readonly [string, string] => {
    const bytes = tools.readFile(`${folder}/${path}`);
    return [path, 'error' in bytes ? '' : digestOfBytes(bytes)];
  });
  return stringValue(digestOfJson(digests));
}

/** Rules of a `.dockerignore`: patterns with `*`, `?` and `**`, `!` takes back; the last that matches decides. */
export function ignoreRules(text: string): (path: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isException = line.startsWith('!');
      const pattern = (isException ? line.slice(1) : line).replace(/^\.?\/+/, '').replace(/\/+$/, '');
      return { isException, expression: new RegExp(`^${patternSource(pattern)}(/.*)?$`) };
    });
  return (path) => rules.reduce((ignored, rule) => (rule.expression.test(path) ? !rule.isException : ignored), false);
}

function patternSource(pattern: string): string {
  return pattern.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
}
