/** `file`: a file with given content (and, in its older form, a folder). */
import { z } from 'zod';
import { digestOfBytes } from '../base/canonical-json.ts';
import { stringType } from '../language/types.ts';
import { isKnown, isNull, stringValue, textOf, unknownValue, type Value } from '../language/values.ts';
import { attribute, defineKind, output } from './define.ts';
import { isHole } from './hole.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import {
  asFolder,
  createParents,
  fileOwner,
  modeSchema,
  modeText,
  normalisePath,
  observedOwner,
  pathSchema,
} from './parts/paths.ts';
import { dataFile, runScript } from './parts/templates.ts';
import { jsonText } from './read-value.ts';

export const file = defineKind({
  name: 'file',
  summary: 'A file with given content.',
  description:
    'The content is text, or any other value, which is written as JSON. The file is written beside its place and moved into it, so that nobody reads half of it.',
  attributes: {
    path: attribute(pathSchema, {
      description: 'Where the file stands, relative to the project’s folder.',
      change: 'replace',
    }),
    type: attribute(z.enum(['file', 'directory']).default('file'), {
      description: '`directory` makes a folder; the kind `directory` does so more plainly.',
      change: 'replace',
    }),
    content: attribute(z.string().meta(jsonText).optional(), {
      description: 'What the file holds. A list, map or object is written as JSON.',
      change: 'update',
      completable: true,
    }),
    source: attribute(pathSchema.optional(), {
      description: 'Path of a file to copy, instead of `content`.',
      change: 'update',
    }),
    source_digest: attribute(z.string().optional(), {
      description: 'Digest of what `source` holds, by which a changed source is seen.',
      change: 'update',
      computed: true,
    }),
    mode: attribute(modeSchema.optional(), {
      description: 'Permission bits in octal: `0644` unless given, `0755` for a folder.',
      change: 'update',
    }),
    owner: fileOwner,
    create_parents: createParents,
  },
  outputs: { path: output(z.string(), { description: 'The path, as given.' }) },
  examples: [
    {
      title: 'A configuration file',
      source: `resource "file" "config" {
  path    = "app/config.json"
  content = jsonencode({ name = "demo", port = 8080 })
  mode    = "0600"
}
`,
    },
    {
      title: 'A copy of another file',
      source: `resource "file" "license" {
  path   = "out/LICENSE"
  source = "LICENSE"
}
`,
    },
  ],
  compute(values, tools) {
    const digest = digestOfSource(values.get('source'), tools.readFile);
    return { values: new Map(digest === undefined ? [] : [['source_digest', digest]]), problems: [] };
  },
  derive: (args) => ({ mode: args.type === 'directory' ? '0755' : '0644' }),
  check(args) {
    const problems = [...mustBePlain(args, ['path', 'source', 'mode', 'owner'])];
    const given = [args.content, args.source].filter((value) => value !== undefined);
    if (args.type === 'directory' && given.length > 0) {
      problems.push({
        attribute: 'type',
        message: 'A folder has neither `content` nor `source`. Remove them, or `type`.',
      });
    } else if (args.type === 'file' && given.length === 0) {
      problems.push({
        attribute: 'content',
        message: '`file` needs `content` or `source`. Use `content = ""` for an empty file.',
      });
    } else if (given.length > 1) {
      problems.push({
        attribute: 'source',
        message: '`file` takes `content` or `source`, not both. Remove one of them.',
      });
    }
    return problems;
  },
  claims(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'path', value: normalisePath(path) }];
  },
  probe(args) {
    const path = known(args.path);
    return path === undefined
      ? []
      : [{ kind: 'stat-path', path: normalisePath(path), digest: args.type !== 'directory' }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'path') return notObserved(answer);
    const path = known(args.path) ?? '';
    const owner = known(args.owner);
    const seenOwner = owner === undefined ? undefined : observedOwner(owner, answer.uid, answer.gid);
    const content = known(args.content);
    return {
      presence: 'present',
      attributes: {
        path,
        type: answer.type === 'directory' ? 'directory' : 'file',
        mode: modeText(answer.mode),
        ...(seenOwner !== undefined && { owner: seenOwner }),
        ...(answer.digest !== undefined &&
          content !== undefined && { content: digestOfBytes(content) === answer.digest ? content : answer.digest }),
        ...(answer.digest !== undefined && args.source !== undefined && { source_digest: answer.digest }),
      },
      outputs: { path },
    };
  },
  plan({ args }) {
    const path = known(args.path);
    const source = known(args.source);
    const isFolder = args.type === 'directory';
    const write = path === undefined ? [] : [isFolder ? asFolder(normalisePath(path)) : normalisePath(path)];
    const read = source === undefined ? [] : [normalisePath(source)];
    const names = isFolder
      ? ['path', 'mode', 'owner', 'create_parents']
      : ['path', 'content', 'source', 'mode', 'owner', 'create_parents'];
    const step = isFolder ? 'make_directory' : 'write_file';
    return [{ name: step, args: pick(args, names), idempotent: true, needs: { write, read } }];
  },
  artifacts({ name, args }, subject) {
    const given = flags(args, ['path', 'mode', 'owner', 'create_parents']);
    switch (name) {
      case 'remove_file':
      case 'remove_directory':
        return runScript(name, given);
      case 'make_directory':
        return runScript(name, given);
      default: {
        const { content } = args;
        if (args['source'] !== undefined) return runScript('write_file', [...given, ...flags(args, ['source'])]);
        if (isHole(content)) return runScript('write_file', [...given, '--content-variable=CW_CONTENT']);
        const data = dataFile(`files/${subject.slug}`, String(content ?? ''));
        return runScript('write_file', [...given, data.path], [data]);
      }
    }
  },
  removal: (args) => ({ path: known(args.path) ?? '', type: known(args.type) ?? 'file' }),
  planRemoval({ path, type }) {
    if (typeof path !== 'string' || path === '') return [];
    const isFolder = type === 'directory';
    const target = normalisePath(path);
    const write = [isFolder ? asFolder(target) : target];
    const name = isFolder ? 'remove_directory' : 'remove_file';
    return [{ name, args: { path }, idempotent: true, needs: { write } }];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const path = known(args.path);
    return path === undefined ? {} : { path };
  },
});

/** Digest of the file that `source` names; unknown while it is not there (something may make it first). */
function digestOfSource(
  source: Value | undefined,
  readFile: (path: string) => Uint8Array | { readonly error: string },
): Value | undefined {
  if (source === undefined || isNull(source)) return undefined;
  if (!isKnown(source) || source.type.kind !== 'string') return unknownValue(stringType);
  const bytes = readFile(textOf(source));
  return 'error' in bytes ? unknownValue(stringType) : stringValue(digestOfBytes(bytes));
}
