/** `docker_container`: a container of Docker or Podman. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import type { HoleyObject } from './hole.ts';
import {
  containerAttributes,
  engineAttribute,
  objectNameSchema,
  structuralAttributes,
} from './parts/container-attributes.ts';
import { containerBody } from './parts/container-body.ts';
import { containerOutputs, observedContainer } from './parts/container-observed.ts';
import { known, mustBeKnown, pick } from './parts/known.ts';
import { defaultName } from './parts/names.ts';
import { absent, notObserved } from './parts/observing.ts';
import { offersOf } from './parts/offers.ts';
import { asFolder, normalisePath } from './parts/paths.ts';
import { portClaims, portsOf } from './parts/ports.ts';
import { healthPathProblem, verifyHttpBody, verifyHttpSteps } from './parts/verify-http.ts';
import { isPathSource, mountsOf } from './parts/volumes.ts';

export const dockerContainer = defineKind({
  name: 'docker_container',
  summary: 'A container of Docker or Podman.',
  description:
    'A container cannot be changed: where an attribute changes it is stopped, removed and made anew under its name. What it keeps has to be in `volumes`.',
  attributes: {
    name: attribute(objectNameSchema.optional(), {
      description: 'Name of the container; the label of the block unless given.',
      change: 'replace',
      completable: true,
    }),
    image: attribute(z.string().min(1), {
      description: 'Image: a name with a tag, or an id.',
      change: 'update',
      completable: true,
    }),
    ...containerAttributes,
    working_dir: attribute(z.string().startsWith('/', 'must be an absolute path').optional(), {
      description: 'Folder inside the container to run in.',
      change: 'update',
    }),
    engine: engineAttribute,
  },
  outputs: {
    id: output(z.string(), { description: 'Id of the container.' }),
    name: output(z.string(), { description: 'Its name.' }),
    image_id: output(z.string(), { description: 'Id of the image that it was made from.' }),
    ip: output(z.string(), { description: 'Its address on its first network; empty without one.' }),
    ports: output(
      z.array(z.object({ internal: z.number(), external: z.number(), host_ip: z.string(), protocol: z.string() })),
      {
        description: 'Ports as published, with those that the engine chose.',
      },
    ),
    engine: output(z.string(), { description: 'Engine that runs it: `docker` or `podman`.' }),
  },
  environmentAttribute: 'environment',
  runsIn: 'container',
  examples: [
    {
      title: 'A cache',
      source: `resource "docker_container" "cache" {
  image   = "redis:7-alpine"
  ports   = ["6379:6379"]
  volumes = ["cache-data:/data"]
  restart = "always"
}
`,
    },
    {
      title: 'A web server with a health check',
      source: `resource "docker_container" "web" {
  name  = "demo-web"
  image = "nginx:1.25-alpine"

  ports {
    external = 8080
    internal = 80
  }

  volumes = ["./site:/usr/share/nginx/html:ro"]

  health_check {
    path    = "/"
    retries = 5
  }

  logging {
    driver = "json-file"
    opts   = { max-size = "10m", max-file = "3" }
  }

  assert "container_running" {}
}
`,
    },
  ],
  derive: (_, subject) => ({ name: defaultName(subject) }),
  check(args) {
    const problem = healthPathProblem(args as HoleyObject);
    return [
      ...mustBeKnown(args, structuralAttributes),
      ...(problem === undefined ? [] : [{ attribute: 'health_check', message: problem }]),
    ];
  },
  claims(args) {
    const name = known(args.name);
    const own = name === undefined ? [] : [{ kind: 'container-name' as const, value: name }];
    return args.state === 'stopped' ? own : [...own, ...portClaims(portsOf(args.ports))];
  },
  probe(args) {
    const name = known(args.name);
    const image = known(args.image);
    const engine = known(args.engine) ?? 'auto';
    if (name === undefined) return [];
    return [
      { kind: 'inspect', object: 'container', engine, name },
      ...(image === undefined ? [] : [{ kind: 'inspect' as const, object: 'image' as const, engine, name: image }]),
    ];
  },
  observe([container, image], args) {
    if (container?.kind === 'absent') return absent;
    if (container?.kind !== 'object') return notObserved(container);
    return {
      presence: 'present',
      attributes: observedContainer(
        container.inspect,
        image?.kind === 'object' ? image.inspect : null,
        args as HoleyObject,
      ),
      outputs: containerOutputs(container.inspect, container.engine),
    };
  },
  plan({ args }) {
    const names = ['name', 'image', ...Object.keys(containerAttributes), 'working_dir', 'engine'];
    const needs = { engine: true, write: mountedFolders(args as HoleyObject) };
    return [
      { name: 'ensure_container', args: pick(args, names), idempotent: true, timeout: '15m', needs },
      ...verifyHttpSteps(args as HoleyObject),
    ];
  },
  artifacts({ name: step, args }) {
    if (step === 'verify_http') return { kind: 'body', body: verifyHttpBody(args) };
    if (step !== 'remove_container') return { kind: 'body', body: containerBody(args) };
    const { name = '', engine = 'auto' } = args;
    return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'container', name } };
  },
  removal: (args) => ({ name: known(args.name) ?? '', engine: known(args.engine) ?? 'auto' }),
  planRemoval({ name, engine }) {
    if (typeof name !== 'string' || name === '') return [];
    return [
      { name: 'remove_container', args: { name, engine: engine ?? 'auto' }, idempotent: true, needs: { engine: true } },
    ];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const name = known(args.name);
    return name === undefined ? {} : { name };
  },
  offers(role, args, subject, from) {
    return offersOf(role, {
      name: subject.name,
      host: known(args.name) ?? subject.name,
      image: known(args.image) ?? '',
      environment: (args as HoleyObject)['environment'],
      ports: (args as HoleyObject)['ports'],
      place: 'container',
      from,
    });
  },
});

/** Folders of this machine that a container may write to. */
function mountedFolders(args: HoleyObject): string[] {
  return mountsOf(args['volumes'])
    .filter((mount) => !mount.read_only && isPathSource(mount.source))
    .map((mount) => asFolder(normalisePath(mount.source)));
}
