/** Snippets, as they stand once an editor has put them in: with every choice that they offer they are right and tidy. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { assertions } from '../../core/assertions/table.gen.ts';
import { topBlocks } from '../../core/intake/block-specs.ts';
import { shortFormSpecs } from '../../core/intake/short-form-specs.ts';
import { kinds } from '../../core/kinds/table.gen.ts';
import { formatText } from '../../core/syntax/format.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { diagnosticLines, snapshotOf } from '../intake/kit.ts';
import { loadParser } from '../support/parser.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const snippets: Readonly<Record<string, Snippet>> = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '..', '..', 'snippets', 'clockwork.json'), 'utf8'),
);

beforeAll(loadParser);

test('every kind, assertion, block and short form has one, at its own name', () => {
  const prefixes = new Set(Object.values(snippets).map((snippet) => snippet.prefix));
  const carriedOut = Object.entries(topBlocks).filter(([, spec]) => spec.effect === undefined);
  const names = [...kinds, ...assertions].map((one) => one.name);
  for (const name of [...names, ...carriedOut.map(([name]) => name), ...Object.keys(shortFormSpecs)])
    expect(prefixes).toContain(name);
  for (const { name } of assertions) expect(prefixes).toContain(`assert ${name}`);
});

test.each(Object.entries(snippets))('%s', (title, { description, body }) => {
  expect(description).toMatch(/[.!?]$/);
  for (const text of expansionsOf(body.join('\n'))) {
    const tidy = `${text.replace(/^[ \t]+$/gm, '')}\n`;
    expect(formatText(tidy).text, title).toBe(tidy);
    expect(
      parseFile('main.cw', tidy).diagnostics.map((one) => one.message),
      tidy,
    ).toEqual([]);
    const found = diagnosticLines(snapshotOf(projectWith(tidy), { unset: 'unknown' })).filter(
      (line) => / error\[/.test(line) && !isUpToTheAuthor(line, title),
    );
    expect(found, tidy).toEqual([]);
  }
});

test('choices and places are what an editor makes of them', () => {
  expect(expansionsOf('a = "${1:x}" ${2|true,false|} \\}${1} \\${b\\} "${3:\\\\\\\\d}" ${4}')).toEqual([
    'a = "x" true }x ${b} "\\\\d" ',
    'a = "x" false }x ${b} "\\\\d" ',
  ]);
});

/** Names of things that the snippet cannot know stand for something that is to be typed. */
function isUpToTheAuthor(line: string, title: string): boolean {
  if (title === 'resource' && /error\[missing-attribute\]| needs one of /.test(line)) return true;
  return /error\[(?:unknown-reference|unknown-address|module-not-found|file-not-found|unknown-container)\]/.test(line);
}

/** A project in which the snippet stands where it belongs. */
function projectWith(text: string): Readonly<Record<string, string>> {
  const type = /^\w+/.exec(text)?.[0] ?? '';
  const within = (head: string, before = '') => ({
    'main.cw': `${head} {\n${before}${text}${'}\n'.repeat(head.split('{').length)}`,
  });
  if (type === 'assert') return within('check "x"');
  if (type === 'validation') return within('variable "x"');
  if (type === 'dynamic') return within('resource "docker_container" "x"', 'image = "x:1"\n');
  if (/^p(?:re|ost)condition$/.test(type)) return within('resource "directory" "x" {\npath = "x"\nlifecycle', '');
  const isTop = topBlocks[type] !== undefined || shortFormNamesOf.has(type);
  return isTop ? { 'main.cw': text } : within('resource "directory" "x"', 'path = "x"\n');
}

const shortFormNamesOf = new Set(Object.keys(shortFormSpecs));

/** The text with the first value of each place, and once more with each further choice. */
function expansionsOf(body: string): readonly string[] {
  const choices = [...body.matchAll(/\$\{(\d+)\|((?:[^\\|]|\\.)*)\|\}/g)].map(([, id = '', list = '']) => ({
    id,
    values: list.split(/(?<!\\),/).map(unescaped),
  }));
  const further = choices.flatMap(({ id, values }) => values.slice(1).map((value) => new Map([[id, value]])));
  return [new Map<string, string>(), ...further].map((chosen) => expand(body, chosen));
}

function expand(body: string, chosen: ReadonlyMap<string, string>): string {
  const values = new Map<string, string>();
  return body.replace(
    /\\([\\$}])|\$\{(\d+)(?::((?:[^\\}]|\\.)*)|\|((?:[^\\|]|\\.)*)\|)?\}/g,
    (_, escaped?: string, id = '', text?: string, list?: string) => {
      if (escaped !== undefined) return escaped;
      const first = text === undefined ? list?.split(/(?<!\\),/)[0] : text;
      const value = chosen.get(id) ?? values.get(id) ?? unescaped(first ?? '');
      values.set(id, value);
      return value;
    },
  );
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
