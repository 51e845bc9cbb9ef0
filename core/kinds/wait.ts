/** `wait`: goes on once something is there. */
import { z } from 'zod';
import { attribute, defineKind, type HoleyBody } from './define.ts';
import type { HoleyJson, HoleyObject } from './hole.ts';
import { durationSchema, secondsOf } from './parts/durations.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { notObserved } from './parts/observing.ts';
import { pathSchema } from './parts/paths.ts';
import { statusSchema } from './parts/status.ts';
import { runScript } from './parts/templates.ts';

const targets = ['service', 'container', 'url', 'port', 'path', 'seconds'] as const;

export const wait = defineKind({
  name: 'wait',
  summary: 'Waits until something is there: a running service, an address that answers, a port, a path.',
  description:
    'It is asked again and again until it is so or the time is up. What depends on this resource starts after it. Once it was so it is not asked again, until one of its attributes changes.',
  attributes: {
    service: attribute(z.string().min(1).optional(), {
      description: 'Name of a service or container that must be running, and healthy where it has a health check.',
      change: 'update',
    }),
    container: attribute(z.string().min(1).optional(), {
      description: 'Name of a container that must be running, and healthy where it has a health check.',
      change: 'update',
    }),
    url: attribute(z.string().min(1).optional(), {
      description: 'Address that must answer with `status`.',
      change: 'update',
    }),
    status: attribute(statusSchema.default(200), {
      description: 'Status that `url` must answer with, or a list of them.',
      change: 'update',
    }),
    port: attribute(z.int().min(1).max(65_535).optional(), {
      description: 'Port that must accept connections.',
      change: 'update',
    }),
    host: attribute(z.string().min(1).default('localhost'), { description: 'Where `port` is.', change: 'update' }),
    path: attribute(pathSchema.optional(), {
      description: 'File or folder that must exist, relative to the project’s folder.',
      change: 'update',
    }),
    seconds: attribute(z.number().min(0).optional(), {
      description: 'Simply wait so long.',
      change: 'update',
      unit: 'seconds',
    }),
    timeout: attribute(durationSchema.default('60s'), { description: 'When to give up.', change: 'none' }),
    interval: attribute(durationSchema.default('1s'), {
      description: 'How long to wait between two looks.',
      change: 'none',
    }),
  },
  outputs: {},
  examples: [
    {
      title: 'Until a database accepts connections',
      source: `resource "wait" "database" {
  host    = "localhost"
  port    = 5432
  timeout = "2m"
}
`,
    },
  ],
  check(args) {
    const given = targets.filter((name) => args[name] !== undefined);
    const problems = [...mustBePlain(args, ['service', 'container', 'path', 'timeout', 'interval', 'seconds'])];
    const list = targets.map((name) => `\`${name}\``).join(', ');
    if (given.length === 0) problems.push({ message: `\`wait\` needs one of ${list}.` });
    else if (given.length > 1) {
      problems.push({
        attribute: given[1] ?? '',
        message: `\`wait\` takes one of ${list}; ${given.length} were given.`,
      });
    }
    return problems;
  },
  claims: () => [],
  probe: () => [],
  observe: ([answer]) => notObserved(answer),
  plan({ args }) {
    const names = [...targets, 'timeout', 'interval'];
    if (args.port !== undefined) names.push('host');
    if (args.url !== undefined) names.push('status');
    const limit = (known(args.seconds) as number | undefined) ?? secondsOf(known(args.timeout) ?? '60s');
    const hosts = args.port === undefined ? [] : [`${known(args.host) ?? ''}:${known(args.port) ?? ''}`];
    // The step itself gets longer than what it waits for, so that it ends with its own message.
    const timeout = `${Math.ceil(limit) + 30}s`;
    return [{ name: 'wait_for', args: pick(args, names), idempotent: true, timeout, needs: { hosts } }];
  },
  artifacts({ args }) {
    if (args['seconds'] !== undefined) return runScript('wait_seconds', flags(args, ['seconds']));
    const body: HoleyBody = {
      version: '1',
      operation: 'verify',
      assertions: [awaited(args)],
      for_seconds: secondsOf(String(args['timeout'])),
      every_seconds: Math.max(0.1, secondsOf(String(args['interval']))),
    };
    return { kind: 'body', body };
  },
  removal: () => ({}),
  planRemoval: () => [],
});

/** The assertion that says whether it is so. */
function awaited(args: HoleyObject): HoleyObject {
  const assertion = (kind: string, given: Readonly<Record<string, HoleyJson | undefined>>) => ({
    kind,
    name: '',
    args: pick(given, Object.keys(given)),
  });
  const named = args['service'] ?? args['container'];
  if (named !== undefined) return assertion('container_running', { name: named, healthy: true });
  if (args['url'] !== undefined) return assertion('healthcheck', { url: args['url'], expected_status: args['status'] });
  if (args['port'] !== undefined) return assertion('port_accessible', { port: args['port'], host: args['host'] });
  return assertion('file_exists', { path: args['path'] });
}
