/**
 * Everything that the pages show is so: `cw` blocks are valid projects, and `console` blocks with `>` give what stands below.
 * Blocks with a file name (```cw main.cw) are one project with the others of their section. A comment `# error: code` at the end of a
 * line expects exactly that; hints are not looked at, since a snippet need not use what it declares.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatText } from '../../core/syntax/format.ts';
import { clockwork } from '../cli/run-cli.ts';
import { codesByLine, diagnosticLines, snapshotOf } from '../intake/kit.ts';
import { loadParser } from '../support/parser.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { type Fence, sectionsOf } from './markdown.ts';

const root = path.join(import.meta.dirname, '..', '..');
const generated = new Set(['kinds.md', 'assertions.md', 'cli.md', 'functions.md']);
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !generated.has(name))
    .map((name) => path.join('docs', name)),
].sort();

beforeAll(loadParser);

for (const page of pages) {
  const sections = sectionsOf(path.join(root, page));
  if (!sections.some((section) => section.fences.some(isChecked))) continue;
  describe(page, () => {
    for (const { title, fences } of sections) {
      const named = fences.filter((fence) => fence.language === 'cw' && fence.name !== '');
      const projects = [
        ...(named.length === 0 ? [] : [named]),
        ...fences.filter((fence) => fence.language === 'cw' && fence.name === '').map((fence) => [fence]),
      ];
      for (const project of projects) {
        it(`${title}, line ${project[0]?.lineIndex ?? 0}: a valid project in the one layout`, () =>
          checkProject(project));
      }
      for (const fence of fences.filter(isEvaluation)) {
        it(`${title}, line ${fence.lineIndex}: expressions give what is shown`, () => checkEvaluation(fence));
      }
    }
  });
}

it('finds snippets and expressions in the reference of the language', () => {
  const fences = sectionsOf(path.join(root, 'docs', 'language.md')).flatMap((section) => section.fences);
  expect(fences.filter((fence) => fence.language === 'cw').length).toBeGreaterThan(10);
  expect(fences.filter(isEvaluation).flatMap(answersOf).length).toBeGreaterThan(15);
});

it('links to what is there', () => {
  const dead: string[] = [];
  let links = 0;
  for (const page of ['CHANGELOG.md', 'CONTRIBUTING.md', ...pages]) {
    const text = readFileSync(path.join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      const [name = '', anchor] = target.split('#');
      const file = name === '' ? path.join(root, page) : path.join(root, path.dirname(page), name);
      const isThere = existsSync(file) && (anchor === undefined || anchorsOf(file).has(anchor));
      if (!isThere) dead.push(`${page}: ${target}`);
    }
  }
  expect(links).toBeGreaterThan(20);
  expect(dead).toEqual([]);
});

/** Anchors of the headings, as GitHub and VS Code make them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function isChecked(fence: Fence): boolean {
  return fence.language === 'cw' || isEvaluation(fence);
}

function isEvaluation(fence: Fence): boolean {
  return fence.language === 'console' && fence.text.startsWith('> ');
}

function checkProject(project: readonly Fence[]): void {
  const files = Object.fromEntries(project.map((fence) => [fence.name === '' ? 'main.cw' : fence.name, fence.text]));
  const snapshot = snapshotOf(files, { unset: 'unknown' });
  const found = [...codesByLine(snapshot)]
    .map(([line, codes]) => ({ line, codes: codes.filter((code) => !code.startsWith('hint:')) }))
    .filter(({ codes }) => codes.length > 0)
    .map(({ line, codes }) => `${line} ${codes.sort().join(', ')}`);
  expect(found.sort(), diagnosticLines(snapshot).join('\n')).toEqual(expectedIn(files));
  for (const [name, text] of Object.entries(files)) expect(formatText(text).text, name).toBe(text);
}

function expectedIn(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files)
    .flatMap(([file, text]) =>
      text.split('\n').flatMap((line, index) => {
        const comment = /# ((?:(?:error|warning|information): [a-z0-9-]+(?:, )?)+)$/.exec(line)?.[1];
        return comment === undefined ? [] : [`${file}:${index + 1} ${comment}`];
      }),
    )
    .sort();
}

/** `> expression` and the lines below it. */
function answersOf(fence: Fence): readonly { readonly expression: string; readonly answer: string }[] {
  return fence.text
    .split(/^> /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { expression: part.slice(0, end), answer: part.slice(end + 1) };
    });
}

async function checkEvaluation(fence: Fence): Promise<void> {
  const cwd = writeFiles(tempFolder(), { 'main.cw': 'locals {\n}\n' });
  for (const { expression, answer } of answersOf(fence)) {
    const run = await clockwork(['console', '-e', expression], { cwd });
    expect(run.stdout, `${expression}\n${run.stderr}`).toBe(answer);
    expect(answer, `\`${expression}\` shows no answer`).not.toBe('');
  }
}
