/** Data of the build that a person edited is used, and what comes of it is no drift as long as the edit stays. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { type Applied, type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

const file = (content: string) => `resource "file" "a" {\n  path = "a.txt"\n  content = "${content}"\n}\n`;
const data = '.clockwork/build/files/file_a';
const warnings = (applied: Applied) =>
  applied.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

async function edited(): Promise<{ readonly project: TestProject; readonly applied: Applied }> {
  const project = testProject({ 'main.cw': file('one') });
  await project.apply({ confirm: async () => 'declined' });
  expect(project.read(data)).toBe('one');
  project.write({ [data]: 'mine' });
  return { project, applied: await project.apply() };
}

test('it is carried out, with a warning; the next apply has nothing to do', async () => {
  const { project, applied } = await edited();
  expect([applied.result?.exit_code, project.read('a.txt')]).toEqual([0, 'mine']);
  expect(warnings(applied)).toEqual([
    '`content` of `file.a` differs from the configuration, because `files/file_a` was edited by hand.',
  ]);
  const state = project.read('.clockwork/state.json');
  const second = await project.apply();
  expect([second.steps, project.read('a.txt'), project.read('.clockwork/state.json')]).toEqual([[], 'mine', state]);
});

test('drift of what it made is brought back to the edit', async () => {
  const { project } = await edited();
  project.write({ 'a.txt': 'drifted' });
  expect((await project.apply()).steps).toEqual(['file.a#write_file succeeded']);
  expect(project.read('a.txt')).toBe('mine');
});

test('without the edit what is configured comes back', async () => {
  const { project } = await edited();
  fs.rmSync(path.join(project.dir, data));
  expect((await project.apply()).steps).toEqual(['file.a#write_file succeeded']);
  expect([project.read('a.txt'), project.state().resources['file.a']?.edited]).toEqual(['one', undefined]);
  expect((await project.apply()).steps).toEqual([]);
});

test('an edited script that brings about something else still fails', async () => {
  const project = testProject({ 'main.cw': file('one') });
  await project.apply({ confirm: async () => 'declined' });
  project.write({ '.clockwork/build/scripts/write_file.sh': 'printf other > a.txt\nchmod 644 a.txt\n' });
  const applied = await project.apply();
  expect(applied.result?.exit_code).toBe(4);
  expect(applied.messages.join()).toContain('`content` is');
});
