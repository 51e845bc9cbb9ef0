/**
 * Engine bodies: the artifacts that core itself carries out (`clockwork engine apply FILE`), because
 * they are data and not scripts: container engine objects and supervised local services.
 * Anywhere inside, `{"$value": "/environment/PASSWORD"}` stands for a sensitive or not yet known
 * value: a JSON pointer into the attributes of the step's resource.
 */
import { z } from 'zod';

const common = { version: z.literal('1') };
const name = z.string().min(1);

export const placeholderSchema = z.strictObject({ $value: z.string().describe('JSON pointer into the resource’s attributes') });
const text = z.union([z.string(), placeholderSchema]);

export const serviceSpecSchema = z.strictObject({
  command: z.array(text).min(1).describe('Program and arguments; nothing is passed through a shell'),
  working_dir: z.string().describe('Relative to the module’s folder'),
  environment: z.record(z.string(), text),
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
      body: z.record(z.string(), z.json()).describe('Body of the engine’s “create container” call'),
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
      body: z.record(z.string(), z.json()).describe('Body of the engine’s “create network” call'),
    }),
    z.strictObject({
      ...common,
      operation: z.literal('volume'),
      engine: z.enum(['auto', 'docker', 'podman']),
      name,
      body: z.record(z.string(), z.json()).describe('Body of the engine’s “create volume” call'),
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
      module_dir: z.string().describe('Relative paths in assertions start here; relative to the project'),
      assertions: z
        .array(z.strictObject({ kind: z.string(), name: z.string(), args: z.record(z.string(), z.json()) }))
        .describe('All must pass'),
      for_seconds: z.number().min(0).describe('Failing assertions are asked again until this has passed; 0 asks once'),
      every_seconds: z.number().positive(),
    }),
  ])
  .describe('What core carries out against a container engine or the local supervisor');

export type EngineBody = z.output<typeof engineBodySchema>;
export type ServiceSpec = z.output<typeof serviceSpecSchema>;
