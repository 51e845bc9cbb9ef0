/** The wired world: everything reachable, nothing loaded before it is needed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const worldModule = pathToFileURL(join(import.meta.dirname, '../../core/adapters/node-world.ts')).href;

/** Standard output of a program that has `world`. */
function inWorld(
  program: string,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): string {
  const text = `import { createNodeWorld } from '${worldModule}'; const world = createNodeWorld(); ${program}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    cwd: options.cwd ?? '/',
    env: { PATH: process.env.PATH ?? '', ...options.env },
  });
}

test('importing and wiring loads none of the heavy parts; using one loads it', () => {
  const loaded = JSON.parse(
    inWorld(`
    const heavy = () => process.moduleLoadList.filter((name) => /^NativeModule (child_process|http|dgram)$/.test(name));
    const before = heavy();
    await world.processes.run({ command: 'true', args: [], cwd: '/', env: world.env, timeoutMs: 5000, graceMs: 100, onOutput() {} });
    console.log(JSON.stringify({ before, after: heavy() }));`),
  );
  expect(loaded).toEqual({ before: [], after: expect.arrayContaining(['NativeModule child_process']) });
});

test('environment and folder are those of the process', () => {
  const folder = realpathSync(tempFolder());
  expect(
    JSON.parse(
      inWorld('console.log(JSON.stringify([world.cwd, world.env.MARK]))', { cwd: folder, env: { MARK: 'é' } }),
    ),
  ).toEqual([folder, 'é']);
});

test('a folder that was removed under the shell does not stop it', () => {
  const folder = join(tempFolder(), 'gone');
  mkdirSync(folder);
  const program = `import { createNodeWorld } from '${worldModule}'; import { rmdirSync } from 'node:fs'; rmdirSync('${folder}'); console.log(createNodeWorld().cwd);`;
  const cwd = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    env: { PWD: folder },
    encoding: 'utf8',
  });
  expect(cwd.trim()).toBe(folder);
});

test('each port answers through it', () => {
  const project = tempFolder();
  writeFileSync(join(project, 'a'), 'x');
  const program = `
    const stateDir = '${project}/.clockwork';
    const prober = world.prober({ projectDir: '${project}', stateDir });
    const answers = {
      file: (await prober.ask({ kind: 'stat-path', path: 'a', digest: true })).kind,
      service: await world.services(stateDir).status('web'),
      engine: (await world.engine.resolve('auto')).code,
      exit: (await world.processes.run({ command: 'true', args: [], cwd: '/', env: world.env, timeoutMs: 5000, graceMs: 100, onOutput() {} })).exitCode,
      lock: Object.keys(await world.locker.acquire(stateDir + '/lock', 'test', 0)),
      seal: world.sealer.seal('a', 'b').slice(0, 12),
      uuid: world.entropy.uuid().length,
      os: (await world.facts.gather()).os,
    };
    console.log(JSON.stringify(answers));`;
  const env = {
    XDG_CONFIG_HOME: join(project, 'config'),
    XDG_CACHE_HOME: join(project, 'cache'),
    DOCKER_HOST: 'unix:///no.sock',
    CONTAINER_HOST: 'unix:///no.sock',
  };
  expect(JSON.parse(inWorld(program, { env }))).toEqual({
    file: 'path',
    service: null,
    engine: 'ENGINE',
    exit: 0,
    lock: ['release'],
    seal: 'hmac-sha256:',
    uuid: 36,
    os: process.platform,
  });
});
