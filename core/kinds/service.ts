/** `service`: something that runs and answers, as a container or as a supervised local process. */
import { z } from 'zod';
import type { Json } from '../contracts/json.ts';
import type { EngineChoice, ProbeRequest } from '../contracts/probe.ts';
import { attribute, type Change, type Compiled, defineKind, output } from './define.ts';
import type { HoleyObject } from './hole.ts';
import { buildBody, buildSchema, contextDigest } from './parts/build.ts';
import {
  containerAttributes,
  engineAttribute,
  objectNameSchema,
  structuralAttributes,
} from './parts/container-attributes.ts';
import { containerBody } from './parts/container-body.ts';
import { mustBeKnown } from './parts/known.ts';
import { defaultName } from './parts/names.ts';
import { absent } from './parts/observing.ts';
import { offersOf } from './parts/offers.ts';
import { portClaims, portsOf } from './parts/ports.ts';
import { imageOf, namesOf, processProblems, runsAsContainer, urlOf } from './parts/service-form.ts';
import { observeContainers, observeProcess } from './parts/service-observed.ts';
import { priorNames, processSpec, removeStep, serviceSteps } from './parts/service-steps.ts';
import { healthPathProblem, verifyHttpBody } from './parts/verify-http.ts';

const portOutput = z.object({ internal: z.number(), external: z.number(), host_ip: z.string(), protocol: z.string() });
export const service = defineKind({
  name: 'service',
  summary: 'Something that runs and answers: a container, or a supervised local process.',
  description:
    'With `image` or `build` it is a container. With `command` alone it is a process of this machine, which Clockwork starts, watches and restarts; it has `command`, `environment`, `ports`, `working_dir`, `health_check.path`, `restart`, `state` and `stop_grace_period`, and the rest is for containers. After a change, `health_check.path` is asked until it answers.',
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
      example: '{ context = "." }',
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
    if (!isContainer) problems.push(...processProblems(args));
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
  plan: (change) => serviceSteps(change as unknown as Change<HoleyObject>),
  artifacts({ name: step, args }): Compiled {
    const { name = '', engine = 'auto' } = args;
    if (step === 'verify_http') return { kind: 'body', body: verifyHttpBody(args) };
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
