/** Services of this machine and waits, with real processes and ports. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

const running: TestProject[] = [];
afterEach(async () => {
  for (const project of running.splice(0)) await project.destroy();
});

function begin(files: Readonly<Record<string, string>>): TestProject {
  const project = testProject(files);
  running.push(project);
  return project;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const server = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end(process.env.GREETING);
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

const source = (port: number, greeting: string) => `resource "service" "api" {
  command = "${process.execPath} server.mjs"
  ports   = [${port}]
  environment = {
    PORT     = ${port}
    GREETING = "${greeting}"
  }
  health_check {
    path     = "/health"
    interval = "1s"
    retries  = 20
  }
  assert "healthcheck" {
    url = "/health"
  }
}
`;

test('a process is started, left alone, changed, stopped and removed', async () => {
  const port = await freePort();
  const project = begin({ 'server.mjs': server, 'main.cw': source(port, 'hello') });
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
  const first = await project.apply();
  expect(first.messages).toEqual([]);
  expect(first.steps).toEqual(['service.api#ensure_service succeeded', 'service.api#verify_http succeeded']);
  // The same name as in what `assert` says of it later.
  expect(first.events.flatMap((event) => (event.type === 'assertion' ? [event.address] : []))).toEqual([
    'service.api/verify_http',
  ]);
  expect(await ask()).toBe('hello');
  const { outputs } = project.state().resources['service.api'] ?? {};
  expect(outputs).toMatchObject({ name: 'api', url: `http://localhost:${port}`, engine: 'local', id: null });
  expect((await project.apply()).steps).toEqual([]);

  project.write({ 'main.cw': source(port, 'changed') });
  expect((await project.apply()).result?.exit_code).toBe(0);
  expect(await ask()).toBe('changed');
  expect(project.state().resources['service.api']?.outputs['pid']).not.toBe(outputs?.['pid']);

  project.write({ 'main.cw': source(port, 'changed').replace('ports ', 'state = "stopped"\n  ports ') });
  expect((await project.apply()).steps).toEqual(['service.api#ensure_service succeeded']);
  await expect(ask()).rejects.toThrow();
  expect((await project.plan()).steps).toEqual([]);

  project.write({ 'main.cw': source(port, 'changed') });
  expect((await project.apply()).result?.exit_code).toBe(0);
  expect(await ask()).toBe('changed');
  expect((await project.destroy()).result?.exit_code).toBe(0);
  await expect(ask()).rejects.toThrow();
}, 60_000);

test('a process that dies, and one that never answers, are failures', async () => {
  const dead = begin({
    'main.cw': 'resource "service" "x" {\n  command = "sh -c \'echo the reason; exit 3\'"\n  restart = "no"\n}\n',
  });
  const died = await dead.apply();
  expect(died.result?.exit_code).toBe(4);
  expect(died.messages.join(' ')).toContain('the reason');

  const port = await freePort();
  const mute = begin({
    'main.cw': `resource "service" "x" {\n  command = "sleep 60"\n  ports = [${port}]\n  health_check {\n    path = "/"\n    interval = "1s"\n    retries = 1\n  }\n}\n`,
  });
  const silent = await mute.apply();
  expect(silent.steps).toEqual(['service.x#ensure_service succeeded', 'service.x#verify_http failed']);
}, 60_000);

test('a wait goes on once the port, the address, the service or the path is there', async () => {
  const port = await freePort();
  const wait = (name: string, what: string) =>
    `resource "wait" "${name}" {\n  ${what}\n  timeout = "20s"\n  interval = "100ms"\n  depends_on = [service.api]\n}\n`;
  const project = begin({
    'server.mjs': server,
    here: '',
    'main.cw': [
      source(port, 'x'),
      wait('port', `port = ${port}`),
      wait('url', `url = "http://localhost:${port}/health"`),
      wait('service', 'service = "api"'),
      wait('path', 'path = "here"'),
      wait('seconds', 'seconds = 0.1'),
    ].join('\n'),
  });
  const done = await project.apply();
  expect(done.messages).toEqual([]);
  expect(done.steps.filter((step) => step.startsWith('wait.'))).toHaveLength(5);
  expect(done.result?.exit_code).toBe(0);
  expect((await project.apply()).steps).toEqual([]);
}, 60_000);

test('a wait for what never comes gives up in time and says what it waited for', async () => {
  const project = begin({
    'main.cw': 'resource "wait" "x" {\n  service = "nobody"\n  timeout = "300ms"\n  interval = "100ms"\n}\n',
  });
  const done = await project.apply();
  expect(done.steps).toEqual(['wait.x#wait_for failed']);
  expect(done.messages.join(' ')).toContain('`nobody`');
}, 30_000);

test('what connects to a process is told where it is', async () => {
  const port = await freePort();
  const project = begin({
    'server.mjs': server,
    'main.cw': `${source(port, 'x')}
resource "env_file" "client" {
  path = "client.env"
  values = { OWN = "1" }
  connect {
    to = service.api
    as = "service"
  }
}
resource "custom" "client" {
  script = "printf %s \\"$API_URL\\" > url"
  connect {
    to = service.api
    as = "service"
  }
}
`,
  });
  expect((await project.apply()).messages).toEqual([]);
  expect(project.read('client.env')).toBe(
    `API_HOST=localhost\nAPI_PORT=${port}\nAPI_URL=http://localhost:${port}\nOWN=1\n`,
  );
  expect(project.read('url')).toBe(`http://localhost:${port}`);
  expect((await project.apply()).steps).toEqual([]);
}, 60_000);
