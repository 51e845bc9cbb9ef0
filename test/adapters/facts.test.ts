/** What this machine can do, asked of the machine. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFactsSource, factsCachePathOf } from '../../core/adapters/facts.ts';
import { createProcessRunner } from '../../core/adapters/process-runner.ts';
import { envFactsSchema } from '../../core/contracts/env-facts.ts';
import { tempFolder } from '../support/temp.ts';

const noEngines = { DOCKER_HOST: 'unix:///nowhere/docker.sock', CONTAINER_HOST: 'unix:///nowhere/podman.sock' };

/** A folder with programs that print what is given and count how often they were asked. */
function programs(said: Readonly<Record<string, string>>): {
  readonly folder: string;
  readonly times: (name: string) => number;
} {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(said)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho x >> "$0.asked"\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return {
    folder,
    times: (name) =>
      existsSync(join(folder, `${name}.asked`)) ? readFileSync(join(folder, `${name}.asked`), 'utf8').length / 2 : 0,
  };
}

function source(path: string, cachePath: string, env: Readonly<Record<string, string>> = noEngines) {
  return createFactsSource({
    env: { PATH: path, HOME: '/nowhere', ...env },
    processes: createProcessRunner(),
    cachePath,
  });
}

test('this machine', async () => {
  const facts = await source(process.env.PATH ?? '', join(tempFolder(), 'c.json')).gather();
  expect(envFactsSchema.parse(facts)).toEqual(facts);
  expect(facts).toMatchObject({
    os: platform(),
    arch: arch(),
    cpus: cpus().length,
    memory_bytes: totalmem(),
    engines: {},
  });
  expect(facts.runtimes.node?.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(facts.runtimes.sh).toBeDefined();
});

test('versions as each program says them; one that fails is no runtime', async () => {
  const { folder } = programs({
    bash: 'echo "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)"',
    deno: 'echo "deno 2.1.4 (stable)"; echo "v8 13.0.245"',
    git: 'echo "git version 2.39.5"',
    go: 'echo "go version go1.19.8 linux/amd64"',
    node: 'echo v24.1.0',
    python3: 'echo "pyenv: no version chosen" >&2; exit 127',
    sh: 'exit 2',
  });
  const { runtimes } = await source(`${folder}:/usr/bin:/bin`, join(tempFolder(), 'c.json')).gather();
  expect(runtimes).toEqual({
    bash: { version: '5.2.15' },
    deno: { version: '2.1.4' },
    git: { version: '2.39.5' },
    go: { version: '1.19.8' },
    node: { version: '24.1.0' },
    sh: { version: 'unknown' },
  });
});

test('a program is asked once, and again when its file has changed', async () => {
  const { folder, times } = programs({ node: 'echo v24.1.0' });
  const cachePath = join(tempFolder(), 'deep', 'c.json');
  const gather = () => source(folder, cachePath).gather();
  await gather();
  expect((await gather()).runtimes).toEqual({ node: { version: '24.1.0' } });
  expect(times('node')).toBe(1);
  expect(statSync(cachePath).mode & 0o777).toBe(0o600);
  utimesSync(join(folder, 'node'), 1, 1);
  await gather();
  expect(times('node')).toBe(2);
});

test('a damaged cache, or one that cannot be written, only costs time', async () => {
  const { folder, times } = programs({ node: 'echo v24.1.0' });
  const damaged = join(tempFolder(), 'c.json');
  writeFileSync(damaged, '{"version":');
  expect((await source(folder, damaged).gather()).runtimes.node).toEqual({ version: '24.1.0' });
  expect((await source(folder, '/proc/nowhere/c.json').gather()).runtimes.node).toEqual({ version: '24.1.0' });
  expect(times('node')).toBe(2);
});

test('links are followed, folders and files without the right to run are passed over', async () => {
  const { folder } = programs({ real: 'echo v24.1.0' });
  const first = tempFolder();
  mkdirSync(join(first, 'node'));
  writeFileSync(join(first, 'git'), '');
  symlinkSync(join(folder, 'real'), join(folder, 'node'));
  expect((await source(`${first}:relative:${folder}`, join(tempFolder(), 'c.json')).gather()).runtimes).toEqual({
    node: { version: '24.1.0' },
  });
});

test('an engine that answers is named by what it says that it is; one that hangs is left out in time', async () => {
  const serve = async (answer: object | null) => {
    const socketPath = join(tempFolder(), 's.sock');
    const server = createServer((_request, response) => {
      if (answer !== null) response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `unix://${socketPath}`;
  };
  const podman = await serve({ Version: '4.3.1', Components: [{ Name: 'Podman Engine' }] });
  const docker = await serve({ Version: '28.2.2', Components: [{ Name: 'Engine' }] });
  const silent = await serve(null);
  const engines = async (env: Readonly<Record<string, string>>) =>
    (await source('', join(tempFolder(), 'c.json'), env).gather()).engines;
  expect(await engines({ DOCKER_HOST: docker, CONTAINER_HOST: podman })).toEqual({
    docker: { version: '28.2.2' },
    podman: { version: '4.3.1' },
  });
  expect(await engines({ DOCKER_HOST: podman, CONTAINER_HOST: noEngines.CONTAINER_HOST })).toEqual({
    podman: { version: '4.3.1' },
  });
  const startedMs = performance.now();
  expect(await engines({ DOCKER_HOST: silent, CONTAINER_HOST: podman })).toEqual({ podman: { version: '4.3.1' } });
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test('the cache stands where the base directory specification says', () => {
  expect(factsCachePathOf({ HOME: '/home/a' })).toBe('/home/a/.cache/clockwork/runtimes.json');
  expect(factsCachePathOf({ HOME: '/home/a', XDG_CACHE_HOME: '/c' })).toBe('/c/clockwork/runtimes.json');
});
