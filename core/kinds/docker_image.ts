/** `docker_image`: an image, built from a folder or pulled. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import type { HoleyObject } from './hole.ts';
import { buildBody, buildSchema, contextDigest } from './parts/build.ts';
import { engineAttribute } from './parts/container-attributes.ts';
import { asObject } from './parts/container-observed.ts';
import { fullImageName } from './parts/images.ts';
import { known, mustBeKnown, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import { asFolder, normalisePath } from './parts/paths.ts';

export const dockerImage = defineKind({
  name: 'docker_image',
  summary: 'A container image, built from a folder or pulled from a registry.',
  description:
    'With `build` it is built, and built again when a file of the build’s folder changes; else it is pulled. Give containers `docker_image.NAME.id` as `image`, so that a new image makes them anew in the same run.',
  attributes: {
    name: attribute(z.string().regex(/^[a-z0-9][^\s@]*$/i, 'must be the name of an image'), {
      description: 'Name of the image, with or without a tag.',
      change: 'replace',
      completable: true,
    }),
    tag: attribute(
      z
        .string()
        .regex(/^[\w][\w.-]*$/, 'must be a tag')
        .optional(),
      {
        description: 'Tag, where `name` has none; `latest` unless given.',
        change: 'replace',
      },
    ),
    build: attribute(buildSchema.optional(), {
      description: 'How to build it.',
      example: '{ context = "." }',
      change: 'update',
      block: 'one',
    }),
    context_digest: attribute(z.string().optional(), {
      description: 'Digest of the files that the build reads, by which a change of them is seen.',
      change: 'update',
      computed: true,
    }),
    triggers: attribute(z.record(z.string(), z.json()).optional(), {
      description: 'Values of your choice; when one changes, the image is built or pulled again.',
      change: 'update',
    }),
    pull: attribute(z.enum(['missing', 'always', 'never']).default('missing'), {
      description: 'When it is pulled, where it is not built.',
      change: 'none',
    }),
    engine: engineAttribute,
  },
  outputs: {
    id: output(z.string(), { description: 'Id of the image: `sha256:…`.' }),
    name: output(z.string(), { description: 'Name with tag.' }),
    size_bytes: output(z.number(), { description: 'Size on disk in bytes.' }),
    engine: output(z.string(), { description: 'Engine that has it: `docker` or `podman`.' }),
  },
  examples: [
    {
      title: 'Built from a folder',
      source: `resource "docker_image" "app" {
  name = "demo-app"
  tag  = "1.0"

  build {
    context = "app"
    args    = { VERSION = "1.0" }
  }
}
`,
    },
    {
      title: 'Pulled',
      source: `resource "docker_image" "redis" {
  name = "redis:7-alpine"
}
`,
    },
  ],
  compute(values, tools) {
    const digest = contextDigest(values.get('build'), tools);
    return { values: new Map(digest === undefined ? [] : [['context_digest', digest]]), problems: [] };
  },
  check(args) {
    const problems = [...mustBeKnown(args, ['name', 'tag', 'pull', 'engine'])];
    const name = known(args.name);
    if (args.tag !== undefined && name !== undefined && fullImageName(name) !== fullImageName(`${name}:latest`)) {
      problems.push({ attribute: 'tag', message: '`name` has a tag already. Remove one of them.' });
    }
    return problems;
  },
  claims(args) {
    const tag = fullTag(args as HoleyObject);
    return tag === undefined || args.build === undefined ? [] : [{ kind: 'image-tag', value: fullImageName(tag) }];
  },
  probe(args) {
    const tag = fullTag(args as HoleyObject);
    if (tag === undefined) return [];
    return [{ kind: 'inspect', object: 'image', engine: known(args.engine) ?? 'auto', name: tag }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'object') return notObserved(answer);
    const inspect = asObject(answer.inspect);
    return {
      presence: 'present',
      attributes: pick(args, ['name', 'tag']) as Record<string, string>,
      outputs: {
        id: String(inspect['Id'] ?? ''),
        name: fullTag(args as HoleyObject) ?? '',
        size_bytes: Number(inspect['Size'] ?? 0),
        engine: answer.engine,
      },
    };
  },
  plan({ args }) {
    const names = ['name', 'tag', 'build', 'triggers', 'pull', 'engine'];
    const build = known(args.build);
    const context = known(build?.context);
    const read = context === undefined ? [] : [asFolder(normalisePath(context))];
    const name = args.build === undefined ? 'pull_image' : 'build_image';
    return [{ name, args: pick(args, names), idempotent: true, timeout: '30m', needs: { engine: true, read } }];
  },
  artifacts({ name, args }) {
    const { engine = 'auto', build, pull = 'missing' } = args;
    const tag = fullTag(args) ?? '';
    if (name === 'remove_image') {
      return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'image', name: tag } };
    }
    if (build === undefined) return { kind: 'body', body: { version: '1', operation: 'image', engine, tag, pull } };
    return { kind: 'body', body: buildBody(tag, engine, build as HoleyObject) };
  },
  removal: (args) => ({ name: fullTag(args as HoleyObject) ?? '', engine: known(args.engine) ?? 'auto' }),
  planRemoval({ name, engine }) {
    if (typeof name !== 'string' || name === '') return [];
    return [
      { name: 'remove_image', args: { name, engine: engine ?? 'auto' }, idempotent: true, needs: { engine: true } },
    ];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const name = fullTag(args as HoleyObject);
    return name === undefined ? {} : { name };
  },
});

/** Name with tag; undefined while one of them is not known. */
function fullTag(args: HoleyObject): string | undefined {
  const name = args['name'];
  if (typeof name !== 'string') return undefined;
  const tag = args['tag'];
  if (tag === undefined) return /:[^/]+$/.test(name) ? name : `${name}:latest`;
  return typeof tag === 'string' ? `${name}:${tag}` : undefined;
}
