/** Lenses: commands for files and blocks with their targets, references, and how things stand by what was left on disk. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type LastResults, noLastResults } from '../../core/contracts/last-results.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import type { Observations } from '../../core/contracts/observations.ts';
import type { ResourceState } from '../../core/contracts/state.ts';
import { lastRun } from '../../core/ide/runs/last-run.ts';
import { type Lens, lensesOf, referencesTo } from '../../core/ide/runs/lenses.ts';
import { agoText } from '../../core/ide/runs/result-text.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { type IdeFixture, ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const now = Date.parse('2026-03-01T12:00:00.000Z');
const layout = layoutOf('/project');

function shownBy({ view }: Pick<IdeFixture, 'view'>, path: string, lenses: readonly Lens[]): readonly string[] {
  const text = view.project.files.get(path)?.text ?? '';
  return lenses.map((lens) => {
    const at = lens.span.end === 0 ? 'file' : text.slice(lens.span.start, lens.span.end);
    if (lens.kind === 'run') return `${at}: ${[lens.command, ...lens.targets].join(' ')}`;
    if (lens.kind === 'references') return `${at}: ${referencesTo(view, lens.symbol).length} references`;
    const { title, run, step } = lens.result;
    return [`${at}: ${title}`, run, step].filter((part) => part !== undefined).join(' | ');
  });
}

function lensesIn(source: string, only: 'run' | 'references', path = 'main.cw'): readonly string[] {
  const fixture = ideFixture(source);
  const options = { run: only === 'run', references: only === 'references', results: undefined };
  return shownBy(fixture, path, lensesOf(fixture.view, path, options));
}

const all = (at: string, ...targets: readonly string[]) =>
  ['plan', 'build', 'apply', 'assert'].map((command) => [`${at}: ${command}`, ...targets].join(' '));
const withoutAssert = (at: string, ...targets: readonly string[]) =>
  all(at, ...targets).filter((one) => !one.includes(': assert'));

describe('commands', () => {
  test('on the file and on each resource, with its address', () => {
    expect(
      lensesIn('variable "v" {}\nresource "file" "a" {\n  path = "a"\n  assert "file_exists" {}\n}\n', 'run'),
    ).toEqual([...all('file'), ...all('"a"', 'file.a')]);
  });

  test('assert only where there is something to ask', () => {
    expect(lensesIn('resource "file" "a" { path = "a" }\n', 'run')).toEqual([
      ...withoutAssert('file'),
      ...withoutAssert('"a"', 'file.a'),
    ]);
    const source = 'resource "service" "w" {\n  image = "nginx:1.27"\n  health_check {\n    path = "/"\n  }\n}\n';
    expect(lensesIn(source, 'run')).toContain('"w": assert service.w');
  });

  test('checks, short forms and modules', () => {
    const source = `=== main.cw
check "c" {
  assert "file_exists" { path = "x" }
}
verify_http "up" { url = "http://localhost" }
module "m" { source = "./m" }
=== m/main.cw
check "d" {
  assert "file_exists" { path = "x" }
}
`;
    const found = lensesIn(source, 'run');
    expect(found).toContain('"c": assert check.c');
    expect(found).toContain('"up": assert check.up');
    expect(found).toContain('"m": apply module.m');
  });

  test('a module is asked where something in it, however deep, is to be asked', () => {
    const of = (asserted: string) => `=== main.cw
module "m" { source = "./m" }
=== m/main.cw
module "in" { source = "./in" }
=== m/in/main.cw
resource "file" "a" {
  path = "a"
${asserted}
}
`;
    expect(lensesIn(of(''), 'run')).toEqual([...withoutAssert('file'), ...withoutAssert('"m"', 'module.m')]);
    expect(lensesIn(of('  assert "file_exists" {}'), 'run')).toEqual([...all('file'), ...all('"m"', 'module.m')]);
    expect(lensesIn('module "m" { source = "." }\n', 'run')).toContain('"m": plan module.m');
  });

  test('in a module the targets are its instances, on the file those of the module', () => {
    const source = `=== main.cw
module "m" {
  source   = "./m"
  for_each = toset(["x", "y"])
}
=== m/main.cw
resource "file" "a" { path = "a" }
`;
    expect(lensesIn(source, 'run', 'm/main.cw')).toEqual([
      ...withoutAssert('file', 'module.m["x"]', 'module.m["y"]'),
      ...withoutAssert('"a"', 'module.m["x"].file.a', 'module.m["y"].file.a'),
    ]);
  });

  test('none for variable files, completions, an empty file and one that is not there', () => {
    const source = `=== main.cw
resource "service" "a" { image = "x:1" }
=== clockwork.cwvars
a = 1
=== completed.cw
completion "service.a" { restart = "no" }
=== empty.cw

`;
    for (const path of ['clockwork.cwvars', 'completed.cw', 'empty.cw', 'absent.cw']) {
      expect(lensesIn(source, 'run', path), path).toEqual([]);
    }
  });

  test('broken text: the blocks that can be known', () => {
    expect(lensesIn('resource "file" "a" {\n  path = [\n}\nresource "file" "b" {\n', 'run')).toContain(
      '"a": plan file.a',
    );
    expect(lensesIn('resource "file" {\n', 'run')).toEqual(withoutAssert('file'));
  });

  test('before the first build the root has its commands, a module has none', () => {
    const { workspace } = ideFixture(
      '=== main.cw\nmodule "m" { source = "./m" }\n=== m/main.cw\nresource "file" "a" { path = "a" }\n',
    );
    const view = { ...workspace.view(), model: undefined };
    const options = { run: true, references: false, results: undefined };
    expect(lensesOf(view, 'main.cw', options).length).toBeGreaterThan(4);
    expect(lensesOf(view, 'm/main.cw', options)).toEqual([]);
  });
});

describe('references', () => {
  test('variables, resources and module calls are counted everywhere but where they are declared', () => {
    const source = `=== main.cw
variable "v" {}
resource "file" "a" { path = var.v }
resource "file" "b" { path = "\${file.a.path}\${var.v}" }
module "m" {
  source = "./m"
  x      = 1
}
output "o" { value = module.m.y }
=== clockwork.cwvars
v = "1"
=== m/main.cw
variable "x" {}
output "y" { value = var.x }
`;
    expect(lensesIn(source, 'references')).toEqual([
      '"v": 3 references',
      '"a": 1 references',
      '"b": 0 references',
      '"m": 1 references',
    ]);
    expect(lensesIn(source, 'references', 'm/main.cw')).toEqual(['"x": 2 references', '"y": 1 references']);
  });

  test('locals and checks have none', () => {
    expect(lensesIn('locals { a = 1 }\ncheck "c" {\n  assert "file_exists" { path = "x" }\n}\n', 'references')).toEqual(
      [],
    );
  });
});

describe('how things stand', () => {
  const record = (over: Partial<ResourceState> = {}): ResourceState => ({
    kind: 'file',
    status: 'applied',
    adopted: false,
    attributes: { path: 'a', content: 'one', mode: '0644' },
    outputs: {},
    removal: {},
    claims: [],
    subject: { name: 'a', slug: 'file_a' },
    depends_on: [],
    volatile: {},
    ...over,
  });
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const result = (minutes: number, over: Partial<LastResults['resources'][string]> = {}) => ({
    at: ago(minutes),
    run: 'r1',
    command: 'apply',
    status: 'succeeded' as const,
    ...over,
  });

  interface Left {
    readonly state?: Readonly<Record<string, ResourceState>> | string;
    readonly results?: Partial<LastResults> | string;
    readonly observed?: Observations['resources'] | string;
  }

  function left({ state, results, observed }: Left) {
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    const written = (resources: Left['state']) =>
      typeof resources === 'string' ? resources : { version: '1', serial: 1, lineage: 'l', resources, outputs: {} };
    const seen = (resources: Left['observed']) =>
      typeof resources === 'string' ? resources : { version: '1', at: ago(1), resources };
    return memoryFileSystem({
      ...(state !== undefined && { [layout.state]: text(written(state)) }),
      ...(results !== undefined && {
        [layout.lastResults]: text(typeof results === 'string' ? results : { ...noLastResults, ...results }),
      }),
      ...(observed !== undefined && { [layout.observations]: text(seen(observed)) }),
    });
  }

  function checkResults(source: string, files: Left, expected: readonly string[]): void {
    const fixture = ideFixture(source);
    const results = { last: lastRun(left(files), '/project'), now };
    const lenses = lensesOf(fixture.view, 'main.cw', { run: false, references: false, results });
    expect(shownBy(fixture, 'main.cw', lenses)).toEqual(expected);
  }

  const one = 'resource "file" "a" {\n  path    = "a"\n  content = "one"\n}\n';
  const asked =
    'resource "file" "a" {\n  path = "a"\n  assert "file_exists" {}\n  assert "file_exists" "x" { path = "b" }\n  assert "file_exists" "y" { path = "c" }\n}\n';

  test('applied, with when and in which run', () => {
    checkResults(one, { state: { 'file.a': record() }, results: { resources: { 'file.a': result(2) } } }, [
      '"a": applied 2 min ago | r1',
    ]);
  });

  test('applied, nobody knows when', () => {
    checkResults(one, { state: { 'file.a': record() } }, ['"a": applied']);
  });

  test('failed, with the step', () => {
    const failed = result(5, { status: 'failed', step: 'write_file' });
    checkResults(
      one,
      { state: { 'file.a': record({ status: 'failed' }) }, results: { resources: { 'file.a': failed } } },
      ['"a": failed: write_file 5 min ago | r1 | file.a#write_file'],
    );
  });

  test('failed by a run that left no note: an older success says nothing of it', () => {
    checkResults(
      one,
      { state: { 'file.a': record({ status: 'failed' }) }, results: { resources: { 'file.a': result(90) } } },
      ['"a": failed'],
    );
  });

  test('drifted: gone, or other than it was applied', () => {
    const state = { 'file.a': record() };
    checkResults(one, { state, observed: { 'file.a': { presence: 'absent', attributes: {}, outputs: {} } } }, [
      '"a": drifted: is gone',
    ]);
    const differs = { presence: 'present' as const, attributes: { content: 'other' }, outputs: {} };
    checkResults(one, { state, observed: { 'file.a': differs } }, ['"a": drifted: content']);
    const same = { presence: 'present' as const, attributes: { content: 'one' }, outputs: {} };
    checkResults(one, { state, observed: { 'file.a': same } }, ['"a": applied']);
    const unknown = { presence: 'unknown' as const, attributes: {}, outputs: {} };
    checkResults(one, { state, observed: { 'file.a': unknown } }, ['"a": applied']);
  });

  test('an attribute that the text has changed since is a change, not drift', () => {
    const differs = { presence: 'present' as const, attributes: { content: 'one' }, outputs: {} };
    checkResults(one.replace('"one"', '"two"'), { state: { 'file.a': record() }, observed: { 'file.a': differs } }, [
      '"a": applied',
    ]);
  });

  test('what is known of drift follows edits, also of what an attribute is made of', () => {
    const source = 'variable "v" { default = "one" }\nresource "file" "a" {\n  path    = "a"\n  content = var.v\n}\n';
    const differs = { presence: 'present' as const, attributes: { content: 'other' }, outputs: {} };
    const files = left({ state: { 'file.a': record() }, observed: { 'file.a': differs } });
    const fixture = ideFixture(source);
    const texts = () => {
      fixture.workspace.snapshot();
      const view = fixture.workspace.view();
      const results = { last: lastRun(files, '/project'), now };
      return shownBy({ view }, 'main.cw', lensesOf(view, 'main.cw', { run: false, references: false, results }));
    };
    expect(texts()).toEqual(['"a": drifted: content']);
    fixture.workspace.change('main.cw', source.replace('"one"', '"two"'));
    expect(texts()).toEqual(['"a": applied']);
    fixture.workspace.change('main.cw', source);
    expect(texts()).toEqual(['"a": drifted: content']);
  });

  test('several instances: the worst, with how many', () => {
    const many = 'resource "file" "a" {\n  count   = 3\n  path    = "a${count.index}"\n  content = "one"\n}\n';
    const state = { 'file.a[0]': record(), 'file.a[1]': record() };
    checkResults(many, { state, results: { resources: { 'file.a[0]': result(200), 'file.a[1]': result(70) } } }, [
      '"a": 2 of 3 applied 1 h ago | r1',
    ]);
    checkResults(many, { state: { ...state, 'file.a[2]': record() } }, ['"a": all 3 applied']);
    checkResults(many, { state: { ...state, 'file.a[2]': record({ status: 'failed' }) } }, ['"a": 1 of 3 failed']);
  });

  test('a module tells of everything in it', () => {
    const source = `=== main.cw
module "m" { source = "./m" }
=== m/main.cw
resource "file" "a" { path = "a" }
resource "file" "b" { path = "b" }
`;
    checkResults(source, { state: { 'module.m.file.a': record() } }, ['"m": 1 of 2 applied']);
  });

  test('assertions: how many pass of those that were asked', () => {
    const answer = (status: 'pass' | 'fail', minutes = 3) => ({ at: ago(minutes), status });
    const addresses = ['file.a/assert.file_exists[0]', 'file.a/assert.file_exists.x', 'file.a/assert.file_exists.y'];
    const of = (...statuses: readonly ('pass' | 'fail')[]) => ({
      results: { assertions: Object.fromEntries(statuses.map((status, i) => [addresses[i] ?? '', answer(status)])) },
    });
    checkResults(asked, of('pass', 'fail', 'pass'), ['"a": 2 of 3 assertions pass, asked 3 min ago']);
    checkResults(asked, of('pass', 'pass', 'pass'), ['"a": all 3 assertions pass, asked 3 min ago']);
    checkResults(asked, of('pass'), ['"a": assertion passes, asked 3 min ago']);
    checkResults(asked, of('fail'), ['"a": assertion fails, asked 3 min ago']);
  });

  test('a check: as its last question ended', () => {
    const source = 'check "c" {\n  assert "file_exists" { path = "x" }\n}\n';
    checkResults(source, { state: { 'check.c': record({ kind: 'check', check: 'failed' }) } }, ['"c": failed']);
    checkResults(source, { state: { 'check.c': record({ kind: 'check', check: 'passed' }) } }, ['"c": passed']);
  });

  test('nothing was applied, or what is there cannot be read: nothing is said', () => {
    checkResults(one, {}, []);
    checkResults(one, { state: '{"version":"1"' }, []);
    checkResults(one, { state: '{"version":"99"}' }, []);
    checkResults(one, { state: { 'file.other': record() } }, []);
  });

  test('damaged results and observations take nothing from the rest', () => {
    checkResults(one, { state: { 'file.a': record() }, results: '[]', observed: 'x' }, ['"a": applied']);
    checkResults(one, { state: { 'file.a': record() }, results: '{"version":"2"}', observed: '{}' }, ['"a": applied']);
  });

  test('a file that changes is read again, one that stays is not', () => {
    let clock = 1;
    const files = memoryFileSystem({}, () => clock);
    let reads = 0;
    const counted = {
      stat: files.stat,
      read: (path: string) => {
        reads++;
        return files.read(path);
      },
    };
    const first = lastRun(counted, '/project');
    const readsAtFirst = reads;
    expect(lastRun(counted, '/project').loaded).toBe(first.loaded);
    expect(reads).toBe(readsAtFirst);
    clock = 2;
    files.put(layout.lastResults, JSON.stringify({ ...noLastResults, resources: { 'file.a': result(1) } }));
    expect(lastRun(counted, '/project').results.resources['file.a']?.run).toBe('r1');
    expect(lastRun(counted, '/project').loaded).toBe(first.loaded);
  });
});

test.each([
  [-5_000, 'just now'],
  [59_000, 'just now'],
  [60_000, '1 min ago'],
  [59 * 60_000, '59 min ago'],
  [3_600_000, '1 h ago'],
  [47 * 3_600_000, '47 h ago'],
  [49 * 3_600_000, '2 days ago'],
  [Number.NaN, 'just now'],
])('%d ms are %s', (ms, text) => {
  expect(agoText(ms)).toBe(text);
});
