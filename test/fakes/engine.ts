/** A {@link ContainerEngine} in memory that keeps objects as inspect documents, close to what Docker says. */
import { createHash } from 'node:crypto';
import { digestOfJson } from '../../core/base/canonical-json.ts';
import type { JsonObject } from '../../core/contracts/json.ts';
import type { ContainerEngine, ObjectOwner, Refusal } from '../../core/ports.ts';

type Body = Parameters<ContainerEngine['carryOut']>[0];
type ObjectKind = 'container' | 'image' | 'network' | 'volume';

export interface MemoryEngine extends ContainerEngine {
  /** `container web`, `remove web` … in order. */
  readonly calls: readonly string[];
  /** The bodies as they arrived, in order. */
  readonly bodies: readonly Body[];
  /** Puts an object there that is not ours. */
  put(object: ObjectKind, name: string, document: JsonObject): void;
  documentOf(object: ObjectKind, name: string): JsonObject | undefined;
  /** While given, the engine does not answer. */
  goAway(reason: string | null): void;
  /** The next `carryOut` on this name is refused for this reason. */
  failNext(name: string, reason: string): void;
}

/** `pullable`: names of images that a pull finds. */
export function memoryEngine(
  options: { readonly engine?: 'docker' | 'podman'; readonly pullable?: readonly string[] } = {},
): MemoryEngine {
  const engine = options.engine ?? 'docker';
  const objects = new Map<string, JsonObject>();
  const calls: string[] = [];
  const bodies: Body[] = [];
  const failures = new Map<string, string>();
  let gone: string | null = null;

  const no = (code: string, reason: string): Refusal => ({ refused: true, code, reason });
  const idOf = (what: string) => createHash('sha256').update(what).digest('hex');
  const key = (object: ObjectKind, name: string) =>
    `${object} ${object === 'image' && !name.includes(':') ? `${name}:latest` : name}`;

  function carryOut(body: Body, owner: ObjectOwner): { outputs: JsonObject; changed: boolean } | Refusal {
    const name = body.operation === 'image' ? body.tag : body.name;
    const kind: ObjectKind = body.operation === 'remove' ? body.object : body.operation;
    const before = objects.get(key(kind, name));
    if (body.operation === 'remove') {
      if (before !== undefined && kind !== 'image' && !isOurs(before, owner))
        return no('ENOTOURS', `The ${kind} \`${name}\` is not ours.`);
      return { outputs: {}, changed: objects.delete(key(kind, name)) };
    }
    if (body.operation === 'image') {
      if (before === undefined && body.build === undefined && !(options.pullable ?? []).includes(name)) {
        return no('ENOIMAGE', `There is no image \`${name}\` and it cannot be pulled.`);
      }
      const id =
        before === undefined || body.build !== undefined ? `sha256:${idOf(digestOfJson(body))}` : String(before.Id);
      for (const tag of [name, ...(body.build?.tags ?? [])])
        objects.set(key('image', tag), { Id: id, RepoTags: [tag], Size: 1000, Config: {} });
      return { outputs: { id, name, size_bytes: 1000, engine }, changed: before?.Id !== id };
    }
    if (before !== undefined && !isOurs(before, owner))
      return no('ENOTOURS', `The ${kind} \`${name}\` is there already and is not ours.`);
    const digest = digestOfJson(body.operation === 'container' ? { ...body, state: null } : body);
    const labels = {
      ...asObject(body.body.Labels),
      'clockwork.project': owner.project,
      'clockwork.address': owner.address,
      'clockwork.digest': digest,
    };
    const same = before !== undefined && labelsOf(before)['clockwork.digest'] === digest;
    switch (body.operation) {
      case 'network': {
        const id = same ? String(before.Id) : idOf(`network ${name} ${digest}`);
        objects.set(key(kind, name), { Driver: 'bridge', ...body.body, Id: id, Name: name, Labels: labels });
        return { outputs: { id, name, engine }, changed: !same };
      }
      case 'volume': {
        const mountpoint = `/volumes/${name}`;
        objects.set(key(kind, name), {
          Driver: 'local',
          ...body.body,
          Name: name,
          Mountpoint: mountpoint,
          Labels: labels,
        });
        return { outputs: { name, mountpoint, engine }, changed: !same };
      }
      case 'container': {
        const running = body.state === 'running';
        const wasRunning = before !== undefined && asObject(before.State).Running === true;
        const document = containerDocument(
          body,
          labels,
          same ? String(before.Id) : idOf(`container ${name} ${digest}`),
        );
        objects.set(key(kind, name), document);
        const ports = Object.entries(asObject(asObject(document.NetworkSettings).Ports)).flatMap(([port, bindings]) =>
          asList(bindings).map((binding) => ({
            internal: Number(port.split('/')[0]),
            external: Number(asObject(binding).HostPort),
            host_ip: String(asObject(binding).HostIp ?? ''),
            protocol: port.split('/')[1] ?? 'tcp',
          })),
        );
        const outputs = {
          id: String(document.Id),
          name,
          image_id: String(document.Image),
          ip: running ? '172.17.0.2' : '',
          ports,
          engine,
        };
        return { outputs, changed: !same || wasRunning !== running };
      }
    }
  }

  function containerDocument(
    body: Extract<Body, { operation: 'container' }>,
    labels: JsonObject,
    id: string,
  ): JsonObject {
    const { HostConfig, NetworkingConfig: _networking, ...config } = body.body;
    const running = body.state === 'running';
    const image = String(body.body.Image);
    const bindings = asObject(asObject(HostConfig).PortBindings);
    const networks = [String(asObject(HostConfig).NetworkMode ?? 'bridge'), ...body.networks];
    return {
      Id: id,
      Name: `/${body.name}`,
      Image: image.startsWith('sha256:')
        ? image
        : String(objects.get(key('image', image))?.Id ?? `sha256:${idOf(image)}`),
      Config: {
        ...config,
        Env: Object.entries(asObject(body.body.Env)).map(([name, value]) => `${name}=${String(value)}`),
        Labels: labels,
      },
      HostConfig: asObject(HostConfig),
      State: {
        Status: running ? 'running' : 'exited',
        Running: running,
        ...(config.Healthcheck === undefined ? {} : { Health: { Status: 'healthy' } }),
      },
      NetworkSettings: {
        IPAddress: running ? '172.17.0.2' : '',
        Ports: running ? bindings : {},
        Networks: Object.fromEntries(networks.map((network) => [network, { IPAddress: running ? '172.17.0.2' : '' }])),
      },
    };
  }

  return {
    calls,
    bodies,
    put: (object, name, document) => void objects.set(key(object, name), document),
    documentOf: (object, name) => objects.get(key(object, name)),
    goAway(reason) {
      gone = reason;
    },
    failNext: (name, reason) => void failures.set(name, reason),
    async resolve(choice) {
      if (gone !== null) return no('ENGINE', gone);
      return choice === 'auto' || choice === engine
        ? { engine, version: '28.0.0' }
        : no('ENGINE', `${choice} does not answer.`);
    },
    async inspect(_choice, object, name) {
      if (gone !== null) return no('ENGINE', gone);
      const document = objects.get(key(object, name));
      return document === undefined ? null : { engine, document };
    },
    async carryOut(body, owner, { progress, signal }) {
      const name = body.operation === 'image' ? body.tag : body.name;
      calls.push(`${body.operation} ${name}`);
      bodies.push(body);
      if (gone !== null) return no('ENGINE', gone);
      if (signal.aborted) return no('ECANCELED', 'It was cancelled.');
      const failure = failures.get(name);
      failures.delete(name);
      if (failure !== undefined) return no('ENGINE', failure);
      progress(`${body.operation} ${name}`);
      return carryOut(body, owner);
    },
    async logs(_choice, container) {
      if (gone !== null) return no('ENGINE', gone);
      return objects.has(key('container', container))
        ? `log of ${container}\n`
        : no('ENOENT', `There is no container \`${container}\`.`);
    },
  };
}

function labelsOf(document: JsonObject): JsonObject {
  return asObject(document.Labels ?? asObject(document.Config).Labels);
}

function isOurs(document: JsonObject, owner: ObjectOwner): boolean {
  const labels = labelsOf(document);
  return labels['clockwork.project'] === owner.project;
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
