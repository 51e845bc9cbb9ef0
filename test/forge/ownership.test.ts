/** Nothing of the user's is lost, and nothing of ours is left: who gives up what, in which order, and who owns it. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

const file = (name: string, at: string, content = 'x', more = '') =>
  `resource "file" "${name}" {\n  path    = "${at}"\n  content = "${content}"\n${more}}\n`;
const lifecycle = (line: string) => `  lifecycle {\n    ${line}\n  }\n`;
const exitCode = async (project: TestProject) => (await project.apply({ parallelism: 1 })).result?.exit_code;

describe('a path that goes from one resource to another', () => {
  test('renamed without `moved`: the file is made anew and is ours', async () => {
    const project = testProject({ 'main.cw': file('a', 'x.txt') });
    await project.apply();
    project.write({ 'main.cw': file('b', 'x.txt', 'new') });
    expect((await project.plan()).steps).toEqual(['file.a#remove_file delete', 'file.b#write_file create']);
    await project.apply();
    expect([project.read('x.txt'), project.state().resources['file.b']?.adopted]).toEqual(['new', false]);
    await project.destroy();
    expect(project.exists('x.txt')).toBe(false);
  });

  test('two resources exchange their paths', async () => {
    const project = testProject({ 'main.cw': file('a', 'x.txt', 'a') + file('b', 'y.txt', 'b') });
    await project.apply();
    project.write({ 'main.cw': file('a', 'y.txt', 'a') + file('b', 'x.txt', 'b') });
    expect(await exitCode(project)).toBe(0);
    expect([project.read('y.txt'), project.read('x.txt')]).toEqual(['a', 'b']);
    expect((await project.plan()).steps).toEqual([]);
  });

  test('one moves away, a new one takes the place', async () => {
    const project = testProject({ 'main.cw': file('b', 'x.txt', 'b') });
    await project.apply();
    project.write({ 'main.cw': file('a', 'x.txt', 'a') + file('b', 'y.txt', 'b') });
    expect(await exitCode(project)).toBe(0);
    expect([project.read('x.txt'), project.read('y.txt')]).toEqual(['a', 'b']);
  });
});

describe('what the user had', () => {
  const theirs = () => testProject({ 'main.cw': file('a', 'x.txt', 'one'), 'x.txt': 'one' });

  test('adopted, then the path changes: the old file stays', async () => {
    const project = theirs();
    await project.apply();
    project.write({ 'main.cw': file('a', 'y.txt', 'one') });
    expect(await exitCode(project)).toBe(0);
    expect([project.read('x.txt'), project.read('y.txt')]).toEqual(['one', 'one']);
    await project.destroy();
    expect([project.exists('x.txt'), project.exists('y.txt')]).toEqual([true, false]);
  });

  test('a first update that fails does not make it ours', async () => {
    const project = testProject({
      'main.cw': file('a', 'x.txt', 'one', '  owner = "nosuchuser"\n'),
      'x.txt': 'theirs',
    });
    expect(await exitCode(project)).toBe(4);
    project.write({ 'main.cw': file('a', 'x.txt', 'one') });
    expect(await exitCode(project)).toBe(0);
    await project.destroy();
    expect(project.read('x.txt')).toBe('one');
  });

  test('a new path on top of a file that was there takes it over', async () => {
    const project = testProject({ 'main.cw': file('a', 'x.txt', 'one'), 'y.txt': 'theirs' });
    await project.apply();
    project.write({ 'main.cw': file('a', 'y.txt', 'one') });
    expect(await exitCode(project)).toBe(0);
    await project.destroy();
    expect([project.exists('x.txt'), project.read('y.txt')]).toEqual([false, 'one']);
  });
});

test('what a failed first create left is removed when the path changes', async () => {
  const source = (at: string, more: string) => `resource "directory" "d" {\n  path = "${at}"\n${more}}\n`;
  const project = testProject({ 'main.cw': source('d1', '  owner = "nosuchuser"\n') });
  expect(await exitCode(project)).toBe(4);
  expect(project.exists('d1')).toBe(true);
  project.write({ 'main.cw': source('d2', '') });
  expect(await exitCode(project)).toBe(0);
  expect([project.exists('d1'), project.exists('d2')]).toEqual([false, true]);
});

describe('`ignore_changes`', () => {
  const source = (mode: string, ignored = 'content') =>
    file('a', 'x.txt', 'config', `  mode = "${mode}"\n${lifecycle(`ignore_changes = [${ignored}]`)}`);
  test('an update that would overwrite what cannot be read back is refused', async () => {
    const project = testProject({ 'main.cw': source('0644') });
    await project.apply();
    project.write({ 'main.cw': source('0600'), 'x.txt': 'theirs' });
    expect((await project.plan()).codes).toEqual(['ignored-unreadable']);
    expect((await project.apply()).kind).toBe('invalid');
    expect(project.read('x.txt')).toBe('theirs');
  });
  test('what can be read back is written as it is', async () => {
    const project = testProject({ 'main.cw': source('0644', 'mode') });
    await project.apply();
    fs.chmodSync(path.join(project.dir, 'x.txt'), 0o600);
    project.write({ 'main.cw': source('0644', 'mode').replace('config', 'other') });
    expect(await exitCode(project)).toBe(0);
    expect([project.read('x.txt'), fs.statSync(path.join(project.dir, 'x.txt')).mode & 0o777]).toEqual([
      'other',
      0o600,
    ]);
    expect((await project.plan()).steps).toEqual([]);
  });
});

test('`prevent_destroy` holds for instances that a smaller count leaves out', async () => {
  const source = (count: number) =>
    `resource "file" "a" {\n  count = ${count}\n  path = "a${'${count.index}'}"\n  content = ""\n${lifecycle('prevent_destroy = true')}}\n`;
  const project = testProject({ 'main.cw': source(2) });
  await project.apply();
  project.write({ 'main.cw': source(1) });
  expect((await project.plan()).codes).toEqual(['prevent-destroy']);
  project.write({ 'main.cw': source(0) });
  expect((await project.plan()).codes).toEqual(['prevent-destroy']);
  project.write({ 'main.cw': '' });
  expect((await project.plan()).codes).toEqual([]);
});

describe('postconditions', () => {
  const source = (condition: string) =>
    file(
      'a',
      'x.txt',
      'x',
      `  lifecycle {\n    postcondition {\n      condition     = ${condition}\n      error_message = "Not so."\n    }\n  }\n`,
    );
  test('one that does not hold fails the apply with 5, now and later', async () => {
    const project = testProject({ 'main.cw': source('self.path == "nope"') });
    const first = await project.apply();
    expect([first.result?.exit_code, first.messages.join()]).toEqual([5, expect.stringContaining('Not so.')]);
    expect((await project.plan()).codes).toEqual(['postcondition-failed']);
  });
  test('one that holds is silent', async () => {
    const project = testProject({ 'main.cw': source('self.path == "x.txt"') });
    expect(await exitCode(project)).toBe(0);
    expect((await project.plan()).codes).toEqual([]);
  });
});

test('a replacement behind a replacement sees the new values', async () => {
  const source = (n: string, at: string) =>
    `resource "file" "trigger" {\n  path = "t"\n  content = "${n}"\n}\nresource "custom" "a" {\n  script  = "printf '{\\"n\\": \\"${n}\\"}' > \\"$CLOCKWORK_OUTPUTS\\""\n  destroy = "true"\n${lifecycle('replace_triggered_by = [file.trigger]')}}\nresource "file" "b" {\n  path    = "${at}"\n  content = "b \${custom.a.values.n}"\n}\n`;
  const project = testProject({ 'main.cw': source('one', 'b1') });
  expect(await exitCode(project)).toBe(0);
  project.write({ 'main.cw': source('two', 'b2') });
  expect(await exitCode(project)).toBe(0);
  expect([project.exists('b1'), project.read('b2')]).toEqual([false, 'b two']);
  expect((await project.plan()).steps).toEqual([]);
});

describe('what asks for no step still reaches the record', () => {
  const source = (destroy: string) =>
    `resource "custom" "a" {\n  script  = "true"\n  destroy = "touch ${destroy}"\n}\n`;
  test('a changed `destroy` script is the one that runs', async () => {
    const project = testProject({ 'main.cw': source('old') });
    await project.apply();
    project.write({ 'main.cw': source('new') });
    expect((await project.apply()).steps).toEqual([]);
    await project.destroy();
    expect([project.exists('old'), project.exists('new')]).toEqual([false, true]);
  });
});

test('removals follow recorded dependencies through what has no removal of its own', async () => {
  const project = testProject({
    'main.cw':
      'resource "custom" "a" {\n  script  = "true"\n  destroy = "echo a >> log"\n}\ncheck "k" {\n  depends_on = [custom.a]\n  assert "file_exists" {\n    path = "main.cw"\n  }\n}\nresource "custom" "c" {\n  script     = "true"\n  destroy    = "echo c >> log"\n  depends_on = [check.k]\n}\n',
  });
  expect(await exitCode(project)).toBe(0);
  await project.destroy();
  expect(project.read('log')).toBe('c\na\n');
});

test('a check without references comes behind everything in its module', async () => {
  const project = testProject({
    'main.cw': `check "k" {\n  assert "file_exists" {\n    path = "x.txt"\n  }\n}\nresource "custom" "slow" {\n  script = "sleep 0.3"\n}\n${file('a', 'x.txt', 'x', '  depends_on = [custom.slow]\n')}`,
  });
  expect((await project.apply({ parallelism: 4 })).result?.exit_code).toBe(0);
});

test('after an apply, a plan that does not look goes by what the apply saw', async () => {
  const project = testProject({ 'main.cw': file('a', 'x.txt', 'one') });
  await project.apply();
  expect((await project.plan({ refresh: false })).steps).toEqual([]);
  project.write({ 'main.cw': file('a', 'x.txt', 'two') });
  await project.apply();
  expect((await project.plan({ refresh: false })).steps).toEqual([]);
});

test('an output that calls timestamp() is kept', async () => {
  const project = testProject({ 'main.cw': `${file('a', 'x.txt')}output "at" {\n  value = timestamp()\n}\n` });
  await project.apply();
  const before = project.read('.clockwork/state.json');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await project.apply();
  expect(project.read('.clockwork/state.json')).toBe(before);
});

test('destroying a part keeps the outputs', async () => {
  const project = testProject({
    'main.cw': `${file('a', 'x.txt')}${file('b', 'y.txt')}output "b" {\n  value = file.b.path\n}\n`,
  });
  await project.apply();
  await project.destroy({ targets: ['file.a'] });
  expect(project.state().outputs['b']?.value).toBe('y.txt');
});

test('a state with a kind that does not exist is refused with the way out', async () => {
  const project = testProject({ 'main.cw': file('a', 'x.txt') });
  await project.apply();
  project.write({
    '.clockwork/state.json': project.read('.clockwork/state.json').replaceAll('"kind": "file"', '"kind": "gadget"'),
  });
  const { codes, errors } = await project.plan();
  expect([codes, errors[0]?.message]).toEqual([
    ['state-unknown-kind'],
    expect.stringContaining('clockwork state rm file.a'),
  ]);
});

test('a thing does not become another kind by `moved`', async () => {
  const project = testProject({ 'main.cw': file('a', 'x.txt') });
  await project.apply();
  project.write({
    'main.cw': 'moved {\n  from = file.a\n  to   = directory.d\n}\nresource "directory" "d" {\n  path = "d"\n}\n',
  });
  expect((await project.plan()).codes).toEqual(['moved-kind']);
});
