/** The container engine port against a real Docker. Every object's name starts with a random prefix and is removed. */

import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContainerEngine } from '../../core/adapters/container-engine.ts';
import type { JsonObject } from '../../core/contracts/json.ts';
import { type ContainerEngine, isRefusal } from '../../core/ports.ts';
import { buildImages } from '../support/docker-images.ts';
import { describeReal, dockerSocket } from '../support/real.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { checkEngineBasics } from './conformance/container-engine.ts';

type Body = Parameters<ContainerEngine['carryOut']>[0];
type ContainerBody = Extract<Body, { operation: 'container' }>;

const prefix = `cwt${Math.floor(performance.timeOrigin + performance.now()).toString(36)}`;
const owner = { project: `lineage-${prefix}`, address: 'docker_container.web', isImported: false };
const never = new AbortController().signal;

describeReal('docker', 'Docker', () => checkEngine('docker', dockerSocket));

// Podman is no part of the ordinary set-up: name the socket of its service to run the same suite against it.
const podmanSocket = process.env.CLOCKWORK_TEST_PODMAN_SOCKET;
if (podmanSocket !== undefined) {
  describe('Podman', () => {
    beforeAll(async () => {
      await buildImages(podmanSocket);
    });
    checkEngine('podman', () => podmanSocket);
  });
}

function checkEngine(choice: 'docker' | 'podman', socketOf: () => string): void {
  let count = 0;
  checkEngineBasics(() => ({
    engine: createContainerEngine({ DOCKER_HOST: `unix://${socketOf()}` }),
    choice,
    name: `${prefix}-basics${count++}`,
  }));

  let engine: ContainerEngine;
  const lines: string[] = [];
  const made: { object: 'container' | 'network' | 'volume' | 'image'; name: string }[] = [];

  beforeAll(() => {
    engine = createContainerEngine({ DOCKER_HOST: `unix://${socketOf()}` });
  });
  afterAll(async () => {
    for (const { object, name } of made.reverse()) {
      await carry({ version: '1', operation: 'remove', engine: choice, object, name });
    }
  });

  const carry = (body: Body, more: { baseDir?: string; signal?: AbortSignal; owner?: typeof owner } = {}) =>
    engine.carryOut(body, more.owner ?? owner, {
      baseDir: more.baseDir ?? '/',
      progress: (line) => void lines.push(line),
      signal: more.signal ?? never,
    });

  async function done(
    answer: ReturnType<typeof carry>,
  ): Promise<{ readonly outputs: JsonObject; readonly changed: boolean }> {
    const outcome = await answer;
    if (isRefusal(outcome)) throw new Error(outcome.reason);
    return outcome;
  }

  function container(name: string, body: JsonObject, more: Partial<ContainerBody> = {}): ContainerBody {
    const full = `${prefix}-${name}`;
    made.push({ object: 'container', name: full });
    return {
      version: '1',
      operation: 'container',
      engine: choice,
      name: full,
      state: 'running',
      pull: 'never',
      body: { Image: 'busybox:latest', Cmd: ['sleep', '1000'], ...body },
      networks: [],
      wait_healthy_seconds: 0,
      ...more,
    };
  }

  async function inspect(
    object: 'container' | 'network' | 'volume' | 'image',
    name: string,
  ): Promise<JsonObject | null> {
    const found = await engine.inspect(choice, object, name);
    if (isRefusal(found)) throw new Error(found.reason);
    return found?.document ?? null;
  }

  test('says which engine answers, and what was tried where none does', async () => {
    expect(await engine.resolve('auto')).toEqual({ engine: choice, version: expect.stringMatching(/^\d+\./) });
    expect(await engine.resolve(choice === 'docker' ? 'podman' : 'docker')).toMatchObject({
      refused: true,
      reason: expect.stringMatching(/this is (Docker|Podman).*set `?(CONTAINER|DOCKER)_HOST/s),
    });
    const lost = createContainerEngine({
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
      CONTAINER_HOST: 'tcp://127.0.0.1:1',
    });
    expect(await lost.resolve('auto')).toMatchObject({
      reason: expect.stringMatching(
        /No container engine answers\. .*Tried `unix:\/\/\/nowhere\/docker\.sock`: no such socket; `tcp:\/\/127\.0\.0\.1:1`: nothing listens/,
      ),
    });
    expect(await lost.inspect('docker', 'container', 'x')).toMatchObject({ refused: true });
  });

  test('a container is made, left alone while it is so, started again, replaced when it differs, and removed', async () => {
    const body = container('life', { Env: { B: '2', A: 'é "x"' }, Labels: { mine: 'yes' } });
    const first = await done(carry(body));
    expect(first).toMatchObject({
      changed: true,
      outputs: { name: body.name, engine: choice, ports: [], id: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(first.outputs.ip).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const document = await inspect('container', body.name);
    expect(document?.Config).toMatchObject({
      Labels: { mine: 'yes', 'clockwork.project': owner.project, 'clockwork.address': owner.address },
    });
    expect(document).toMatchObject({ Config: { Env: expect.arrayContaining(['A=é "x"', 'B=2']) } });

    expect(await done(carry(body))).toEqual({ outputs: first.outputs, changed: false });

    const stopped = await done(carry({ ...body, state: 'stopped' }));
    expect(stopped).toMatchObject({ changed: true, outputs: { id: first.outputs.id, ip: '' } });
    expect(await done(carry({ ...body, state: 'stopped' }))).toMatchObject({ changed: false });
    expect(await done(carry(body))).toMatchObject({ changed: true, outputs: { id: first.outputs.id } });

    const other = await done(carry({ ...body, body: { ...body.body, Env: { B: '3' } } }));
    expect(other.changed).toBe(true);
    expect(other.outputs.id).not.toBe(first.outputs.id);
    expect(await inspect('container', `${body.name}.clockwork-new`)).toBeNull();

    const remove: Body = { version: '1', operation: 'remove', engine: choice, object: 'container', name: body.name };
    expect(await done(carry(remove))).toEqual({ outputs: {}, changed: true });
    expect(await done(carry(remove))).toEqual({ outputs: {}, changed: false });
    expect(await inspect('container', body.name)).toBeNull();
  });

  test('what was not made by this project is not touched', async () => {
    const body = container('foreign', {});
    await done(carry(body, { owner: { ...owner, project: 'somebody-else' } }));
    const id = (await inspect('container', body.name))?.Id;
    const remove: Body = { version: '1', operation: 'remove', engine: choice, object: 'container', name: body.name };
    for (const attempt of [body, { ...body, body: { ...body.body, Env: { A: '1' } } }, remove]) {
      expect(await carry(attempt)).toMatchObject({
        refused: true,
        code: 'ENOTOURS',
        reason: expect.stringContaining('another Clockwork project'),
      });
    }
    expect((await inspect('container', body.name))?.Id).toBe(id);
    // What an `import` block gave us is ours to change; it then carries our label.
    expect(await done(carry(body, { owner: { ...owner, isImported: true } }))).toMatchObject({ changed: false });
    await done(carry(remove, { owner: { ...owner, project: 'somebody-else' } }));
  });

  test('the same project under another address keeps its container', async () => {
    const body = container('moved', {});
    const first = await done(carry(body));
    expect(await done(carry(body, { owner: { ...owner, address: 'docker_container.renamed' } }))).toEqual({
      ...first,
      changed: false,
    });
  });

  test('publishes a port that answers, and gives it as output', async () => {
    const body = container('web', {
      Image: 'nginx:latest',
      Cmd: ['nginx'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    });
    const { outputs } = await done(carry(body));
    expect(outputs.ports).toEqual([
      { internal: 80, external: expect.any(Number), host_ip: '127.0.0.1', protocol: 'tcp' },
    ]);
    const [port] = outputs.ports as { external: number }[];
    const answer = await fetch(`http://127.0.0.1:${port?.external}/`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Welcome to nginx!')]);
  });

  test('names the process that holds a port, and the container', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const publishing = (name: string) =>
      container(name, {
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
        ExposedPorts: { '80/tcp': {} },
      });
    try {
      const taken = await carry(publishing('taken'));
      expect(taken).toMatchObject({
        code: 'EADDRINUSE',
        reason: expect.stringContaining(`Port ${port}/tcp is taken by \``),
      });
      expect(taken).toMatchObject({ reason: expect.stringContaining(`(pid ${process.pid})`) });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    const holder = publishing('holder');
    await done(carry(holder));
    expect(await carry(publishing('taken'))).toMatchObject({
      reason: expect.stringContaining(`Port ${port}/tcp is taken by the container \`${holder.name}\``),
    });
  });

  test('a body that the engine does not take leaves the old container running', async () => {
    const body = container('careful', {});
    const { outputs } = await done(carry(body));
    const wrong = { ...body, body: { ...body.body, HostConfig: { Binds: ['/tmp:relative'] } } };
    expect(await carry(wrong)).toMatchObject({
      refused: true,
      reason: expect.stringMatching(/could not replace the container/),
    });
    expect(await inspect('container', body.name)).toMatchObject({ Id: outputs.id, State: { Running: true } });
  });

  test('where a new container cannot start, the old one is back and runs', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const body = container('restored', { Env: { A: '1' } });
    const { outputs } = await done(carry(body));
    const clash = {
      ...body,
      body: {
        ...body.body,
        HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
        ExposedPorts: { '80/tcp': {} },
      },
    };
    const names = async () => [
      await inspect('container', `${body.name}.clockwork-old`),
      await inspect('container', `${body.name}.clockwork-new`),
    ];
    try {
      expect(await carry(clash)).toMatchObject({
        refused: true,
        code: 'EADDRINUSE',
        reason: expect.stringMatching(/is taken by .*The container that was there before is back and runs\.$/),
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(await inspect('container', body.name)).toMatchObject({ Id: outputs.id, State: { Running: true } });
    expect(await names()).toEqual([null, null]);
    // The port is free now.
    const replaced = await done(carry(clash));
    expect(replaced.outputs.id).not.toBe(outputs.id);
    expect(await names()).toEqual([null, null]);
  });

  test('an old container that was stopped comes back stopped', async () => {
    const body = container('stopped-before', {});
    const { outputs } = await done(carry(body));
    await done(carry({ ...body, state: 'stopped' }));
    const wrong = { ...body, body: { ...body.body, Cmd: ['/no/such/program'] } };
    expect(await carry(wrong)).toMatchObject({
      refused: true,
      reason: expect.stringMatching(/The container that was there before is back\.$/),
    });
    expect(await inspect('container', body.name)).toMatchObject({ Id: outputs.id, State: { Running: false } });
  });

  test('a run that was ended in the middle of a replacement is taken up', async () => {
    const body = container('middle', {});
    const { outputs } = await done(carry(body));
    const docker = new Dockerode({ socketPath: socketOf() });
    await docker.getContainer(body.name).rename({ name: `${body.name}.clockwork-old` });
    expect(await done(carry(body))).toMatchObject({ changed: false, outputs: { id: outputs.id } });
    // Later: the new one had its name already, and the old one was not removed yet.
    const other = container('middle-late', {});
    await done(carry(other));
    await docker.getContainer(other.name).rename({ name: `${body.name}.clockwork-old` });
    expect(await done(carry(body))).toMatchObject({ changed: false, outputs: { id: outputs.id } });
    expect(await inspect('container', `${body.name}.clockwork-old`)).toBe(null);
  });

  test('a container that fails at once is reported with its output', async () => {
    const body = container('fails', { Cmd: ['sh', '-c', 'echo "no such table: users"; exit 7'] });
    expect(await carry(body)).toMatchObject({
      code: 'ECONTAINER',
      reason: expect.stringMatching(
        /did not stay up: it ended with exit code 7\. Its last output:\n {2}no such table: users/,
      ),
    });
    const loops = container('loops', {
      Cmd: ['sh', '-c', 'exit 1'],
      HostConfig: { RestartPolicy: { Name: 'always' } },
    });
    expect(await carry(loops)).toMatchObject({ code: 'ECONTAINER' });
  });

  test('a task that ends well is done', async () => {
    expect(await done(carry(container('task', { Cmd: ['true'] })))).toMatchObject({ changed: true });
  });

  test('waits for health, and says what the check said when it does not come', async () => {
    const second = 1_000_000_000;
    const check = (command: string) => ({
      Test: ['CMD-SHELL', command],
      Interval: second,
      Timeout: second,
      Retries: 2,
      StartInterval: second / 5,
      StartPeriod: 10 * second,
    });
    const well = container('well', { Healthcheck: check('true') }, { wait_healthy_seconds: 20 });
    await done(carry(well));
    expect(await inspect('container', well.name)).toMatchObject({ State: { Health: { Status: 'healthy' } } });
    expect(await done(carry(well))).toMatchObject({ changed: false });

    const ill = container(
      'ill',
      { Healthcheck: { ...check('echo "disk on fire"; exit 1'), StartPeriod: 0 } },
      { wait_healthy_seconds: 4 },
    );
    expect(await carry(ill)).toMatchObject({
      code: 'EUNHEALTHY',
      reason: expect.stringMatching(/within 4 s .*The check said: disk on fire/),
    });
  });

  test('a cancelled wait ends at once', async () => {
    const body = container(
      'cancel',
      { Healthcheck: { Test: ['CMD', 'false'], Interval: 1_000_000_000 } },
      { wait_healthy_seconds: 300 },
    );
    const stop = new AbortController();
    const answer = carry(body, { signal: stop.signal });
    await waitFor(async () => (await inspect('container', body.name)) !== null);
    stop.abort();
    expect(await answer).toMatchObject({ code: 'ECANCELED' });
  });

  test('joins its networks, finds others there by name, and mounts folders relative to the project', async () => {
    const network = `${prefix}-net`;
    const second = `${prefix}-net2`;
    for (const name of [network, second]) {
      made.unshift({ object: 'network', name });
      expect(await done(carry({ version: '1', operation: 'network', engine: choice, name, body: {} }))).toMatchObject({
        changed: true,
        outputs: { name, engine: choice, id: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(await done(carry({ version: '1', operation: 'network', engine: choice, name, body: {} }))).toMatchObject({
        changed: false,
      });
    }
    const project = writeFiles(tempFolder(), { 'data/page': 'from the project' });
    const volume = `${prefix}-vol`;
    made.unshift({ object: 'volume', name: volume });
    expect(
      await done(carry({ version: '1', operation: 'volume', engine: choice, name: volume, body: {} })),
    ).toMatchObject({
      outputs: { name: volume, mountpoint: expect.stringContaining(volume), engine: choice },
    });
    const binds = ['./data:/data:ro', `${volume}:/var/kept`];
    const body = container('joined', { HostConfig: { NetworkMode: network, Binds: binds } }, { networks: [second] });
    await done(carry(body, { baseDir: project }));
    const document = await inspect('container', body.name);
    const joined = document?.NetworkSettings as { readonly Networks: object } | undefined;
    expect(Object.keys(joined?.Networks ?? {}).sort()).toEqual([network, second].sort());
    expect(document?.HostConfig).toMatchObject({
      Binds: [
        expect.stringMatching(new RegExp(`^${project}/data:/data:ro`)),
        expect.stringMatching(new RegExp(`^${volume}:/var/kept`)),
      ],
    });
    expect(await done(carry(body, { baseDir: project }))).toMatchObject({ changed: false });

    // In use: refused, naming who uses it.
    for (const [object, name] of [
      ['network', network],
      ['volume', volume],
    ] as const) {
      expect(await carry({ version: '1', operation: 'remove', engine: choice, object, name })).toMatchObject({
        code: 'EBUSY',
        reason: expect.stringContaining(`still in use by \`${body.name}\``),
      });
    }
    await done(carry({ version: '1', operation: 'remove', engine: choice, object: 'container', name: body.name }));
    for (const [object, name] of [
      ['network', network],
      ['network', second],
      ['volume', volume],
    ] as const) {
      expect(await done(carry({ version: '1', operation: 'remove', engine: choice, object, name }))).toMatchObject({
        changed: true,
      });
      expect(await inspect(object, name)).toBeNull();
    }
  });

  test('a volume with other settings is refused rather than emptied', async () => {
    const name = `${prefix}-keep`;
    made.unshift({ object: 'volume', name });
    await done(carry({ version: '1', operation: 'volume', engine: choice, name, body: {} }));
    const labelled: Body = { version: '1', operation: 'volume', engine: choice, name, body: { Labels: { a: 'b' } } };
    expect(await carry(labelled)).toMatchObject({
      refused: true,
      reason: expect.stringContaining('a volume cannot be changed'),
    });
  });

  test('builds an image, leaving out what .dockerignore names, the second time from the cache', async () => {
    const project = writeFiles(tempFolder(), {
      'app/Dockerfile':
        'FROM busybox:latest\nARG GREETING=none\nCOPY . /app\nRUN echo "$GREETING" > /greeting\nCMD ["sh", "-c", "cat /greeting; find /app -type f | sort"]\n',
      'app/main.txt': 'main',
      'app/secret.env': 'TOKEN=1',
      'app/logs/old.log': 'old',
      'app/logs/keep.log': 'keep',
      'app/.dockerignore': '# a comment\n*.env\nlogs\n!logs/keep.log\nDockerfile\n',
    });
    mkdirSync(join(project, 'app/links'));
    symlinkSync('/etc/passwd', join(project, 'app/links/outside'));
    const tag = `${prefix}-app:1`;
    made.push({ object: 'image', name: tag }, { object: 'image', name: `${prefix}-app:latest` });
    const body: Body = {
      version: '1',
      operation: 'image',
      engine: choice,
      tag,
      build: {
        context: 'app',
        dockerfile: 'Dockerfile',
        args: { GREETING: 'hello there' },
        tags: [`${prefix}-app:latest`],
      },
    };
    lines.length = 0;
    const first = await done(carry(body, { baseDir: project }));
    expect(first).toMatchObject({
      changed: true,
      outputs: { name: tag, id: expect.stringMatching(/^sha256:/), engine: choice },
    });
    expect(first.outputs.size_bytes).toBeGreaterThan(1000);
    expect(lines).toEqual(
      expect.arrayContaining([`Building ${tag} from app`, expect.stringMatching(/^step 1\/\d+ ?: FROM/i)]),
    );
    expect(await inspect('image', `${prefix}-app:latest`)).toMatchObject({ Id: first.outputs.id });
    // Podman gives the result a new id each time, although every layer comes from its cache.
    if (choice === 'docker') {
      expect(await done(carry(body, { baseDir: project }))).toEqual({ ...first, changed: false });
    }

    const run = container('built', { Image: tag, Cmd: null });
    await done(carry(run));
    expect(await engine.logs(choice, run.name, { tail: 20 })).toBe(
      'hello there\n/app/.dockerignore\n/app/logs/keep.log\n/app/main.txt\n',
    );

    // A rebuilt image under the same tag makes a container of the old one differ.
    writeFiles(project, { 'app/main.txt': 'changed' });
    expect(await done(carry(body, { baseDir: project }))).toMatchObject({ changed: true });
    expect(await done(carry(run))).toMatchObject({ changed: true });
  });

  test.each([
    [
      'a missing context',
      { context: 'nowhere', dockerfile: 'Dockerfile' },
      /build context `.*nowhere`: there is no such file or folder/,
    ],
    ['a missing Dockerfile', { context: '.', dockerfile: 'Dockerfile.prod' }, /no Dockerfile `Dockerfile\.prod`/],
    ['a Dockerfile outside', { context: '.', dockerfile: '../Dockerfile' }, /has to be inside the build context/],
    [
      'a step that fails',
      { context: '.', dockerfile: 'Broken' },
      /cannot be built: .*(returned a non-zero code: 9|exit status 9)\. It stopped at step 2\/\d+ ?: RUN exit 9/i,
    ],
    ['a wrong instruction', { context: '.', dockerfile: 'Wrong' }, /unknown instruction|no FROM statement/],
  ])('a build is refused for %s', async (_what, build, reason) => {
    const project = writeFiles(tempFolder(), { Broken: 'FROM busybox:latest\nRUN exit 9\n', Wrong: 'FORM busybox\n' });
    const answer = await carry(
      {
        version: '1',
        operation: 'image',
        engine: choice,
        tag: `${prefix}-broken`,
        build: { args: {}, tags: [], ...build },
      },
      { baseDir: project },
    );
    expect(answer).toMatchObject({ refused: true, reason: expect.stringMatching(reason) });
  });

  test('an image that cannot be had is refused with what to do', async () => {
    const missing = `127.0.0.1:1/${prefix}/nothing:1`;
    const image: Body = { version: '1', operation: 'image', engine: choice, tag: missing };
    expect(await carry({ ...image, pull: 'never' })).toMatchObject({
      code: 'ENOIMAGE',
      reason: expect.stringContaining('`pull` is `never`'),
    });
    expect(await carry(image)).toMatchObject({
      refused: true,
      reason: expect.stringMatching(/is not here and cannot be pulled: .*docker login/),
    });
    expect(await carry(container('imageless', { Image: missing }, { pull: 'missing' }))).toMatchObject({
      refused: true,
      reason: expect.stringContaining('cannot be pulled'),
    });
    const present: Body = {
      version: '1',
      operation: 'image',
      engine: choice,
      tag: 'busybox:latest',
      pull: 'missing',
    };
    expect(await done(carry(present))).toMatchObject({ changed: false, outputs: { name: 'busybox:latest' } });
  });

  test('a name that is only the start of an id is nobody’s name', async () => {
    const body = container('ids', {});
    const { outputs } = await done(carry(body));
    expect(await inspect('container', String(outputs.id).slice(0, 12))).toBeNull();
    expect(await inspect('container', `${prefix}-nobody`)).toBeNull();
  });

  test('an engine that breaks off in the middle is a refusal', async () => {
    const server = createTcpServer((socket) => {
      socket.once('data', (data) => {
        if (data.toString().startsWith('GET /version')) {
          const answer = JSON.stringify({ Version: '28.0.0' });
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\nConnection: close\r\n\r\n${answer}`);
        } else socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const broken = createContainerEngine({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    expect(await broken.inspect('docker', 'container', 'x')).toMatchObject({
      refused: true,
      reason: expect.stringContaining('stopped answering'),
    });
    await new Promise((resolve) => server.close(resolve));
  });
}

async function waitFor(what: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('did not come true');
}
