/** Whatever is accepted is text that parses, but for values that are still to be written; with snippets and without. */
import { beforeAll, expect, test } from 'vitest';
import type { Candidate } from '../../../core/ide/completion/candidate.ts';
import { completionsAt } from '../../../core/ide/completion/complete.ts';
import { standardVocabulary } from '../../../core/intake/standard-vocabulary.ts';
import { parseFile } from '../../../core/syntax/parse.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const bodies: readonly string[] = [
  '$0\n',
  ...[...standardVocabulary.kinds.keys()].map((kind) => `resource "${kind}" "x" {\n  $0\n}\n`),
  ...[...standardVocabulary.assertions.keys()].map((kind) => `check "x" {\n  assert "${kind}" {\n    $0\n  }\n}\n`),
  ...['variable "x"', 'output "x"', 'module "x"', 'check "x"', 'moved', 'import', 'removed', 'clockwork'].map(
    (head) => `${head} {\n  $0\n}\n`,
  ),
  ...['deploy', 'create_file', 'run_command', 'verify_http', 'wait_for'].map((form) => `${form} "x" {\n  $0\n}\n`),
  ...['ports', 'health_check', 'dynamic "ports"', 'lifecycle', 'connect', 'retry', 'timeouts', 'needs', 'build'].map(
    (head) => `resource "service" "x" {\n  ${head} {\n    $0\n  }\n}\n`,
  ),
  ...['ports = $0', 'logging = $0', 'restart = $0', 'environment = { $0 }', 'ports = [{ $0 }]', 'command = $0'].map(
    (line) => `resource "service" "postgres" {\n  ${line}\n}\n`,
  ),
  'variable "x" {\n  type = $0\n}\n',
  'locals {\n  x = $0\n}\n',
];

/** What is left of a snippet when one goes through its places without typing. */
function skipped(snippet: string): string {
  let text = '';
  for (let i = 0; i < snippet.length; ) {
    const place = /^\$\{\d+(?:\|((?:\\.|[^|\\])*)\||:((?:\\.|[^}\\])*))?\}/.exec(snippet.slice(i));
    if (place !== null) {
      const [whole, choices, hint] = place;
      text += (choices?.split(/(?<!\\),/)[0] ?? hint ?? '').replace(/\\(.)/g, '$1');
      i += whole.length;
      continue;
    }
    if (snippet[i] === '\\') i++;
    else expect(snippet.slice(i, i + 2), snippet).not.toMatch(/^\$[{\d]/);
    text += snippet[i] ?? '';
    i++;
  }
  return text;
}

function problemsWith(source: string, choose: (candidate: Candidate) => string): readonly string[] {
  const { view, cursor, texts } = ideFixture(source);
  const text = texts[cursor.path] ?? '';
  const completions = completionsAt(view, cursor.path, cursor.offset);
  expect(completions?.candidates.length, source).toBeGreaterThan(0);
  return (completions?.candidates ?? []).flatMap((candidate) => {
    const { start, end } = completions?.replace ?? { start: 0, end: 0 };
    const accepted = text.slice(0, start) + choose(candidate) + text.slice(end);
    const { diagnostics } = parseFile('main.cw', accepted);
    return diagnostics
      .filter(({ code }) => code !== 'missing-value' && !/= +\}/.test(accepted))
      .map(({ code }) => `${candidate.label}: ${code} in ${JSON.stringify(accepted)}`);
  });
}

test.each(bodies)('%j, without snippets', (source) => {
  expect(problemsWith(source, ({ insert }) => insert)).toEqual([]);
});

test.each(bodies)('%j, with snippets', (source) => {
  expect(problemsWith(source, ({ insert, snippet }) => (snippet === undefined ? insert : skipped(snippet)))).toEqual(
    [],
  );
});
