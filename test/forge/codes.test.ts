/** Diagnostics of planning and executing that no other suite fires: each beside a near miss that does not. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createNodeWorld } from '../../core/adapters/node-world.ts';
import { claimsOf } from '../../core/assembly/claims.ts';
import { missingValues } from '../../core/forge/missing-values.ts';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

const file = 'resource "file" "a" {\n  path    = "a.txt"\n  content = "a"\n}\n';

test('unknown-target', async () => {
  const project = testProject({ 'main.cw': file });
  expect((await project.plan({ targets: ['file.b'] })).codes).toEqual(['unknown-target']);
  expect((await project.plan({ targets: ['file.a'] })).codes).toEqual([]);
});

test('order-impossible: two services that exchange their ports', async () => {
  const service = (name: string, port: number) =>
    `resource "service" "${name}" {\n  command = "sleep 100"\n  ports   = [${port}]\n}\n`;
  const project = testProject({ 'main.cw': service('a', 48101) + service('b', 48102) });
  const { desired } = (await project.plan()).project?.prepared ?? {};
  const claims = (address: string) => {
    const found = desired?.get(address);
    return found === undefined ? [] : claimsOf(found).filter(({ kind }) => kind === 'port');
  };
  expect([claims('service.a').length, claims('service.b').length]).toEqual([1, 1]);
  const record = (slug: string, own: ReturnType<typeof claims>) => ({
    kind: 'service',
    status: 'applied',
    adopted: false,
    attributes: {},
    outputs: {},
    removal: {},
    claims: own,
    subject: { name: slug, slug },
    depends_on: [],
    volatile: {},
  });
  const state = (a: string, b: string) =>
    JSON.stringify({
      version: '1',
      serial: 1,
      lineage: 'x',
      outputs: {},
      resources: { 'service.a': record('service_a', claims(a)), 'service.b': record('service_b', claims(b)) },
    });
  project.write({ '.clockwork/state.json': state('service.b', 'service.a') });
  expect((await project.plan()).codes).toEqual(['order-impossible']);
  project.write({ '.clockwork/state.json': state('service.a', 'service.b') });
  expect((await project.plan()).codes).toEqual([]);
});

test('build-write-failed', async () => {
  const real = createNodeWorld();
  let isFull = true;
  const world = {
    ...real,
    files: {
      ...real.files,
      writeAtomic: (...[at, ...rest]: Parameters<typeof real.files.writeAtomic>) =>
        isFull && at.includes('/build/')
          ? ({ refused: true, code: 'ENOSPC', reason: 'The disk is full.' } as const)
          : real.files.writeAtomic(at, ...rest),
    },
  };
  const project = testProject({ 'main.cw': file }, { world });
  expect((await project.apply()).codes).toEqual(['build-write-failed']);
  expect(project.exists('a.txt')).toBe(false);
  isFull = false;
  expect((await project.apply()).codes).toEqual([]);
});

test('state-unreadable: a folder where the state should be', async () => {
  const project = testProject({ 'main.cw': file });
  fs.mkdirSync(path.join(project.dir, '.clockwork/state.json'), { recursive: true });
  expect((await project.plan()).codes).toEqual(['state-unreadable']);
  fs.rmdirSync(path.join(project.dir, '.clockwork/state.json'));
  expect((await project.plan()).codes).toEqual([]);
});

test('step-in-doubt without a run, run-under-way beside one', async () => {
  const project = testProject({ 'main.cw': 'resource "custom" "a" {\n  script = "true"\n}\n' });
  const head = { type: 'run', run: 'r', command: 'apply', lineage: '', base_serial: 0 };
  const intent = {
    type: 'intent',
    step: 'custom.a#run_command',
    resource: 'custom.a',
    idempotent: false,
    provisional: null,
  };
  project.write({ '.clockwork/journal/current.jsonl': `${JSON.stringify(head)}\n${JSON.stringify(intent)}\n` });
  const alone = await project.plan();
  expect([alone.codes, alone.warnings]).toEqual([['step-in-doubt'], []]);
  const holder = async () => ({ pid: 1, host: 'h', command: 'apply', since: '2030-01-01T00:00:00Z' });
  const world = { ...project.world, locker: { ...project.world.locker, holder } };
  const beside = await testProject({}, { folder: project.dir, world }).plan();
  expect([beside.codes, beside.warnings]).toEqual([[], ['run-under-way']]);
});

test('values-missing', async () => {
  const codes = async (more: string) => {
    const source = `resource "docker_container" "a" {\n  description = "a frobnicator of our own"\n${more}}\n`;
    const { project } = await testProject({ 'main.cw': source }).plan({ refresh: false });
    return project === undefined ? undefined : missingValues(project.plan).map(({ code }) => code);
  };
  expect(await codes('')).toEqual(['values-missing']);
  expect(await codes('  image = "frobnicator:1"\n')).not.toContain('values-missing');
});

test('probe-not-approved', async () => {
  const source = 'resource "custom" "a" {\n  script = "touch made"\n  probe  = "test -e made"\n}\n';
  const project = testProject({ 'main.cw': source });
  expect((await project.plan()).warnings).toContain('probe-not-approved');
  await project.apply();
  expect((await project.plan()).warnings).not.toContain('probe-not-approved');
});

test('not-carried-out: what would be less safe than it says', async () => {
  const source = (block: string) => file.replace('}\n', `  ${block}\n}\n`);
  const refused = await testProject({ 'main.cw': source('runner {}') }).apply();
  expect([refused.kind, refused.codes]).toEqual(['invalid', ['not-carried-out']]);
  expect((await testProject({ 'main.cw': source('reconcile {}') }).apply()).kind).toBe('done');
});
