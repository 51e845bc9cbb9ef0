/** What is accepted without meaning to, what a client without snippets gets, and what is left of long lists. */
import { beforeAll, expect, test } from 'vitest';
import { type Candidate, MOST, matchOf } from '../../../core/ide/completion/candidate.ts';
import { completionsAt } from '../../../core/ide/completion/complete.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

function offered(source: string): readonly Candidate[] {
  const { view, cursor } = ideFixture(source);
  return completionsAt(view, cursor.path, cursor.offset)?.candidates ?? [];
}

function named(source: string, label: string): Candidate | undefined {
  return offered(source).find((candidate) => candidate.label === label);
}

const declared = `resource "directory" "one" {\n  path = "1"\n}\nmodule "sub" {\n  source = "./sub"\n}\n`;

test('a dot typed behind a kind takes no resource of it', () => {
  expect(named(`${declared}output "x" {\n  value = directory$0\n}\n`, 'directory.one')).toMatchObject({
    insert: 'directory.one',
  });
  for (const { label, commit } of offered(`${declared}output "x" {\n  value = $0\n}\n`)) {
    if (label.includes('.')) expect(commit, label).toBeUndefined();
  }
});

test('a dot typed behind the name of a resource takes that', () => {
  expect(named(`${declared}output "x" {\n  value = directory.$0\n}\n`, 'one')?.commit).toEqual(['.']);
});

test.each([
  ['$0', 'moved', 'moved {}'],
  ['$0', 'resource file', 'resource "file" "name" {}'],
  ['resource $0', 'file', '"file" "name" {}'],
  ['resource "service" "x" {\n  $0\n}\n', 'health_check', 'health_check {}'],
  ['resource "service" "x" {\n  $0\n}\n', 'dynamic', 'dynamic "NAME" {}'],
  ['resource "service" "x" {\n  $0\n}\n', 'image', 'image = ""'],
])('%j: %s in one line, where there are no snippets', (source, label, text) => {
  expect(named(source, label)?.insert).toBe(text);
});

test('a cut list keeps what is typed, whatever else has its letters', () => {
  const noise = Array.from({ length: 2 * MOST }, (_, i) => `  a_x_b_${i} = 1`).join('\n');
  const source = (typed: string) =>
    `locals {\n${noise}\n  xb = 1\n  zz_xb = 2\n}\noutput "x" {\n  value = ${typed}$0\n}\n`;
  for (const typed of ['local.xb', 'xb']) {
    const labels = offered(source(typed)).map(({ label }) => label.replace(/^local\./, ''));
    expect(labels).toHaveLength(MOST);
    expect(labels).toEqual(expect.arrayContaining(['xb', 'zz_xb']));
  }
});

test.each([
  ['po', 'var.port', 'beginning'],
  ['var.p', 'var.port', 'beginning'],
  ['ort', 'var.port', 'part'],
  ['vpt', 'var.port', 'letters'],
  ['pv', 'var.port', undefined],
] as const)('%s for %s: %s', (typed, name, match) => {
  expect(matchOf(typed, name)).toBe(match);
});
