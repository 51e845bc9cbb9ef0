/** What clients are told of each file: of all projects, without repeats, under another id for every other list. */
import { beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Project } from '../../core/engine/projects.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { createReports } from '../../server/reports.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const project = (directory: string) => ({ directory }) as unknown as Project;
const [one, two] = [project('/one'), project('/two')];

function reportsOf(relates = true) {
  return createReports({
    identityOf: ({ directory }, path) => (path.startsWith('../') ? `/${path.slice(3)}` : `${directory}/${path}`),
    uriOf: (identity) => `file://${identity}`,
    relates: () => relates,
  });
}

const filesOf = (...paths: readonly string[]) =>
  new Map(paths.map((path) => [path, parseFile(path, 'variable "a" {}\nvariable "b" {}\n').file]));

const problem = (file: string, message: string, start = 9): Diagnostic => ({
  code: 'unused-declaration',
  severity: 'warning',
  message,
  place: { file, item: 'variable.b', span: { start, end: start + 3 } },
});

test('a place in an item becomes a range in the file', () => {
  const reports = reportsOf();
  expect([...reports.update(one, { diagnostics: [problem('a.cw', 'x')], files: filesOf('a.cw') })]).toEqual([
    '/one/a.cw',
  ]);
  expect(reports.of('/one/a.cw')).toMatchObject({
    uri: 'file:///one/a.cw',
    items: [{ range: { start: { line: 1, character: 9 }, end: { line: 1, character: 12 } }, severity: 2 }],
  });
  expect(reports.of('/one/other.cw').items).toEqual([]);
});

test('the same in a module of two projects is told once, something of its own beside it', () => {
  const reports = reportsOf();
  const files = filesOf('main.cw', '../m/x.cw');
  reports.update(one, { diagnostics: [problem('../m/x.cw', 'same'), problem('../m/x.cw', 'of one')], files });
  const changed = reports.update(two, {
    diagnostics: [problem('../m/x.cw', 'same'), problem('../m/x.cw', 'of two')],
    files,
  });
  expect([...changed]).toEqual(['/m/x.cw']);
  const messages = () => reports.of('/m/x.cw').items.map(({ message }) => message);
  expect(messages()).toEqual(['same', 'of one', 'of two']);
  expect([...reports.forget(one)]).toEqual(['/m/x.cw']);
  expect(messages()).toEqual(['same', 'of two']);
});

test('an id stands for one list: kept while it is the same, never used again', () => {
  const reports = reportsOf();
  const files = filesOf('a.cw', 'b.cw');
  const update = (...messages: readonly string[]) =>
    reports.update(one, { diagnostics: messages.map((message) => problem('a.cw', message)), files });
  const seen = new Set<string>();
  update('x');
  seen.add(reports.of('/one/a.cw').resultId);
  expect(update('x').size).toBe(0);
  expect(seen).toContain(reports.of('/one/a.cw').resultId);
  for (const messages of [['x', 'y'], [], ['x']]) {
    expect([...update(...messages)]).toEqual(['/one/a.cw']);
    expect(seen).not.toContain(reports.of('/one/a.cw').resultId);
    seen.add(reports.of('/one/a.cw').resultId);
  }
  expect(reports.identities()).toEqual(['/one/a.cw']);
});

test('one without a place is shown at the start of the first file of the project', () => {
  const reports = reportsOf();
  const loose: Diagnostic = { code: 'unreadable-file', severity: 'error', message: 'no' };
  reports.update(one, { diagnostics: [loose], files: filesOf('clockwork.cwvars', 'b.cw', 'main.cw') });
  expect(reports.of('/one/b.cw').items).toMatchObject([
    { message: 'no', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } },
  ]);
  expect(reports.update(two, { diagnostics: [loose], files: new Map() }).size).toBe(0);
});

test('related places only for clients that show them; whether there is a fix for all', () => {
  const diagnostic: Diagnostic = {
    ...problem('a.cw', 'x'),
    related: [{ message: 'there', place: { file: 'b.cw', item: '', span: { start: 0, end: 8 } } }],
    fix: { title: 'Remove it', edits: [] },
    tags: ['unnecessary', 'deprecated'],
  };
  const told = (relates: boolean) => {
    const reports = reportsOf(relates);
    reports.update(one, { diagnostics: [diagnostic], files: filesOf('a.cw', 'b.cw') });
    return reports.of('/one/a.cw').items[0];
  };
  expect(told(true)).toMatchObject({
    relatedInformation: [{ message: 'there', location: { uri: 'file:///one/b.cw' } }],
    data: { fix: 'Remove it' },
    tags: [1, 2],
  });
  expect(told(false)).not.toHaveProperty('relatedInformation');
});
