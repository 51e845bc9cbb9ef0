/** `service`: something that runs and answers, as a container or as a supervised local process. */
import { z } from 'zod';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { EngineChoice, ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import { attribute, type Compiled, defineKind, output, type StepSpec } from './define.ts';
import type { HoleyJson, HoleyObject } from './hole.ts';
import { buildBody, buildSchema, contextDigest } from './parts/build.ts';
import {
  containerAttributes,
  engineAttribute,
  objectNameSchema,
  structuralAttributes,
} from './parts/container-attributes.ts';
import { containerBody } from './parts/container-body.ts';
import { containerOutputs, observedContainer } from './parts/container-observed.ts';
import { secondsOf } from './parts/durations.ts';
import { known, mustBeKnown, pick } from './parts/known.ts';
import { defaultName, replicaNames } from './parts/names.ts';
import { absent, notObserved } from './parts/observing.ts';
import { offersOf } from './parts/offers.ts';
import { asFolder, projectPath } from './parts/paths.ts';
import { portClaims, portsOf } from './parts/ports.ts';
import { healthPathProblem, verifyHttpBody, verifyHttpSteps } from './parts/verify-http.ts';
import { isPathSource, mountsOf } from './parts/volumes.ts';

const portOutput = z.object({ internal: z.number(), external: z.number(), host_ip: z.string(), protocol: z.string() });
/** Attributes that say something of a local process as well. */
const processAttributes = [
  'command',
  'environment',
  'ports',
  'working_dir',
  'health_check',
  'restart',
  'state',
  'stop_grace_period',
];

export const service = defineKind({
  name: 'service',
  summary: 'Something that runs and answers: a container, or a supervised local process.',
  description:
    'With `image` or `build` it is a container. With `command` alone it is a process of this machine, which Clockwork starts, watches and restarts. After a change, `health_check.path` is asked until it answers.',
  attributes: {
    name: attribute(objectNameSchema.optional(), {
      description: 'Name of the container or process; the label of the block unless given.',
      change: 'replace',
      completable: true,
    }),
    image: attribute(z.string().min(1).optional(), {
      description: 'Image to run: a name with a tag, or an id.',
      change: 'update',
      completable: true,
    }),
    build: attribute(buildSchema.optional(), {
      description: 'How to build the image to run.',
      change: 'update',
      block: 'one',
    }),
    context_digest: attribute(z.string().optional(), {
      description: 'Digest of the files that the build reads, by which a change of them is seen.',
      change: 'update',
      computed: true,
    }),
    ...containerAttributes,
    working_dir: attribute(z.string().min(1).optional(), {
      description: 'Folder to run in: inside the container, or relative to the project’s folder.',
      change: 'update',
    }),
    replicas: attribute(z.int().min(1).max(100).default(1), { description: 'How many of them run.', change: 'update' }),
    engine: engineAttribute,
  },
  outputs: {
    name: output(z.string(), { description: 'Name of the container or process.' }),
    url: output(z.string().nullable(), {
      description: 'Where it answers, seen from this machine; null where no port is published.',
    }),
    engine: output(z.string(), { description: 'What runs it: `docker`, `podman` or `local`.' }),
    id: output(z.string().nullable(), { description: 'Id of the container; null for a process.' }),
    image_id: output(z.string().nullable(), { description: 'Id of its image; null for a process.' }),
    ip: output(z.string().nullable(), { description: 'Address of the container; null for a process.' }),
    ports: output(z.array(portOutput).nullable(), {
      description: 'Ports of the container as published; null for a process.',
    }),
    pid: output(z.number().nullable(), { description: 'Number of the process; null for a container.' }),
    log_path: output(z.string().nullable(), { description: 'Log of the process; null for a container.' }),
  },
  environmentAttribute: 'environment',
  examples: [
    {
      title: 'A container',
      source: `resource "service" "web" {
  image = "nginx:1.25-alpine"
  ports = [{ external = 8080, internal = 80 }]

  environment = {
    SERVER_NAME = "demo"
  }

  health_check {
    path     = "/"
    interval = "10s"
    timeout  = "5s"
    retries  = 3
  }
}
`,
    },
    {
      title: 'A local process',
      source: `resource "service" "docs" {
  command     = "python3 -m http.server 8000"
  working_dir = "site"
  ports       = [8000]

  health_check {
    path = "/"
  }
}
`,
    },
  ],
  compute(values, tools) {
    const digest = contextDigest(values.get('build'), tools);
    return { values: new Map(digest === undefined ? [] : [['context_digest', digest]]), problems: [] };
  },
  derive: (_, subject) => ({ name: defaultName(subject) }),
  check(input) {
    const args = input as HoleyObject;
    const problems = [...mustBeKnown(args, [...structuralAttributes, 'replicas'])];
    const isContainer = runsAsContainer(args);
    if (!isContainer && args['command'] === undefined) {
      problems.push({ attribute: 'image', message: '`service` needs `image`, `build` or `command`.' });
    }
    if (args['image'] !== undefined && args['build'] !== undefined) {
      problems.push({
        attribute: 'build',
        message: '`service` takes `image` or `build`, not both. Remove one of them.',
      });
    }
    const fixed = portsOf(args['ports']).find((port) => port.external !== undefined);
    if (Number(args['replicas']) > 1 && fixed !== undefined) {
      const message = `\`replicas\` is ${args['replicas']}, but only one of them can have the port ${fixed.external} of this machine. Leave \`external\` out, or use one replica.`;
      problems.push({ attribute: 'replicas', message });
    }
    if (!isContainer) problems.push(...containerOnly(args));
    const health = healthPathProblem(args);
    if (health !== undefined) problems.push({ attribute: 'health_check', message: health });
    return problems;
  },
  claims(input) {
    const args = input as HoleyObject;
    const kind = runsAsContainer(args) ? ('container-name' as const) : ('service-name' as const);
    const own = namesOf(args).map((value) => ({ kind, value }));
    return args['state'] === 'stopped' ? own : [...own, ...portClaims(portsOf(args['ports']))];
  },
  probe(input): readonly ProbeRequest[] {
    const args = input as HoleyObject;
    const names = namesOf(args);
    if (!runsAsContainer(args)) return names.map((name) => ({ kind: 'service-status', name }));
    const engine = (args['engine'] ?? 'auto') as EngineChoice;
    const image = imageOf(args);
    return [
      ...names.map((name) => ({ kind: 'inspect' as const, object: 'container' as const, engine, name })),
      ...(typeof image === 'string'
        ? [{ kind: 'inspect' as const, object: 'image' as const, engine, name: image }]
        : []),
    ];
  },
  observe(answers, input) {
    const args = input as HoleyObject;
    const names = namesOf(args);
    const own = answers.slice(0, names.length);
    if (own.some((answer) => answer.kind === 'absent')) return absent;
    return runsAsContainer(args) ? observeContainers(own, answers[names.length], args) : observeProcess(own[0], args);
  },
  plan(change) {
    const args = change.args as HoleyObject;
    const { prior } = change;
    const isContainer = runsAsContainer(args);
    const names = namesOf(args);
    const steps: StepSpec[] = [];
    if (prior !== undefined) {
      const sameType = prior['type'] === (isContainer ? 'container' : 'process');
      const gone = priorNames(prior).filter((name) => !sameType || !names.includes(name));
      steps.push(...gone.map((name) => removeStep(name, prior)));
    }
    const build = known(args['build']) as HoleyObject | undefined;
    if (build !== undefined) {
      const read =
        typeof build['context'] === 'string' ? [asFolder(projectPath(change.subject, build['context']))] : [];
      const image = { name: imageOf(args) ?? '', ...pick(args, ['build', 'engine']) };
      steps.push({
        name: 'build_image',
        args: image,
        idempotent: true,
        timeout: '30m',
        givesOutputs: false,
        needs: { engine: true, read },
      });
    }
    const given = isContainer
      ? ['image', ...Object.keys(containerAttributes), 'working_dir', 'engine']
      : processAttributes;
    const image = build === undefined ? {} : { image: imageOf(args) ?? '' };
    const write = mountsOf(args['volumes'])
      .filter((mount) => !mount.read_only && isPathSource(mount.source))
      .map((mount) => asFolder(projectPath(change.subject, mount.source)));
    for (const [i, name] of (names.length === 0 ? [args['name'] ?? ''] : names).entries()) {
      steps.push({
        name: i === 0 ? 'ensure_service' : `ensure_service_${i + 1}`,
        args: { ...pick(args, given), ...image, name },
        idempotent: true,
        timeout: '15m',
        ...(i > 0 && { givesOutputs: false as const }),
        needs: isContainer ? { engine: true, write } : processNeeds(args, change.subject),
      });
    }
    return [...steps, ...verifyHttpSteps(args)];
  },
  artifacts({ name: step, args }, subject): Compiled {
    const { name = '', engine = 'auto' } = args;
    if (step === 'verify_http') return { kind: 'body', body: verifyHttpBody(args, subject) };
    if (step === 'build_image')
      return { kind: 'body', body: buildBody(name, engine, (args['build'] ?? {}) as HoleyObject) };
    if (step === 'remove_image') {
      return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'image', name } };
    }
    if (step.startsWith('remove_container')) {
      return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'container', name } };
    }
    if (step.startsWith('remove_service'))
      return { kind: 'body', body: { version: '1', operation: 'remove_service', name } };
    if (runsAsContainer(args)) return { kind: 'body', body: containerBody(args) };
    return {
      kind: 'body',
      body: { version: '1', operation: 'service', name, state: args['state'] ?? 'running', spec: processSpec(args) },
    };
  },
  removal(input) {
    const args = input as HoleyObject;
    const engine = args['engine'];
    return {
      type: runsAsContainer(args) ? 'container' : 'process',
      names: namesOf(args),
      engine: typeof engine === 'string' ? engine : 'auto',
      image: args['build'] === undefined ? null : ((imageOf(args) ?? null) as Json),
    };
  },
  planRemoval(removal) {
    const { image, engine = 'auto' } = removal;
    const steps = priorNames(removal).map((name) => removeStep(name, removal));
    if (typeof image !== 'string') return steps;
    return [
      ...steps,
      { name: 'remove_image', args: { name: image, engine }, idempotent: true, needs: { engine: true } },
    ];
  },
  knownOutputs(input) {
    const args = input as HoleyObject;
    const [name] = namesOf(args);
    const isContainer = runsAsContainer(args);
    const url = urlOf(args);
    return {
      ...(name !== undefined && { name }),
      ...(url !== undefined && { url }),
      ...(isContainer
        ? { pid: null, log_path: null }
        : { engine: 'local', id: null, image_id: null, ip: null, ports: null }),
    };
  },
  offers(role, input, subject, from) {
    const args = input as HoleyObject;
    const [host = subject.name] = namesOf(args);
    const image = args['image'];
    return offersOf(role, {
      name: subject.name,
      host,
      image: typeof image === 'string' ? image : '',
      environment: args['environment'],
      ports: args['ports'],
      place: runsAsContainer(args) ? 'container' : 'host',
      from,
    });
  },
});

function runsAsContainer(args: HoleyObject): boolean {
  return args['image'] !== undefined || args['build'] !== undefined;
}

/** Names of the replicas; none while the name is not known. */
function namesOf(args: HoleyObject): readonly string[] {
  const name = args['name'];
  return typeof name === 'string' ? replicaNames(name, Number(args['replicas'] ?? 1)) : [];
}

function imageOf(args: HoleyObject): HoleyJson | undefined {
  if (args['build'] === undefined) return args['image'];
  const name = args['name'];
  return typeof name === 'string' ? `${name.toLowerCase()}:clockwork` : undefined;
}

/** Null where no port is published, undefined where the engine or a later step chooses it. */
function urlOf(args: HoleyObject): string | null | undefined {
  const port = portsOf(args['ports']).find((one) => one.protocol === 'tcp');
  if (port === undefined) return Array.isArray(args['ports']) && args['ports'].length === 0 ? null : undefined;
  return port.external === undefined ? undefined : `http://localhost:${port.external}`;
}

function observeContainers(own: readonly ProbeAnswer[], image: ProbeAnswer | undefined, args: HoleyObject) {
  const refused = own.find((answer) => answer.kind !== 'object');
  if (refused !== undefined || own.length === 0) return notObserved(refused);
  const asked = { ...args, image: imageOf(args) ?? null };
  const inspected = image?.kind === 'object' ? image.inspect : null;
  const documents = own.flatMap((answer) => (answer.kind === 'object' ? [answer] : []));
  const [first] = documents;
  const wanted = namesOf(args);
  // The first that is not as it should be speaks for all.
  const seen = documents.map((one, i) =>
    observedContainer(one.inspect, inspected, { ...asked, name: wanted[i] ?? '' }),
  );
  const odd = seen.find((attributes, i) => isOdd(attributes, { ...asked, name: wanted[i] ?? '' })) ?? seen[0] ?? {};
  const { image: seenImage, name: _, ...attributes } = odd;
  const outputs = containerOutputs(first?.inspect ?? null, first?.engine ?? '');
  return {
    presence: 'present' as const,
    attributes: {
      ...attributes,
      name: args['name'] as Json,
      ...(args['image'] !== undefined && { image: seenImage ?? null }),
    },
    outputs: { ...outputs, url: urlOf(args) ?? publishedUrl(outputs['ports']), pid: null, log_path: null },
  };
}

function isOdd(attributes: Readonly<Record<string, Json>>, asked: HoleyObject): boolean {
  return Object.entries(attributes).some(([name, value]) => JSON.stringify(value) !== JSON.stringify(asked[name]));
}

function publishedUrl(ports: Json | undefined): string | null {
  const [port] = Array.isArray(ports) ? (ports as readonly JsonObject[]) : [];
  return port === undefined ? null : `http://localhost:${port['external']}`;
}

function observeProcess(answer: ProbeAnswer | undefined, args: HoleyObject) {
  if (answer?.kind !== 'service') return notObserved(answer);
  const name = args['name'] as string;
  return {
    presence: 'present' as const,
    attributes: { name, state: answer.state },
    outputs: {
      name,
      url: urlOf(args) ?? null,
      engine: 'local',
      id: null,
      image_id: null,
      ip: null,
      ports: null,
      pid: answer.pid ?? null,
      log_path: answer.logPath,
    },
  };
}

function processSpec(args: HoleyObject): HoleyObject {
  const restart = String(args['restart'] ?? 'unless-stopped').split(':')[0] ?? 'no';
  return {
    command: args['command'] ?? [],
    working_dir: args['working_dir'] ?? '.',
    environment: args['environment'] ?? {},
    restart: restart === 'unless-stopped' ? 'always' : restart,
    stop_grace_seconds: Math.max(0.1, secondsOf(String(args['stop_grace_period'] ?? '10s'))),
  };
}

function processNeeds(args: HoleyObject, subject: Parameters<typeof projectPath>[0]): { readonly write: string[] } {
  const folder = args['working_dir'];
  return { write: [asFolder(projectPath(subject, typeof folder === 'string' ? folder : '.'))] };
}

/** Attributes that mean nothing for a process of this machine. */
function containerOnly(args: HoleyObject): readonly { readonly attribute: string; readonly message: string }[] {
  const problems = [
    'entrypoint',
    'volumes',
    'networks',
    'memory',
    'cpus',
    'logging',
    'user',
    'hostname',
    'extra_hosts',
    'tmpfs',
  ].flatMap((name) => {
    const value = args[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    const message = `\`${name}\` is for containers, and without \`image\` or \`build\` this \`service\` is a local process. Remove it.`;
    return [{ attribute: name, message }];
  });
  if (Number(args['replicas']) > 1) {
    problems.push({
      attribute: 'replicas',
      message: 'A local process has one replica. Use `image`, or `count` for several services.',
    });
  }
  if ((known(args['health_check']) as HoleyObject | undefined)?.['test'] !== undefined) {
    problems.push({
      attribute: 'health_check',
      message: '`health_check.test` is run inside a container. Use `path` for a local process.',
    });
  }
  return problems;
}

function priorNames(removal: JsonObject): readonly string[] {
  const names = removal['names'];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

function removeStep(name: string, removal: JsonObject): StepSpec {
  const isContainer = removal['type'] === 'container';
  return {
    name: isContainer ? 'remove_container' : 'remove_service',
    args: isContainer ? { name, engine: removal['engine'] ?? 'auto' } : { name },
    idempotent: true,
    needs: { engine: isContainer },
  };
}
