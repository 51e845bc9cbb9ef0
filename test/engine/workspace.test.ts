/** The workspace: what a snapshot says after changes is what a fresh one says, and unchanged files are not parsed again. */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeModel, diagnosticLines, type Files, snapshotOf, workspaceOf } from '../intake/kit.ts';
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
