/** The container kinds against a real engine: made once, unchanged when asked again, put right, removed. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createNodeWorld } from '../../core/adapters/node-world.ts';
import type { JsonObject } from '../../core/contracts/json.ts';
import { asObject } from '../../core/kinds/parts/container-observed.ts';
import { isRefusal } from '../../core/ports.ts';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';
import { describeReal, dockerSocket } from '../support/real.ts';
import { tempFolder } from '../support/temp.ts';

beforeAll(loadParser);

function dockerProject(files: Readonly<Record<string, string>>): TestProject {
  const before = { HOME: process.env['HOME'], DOCKER_HOST: process.env['DOCKER_HOST'] };
  process.env['HOME'] = tempFolder();
  process.env['DOCKER_HOST'] = `unix://${dockerSocket()}`;
  try {
    const project = testProject(files, { world: createNodeWorld() });
    running.push(project);
    return project;
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const running: TestProject[] = [];

async function inspect(
  project: TestProject,
  object: 'container' | 'network' | 'volume' | 'image',
  name: string,
): Promise<JsonObject | null> {
  const answer = await project.world.engine.inspect('auto', object, name);
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer?.document ?? null;
}

/** Applies, expects that nothing is left to do, and returns what was done. */
async function settled(project: TestProject): Promise<readonly string[]> {
  const done = await project.apply();
  expect(done.messages).toEqual([]);
  expect(done.result?.exit_code).toBe(0);
  const again = await project.plan();
  expect(
    again.project?.plan.actions
      .filter(({ action }) => action !== 'none')
      .map(({ address, reason }) => `${address} ${reason}`),
  ).toEqual([]);
  return done.steps;
}

describeReal('docker', 'kinds in a real engine', () => {
  afterEach(async () => {
    for (const project of running.splice(0)) await project.destroy();
  });

  test('a container with everything that can be said of one', async () => {
    const source = `
resource "docker_network" "one" {
  name = "cw-kinds-one"
}
resource "docker_network" "two" {
  name     = "cw-kinds-two"
  internal = true
  labels   = { purpose = "test" }
}
resource "docker_volume" "data" {
  name   = "cw-kinds-data"
  labels = { a = "b" }
}
resource "docker_container" "all" {
  name        = "cw-kinds-all"
  image       = "nginx:1.25-alpine"
  environment = { A = "1", B = "two words", C = 3 }
  ports       = ["127.0.0.1:18471:80", "18472:81/udp", { internal = 82 }]
  volumes     = ["\${docker_volume.data.name}:/data", "./site:/srv:ro", { source = "cw-kinds-data", target = "/again", read_only = true }]
  networks    = [docker_network.one.name, docker_network.two.name]
  restart     = "on-failure:3"
  labels      = { team = "a" }
  hostname    = "inside"
  extra_hosts = ["db.local:10.0.0.5"]
  tmpfs       = ["/scratch"]
  memory      = "64m"
  cpus        = 0.5
  read_only   = true
  init        = false
  stop_grace_period = "1s"
  logging {
    driver = "json-file"
    opts   = { max-size = "1m", max-file = "2" }
  }
  health_check {
    test     = ["true"]
    interval = "1s"
  }
}
output "id" { value = docker_container.all.id }
`.replace('output "id" { value = docker_container.all.id }', 'output "id" {\n  value = docker_container.all.id\n}');
    const project = dockerProject({ 'main.cw': source, 'site/index.html': 'hello' });
    const steps = await settled(project);
    expect(steps.every((step) => step.endsWith(' succeeded'))).toBe(true);
    const document = await inspect(project, 'container', 'cw-kinds-all');
    expect(document).toMatchObject({
      Config: { Hostname: 'inside', Labels: { team: 'a' } },
      HostConfig: { Memory: 67_108_864, NanoCpus: 500_000_000, ReadonlyRootfs: true },
      State: { Running: true },
    });
    project.write({ 'main.cw': source.replace('B = "two words"', 'B = "other"') });
    const { project: planned } = await project.plan();
    expect(planned?.plan.actions.filter(({ action }) => action !== 'none')).toMatchObject([
      { address: 'docker_container.all', action: 'update', changed: ['environment'] },
    ]);
    await settled(project);
    await project.destroy();
    expect(await inspect(project, 'container', 'cw-kinds-all')).toBeNull();
    expect(await inspect(project, 'network', 'cw-kinds-one')).toBeNull();
    expect(await inspect(project, 'volume', 'cw-kinds-data')).toBeNull();
  }, 120_000);

  describe('one with as little as possible', () => {
    const source =
      'resource "docker_container" "cw-kinds-small" {\n  image = "redis:7-alpine"\n  stop_grace_period = "1s"\n}\n';

    test('settles, and is started again when somebody stopped it', async () => {
      const project = dockerProject({ 'main.cw': source });
      await settled(project);
      await project.world.processes.run({
        command: 'docker',
        args: ['stop', '--time', '1', 'cw-kinds-small'],
        cwd: project.dir,
        env: { PATH: process.env['PATH'] ?? '', DOCKER_HOST: `unix://${dockerSocket()}` },
        timeoutMs: 20_000,
        graceMs: 100,
        onOutput: () => {},
      });
      const { project: planned } = await project.plan();
      expect(planned?.plan.actions).toMatchObject([{ action: 'update', changed: ['state'] }]);
      await settled(project);
    }, 60_000);

    test('a task that ends well has done its work', async () => {
      const project = dockerProject({
        'main.cw':
          'resource "docker_container" "cw-kinds-task" {\n  image = "busybox:latest"\n  command = "sh -c \'exit 0\'"\n  restart = "no"\n}\n',
      });
      await settled(project);
    }, 60_000);
  });

  test('a service of several, scaled down, with a secret', async () => {
    const source = `
variable "password" {
  default   = "canary-4417-secret"
  sensitive = true
}
resource "service" "cw-kinds-web" {
  image       = "nginx:1.25-alpine"
  replicas    = 3
  environment = { PASSWORD = var.password }
  stop_grace_period = "1s"
  assert "container_running" {}
}
`;
    const project = dockerProject({ 'main.cw': source });
    expect(await settled(project)).toEqual([
      'service.cw-kinds-web#ensure_service succeeded',
      'service.cw-kinds-web#ensure_service_2 succeeded',
      'service.cw-kinds-web#ensure_service_3 succeeded',
    ]);
    const seen = await inspect(project, 'container', 'cw-kinds-web-2');
    expect(JSON.stringify(seen)).toContain('PASSWORD=canary-4417-secret');
    expect(JSON.stringify(project.state())).not.toContain('canary-4417-secret');
    project.write({ 'main.cw': source.replace('replicas    = 3', 'replicas    = 2') });
    await settled(project);
    expect(await inspect(project, 'container', 'cw-kinds-web-3')).toBeNull();
    expect(await inspect(project, 'container', 'cw-kinds-web-2')).not.toBeNull();
  }, 120_000);

  test('an image that is built, built again when its folder changes, and the container made from it', async () => {
    const project = dockerProject({
      'app/Dockerfile': 'FROM busybox:latest\nCOPY page /page\n',
      'app/page': 'one',
      'app/.dockerignore': 'notes\n',
      'app/notes': 'not part of it',
      'main.cw': `
resource "docker_image" "app" {
  name = "cw-kinds-app"
  build {
    context = "app"
  }
}
resource "docker_container" "cw-kinds-app" {
  image   = docker_image.app.id
  command = ["sh", "-c", "sleep 600"]
  stop_grace_period = "1s"
}
`,
    });
    await settled(project);
    project.write({ 'app/notes': 'changed' });
    expect((await project.plan()).steps).toEqual([]);
    const before = await inspect(project, 'container', 'cw-kinds-app');
    project.write({ 'app/page': 'two' });
    expect(await settled(project)).toEqual([
      'docker_image.app#build_image succeeded',
      'docker_container.cw-kinds-app#ensure_container succeeded',
    ]);
    const after = await inspect(project, 'container', 'cw-kinds-app');
    expect(after?.['Image']).not.toBe(before?.['Image']);
  }, 120_000);

  test('a service that is built and asked over HTTP', async () => {
    const project = dockerProject({
      'web/Dockerfile': 'FROM nginx:latest\nCOPY index.html /usr/share/nginx/html/index.html\n',
      'web/index.html': 'built here',
      'main.cw': `
resource "service" "cw-kinds-built" {
  build {
    context = "web"
  }
  ports = ["18473:80"]
  stop_grace_period = "1s"
  health_check {
    path     = "/"
    interval = "2s"
  }
  assert "healthcheck" {
    contains = "built here"
  }
}
`,
    });
    expect(await settled(project)).toEqual([
      'service.cw-kinds-built#build_image succeeded',
      'service.cw-kinds-built#ensure_service succeeded',
      'service.cw-kinds-built#verify_http succeeded',
    ]);
    expect(await (await fetch('http://127.0.0.1:18473/')).text()).toBe('built here');
    expect(project.state().resources['service.cw-kinds-built']?.outputs).toMatchObject({
      url: 'http://localhost:18473',
      pid: null,
    });
    await project.destroy();
    expect(await inspect(project, 'image', 'cw-kinds-built:clockwork')).toBeNull();
  }, 120_000);

  test('a service reaches the database that it connects to, by name, with a secret in its address', async () => {
    const source = `
variable "password" {
  default   = "canary-7702-secret"
  sensitive = true
}
resource "docker_container" "cw-kinds-db" {
  image       = "postgres:16-alpine"
  environment = { POSTGRES_PASSWORD = var.password }
  stop_grace_period = "1s"
}
resource "service" "cw-kinds-api" {
  image = "busybox:latest"
  command = ["sh", "-c", "nslookup cw-kinds-db >/dev/null && echo $DATABASE_URL > /proc/1/fd/1; sleep 600"]
  stop_grace_period = "1s"
  connect {
    to = docker_container.cw-kinds-db
    as = "database"
  }
}
`;
    const project = dockerProject({ 'main.cw': source });
    await settled(project);
    const api = await inspect(project, 'container', 'cw-kinds-api');
    expect(JSON.stringify(api?.['Config'])).toContain(
      'DATABASE_URL=postgres://postgres:canary-7702-secret@cw-kinds-db:5432/postgres',
    );
    const networksOf = (document: JsonObject | null) =>
      Object.keys(asObject(asObject(document?.['NetworkSettings'])['Networks']));
    const db = await inspect(project, 'container', 'cw-kinds-db');
    expect(networksOf(api)).toEqual(networksOf(db));
    expect(networksOf(api)).not.toEqual(['bridge']);
    expect(JSON.stringify(project.state())).not.toContain('canary-7702-secret');
    await project.destroy();
    expect(await inspect(project, 'network', networksOf(db)[0] ?? '')).toBeNull();
  }, 120_000);
});
