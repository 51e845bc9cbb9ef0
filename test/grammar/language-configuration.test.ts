/** What editors do as one types, by the rules of language-configuration.json alone. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatText } from '../../core/syntax/format.ts';
import { filesBelow } from '../support/files-below.ts';
import { loadParser } from '../support/parser.ts';

const root = path.join(import.meta.dirname, '..', '..');

interface Pattern {
  readonly pattern: string;
  readonly flags?: string;
}

const configuration: {
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
  readonly wordPattern: Pattern;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules: readonly {
    readonly beforeText: Pattern;
    readonly afterText?: Pattern;
    readonly action: { readonly indent: string; readonly appendText?: string };
  }[];
} = JSON.parse(fs.readFileSync(path.join(root, 'language-configuration.json'), 'utf8'));

const increase = new RegExp(configuration.indentationRules.increaseIndentPattern);
const decrease = new RegExp(configuration.indentationRules.decreaseIndentPattern);

test.each([
  ['resource "file" "a" {', true],
  ['  ports = [', true],
  ['  env = merge({', true],
  ['locals { # of the web', true],
  ['}, {', true],
  ['  a = "x" // {', false],
  ['  a = "text {', false],
  ['  a = "text {"', false],
  ['# {', false],
  ['/* {', false],
  ['  a = { b = 1 }', false],
  ['  a = 10 / (', true],
  ['  a = "\\"" + [', true],
])('the line behind %j is indented: %s', (line, isIndented) => {
  expect(increase.test(line)).toBe(isIndented);
});

test.each([
  ['}', true],
  ['  ])', true],
  ['  })', true],
  ['  a = {}', false],
  ['  # }', false],
])('the line %j goes back: %s', (line, goesBack) => {
  expect(decrease.test(line)).toBe(goesBack);
});

test('every example, typed in line by line, stands as the formatter has it', async () => {
  await loadParser();
  const files = filesBelow(path.join(root, 'examples')).filter((file) => file.endsWith('.cw'));
  let compared = 0;
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    expect(formatText(text).text, file).toBe(text);
    let depth = 0;
    let marker: string | undefined;
    for (const [index, line] of text.split('\n').entries()) {
      if (marker !== undefined) {
        if (line.trim() === marker) marker = undefined;
        continue;
      }
      if (decrease.test(line)) depth--;
      if (line.trim() !== '') expect(/^ */.exec(line)?.[0].length, `${file}:${index + 1}`).toBe(depth * 2);
      compared++;
      if (increase.test(line)) depth++;
      marker = /<<-?(\w+)$/.exec(line)?.[1];
    }
    expect(depth, file).toBe(0);
  }
  expect(compared).toBeGreaterThan(100);
});

test.each([
  ['# one| two', '# '],
  ['  // one| two', '// '],
  ['# one|', undefined],
  ['#region a| b', undefined],
  ['a = 1 # one|', undefined],
  ['a = "#| b"', undefined],
])('enter in %j begins the new line with %j', (marked, appended) => {
  expect(onEnter(marked)?.appendText).toBe(appended);
});

test('enter behind `<<-EOT` indents, behind `<<EOT` it does not', () => {
  expect(onEnter('  script = <<-EOT|')?.indent).toBe('indent');
  expect(onEnter('  script = <<EOT|')).toBeUndefined();
});

test('a word is a whole name or number', () => {
  const { pattern, flags } = configuration.wordPattern;
  const words = 'größe-1 = var.my-port + 12.5 * a_b("ä")'.match(new RegExp(pattern, `${flags}g`));
  expect(words).toEqual(['größe-1', 'var', 'my-port', '12.5', 'a_b', 'ä']);
});

test('`#region` and `#endregion` fold, and other comments do not', () => {
  const { start, end } = configuration.folding.markers;
  const of = (lines: readonly string[]) =>
    lines.map((line) => [new RegExp(start).test(line), new RegExp(end).test(line)]);
  expect(of(['#region Web', '  // region', '# endregion', '# regional', '# no region'])).toEqual([
    [true, false],
    [true, false],
    [false, true],
    [false, false],
    [false, false],
  ]);
});

function onEnter(marked: string) {
  const [before = '', after = ''] = marked.split('|');
  const matches = (pattern: Pattern | undefined, text: string) =>
    pattern === undefined || new RegExp(pattern.pattern, pattern.flags).test(text);
  return configuration.onEnterRules.find((rule) => matches(rule.beforeText, before) && matches(rule.afterText, after))
    ?.action;
}
