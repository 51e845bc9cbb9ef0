/** The attributes that a container has wherever one is described; named as in Docker Compose. */
import { z } from 'zod';
import { attribute } from '../define.ts';
import { commandSchema } from './command.ts';
import { durationSchema } from './durations.ts';
import { environmentSchema } from './environment.ts';
import { healthCheckSchema } from './health-check.ts';
import { portsSchema } from './ports.ts';
import { volumesSchema } from './volumes.ts';

export const engineAttribute = attribute(z.enum(['auto', 'docker', 'podman']).default('auto'), {
  description: 'Container engine; `auto` takes Docker where it answers, else Podman.',
  change: 'replace',
});

/** Names of containers, networks and volumes, as the engines accept them. */
export const objectNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'must begin with a letter or digit, and go on with letters, digits, `_`, `.` or `-`',
  );

export const labelsSchema = z.record(z.string().min(1), z.string());

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes: a number, or text such as `512m`. */
const sizeSchema = z.string().transform((text, context): string => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (amount === undefined) context.addIssue('must be a size such as `512m` or `2g`');
  return String(Math.round(Number(amount ?? 0) * (units[unit.toLowerCase()] ?? 1)));
});

export const containerAttributes = {
  command: attribute(commandSchema.optional(), {
    description: 'Command and arguments, as text or a list of words; the image’s own unless given.',
    example: '["node", "server.js"]',
    change: 'update',
    completable: true,
  }),
  entrypoint: attribute(commandSchema.optional(), {
    description: 'Entry point, instead of the image’s own.',
    example: '["/bin/sh", "-c"]',
    change: 'update',
  }),
  environment: attribute(environmentSchema.default({}), {
    description: 'Environment variables.',
    example: '{ LOG_LEVEL = "info" }',
    change: 'update',
    completable: true,
  }),
  ports: attribute(portsSchema.default([]), {
    description:
      'Published ports: `8080` (the same on both sides), `"8080:80"`, or `{ external = 8080, internal = 80 }`.',
    example: '[{ internal = 80, external = 8080 }]',
    change: 'update',
    completable: true,
    block: 'many',
  }),
  volumes: attribute(volumesSchema.default([]), {
    description: 'Mounts: `"data:/var/lib/data"` for a volume, `"./site:/srv:ro"` for a path of the project’s folder.',
    example: '["data:/var/lib/data", "./site:/srv:ro"]',
    change: 'update',
    completable: true,
    block: 'many',
  }),
  networks: attribute(z.array(objectNameSchema).default([]), {
    description: 'Networks to join; the engine’s default network unless given.',
    example: '["backend"]',
    change: 'update',
  }),
  restart: attribute(
    z
      .string()
      .regex(
        /^(no|always|unless-stopped|on-failure(:\d+)?)$/,
        'must be `no`, `always`, `unless-stopped` or `on-failure`',
      )
      .default('unless-stopped'),
    {
      description:
        'When it is started again by itself: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:5`.',
      change: 'update',
    },
  ),
  labels: attribute(labelsSchema.default({}), {
    description: 'Labels, besides those that Clockwork sets.',
    example: '{ team = "web" }',
    change: 'update',
  }),
  user: attribute(z.string().min(1).optional(), {
    description: 'User to run as: `user` or `user:group`.',
    change: 'update',
  }),
  health_check: attribute(healthCheckSchema.optional(), {
    description:
      'How to see that it works. `path` is asked over HTTP after it started, until it answers or `retries` times `interval` have passed; `test` is run by the engine, inside.',
    example: '{ path = "/health" }',
    change: 'update',
    completable: true,
    block: 'one',
  }),
  memory: attribute(sizeSchema.optional(), {
    description: 'Memory limit: `512m`, `2g`, or a number of bytes.',
    change: 'update',
  }),
  cpus: attribute(z.number().positive().optional(), {
    description: 'How many processors it may use: `1.5`.',
    change: 'update',
  }),
  logging: attribute(
    z
      .strictObject({
        driver: z.string().min(1).default('json-file'),
        opts: z.record(z.string(), z.string()).default({}),
      })
      .optional(),
    { description: 'Log driver and its options.', example: '{ driver = "json-file" }', change: 'update', block: 'one' },
  ),
  read_only: attribute(z.boolean().default(false), {
    description: 'Whether its own file system is read-only.',
    change: 'update',
  }),
  hostname: attribute(z.string().min(1).optional(), { description: 'Host name inside.', change: 'update' }),
  extra_hosts: attribute(z.array(z.string().regex(/^[^:\s]+:\S+$/, 'must be `name:address`')).optional(), {
    description: 'Further names for addresses: `"db.local:10.0.0.5"`.',
    example: '["db.local:10.0.0.5"]',
    change: 'update',
  }),
  tmpfs: attribute(z.array(z.string().startsWith('/', 'must be an absolute path')).optional(), {
    description: 'Paths inside that live in memory.',
    example: '["/run"]',
    change: 'update',
  }),
  init: attribute(z.boolean().default(false), {
    description: 'Whether a small first process reaps what its children leave behind.',
    change: 'update',
  }),
  stop_grace_period: attribute(durationSchema.default('10s'), {
    description: 'How long it may take to stop before it is killed.',
    change: 'update',
  }),
  pull: attribute(z.enum(['missing', 'always', 'never']).default('missing'), {
    description: 'When the image is pulled.',
    change: 'none',
  }),
  state: attribute(z.enum(['running', 'stopped']).default('running'), {
    description: 'Whether it runs.',
    change: 'update',
  }),
} as const;

/** Attributes whose every part must be known before anything runs: bodies are built from them. */
export const structuralAttributes = [
  'name',
  'engine',
  'ports',
  'volumes',
  'networks',
  'restart',
  'health_check',
  'logging',
  'state',
  'pull',
  'stop_grace_period',
  'memory',
  'cpus',
  'read_only',
  'init',
  'tmpfs',
] as const;
