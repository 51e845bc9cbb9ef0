/** What a run leaves for editors: how the last step of each resource ended, when, and in which run. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type LastResults, parseLastResults } from '../../core/contracts/last-results.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import { noteAssertions, noteRun, type RunToNote } from '../../core/forge/last-results.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

const layout = layoutOf('/project');
const step = (id: string, status: RunToNote['steps'][number]['status']) => ({
  id,
  status,
  attempts: 1,
  duration_ms: 1,
  exit_code: null,
});
const run = (over: Partial<RunToNote>): RunToNote => ({
  run: 'r1',
  command: 'apply',
  at: '2026-01-01T00:00:00.000Z',
  steps: [],
  resourceOf: (id) => id.slice(0, id.indexOf('#')),
  adopted: [],
  assertions: [],
  isThere: () => true,
  ...over,
});
const assertion = (address: string, status: 'pass' | 'fail') => ({
  address,
  kind: 'file_exists',
  status,
  expected: '',
  actual: '',
  message: 'hush',
  duration_ms: 1,
});

function noted(files: ReturnType<typeof memoryFileSystem>): LastResults {
  const text = files.texts()[layout.lastResults];
  const parsed = text === undefined ? undefined : parseLastResults(text);
  if (parsed === undefined) throw new Error('nothing was noted');
  return parsed;
}

describe('what is noted of a run', () => {
  test('the first step of a resource that failed names it; what was skipped keeps what was known', () => {
    const files = memoryFileSystem();
    noteRun(files, layout, run({ steps: [step('a.x#make', 'succeeded'), step('a.y#make', 'succeeded')] }));
    noteRun(
      files,
      layout,
      run({
        run: 'r2',
        steps: [step('a.x#make', 'succeeded'), step('a.x#wait', 'timed_out'), step('a.y#make', 'skipped')],
      }),
    );
    const { resources } = noted(files);
    expect(resources['a.x']).toMatchObject({ run: 'r2', status: 'failed', step: 'wait' });
    expect(resources['a.y']).toMatchObject({ run: 'r1', status: 'succeeded' });
  });

  test('what is gone from state is dropped, what was adopted is noted without a step', () => {
    const files = memoryFileSystem();
    noteRun(files, layout, run({ steps: [step('a.x#make', 'succeeded')] }));
    noteRun(files, layout, run({ run: 'r2', adopted: ['a.y'], isThere: (address) => address === 'a.y' }));
    expect(Object.keys(noted(files).resources)).toEqual(['a.y']);
  });

  test('a run that did nothing writes nothing', () => {
    const files = memoryFileSystem();
    noteRun(files, layout, run({}));
    expect(files.texts()).toEqual({});
  });

  test('a damaged file counts as empty; a file that cannot be written is no failure', () => {
    const files = memoryFileSystem({ [layout.lastResults]: '{"version":"1","reso' });
    noteRun(files, layout, run({ steps: [step('a.x#make', 'cancelled')] }));
    expect(noted(files).resources['a.x']).toMatchObject({ status: 'cancelled', step: 'make' });
    files.refuseAt(layout.cache, 'EACCES');
    expect(() => noteRun(files, layout, run({ run: 'r9', adopted: ['a.z'] }))).not.toThrow();
    expect(noted(files).resources['a.z']).toBeUndefined();
  });
});

test('assertions replace those of the same address, and those of what is no longer declared go', () => {
  const files = memoryFileSystem();
  const note = (results: readonly ReturnType<typeof assertion>[], declared: readonly string[]) =>
    noteAssertions(files, layout, {
      at: '2026-01-01T00:00:00.000Z',
      assertions: results,
      isDeclared: (address) => declared.includes(address),
    });
  note([assertion('a["x/y"].x/assert.f[0]', 'pass'), assertion('a.y/assert.f.n', 'fail')], ['a["x/y"].x', 'a.y']);
  note([assertion('a.y/assert.f.n', 'pass')], ['a.y']);
  expect(noted(files).assertions).toEqual({ 'a.y/assert.f.n': { at: '2026-01-01T00:00:00.000Z', status: 'pass' } });
  expect(files.texts()[layout.lastResults]).not.toContain('hush');
});

test('an apply notes its resources: one that succeeds, one that fails, and again when it works', async () => {
  const project = testProject({
    'main.cw': `
resource "file" "a" {
  path    = "a.txt"
  content = "a"
}
resource "custom" "b" {
  script     = "test -e go"
  depends_on = [file.a]
}
`,
  });
  await project.apply();
  const first = parseLastResults(project.read('.clockwork/cache/last-results.json'));
  expect(first?.resources['file.a']).toMatchObject({ status: 'succeeded', command: 'apply' });
  expect(first?.resources['custom.b']).toMatchObject({ status: 'failed', step: expect.stringMatching(/^[a-z_]+$/) });
  project.write({ go: '' });
  await project.apply();
  const second = parseLastResults(project.read('.clockwork/cache/last-results.json'));
  expect(second?.resources['custom.b']).not.toHaveProperty('step');
  expect(second?.resources['file.a']).toEqual(first?.resources['file.a']);
});
