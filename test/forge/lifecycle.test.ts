/** The life of resources through plan, apply, change, drift and destroy, with real files and processes. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { isAlive } from '../support/processes.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

const file = (name: string, content: string, more = '') =>
  `resource "file" "${name}" {\n  path = "${name}.txt"\n  content = ${content}\n${more}}\n`;

describe('create, change, remove', () => {
  test('a second apply does nothing and changes no byte of state', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"') + file('b', 'file.a.content') });
    expect((await project.apply()).steps).toEqual(['file.a#write_file succeeded', 'file.b#write_file succeeded']);
    expect(project.read('b.txt')).toBe('one');
    const before = project.read('.clockwork/state.json');
    const logs = fs.readdirSync(path.join(project.dir, '.clockwork/logs'));
    const second = await project.apply();
    expect(second.result).toMatchObject({ exit_code: 0, steps: [] });
    expect(project.read('.clockwork/state.json')).toBe(before);
    expect(fs.readdirSync(path.join(project.dir, '.clockwork/logs'))).toEqual(logs);
  });

  test('a changed attribute updates, a changed path replaces: delete first, then create', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"') });
    await project.apply();
    project.write({ 'main.cw': file('a', '"two"') });
    expect((await project.plan()).steps).toEqual(['file.a#write_file update']);
    await project.apply();
    project.write({ 'main.cw': file('a', '"two"').replace('a.txt', 'b.txt') });
    expect((await project.plan()).steps).toEqual(['file.a#remove_file delete', 'file.a#write_file replace']);
    await project.apply();
    expect([project.exists('a.txt'), project.read('b.txt')]).toEqual([false, 'two']);
  });

  test('what leaves the configuration is deleted, dependants first', async () => {
    const project = testProject({
      'main.cw': `resource "directory" "d" {\n  path = "d"\n}\n${file('a', '"x"').replace('"a.txt"', '"${directory.d.path}/a.txt"')}`,
    });
    await project.apply();
    project.write({ 'main.cw': file('other', '"y"') });
    expect((await project.plan()).steps).toEqual([
      'file.other#write_file create',
      'file.a#remove_file delete',
      'directory.d#remove_directory delete',
    ]);
    await project.apply();
    expect([project.exists('d'), project.exists('other.txt')]).toEqual([false, true]);
  });

  test('a create that takes the path of a deleted resource waits for the delete', async () => {
    const project = testProject({ 'main.cw': file('a', '"x"') });
    await project.apply();
    project.write({ 'main.cw': file('b', '"y"').replace('b.txt', 'a.txt') });
    const { list } = await project.plan();
    expect(list.map(({ id }) => id)).toEqual(['file.a#remove_file', 'file.b#write_file']);
    expect(list[1]?.depends_on).toEqual(['file.a#remove_file']);
    await project.apply();
    expect(project.read('a.txt')).toBe('y');
  });

  test('destroy removes everything that we made and leaves an empty state', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"') + file('b', '"two"', '  depends_on = [file.a]\n') });
    await project.apply();
    const { list } = await project.plan({ destroy: true });
    expect(list.map(({ id }) => id)).toEqual(['file.b#remove_file', 'file.a#remove_file']);
    expect((await project.destroy()).result?.exit_code).toBe(0);
    expect([project.exists('a.txt'), project.exists('b.txt'), project.state().resources]).toEqual([false, false, {}]);
    expect((await project.destroy()).steps).toEqual([]);
  });
});

describe('what was there before us', () => {
  test('is adopted when it is as desired, and forgotten by destroy', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"'), 'a.txt': 'one' });
    fs.chmodSync(path.join(project.dir, 'a.txt'), 0o644);
    expect((await project.plan()).actions).toEqual({ 'file.a': 'adopt' });
    expect((await project.apply()).steps).toEqual([]);
    expect(project.state().resources['file.a']?.adopted).toBe(true);
    expect((await project.plan()).actions).toEqual({ 'file.a': 'none' });
    await project.destroy();
    expect(project.read('a.txt')).toBe('one');
  });

  test('is brought to the desired state when it differs, and still not deleted', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"'), 'a.txt': 'theirs' });
    expect((await project.plan()).steps).toEqual(['file.a#write_file update']);
    await project.apply();
    expect(project.read('a.txt')).toBe('one');
    await project.destroy();
    expect(project.exists('a.txt')).toBe(true);
  });

  test('is ours after an import', async () => {
    const project = testProject({
      'main.cw': `import {\n  to = file.a\n  id = "a.txt"\n}\n${file('a', '"one"')}`,
      'a.txt': 'one',
    });
    fs.chmodSync(path.join(project.dir, 'a.txt'), 0o644);
    expect((await project.plan()).actions).toEqual({ 'file.a': 'import' });
    await project.apply();
    await project.destroy();
    expect(project.exists('a.txt')).toBe(false);
  });

  test('must be there, and be the thing described, to be imported', async () => {
    const source = (id: string) => `import {\n  to = file.a\n  id = "${id}"\n}\n${file('a', '"one"')}`;
    expect((await testProject({ 'main.cw': source('a.txt') }).plan()).codes).toEqual(['import-missing']);
    expect((await testProject({ 'main.cw': source('b.txt'), 'a.txt': 'x' }).plan()).codes).toEqual(['import-missing']);
  });
});

describe('drift', () => {
  test('an edited file is brought back, a removed one is made again', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"') + file('b', '"two"') });
    await project.apply();
    project.write({ 'a.txt': 'edited' });
    fs.rmSync(path.join(project.dir, 'b.txt'));
    const { list } = await project.plan();
    expect(list.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'file.a#write_file: `content` changed outside Clockwork',
      'file.b#write_file: is gone from where it was',
    ]);
    await project.apply();
    expect([project.read('a.txt'), project.read('b.txt')]).toEqual(['one', 'two']);
  });

  test('without a refresh the plan goes by the last look', async () => {
    const project = testProject({ 'main.cw': file('a', '"one"') });
    await project.apply();
    await project.plan();
    project.write({ 'a.txt': 'edited' });
    expect((await project.plan({ refresh: false })).steps).toEqual([]);
    expect((await project.plan()).steps).toHaveLength(1);
  });

  test('`ignore_changes` attributes are left as they are', async () => {
    const source = (content: string) => file('a', content, '  lifecycle {\n    ignore_changes = [content]\n  }\n');
    const project = testProject({ 'main.cw': source('"one"') });
    await project.apply();
    project.write({ 'main.cw': source('"two"'), 'a.txt': 'edited' });
    expect((await project.plan()).steps).toEqual([]);
  });
});

describe('lifecycle', () => {
  const guarded = (name: string) =>
    file('a', '"x"', '  lifecycle {\n    prevent_destroy = true\n  }\n').replace('a.txt', name);
  test('`prevent_destroy` blocks replace and destroy', async () => {
    const project = testProject({ 'main.cw': guarded('a.txt') });
    await project.apply();
    project.write({ 'main.cw': guarded('b.txt') });
    expect((await project.plan()).codes).toEqual(['prevent-destroy']);
    expect((await project.apply()).kind).toBe('invalid');
    expect((await project.destroy()).kind).toBe('invalid');
    expect(project.read('a.txt')).toBe('x');
  });

  test('`replace_triggered_by` replaces with the other', async () => {
    const source = (content: string) =>
      file('a', content) + file('b', '"b"', '  lifecycle {\n    replace_triggered_by = [file.a]\n  }\n');
    const project = testProject({ 'main.cw': source('"one"') });
    await project.apply();
    project.write({ 'main.cw': source('"two"') });
    expect((await project.plan()).actions).toEqual({ 'file.a': 'update', 'file.b': 'replace' });
  });

  test('a precondition that fails stops before anything is done', async () => {
    const project = testProject({
      'main.cw': file(
        'a',
        '"x"',
        '  lifecycle {\n    precondition {\n      condition = 1 > 2\n      error_message = "One must be more than two."\n    }\n  }\n',
      ),
    });
    const applied = await project.apply();
    expect(applied.messages.join()).toContain('One must be more than two.');
    expect(project.exists('a.txt')).toBe(false);
  });
});

describe('moved and removed', () => {
  test('a moved resource is the same thing under another address', async () => {
    const project = testProject({ 'main.cw': file('a', '"x"') });
    await project.apply();
    project.write({
      'main.cw': `moved {\n  from = file.a\n  to = file.renamed\n}\n${file('renamed', '"x"').replace('renamed.txt', 'a.txt')}`,
    });
    expect((await project.plan()).steps).toEqual([]);
    await project.apply();
    expect(Object.keys(project.state().resources)).toEqual(['file.renamed']);
  });

  test('a removed block with `destroy = false` forgets, without it deletes', async () => {
    const project = testProject({ 'main.cw': file('a', '"x"') });
    await project.apply();
    project.write({ 'main.cw': 'removed {\n  from = file.a\n  lifecycle {\n    destroy = false\n  }\n}\n' });
    expect((await project.plan()).actions).toEqual({ 'file.a': 'forget' });
    await project.apply();
    expect([project.exists('a.txt'), Object.keys(project.state().resources)]).toEqual([true, []]);
  });
});

describe('targets', () => {
  const source = file('a', '"x"') + file('b', '"y"', '  depends_on = [file.a]\n') + file('c', '"z"');
  test('a target brings what it depends on; a destroy what depends on it', async () => {
    const project = testProject({ 'main.cw': source });
    expect((await project.plan({ targets: ['file.b'] })).steps).toEqual([
      'file.a#write_file create',
      'file.b#write_file create',
    ]);
    await project.apply();
    expect((await project.plan({ destroy: true, targets: ['file.a'] })).steps).toEqual([
      'file.b#remove_file delete',
      'file.a#remove_file delete',
    ]);
  });
  test('an unknown one is an error with the nearest', async () => {
    const { errors } = await testProject({ 'main.cw': source }).plan({ targets: ['file.bb'] });
    expect(errors.map(({ message }) => message).join()).toMatch(/Did you mean `file\.[abc]`/);
  });
});

describe('steps that fail', () => {
  test('dependants are skipped, the rest is done, and the next apply goes on', async () => {
    const source = (script: string) =>
      `resource "custom" "a" {\n  script = "${script}"\n}\n${file('b', '"y"', '  depends_on = [custom.a]\n')}${file('c', '"z"')}`;
    const project = testProject({ 'main.cw': source('echo why >&2; exit 3') });
    const first = await project.apply();
    expect(first.steps).toEqual([
      'custom.a#run_command failed',
      'file.b#write_file skipped',
      'file.c#write_file succeeded',
    ]);
    expect(first.result?.exit_code).toBe(4);
    expect(first.messages.join('\n')).toContain('exit code 3: why');
    project.write({ 'main.cw': source('true') });
    expect((await project.apply()).steps).toEqual(['custom.a#run_command succeeded', 'file.b#write_file succeeded']);
    expect((await project.apply()).steps).toEqual([]);
  });

  test('a step is tried again as `retry` says', async () => {
    const project = testProject({
      'main.cw':
        'resource "custom" "a" {\n  script = "echo x >> tries; test $(wc -l < tries) -ge 3"\n  retry {\n    attempts = 3\n    delay = "10ms"\n  }\n}\n',
    });
    const { result } = await project.apply();
    expect(result?.steps[0]).toMatchObject({ status: 'succeeded', attempts: 3 });
  });

  test('a step that exceeds its time is ended with everything that it started', async () => {
    const project = testProject({
      'main.cw': 'resource "custom" "a" {\n  script = "sleep 300 & echo $! > pid; sleep 300"\n  timeout = "3s"\n}\n',
    });
    const { result } = await project.apply();
    expect(result?.steps[0]?.status).toBe('timed_out');
    expect(isAlive(Number(project.read('pid')))).toBe(false);
  });

  test('a cancel ends what runs, records it, and begins nothing new', async () => {
    const project = testProject({
      'main.cw':
        'resource "custom" "a" {\n  script = "touch begun; sleep 300"\n}\nresource "custom" "b" {\n  script = "touch b"\n  depends_on = [custom.a]\n}\n',
    });
    const cancel = new AbortController();
    const watcher = fs.watch(project.dir, (_, name) => name === 'begun' && cancel.abort());
    const { result, steps } = await project.apply({}, [], cancel.signal);
    watcher.close();
    expect(steps).toEqual(['custom.a#run_command cancelled', 'custom.b#run_command cancelled']);
    expect(result?.exit_code).toBe(130);
    expect(project.exists('b')).toBe(false);
    expect(project.state().resources['custom.a']?.status).toBe('failed');
  });

  test('a step that says it is done while the world says otherwise has failed', async () => {
    const project = testProject({ 'main.cw': 'resource "custom" "a" {\n  script = "true"\n  creates = "never"\n}\n' });
    const { messages, result } = await project.apply();
    expect(result?.exit_code).toBe(4);
    expect(messages.join()).toContain('is not there');
  });
});

describe('values between steps', () => {
  const source = (value: string) =>
    `resource "custom" "make" {\n  script = <<-EOT\n    printf '{"n": "%s"}' ${value} > "$CLOCKWORK_OUTPUTS"\n  EOT\n}\n${file('use', 'custom.make.values.n')}`;
  test('an output that is unknown while planning is there when it is needed', async () => {
    const project = testProject({ 'main.cw': source('42') });
    const { list } = await project.plan();
    expect(list.find(({ id }) => id.startsWith('file.use'))).toMatchObject({
      args: { content: null },
      unknown: ['/content'],
    });
    await project.apply();
    expect(project.read('use.txt')).toBe('42');
    expect((await project.apply()).steps).toEqual([]);
  });

  test('a step planned for an unknown value that turns out equal does nothing', async () => {
    const project = testProject({ 'main.cw': source('42') });
    await project.apply();
    project.write({ 'main.cw': source("'42'") });
    expect((await project.apply()).steps).toEqual([
      'custom.make#run_command succeeded',
      'file.use#write_file unchanged',
    ]);
    expect((await project.apply()).steps).toEqual([]);
  });

  test('`timestamp()` is unknown once, then kept', async () => {
    const project = testProject({ 'main.cw': file('a', '"at ${timestamp()}"') });
    expect((await project.plan()).list[0]?.unknown).toEqual(['/content']);
    await project.apply();
    const text = project.read('a.txt');
    expect(text).toMatch(/^at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await project.apply()).steps).toEqual([]);
    expect(project.read('a.txt')).toBe(text);
  });
});

describe('sensitive values', () => {
  const source =
    'variable "token" {\n  type = string\n  sensitive = true\n}\nresource "custom" "a" {\n  script = "echo token is $TOKEN; printf %s $TOKEN > out"\n  environment = { TOKEN = var.token }\n}\n';
  const secret = 'c4nary-s3cret-value';
  test('reach the script, and nothing that is written down', async () => {
    const project = testProject({ 'main.cw': source });
    const { result, events } = await project.apply({}, [`token=${secret}`]);
    expect(result?.exit_code).toBe(0);
    expect(project.read('out')).toBe(secret);
    expect(JSON.stringify(events)).not.toContain(secret);
    expect(JSON.stringify(events)).toContain('token is (sensitive)');
    const written = fs
      .readdirSync(path.join(project.dir, '.clockwork'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    expect(written.length).toBeGreaterThan(5);
    expect(written.filter((text) => text.includes(secret))).toEqual([]);
  });
  test('a changed one is seen, an equal one is not a change', async () => {
    const project = testProject({ 'main.cw': source });
    await project.apply({}, [`token=${secret}`]);
    expect((await project.plan({}, [`token=${secret}`])).steps).toEqual([]);
    const { list } = await project.plan({}, ['token=another-secret']);
    expect(list[0]).toMatchObject({
      changes: ['environment'],
      sensitive: ['/environment/TOKEN'],
      args: { environment: { TOKEN: null } },
    });
  });
});

describe('checks', () => {
  const source = (pattern: string) =>
    `${file('a', '"hello"')}check "greeting" {\n  assert "file_content_matches" {\n    path = file.a.path\n    pattern = "${pattern}"\n  }\n}\n`;
  test('run when new, changed or after what they depend on; otherwise not', async () => {
    const project = testProject({ 'main.cw': source('^hello$') });
    expect((await project.apply()).steps).toEqual(['file.a#write_file succeeded', 'check.greeting#verify succeeded']);
    expect((await project.apply()).steps).toEqual([]);
    project.write({ 'main.cw': source('hel+o') });
    expect((await project.apply()).steps).toEqual(['check.greeting#verify succeeded']);
  });
  test('a failing one is exit 5, and is asked again next time', async () => {
    const project = testProject({ 'main.cw': source('^bye$') });
    const first = await project.apply();
    expect(first.result?.exit_code).toBe(5);
    expect((await project.plan()).steps).toEqual(['check.greeting#verify verify']);
  });
});
