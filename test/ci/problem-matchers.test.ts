/**
 * The problem matchers of VS Code and GitHub Actions against what the program really prints. Each is applied as its host
 * does it: line by line, colours taken off; severities as VS Code's `ProblemMatcher` and the runner's `IssueMatcher` read them.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DiagnosticsDocument } from '../../core/diagnostics/render-json.ts';
import { build } from '../../scripts/build.mjs';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const launcher = path.join(root, 'bin', 'clockwork');
const readJson = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

interface Pattern {
  readonly name?: string;
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly severity?: number;
  readonly code: number;
  readonly message: number;
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

const { contributes } = readJson('package.json');
const [vscode] = contributes.problemMatchers;
const vscodePattern: Pattern = contributes.problemPatterns.find((one: Pattern) => `$${one.name}` === vscode.pattern);
const github: readonly { readonly owner: string; readonly severity?: string; readonly pattern: readonly [Pattern] }[] =
  readJson('ci/github-problem-matcher.json').problemMatcher;

const project = {
  'infra/main.cw': `variable "unused" {
  type = "string"
}
resource "file" "größe" {
  pathh   = "x"
  content = var.nope
}
# main.cw:1:2: error[fake]: neither this nor the line below
resource "docker_container" "b" { image = "main.cw:1:2: error[fake]:latest" }
resource "docker_container" "late" {
  image = "nginx:latest"
}
resource "file" "a:b" {
  path    = "a"
  content = file.c.path
}
resource "file" "c" {
  path    = "c"
  content = file.d.path
}
resource "file" "d" {
  path    = "d"
  content = file.c.path
}
`,
  'infra/other.cw': 'output "x" {\n  value =\n}\nprovider "x" {}\n',
};

beforeAll(async () => {
  await build();
});

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  /** Both streams, as a task's terminal shows them. */
  readonly all: string;
}

const runs = new Map<string, Run>();

/** What a command line prints; each is run once. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const key = JSON.stringify([words, env]);
  const known = runs.get(key) ?? start(words, env);
  runs.set(key, known);
  return known;
}

function start(words: readonly string[], env: Readonly<Record<string, string>>): Run {
  const cwd = writeFiles(tempFolder(), project);
  const { PATH = '' } = process.env;
  const done = spawnSync(launcher, ['--chdir', 'infra', ...words], {
    cwd,
    env: { PATH, HOME: path.join(cwd, '.home'), ...env },
    encoding: 'utf8',
  });
  return { status: done.status, stdout: done.stdout, all: `${done.stdout}${done.stderr}` };
}

/** What the program itself says that it found. */
function reported(): readonly Problem[] {
  const document: DiagnosticsDocument = JSON.parse(run(['validate', '--format', 'json']).stdout);
  return document.diagnostics.map(({ file = '', range, severity, code, message }) => ({
    file,
    line: (range?.start.line ?? 0) + 1,
    column: (range?.start.character ?? 0) + 1,
    severity,
    code,
    message: message.split('\n')[0] ?? '',
  }));
}

function matchesIn(text: string, pattern: Pattern): readonly Problem[] {
  const regexp = new RegExp(pattern.regexp);
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .flatMap((line) => {
      const found = regexp.exec(line);
      if (found === null) return [];
      const group = (index: number) => found[index] ?? '';
      return [
        {
          file: group(pattern.file),
          line: Number(group(pattern.line)),
          column: Number(group(pattern.column)),
          severity: pattern.severity === undefined ? '' : group(pattern.severity),
          code: group(pattern.code),
          message: group(pattern.message),
        },
      ];
    });
}

test('the sample has problems of every severity, in two files', () => {
  const found = reported();
  expect(new Set(found.map((one) => one.severity))).toEqual(new Set(['error', 'warning', 'information', 'hint']));
  expect(new Set(found.map((one) => one.file))).toEqual(new Set(['infra/main.cw', 'infra/other.cw']));
});

describe('VS Code', () => {
  // `Severity.fromValue` knows `error`, `warning` and `info`; for the rest the matcher's own severity counts.
  const severityOf = (written: string) => (['error', 'warning', 'info'].includes(written) ? written : vscode.severity);

  test.each([[[]], [[{ FORCE_COLOR: '1' }]]])('finds what `validate` prints %j', ([env]) => {
    const { all } = run(['validate'], env);
    expect(matchesIn(all, vscodePattern)).toEqual(reported());
    expect(matchesIn(all, vscodePattern).map((one) => severityOf(one.severity))).toEqual(
      reported().map((one) => ({ error: 'error', warning: 'warning' })[one.severity] ?? 'info'),
    );
  });

  test.each(['plan', 'build', 'apply', 'drift'])('finds the errors that `%s` prints', (command) => {
    const { all, status } = run([command, '--var', 'unused=x']);
    expect(status).not.toBe(0);
    const errors = (problems: readonly Problem[]) => problems.filter((one) => one.severity === 'error');
    expect(errors(matchesIn(all, vscodePattern))).toEqual(errors(reported()));
  });

  test('files are looked for in the folder that tasks run in', () => {
    expect(vscode.fileLocation).toEqual(['autoDetect', '${workspaceFolder}']);
  });
});

describe('GitHub Actions', () => {
  const annotationsIn = (text: string) =>
    github
      .flatMap(({ pattern: [pattern], severity }) =>
        matchesIn(text, pattern).map((one) => ({ ...one, severity: one.severity || (severity ?? 'error') })),
      )
      .sort(byPlace);

  // The runner drops a problem whose severity it does not know, and knows these three.
  test('makes an annotation of everything that `validate` prints', () => {
    const expected = reported().map((one) => ({
      ...one,
      severity: one.severity === 'error' || one.severity === 'warning' ? one.severity : 'notice',
    }));
    expect(annotationsIn(run(['validate'], { FORCE_COLOR: '1' }).all)).toEqual([...expected].sort(byPlace));
  });

  test('each matcher has an owner of its own, as the runner demands', () => {
    expect(new Set(github.map((one) => one.owner)).size).toBe(github.length);
  });
});

function byPlace(a: Problem, b: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}
