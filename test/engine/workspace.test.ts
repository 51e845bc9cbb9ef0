/** The workspace: what a snapshot says after changes is what a fresh one says, and unchanged files are not parsed again. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../../core/engine/workspace.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { describeModel, diagnosticLines, type Files, facts, snapshotOf, workspaceOf } from '../intake/kit.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const files: Files = {
  'a.cw': 'variable "v" {\n  default = "x"\n}\nresource "file" "a" {\n  path = "a"\n  content = var.v\n}\n',
  'b.cw': 'module "m" {\n  source = "./m"\n  in = file.a.path\n}\n',
  'm/main.cw': 'variable "in" {}\nresource "file" "f" {\n  path = "m"\n  content = var.in\n}\n',
};

describe('a snapshot', () => {
  it('after changes is what it would be from scratch', () => {
    const workspace = workspaceOf(files);
    const edits: readonly (readonly [string, string])[] = [
      ['a.cw', files['a.cw']?.replace('"a"', '"b"') ?? ''],
      ['a.cw', 'resource "file" "a" {\n'],
      ['new.cw', 'locals {\n  l = file.a.pth\n}\n'],
      ['m/main.cw', 'variable "out" {}\n'],
      ['a.cw', files['a.cw'] ?? ''],
      ['m/main.cw', files['m/main.cw'] ?? ''],
    ];
    const now: Record<string, string> = { ...files };
    for (const [path, text] of edits) {
      workspace.change(path, text);
      now[path] = text;
      const fresh = snapshotOf(now);
      expect(diagnosticLines(workspace.snapshot())).toEqual(diagnosticLines(fresh));
      expect(describeModel(workspace.snapshot())).toEqual(describeModel(fresh));
    }
    workspace.change('new.cw', null);
    expect(diagnosticLines(workspace.snapshot())).toEqual(diagnosticLines(snapshotOf(files)));
  });

  it('never changes', () => {
    const workspace = workspaceOf(files);
    const before = workspace.snapshot();
    const lines = describeModel(before);
    workspace.change('a.cw', '');
    workspace.snapshot();
    expect(describeModel(before)).toEqual(lines);
  });

  it('keeps the trees of unchanged files, and of unchanged blocks in a changed file', () => {
    const workspace = workspaceOf(files);
    const before = workspace.snapshot();
    workspace.change('a.cw', `# a comment\n${files['a.cw'] ?? ''}`);
    const after = workspace.snapshot();
    expect(after.files.get('b.cw')).toBe(before.files.get('b.cw'));
    const nodes = (snapshot: typeof before) => snapshot.files.get('a.cw')?.items.map(({ node }) => node) ?? [];
    expect(nodes(after)).toHaveLength(2);
    expect(nodes(after).every((node, i) => node === nodes(before)[i])).toBe(true);
  });

  it('keeps the model where only the layout changed, with diagnostics where the text now stands', () => {
    const broken = { 'a.cw': 'locals {\n  a = local.b\n}\n' };
    const workspace = workspaceOf(broken);
    const { model } = workspace.snapshot();
    const moved = `# first\n\n${broken['a.cw']}`;
    workspace.change('a.cw', moved);
    expect(workspace.snapshot().model).toBe(model);
    expect(diagnosticLines(workspace.snapshot())).toEqual(diagnosticLines(snapshotOf({ 'a.cw': moved })));
    workspace.change('a.cw', moved.replace('local.b', 'local.c'));
    expect(workspace.snapshot().model).not.toBe(model);
  });

  it('sees other files that changed', () => {
    const workspace = workspaceOf({
      'a.cw': 'output "o" {\n  value = file("x.txt")\n}\n',
      'x.txt': 'one',
    });
    expect(describeModel(workspace.snapshot())).toEqual(['output o = "one"']);
    workspace.change('x.txt', 'two');
    expect(describeModel(workspace.snapshot())).toEqual(['output o = "two"']);
  });

  it('is the same object as long as nothing changes', () => {
    const workspace = workspaceOf(files);
    expect(workspace.snapshot()).toBe(workspace.snapshot());
  });

  it('orders what it found by file and place', () => {
    const snapshot = snapshotOf(
      { 'b.cw': 'x = 1\n', 'a.cw': '\ny = 1\nz = 2\n' },
      { inputs: [{ kind: 'value', text: 'q=1' }] },
    );
    expect(diagnosticLines(snapshot).map((line) => line.split(' ')[0])).toEqual([
      'error[unknown-variable]',
      'a.cw:2:1',
      'a.cw:3:1',
      'b.cw:1:1',
    ]);
  });
});

describe('a build', () => {
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, file) => [
      `f${file}.cw`,
      Array.from(
        { length: 30 },
        (_, n) =>
          `resource "file" "f${file}_${n}" {\n  path = "f${file}-${n}"\n  content = ${n === 0 ? '"x"' : `file.f${file}_${n - 1}.path`}\n}\n`,
      ).join(''),
    ]),
  );

  it('pauses, and gives what a snapshot gives', () => {
    const workspace = workspaceOf(many);
    const steps = workspace.build();
    let pauses = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) pauses++;
    expect(pauses).toBeGreaterThan(60);
    expect(workspace.snapshot()).toBe(step.value);
    expect(describeModel(step.value)).toEqual(describeModel(snapshotOf(many)));
  });

  it('that is dropped, or overtaken by an edit, spoils nothing', () => {
    const workspace = workspaceOf(many);
    workspace.snapshot();
    const now: Record<string, string> = { ...many };
    for (let round = 0; round < 60; round++) {
      const path = `f${round % 20}.cw`;
      now[path] = (many[path] ?? '')
        .replace('"x"', `"u${round}"`)
        .replace('_3.path', round % 2 === 0 ? '_4.path' : '_3.pth');
      workspace.change(path, now[path] ?? '');
      const steps = workspace.build();
      for (let pause = 0; pause < round; pause++) if (steps.next().done === true) break;
      expect(workspace.view().table('.')?.resources.get('file')?.size).toBe(600);
    }
    expect(diagnosticLines(workspace.snapshot())).toEqual(diagnosticLines(snapshotOf(now)));
    expect(describeModel(workspace.snapshot())).toEqual(describeModel(snapshotOf(now)));
  });

  it('that goes on after an edit gives what was there when it began, and the next one what is there now', () => {
    const workspace = workspaceOf(many);
    const steps = workspace.build();
    for (let pause = 0; pause < 30; pause++) steps.next();
    workspace.change('f0.cw', 'locals {\n  a = nope\n}\n');
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value.model.instances.size).toBe(600);
    expect(workspace.view().model).toBe(step.value.model);
    const next = { ...many, 'f0.cw': 'locals {\n  a = nope\n}\n' };
    expect(diagnosticLines(workspace.snapshot())).toEqual(diagnosticLines(snapshotOf(next)));
    expect(describeModel(workspace.snapshot())).toEqual(describeModel(snapshotOf(next)));
  });

  it('makes again what an edit reaches, and nothing else', () => {
    const workspace = workspaceOf(many);
    const before = workspace.snapshot().model;
    workspace.change('f3.cw', (many['f3.cw'] ?? '').replace('"x"', '"typed"'));
    const typed = workspace.snapshot().model;
    const made = [...typed.instances.values()].filter((each) => before.instances.get(each.address) !== each);
    expect(made.map(({ address }) => address)).toEqual(['file.f3_0']);
    workspace.change('f3.cw', (many['f3.cw'] ?? '').replace('"f3-4"', '"elsewhere"'));
    const moved = workspace.snapshot().model;
    const reached = [...moved.instances.values()].filter((each) => typed.instances.get(each.address) !== each);
    expect(reached.map(({ address }) => address).slice(0, 3)).toEqual(['file.f3_0', 'file.f3_4', 'file.f3_5']);
    expect(reached.every(({ address }) => address.startsWith('file.f3_'))).toBe(true);
  });
});

describe('a view', () => {
  it('has the model of the last build at all times, and the texts of now', () => {
    const workspace = workspaceOf(files);
    expect(workspace.view().model).toBeUndefined();
    const { model } = workspace.snapshot();
    workspace.refresh();
    expect(workspace.view().model).toBe(model);
    workspace.change('x.txt', 'new');
    expect(workspace.view().model).toBe(model);
    workspace.change('a.cw', 'locals {\n  now = 1\n}\n');
    expect(workspace.view().model).toBe(model);
    expect([...(workspace.view().table('.')?.locals.keys() ?? [])]).toEqual(['now']);
  });

  it('shares its tables with the build', () => {
    const workspace = workspaceOf(files);
    const table = workspace.view().table('.');
    workspace.snapshot();
    expect(workspace.view().table('.')).toBe(table);
    workspace.change('m/main.cw', 'variable "in" {}\n');
    expect(workspace.view().table('.')).toBe(table);
  });
});

describe('what is on disk', () => {
  it('is read again only when it is said to have changed', () => {
    const system = memoryFileSystem({ '/project/a.cw': 'locals {\n  a = 1\n}\n' });
    let reads = 0;
    const counted = {
      ...system,
      read: (path: string) => {
        reads++;
        return system.read(path);
      },
    };
    const workspace = createWorkspace({ files: counted, directory: '/project', facts });
    const names = () => [...(workspace.view().table('.')?.locals.keys() ?? [])];
    expect(names()).toEqual(['a']);
    system.put('/project/a.cw', 'locals {\n  b = 1\n}\n');
    system.put('/project/c.cw', 'locals {\n  c = 1\n}\n');
    workspace.change('d.cw', 'locals {\n  d = 1\n}\n');
    expect(names()).toEqual(['a', 'd']);
    expect(reads).toBe(1);
    workspace.refresh(['/project/c.cw']);
    expect(names()).toEqual(['a', 'c', 'd']);
    expect(reads).toBe(2);
    workspace.refresh();
    expect(names()).toEqual(['b', 'c', 'd']);
  });

  it('counts again when a source that a function looks at is typed in', () => {
    const sources = { 'a.cw': 'output "o" {\n  value = length(file("b.cw"))\n}\n', 'b.cw': 'locals {\n  a = 1\n}\n' };
    const workspace = workspaceOf(sources);
    const before = describeModel(workspace.snapshot());
    const now = { ...sources, 'b.cw': 'locals {\n  a = 1 # longer\n}\n' };
    workspace.change('b.cw', now['b.cw']);
    expect(describeModel(workspace.snapshot())).toEqual(describeModel(snapshotOf(now)));
    expect(describeModel(workspace.snapshot())).not.toEqual(before);
  });
});
