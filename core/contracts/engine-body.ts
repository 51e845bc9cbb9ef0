/**
 * Engine bodies: the artifacts that core itself carries out (`clockwork engine apply FILE`), because
 * they are data and not scripts: container engine objects and supervised local services.
 * Anywhere inside, `{"$value": "/environment/PASSWORD"}` stands for a sensitive or not yet known
 * value: a JSON pointer into the attributes of the step's resource. Forge fills them in before the
 * body reaches an adapter.
 *
 * Where a body departs from the engine's own API, so that placeholders and relative paths are possible:
 * - `container.body.Env` is an object, name → text (or placeholder), never a list. The adapter sends it
 *   as `NAME=value`, sorted by name. `body.Labels` is an object anyway.
 * - `container.body.HostConfig.Binds` are `source:target` or `source:target:ro`. A source with a `/` in it
 *   or `.`/`..` alone is a path, relative to the project's folder unless absolute (the adapter makes it
 *   absolute with its `baseDir`); any other is the name of a volume.
 * - `container.body.Image` may be a name or an id (`sha256:…`). `HostConfig.NetworkMode` is the first
 *   network; `networks` lists those to join besides it.
 * - `image.build.context` is relative to the project's folder (`baseDir`), `dockerfile` relative to the context. The
 *   image gets `tag` and `build.tags`. Without `build` the image is pulled as `pull` says.
 * - `service.spec.working_dir` is relative to the project's folder.
 *
 * Outputs that carrying out gives (the kinds declare exactly these):
 * - container: `id`, `name`, `image_id`, `ip` (text, empty without a network), `ports` (list of
 *   `{ internal, external, host_ip, protocol }`, as published), `engine` (`docker` or `podman`)
 * - image: `id` (`sha256:…`), `name` (the tag), `size_bytes`, `engine`
 * - network: `id`, `name`, `engine` · volume: `name`, `mountpoint`, `engine`
 * - service: `name`, `pid`, `log_path` (relative to the project's folder)
 * - remove, remove_service, verify: none
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

const common = { version: z.literal('1') };
const name = z.string().min(1);

export const placeholderSchema = z.strictObject({
  $value: z.string().describe('JSON pointer into the resource’s attributes'),
});
const text = z.union([z.string(), placeholderSchema]);

export const serviceSpecSchema = z.strictObject({
  command: z.array(text).min(1).describe('Program and arguments; nothing is passed through a shell'),
  working_dir: z.string().describe('Relative to the project’s folder'),
  environment: z
    .union([placeholderSchema, z.record(z.string(), text)])
    .describe('Name → text; a placeholder for all of it'),
  restart: z.enum(['no', 'on-failure', 'always']),
  stop_grace_seconds: z.number().positive(),
});

export const engineBodySchema = z
  .discriminatedUnion('operation', [
    z.strictObject({
      ...common,
      operation: z.literal('container'),
      engine: z.enum(['auto', 'docker', 'podman']),
      name,
      state: z.enum(['running', 'stopped']),
      pull: z.enum(['missing', 'always', 'never']),
      body: z.record(z.string(), jsonSchema).describe('Body of the engine’s “create container” call'),
      networks: z.array(z.string()).describe('Further networks to join'),
      wait_healthy_seconds: z.number().min(0).describe('How long to wait for a health check; 0 does not wait'),
    }),
    z.strictObject({
      ...common,
      operation: z.literal('image'),
      engine: z.enum(['auto', 'docker', 'podman']),
      tag: z.string().min(1),
      pull: z.enum(['missing', 'always', 'never']).optional(),
      build: z
        .strictObject({
          context: z.string(),
          dockerfile: z.string(),
          args: z.record(z.string(), text),
          target: z.string().optional(),
          tags: z.array(z.string()),
        })
        .optional(),
    }),
    z.strictObject({
      ...common,
      operation: z.literal('network'),
      engine: z.enum(['auto', 'docker', 'podman']),
      name,
      body: z.record(z.string(), jsonSchema).describe('Body of the engine’s “create network” call'),
    }),
    z.strictObject({
      ...common,
      operation: z.literal('volume'),
      engine: z.enum(['auto', 'docker', 'podman']),
      name,
      body: z.record(z.string(), jsonSchema).describe('Body of the engine’s “create volume” call'),
    }),
    z.strictObject({
      ...common,
      operation: z.literal('remove'),
      engine: z.enum(['auto', 'docker', 'podman']),
      object: z.enum(['container', 'image', 'network', 'volume']),
      name,
    }),
    z.strictObject({
      ...common,
      operation: z.literal('service'),
      name,
      state: z.enum(['running', 'stopped']),
      spec: serviceSpecSchema,
    }),
    z.strictObject({ ...common, operation: z.literal('remove_service'), name }),
    z.strictObject({
      ...common,
      operation: z.literal('verify'),
      assertions: z
        .array(z.strictObject({ kind: z.string(), name: z.string(), args: z.record(z.string(), jsonSchema) }))
        .describe('All must pass'),
      for_seconds: z.number().min(0).describe('Failing assertions are asked again until this has passed; 0 asks once'),
      every_seconds: z.number().positive(),
    }),
  ])
  .describe('What core carries out against a container engine or the local supervisor');

export type EngineBody = z.output<typeof engineBodySchema>;
export type ServiceSpec = z.output<typeof serviceSpecSchema>;
