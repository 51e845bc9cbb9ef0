/** Each kind that works on files: applied, applied again, changed from outside, changed in the text, destroyed. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { driftOf } from '../../core/assembly/diff.ts';
import { loadParser } from '../support/parser.ts';
import { type TestProject, testProject } from '../support/project.ts';

beforeAll(loadParser);

interface Life {
  readonly source: string;
  /** Changes the text so that the resource is updated. */
  readonly edit: (source: string) => string;
  /** Changes the world behind our back. */
  readonly disturb: (project: TestProject) => void;
  /** The attribute that the disturbance shows in. */
  readonly drifted: string;
  /** Files when all is as it should be, with their content. */
  readonly files: Readonly<Record<string, string>>;
}

const lives: Readonly<Record<string, Life>> = {
  file: {
    source: 'resource "file" "x" {\n  path = "out/a.txt"\n  content = "one\\n"\n  mode = 640\n}\n',
    edit: (source) => source.replace('one', 'two'),
    disturb: (project) => project.write({ 'out/a.txt': 'theirs\n' }),
    drifted: 'content',
    files: { 'out/a.txt': 'one\n' },
  },
  'file of JSON': {
    source: 'resource "file" "x" {\n  path = "a.json"\n  content = { name = "demo", ports = [80, 443] }\n}\n',
    edit: (source) => source.replace('443', '444'),
    disturb: (project) => fs.chmodSync(path.join(project.dir, 'a.json'), 0o600),
    drifted: 'mode',
    files: { 'a.json': '{"name":"demo","ports":[80,443]}' },
  },
  'file from a source': {
    source: 'resource "file" "x" {\n  path = "b/copy"\n  source = "original"\n}\n',
    edit: (source) => source.replace('original', 'other'),
    disturb: (project) => project.write({ original: 'new original' }),
    drifted: 'source_digest',
    files: { 'b/copy': 'the original' },
  },
  directory: {
    source: 'resource "directory" "x" {\n  path = "out/deep"\n  mode = "0700"\n}\n',
    edit: (source) => source.replace('0700', '0750'),
    disturb: (project) => fs.chmodSync(path.join(project.dir, 'out/deep'), 0o755),
    drifted: 'mode',
    files: {},
  },
  template_file: {
    source:
      'resource "template_file" "x" {\n  path = "page"\n  template = "page.tpl"\n  vars = { name = "Ada", items = [1, 2] }\n}\n',
    edit: (source) => source.replace('Ada', 'Bob'),
    disturb: (project) => project.write({ page: 'theirs' }),
    drifted: 'rendered',
    files: { page: 'Ada: 12\n' },
  },
  env_file: {
    source: 'resource "env_file" "x" {\n  path = ".env"\n  values = { B = "two words", A = 1 }\n}\n',
    edit: (source) => source.replace('words', 'other words'),
    disturb: (project) => project.write({ '.env': 'A=1\nB="two words"\nC=3\n' }),
    drifted: 'values',
    files: { '.env': 'A=1\nB="two words"\n' },
  },
};

const fixtures = {
  original: 'the original',
  other: 'another',
  'page.tpl': '${name}: %{ for i in items }${i}%{ endfor }\n',
};

describe.each(Object.entries(lives))('%s', (_, life) => {
  const begin = () => testProject({ ...fixtures, 'main.cw': life.source });
  const hasFiles = (project: TestProject) => {
    for (const [name, content] of Object.entries(life.files)) expect(project.read(name)).toBe(content);
  };

  test('is made once', async () => {
    const project = begin();
    const first = await project.apply();
    expect(first.messages).toEqual([]);
    expect(first.result?.exit_code).toBe(0);
    hasFiles(project);
    expect((await project.apply()).steps).toEqual([]);
  });

  test('what was changed from outside is seen and put right', async () => {
    const project = begin();
    await project.apply();
    life.disturb(project);
    const { project: planned } = await project.plan();
    const [action] = planned?.plan.actions ?? [];
    expect(action).toMatchObject({ action: 'update', changed: [life.drifted] });
    expect((await project.apply()).result?.exit_code).toBe(0);
    if (life.drifted !== 'source_digest') hasFiles(project);
    expect((await project.plan()).steps).toEqual([]);
  });

  test('a changed text is carried out', async () => {
    const project = begin();
    await project.apply();
    project.write({ 'main.cw': life.edit(life.source) });
    const changed = await project.apply();
    expect(changed.result?.exit_code).toBe(0);
    expect(changed.steps.length).toBeGreaterThan(0);
    expect((await project.plan()).steps).toEqual([]);
  });

  test('what is gone is made again, and destroy leaves nothing', async () => {
    const project = begin();
    await project.apply();
    const [first] = Object.keys(life.files);
    if (first !== undefined) {
      fs.rmSync(path.join(project.dir, first));
      expect((await project.apply()).result?.exit_code).toBe(0);
      hasFiles(project);
    }
    expect((await project.destroy()).result?.exit_code).toBe(0);
    for (const name of Object.keys(life.files)) expect(project.exists(name)).toBe(false);
    expect(project.state().resources).toEqual({});
  });
});

describe('custom', () => {
  test('runs on create and on change, and again when what it creates is gone', async () => {
    const source =
      'resource "custom" "x" {\n  script = "echo ran >> log; touch made"\n  creates = "made"\n  triggers = { v = 1 }\n}\n';
    const project = testProject({ 'main.cw': source });
    const ran = () => project.read('log').split('\n').length - 1;
    await project.apply();
    await project.apply();
    expect(ran()).toBe(1);
    project.write({ 'main.cw': source.replace('v = 1', 'v = 2') });
    await project.apply();
    expect(ran()).toBe(2);
    fs.rmSync(path.join(project.dir, 'made'));
    await project.apply();
    expect(ran()).toBe(3);
    project.write({ 'main.cw': source.replace('v = 1', 'v = 2').replace('creates = "made"', 'creates = "log"') });
    expect((await project.plan()).steps).toEqual([]);
  });

  test('without `creates` it never runs again by itself; `destroy` undoes it', async () => {
    const project = testProject({
      'main.cw':
        'resource "custom" "x" {\n  script = "echo ran >> log"\n  environment = { WHO = "me" }\n  destroy = "echo $WHO > gone"\n}\n',
    });
    await project.apply();
    fs.rmSync(path.join(project.dir, 'log'));
    expect((await project.apply()).steps).toEqual([]);
    expect((await project.destroy()).steps).toEqual(['custom.x#run_destroy succeeded']);
    expect(project.read('gone')).toBe('me\n');
  });

  test('hands on what it writes, and gets secrets without leaving them anywhere', async () => {
    const project = testProject({
      'main.cw': [
        'variable "token" {',
        '  sensitive = true',
        '  default = "canary-5512-token"',
        '}',
        'resource "custom" "x" {',
        '  script = "printf \'{\\"length\\":%s}\' \\"$${#TOKEN}\\" > \\"$CLOCKWORK_OUTPUTS\\""',
        '  environment = { TOKEN = var.token }',
        '}',
        'resource "file" "y" {',
        '  path = "length"',
        '  content = custom.x.values.length',
        '}',
        '',
      ].join('\n'),
    });
    const done = await project.apply();
    expect(done.messages).toEqual([]);
    expect(project.read('length')).toBe('17');
    expect((await project.apply()).steps).toEqual([]);
    for (const name of fs.readdirSync(path.join(project.dir, '.clockwork'), { recursive: true, encoding: 'utf8' })) {
      const file = path.join(project.dir, '.clockwork', name);
      if (fs.statSync(file).isFile()) expect(fs.readFileSync(file, 'utf8'), name).not.toContain('canary-5512-token');
    }
  });
});

test('a text that was changed and not applied yet is no drift', async () => {
  const source = 'resource "file" "x" {\n  path = "a"\n  content = "one"\n  mode = "0600"\n}\n';
  const project = testProject({ 'main.cw': source });
  await project.apply();
  const drift = async () => {
    const { project: planned } = await project.plan();
    const desired = planned?.prepared.desired.get('file.x');
    const observed = planned?.observations?.resources['file.x'];
    if (desired?.kind === undefined || observed === undefined) throw new Error('nothing was observed');
    const applied = project.state().resources['file.x'];
    return driftOf(
      { attributes: desired.kind.attributes, desired: desired.sealed, applied, observed, ignoreChanges: [] },
      false,
    );
  };
  expect(await drift()).toEqual([]);
  project.write({ 'main.cw': source.replace('one', 'two') });
  expect(await drift()).toEqual([]);
  fs.chmodSync(path.join(project.dir, 'a'), 0o644);
  expect(await drift()).toEqual(['mode']);
  project.write({ 'main.cw': source, a: 'theirs' });
  expect(await drift()).toEqual(['mode', 'content']);
});

describe('secrets in files', () => {
  test('are written, compared and drift without standing anywhere else', async () => {
    const project = testProject({
      'main.cw': [
        'variable "token" {',
        '  sensitive = true',
        '  default = "canary-9931-token"',
        '}',
        'resource "file" "a" {',
        '  path = "a"',
        '  content = "token=${var.token}"',
        '}',
        'resource "env_file" "b" {',
        '  path = "b"',
        '  values = { TOKEN = var.token, PLAIN = "x" }',
        '}',
        'resource "template_file" "c" {',
        '  path = "c"',
        '  content = "<$${t}>"',
        '  vars = { t = var.token }',
        '}',
        '',
      ].join('\n'),
    });
    expect((await project.apply()).messages).toEqual([]);
    expect([project.read('a'), project.read('b'), project.read('c')]).toEqual([
      'token=canary-9931-token',
      'PLAIN=x\nTOKEN=canary-9931-token\n',
      '<canary-9931-token>',
    ]);
    expect((await project.apply()).steps).toEqual([]);
    project.write({ a: 'token=other', b: 'PLAIN=x\nTOKEN=other\n', c: '<other>' });
    expect(Object.values((await project.plan()).actions)).toEqual(['update', 'update', 'update']);
    expect((await project.apply()).result?.exit_code).toBe(0);
    for (const name of fs.readdirSync(path.join(project.dir, '.clockwork'), { recursive: true, encoding: 'utf8' })) {
      const file = path.join(project.dir, '.clockwork', name);
      if (fs.statSync(file).isFile()) expect(fs.readFileSync(file, 'utf8'), name).not.toContain('canary-9931-token');
    }
  });
});
