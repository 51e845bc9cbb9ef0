/** A probe script from the project's files runs only after a person on this machine agreed to its text. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { digestOfBytes } from '../../core/base/canonical-json.ts';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

const probe = 'touch probed; test -e made';
const source = `resource "custom" "a" {\n  script = "touch made"\n  probe  = "${probe}"\n}\n`;
const wasProbed = (project: TestProject) => {
  const was = project.exists('probed');
  fs.rmSync(path.join(project.dir, 'probed'), { force: true });
  return was;
};

test('a plan does not run it before', async () => {
  const project = testProject({ 'main.cw': source });
  expect((await project.plan()).steps).toEqual(['custom.a#run_command create']);
  expect(wasProbed(project)).toBe(false);
});

test('the apply that a person confirmed approves it; later plans ask it', async () => {
  const project = testProject({ 'main.cw': source });
  await project.apply();
  expect(wasProbed(project)).toBe(true);
  expect((await project.plan()).project?.observations?.resources['custom.a']?.presence).toBe('present');
  fs.rmSync(path.join(project.dir, 'made'));
  expect((await project.plan()).steps).toEqual(['custom.a#run_command create']);
});

test('a consent that a flag gave approves nothing', async () => {
  const project = testProject({ 'main.cw': source });
  expect((await project.apply({ confirm: async () => 'assumed' })).result?.exit_code).toBe(0);
  await project.plan();
  expect(wasProbed(project)).toBe(false);
});

test('another text needs another approval', async () => {
  const project = testProject({ 'main.cw': source });
  await project.apply();
  wasProbed(project);
  project.write({ 'main.cw': source.replace('test -e made', 'test -d made') });
  await project.plan();
  expect(wasProbed(project)).toBe(false);
});

test('an approval that arrives with a clone is worthless', async () => {
  const first = testProject({ 'main.cw': source });
  await first.apply();
  const clone = testProject({ 'main.cw': source });
  fs.cpSync(path.join(first.dir, '.clockwork'), path.join(clone.dir, '.clockwork'), { recursive: true });
  await clone.plan();
  expect(wasProbed(clone)).toBe(false);
});

test('CLOCKWORK_APPROVE names the digest of a text', async () => {
  const project = testProject({ 'main.cw': source });
  const approving = (digest: string) =>
    testProject(
      {},
      { folder: project.dir, world: { ...project.world, env: { ...project.world.env, CLOCKWORK_APPROVE: digest } } },
    );
  await approving(digestOfBytes('something else')).plan();
  expect(wasProbed(project)).toBe(false);
  await approving(digestOfBytes(probe)).plan();
  expect(wasProbed(project)).toBe(true);
});
