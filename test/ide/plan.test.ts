/** The editor's plan is the command line's without looking: from model, state and the last look; nothing sensitive in it. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KnownFacts } from '../../core/contracts/env-facts.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import { createWorkspace } from '../../core/engine/workspace.ts';
import { offlinePlan } from '../../core/ide/runs/plan.ts';
import type { Model } from '../../core/intake/model.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { usualFacts } from '../fakes/world.ts';
import { fixtureFacts, ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testFacts, testProject } from '../support/project.ts';

beforeAll(loadParser);

function editorOf(project: TestProject) {
  const workspace = createWorkspace({
    files: project.world.files,
    directory: project.dir,
    facts: testFacts,
    env: project.world.env,
  });
  workspace.snapshot();
  return {
    workspace,
    plan: () => {
      workspace.snapshot();
      return offlinePlan(workspace.view(), project.world.files);
    },
  };
}

function ready(answer: ReturnType<typeof offlinePlan>) {
  if (answer.kind !== 'ready') throw new Error(answer.reason);
  return answer;
}

const simple = {
  'main.cw': `
resource "file" "a" {
  path    = "a.txt"
  content = "one"
}
resource "file" "b" {
  path    = "b.txt"
  content = file.a.path
}
`,
};

describe('it agrees with the command line', () => {
  const root = path.join(import.meta.dirname, '..', '..', 'examples');
  const projects = fs
    .readdirSync(root)
    .filter((name) => fs.existsSync(path.join(root, name, 'main.cw')))
    .map((name) => [name, path.join(root, name)] as const);

  test('there are examples', () => expect(projects.length).toBeGreaterThan(3));

  test.each(projects)('on the example %s, after a plan', async (_, folder) => {
    const project = testProject(textsIn(folder));
    const planned = await project.plan();
    const answer = ready(editorOf(project).plan());
    expect(answer.plan.list).toEqual(planned.project?.plan.list);
    expect(answer.observedAt).toBe(planned.project?.observations?.at);
    expect(answer.plan.actions.map(({ address, action, reason }) => [address, action, reason])).toEqual(
      planned.project?.plan.actions.map(({ address, action, reason }) => [address, action, reason]),
    );
  });

  test('through a life: new, applied, edited, drifted, removed', async () => {
    const project = testProject(simple);
    const editor = editorOf(project);
    const agree = async (actions: readonly string[]) => {
      const planned = await project.plan();
      editor.workspace.refresh();
      const { plan } = ready(editor.plan());
      expect(plan.list).toEqual(planned.project?.plan.list);
      expect(plan.actions.map(({ address, action }) => `${address} ${action}`)).toEqual(actions);
    };
    await agree(['file.a create', 'file.b create']);
    await project.apply();
    await agree(['file.a none', 'file.b none']);
    project.write({ 'a.txt': 'other' });
    await agree(['file.a update', 'file.b none']);
    await project.apply();
    project.write({ 'main.cw': simple['main.cw'].replace('"one"', '"two"') });
    await agree(['file.a update', 'file.b none']);
    project.write({ 'main.cw': simple['main.cw'].split('resource "file" "b"')[0] ?? '' });
    await agree(['file.a none', 'file.b delete']);
  });
});

describe('without looking', () => {
  test('nothing was observed: the plan goes by state, and says so', () => {
    const project = testProject(simple);
    const answer = ready(editorOf(project).plan());
    expect(answer.observedAt).toBeNull();
    expect(answer.plan.actions.map(({ action }) => action)).toEqual(['create', 'create']);
  });

  test('what has changed since the last look is not seen', async () => {
    const project = testProject(simple);
    await project.apply();
    fs.rmSync(path.join(project.dir, 'a.txt'));
    const answer = ready(editorOf(project).plan());
    expect(answer.plan.actions.map(({ action }) => action)).toEqual(['none', 'none']);
    await project.plan();
    expect(ready(editorOf(project).plan()).plan.actions.map(({ action }) => action)).toEqual(['create', 'none']);
  });

  test('damaged observations count as none', async () => {
    const project = testProject(simple);
    await project.apply();
    fs.writeFileSync(layoutOf(project.dir).observations, '{"version":"1"');
    expect(ready(editorOf(project).plan()).observedAt).toBeNull();
  });

  test('a damaged or newer state: no plan, with the reason', async () => {
    const project = testProject(simple);
    await project.apply();
    for (const [text, code] of [
      ['{', 'state-damaged'],
      ['{"version":"99"}', 'state-newer'],
    ] as const) {
      fs.writeFileSync(layoutOf(project.dir).state, text);
      const answer = editorOf(project).plan();
      expect(answer).toMatchObject({ kind: 'unavailable', diagnostics: [{ code }] });
    }
  });

  test('planning problems come with it', async () => {
    const project = testProject(simple);
    await project.apply();
    const guarded = 'path    = "c.txt"\n  lifecycle {\n    prevent_destroy = true\n  }';
    project.write({ 'main.cw': simple['main.cw'].replace('path    = "a.txt"', guarded) });
    const answer = ready(editorOf(project).plan());
    expect(answer.diagnostics.map(({ code }) => code)).toContain('prevent-destroy');
  });
});

describe('what cannot be planned', () => {
  test('a project with errors, also in broken text', () => {
    for (const text of ['resource "file" "a" {}\n', 'resource "file" "a" {\n  path = \n']) {
      expect(editorOf(testProject({ 'main.cw': text })).plan()).toMatchObject({
        kind: 'unavailable',
        reason: 'The project has errors.',
      });
    }
  });

  test('before the first build', () => {
    const files = memoryFileSystem({ '/p/main.cw': simple['main.cw'] });
    const view = createWorkspace({ files, directory: '/p', facts: fixtureFacts }).view();
    expect(offlinePlan(view, files).kind).toBe('unavailable');
  });
});

test('nothing sensitive is in the list, and an equal secret is no change', async () => {
  const project = testProject({
    'main.cw': `
variable "key" {
  sensitive = true
  default   = "s3cret-s3cret"
}
resource "file" "a" {
  path    = "a.txt"
  content = var.key
}
`,
  });
  const before = ready(editorOf(project).plan());
  expect(before.plan.list.steps.length).toBeGreaterThan(0);
  expect(JSON.stringify(before.plan.list)).not.toContain('s3cret');
  expect(before.plan.list.steps.flatMap(({ sensitive }) => sensitive).length).toBeGreaterThan(0);
  await project.apply();
  expect(ready(editorOf(project).plan()).plan.actions.map(({ action }) => action)).toEqual(['none']);
});

test('the editor holds no key: another secret counts as the same, another value beside it does not', async () => {
  const text = (secret: string, mode: string) => `
variable "key" {
  sensitive = true
  default   = "${secret}"
}
resource "file" "a" {
  path    = "a.txt"
  content = var.key
  mode    = "${mode}"
}
`;
  const project = testProject({ 'main.cw': text('s3cret-s3cret', '0600') });
  await project.apply();
  const actions = () => ready(editorOf(project).plan()).plan.actions.map(({ action, changed }) => [action, changed]);
  project.write({ 'main.cw': text('another-s3cret', '0600') });
  expect(actions()).toEqual([['none', []]]);
  project.write({ 'main.cw': text('another-s3cret', '0640') });
  expect(actions()).toEqual([['update', ['mode']]]);
});

test('it is made again only where model, state or observations are others', async () => {
  const project = testProject(simple);
  await project.apply();
  const { workspace, plan } = editorOf(project);
  const first = plan();
  const model: Model | undefined = workspace.view().model;
  expect(plan()).toBe(first);
  workspace.change('main.cw', `# a comment\n${simple['main.cw']}`);
  expect(plan()).toBe(first);
  expect(workspace.view().model).toBe(model);
  workspace.change('main.cw', simple['main.cw'].replace('"one"', '"two"'));
  expect(ready(plan()).plan.actions[0]?.action).toBe('update');
  workspace.change('main.cw', null);
  const again = plan();
  await project.plan();
  expect(plan()).not.toBe(again);
});

function textsIn(folder: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => fs.statSync(path.join(folder, name)).isFile())
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}

test('that another secret was observed than was applied is seen without a key', async () => {
  const project = testProject({
    'main.cw': `
variable "key" {
  sensitive = true
  default   = "s3cret-s3cret"
}
resource "file" "a" {
  path    = "a.txt"
  content = var.key
}
resource "file" "b" {
  path    = "b.txt"
  content = var.key
}
`,
  });
  await project.apply();
  project.write({ 'a.txt': 'by hand' });
  await project.plan();
  const { plan } = ready(editorOf(project).plan());
  expect(plan.actions.map(({ address, action, changed }) => [address, action, changed])).toEqual([
    ['file.a', 'update', ['content']],
    ['file.b', 'none', []],
  ]);
  expect(JSON.stringify(plan.list)).not.toMatch(/s3cret|by hand/);
});

describe('a project that asks for facts of the machine', () => {
  const text = (fact: string) =>
    `locals {\n  n = ${fact}\n}\nresource "file" "a" {\n  path    = "a.txt"\n  content = "\${local.n}"\n}\n`;
  const planWith = (source: string | Readonly<Record<string, string>>, facts: KnownFacts) => {
    const { view } = ideFixture(source, { facts });
    return offlinePlan(view, memoryFileSystem({}));
  };

  test.each([
    ['facts.cpus', 'facts.cpus'],
    ['length(facts.runtimes)', 'facts.runtimes'],
    ['facts["engines"]["docker"].version', 'facts'],
  ])('has no plan while %s is not known', (fact, named) => {
    const answer = planWith(text(fact), fixtureFacts);
    expect(answer).toMatchObject({ kind: 'unavailable' });
    expect('reason' in answer && answer.reason).toContain(`\`${named}\``);
    expect(planWith(text(fact), usualFacts).kind).toBe('ready');
  });

  test('has one where the process knows them itself, and where nobody calls the module that asks', () => {
    expect(planWith(text('facts.os'), fixtureFacts).kind).toBe('ready');
    expect(planWith({ 'main.cw': text('1'), 'm/main.cw': text('facts.cpus') }, fixtureFacts).kind).toBe('ready');
  });

  test('has none where a module asks that is called', () => {
    const main = `module "m" {\n  source = "./m"\n}\n`;
    expect(planWith({ 'main.cw': main, 'm/main.cw': text('facts.cpus') }, fixtureFacts).kind).toBe('unavailable');
  });
});
