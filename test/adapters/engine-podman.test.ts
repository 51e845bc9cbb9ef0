/** Podman's service, started where none answers. The program is a stand-in that speaks enough of the API to be found. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findOrStartEngine } from '../../core/adapters/engine-podman.ts';
import { tempFolder } from '../support/temp.ts';

const noDocker = { DOCKER_HOST: '', CONTAINER_HOST: '' };

/** Puts a `podman` on a PATH of its own; it writes its process id beside itself. */
function podman(body: string): {
  readonly env: Readonly<Record<string, string>>;
  readonly runtime: string;
  readonly pid: () => number;
} {
  const folder = tempFolder();
  const runtime = tempFolder();
  const pidFile = join(folder, 'pid');
  writeFileSync(
    join(folder, 'podman'),
    `#!${process.execPath}\nrequire('node:fs').appendFileSync('${pidFile}', process.pid + '\\n');\n${body}\n`,
  );
  chmodSync(join(folder, 'podman'), 0o755);
  const pid = () => Number(readFileSync(pidFile, 'utf8').trim());
  onTestFinished(() => {
    try {
      if (existsSync(pidFile)) process.kill(pid(), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  });
  return {
    env: { ...noDocker, PATH: folder, HOME: '/nowhere', XDG_RUNTIME_DIR: runtime, CLOCKWORK_STEP_TOKEN: 'mark' },
    runtime,
    pid,
  };
}

const serving = `
  const [system, service, time, address] = process.argv.slice(2);
  if ([system, service, time].join(' ') !== 'system service --time=60') process.exit(9);
  require('node:http').createServer((request, response) =>
    response.end(JSON.stringify({ Version: '4.3.1', Components: [{ Name: 'Podman Engine' }] })),
  ).listen(address.replace('unix://', ''));`;

test('is started once, on a socket that nobody else reaches, outside any step', async () => {
  const { env, runtime, pid } = podman(serving);
  const found = await findOrStartEngine('podman', env, 1_000);
  expect(found).toMatchObject({
    engine: 'podman',
    version: '4.3.1',
    spelled: `unix://${runtime}/clockwork/podman.sock`,
  });
  expect(statSync(join(runtime, 'clockwork')).mode & 0o777).toBe(0o700);
  expect(readFileSync(`/proc/${pid()}/environ`, 'utf8')).not.toContain('CLOCKWORK_STEP_TOKEN');
  const first = pid();
  expect(await findOrStartEngine('podman', env, 1_000)).toEqual(found);
  expect(pid()).toBe(first);
});

test('says why it could not be started, after what was tried', async () => {
  const { env } = podman('process.exit(125);');
  expect(await findOrStartEngine('podman', env, 1_000)).toMatchObject({
    refused: true,
    reason: expect.stringMatching(/Podman does not answer\. Tried .*could not be started: it ended with exit code 125/),
  });
});

test.each([
  ['Docker was asked for', 'docker' as const, {}],
  ['an address of Podman is named', 'podman' as const, { CONTAINER_HOST: 'unix:///nowhere.sock' }],
  ['an address of an engine is named', 'auto' as const, { DOCKER_HOST: 'unix:///nowhere.sock' }],
])('is not started where %s', async (_why, choice, difference) => {
  const { env, runtime } = podman(serving);
  expect(await findOrStartEngine(choice, { ...env, ...difference }, 1_000)).toMatchObject({ refused: true });
  expect(existsSync(join(runtime, 'clockwork'))).toBe(false);
});
