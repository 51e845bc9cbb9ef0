/** Tokens as numbers: read back they are the tokens, an edit turns one answer into the next, and a keystroke is fast. */
import { beforeAll, describe, expect, test } from 'vitest';
import { LineIndex } from '../../core/base/line-index.ts';
import { linesOf } from '../../core/ide/spans.ts';
import { semanticTokens } from '../../core/ide/tokens/semantic-tokens.ts';
import { tokenModifiers, tokenTypes } from '../../core/ide/tokens/token-legend.ts';
import { encodeTokens, tokenEdits } from '../../server/token-encoding.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

function encoded(text: string, within?: { readonly start: number; readonly end: number }): Uint32Array {
  const { view } = ideFixture({ 'main.cw': text });
  const file = view.project.files.get('main.cw');
  if (file === undefined) throw new Error('no file');
  return encodeTokens(semanticTokens(view, 'main.cw', within), linesOf(file), within);
}

/** `text: type modifiers`, read back as a client does. */
function decoded(text: string, data: Uint32Array): readonly string[] {
  const lines = new LineIndex(text);
  const found: string[] = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [deltaLine = 0, deltaCharacter = 0, length = 0, type = 0, bits = 0] = data.subarray(i, i + 5);
    character = deltaLine === 0 ? character + deltaCharacter : deltaCharacter;
    line += deltaLine;
    const start = lines.offsetAt({ line, character });
    const modifiers = tokenModifiers.filter((_, n) => (bits & (1 << n)) !== 0);
    found.push([`${text.slice(start, start + length)}: ${tokenTypes[type]}`, ...modifiers].join(' '));
  }
  return found;
}

function applied(before: Uint32Array, edits: ReturnType<typeof tokenEdits>): readonly number[] {
  const data = [...before];
  for (const { start, deleteCount, data: added = [] } of edits) data.splice(start, deleteCount, ...added);
  return data;
}

describe('numbers', () => {
  const simple = 'variable "a" {\n  sensitive = true\n}\noutput "o" { value = var.a }\n';
  const simpleTokens = [
    'variable: keyword',
    'a: parameter declaration sensitive',
    'sensitive: property defaultLibrary',
    'output: keyword',
    'o: property declaration',
    'value: property defaultLibrary',
    'var: variable defaultLibrary',
    'a: parameter sensitive',
  ];

  test('they read back as the tokens', () => {
    expect(decoded(simple, encoded(simple))).toEqual(simpleTokens);
  });

  test('a byte order mark, CRLF, blank lines and comments before an item', () => {
    const text = `\uFEFF# c\r\n\r\n${simple.replaceAll('\n', '\r\n')}`;
    expect(decoded(text, encoded(text))).toEqual(simpleTokens);
  });

  test('characters outside of the basic plane count as two', () => {
    const text = 'locals { a = "😀${var.x}" }\n';
    expect(decoded(text, encoded(text))).toContain('x: parameter');
  });

  test('items that share a line', () => {
    const { view } = ideFixture({ 'main.cw': '', 'clockwork.cwvars': 'a = 1\n  b = 2\n' });
    const file = view.project.files.get('clockwork.cwvars');
    const data = file === undefined ? new Uint32Array() : encodeTokens(semanticTokens(view, file.path), linesOf(file));
    expect(decoded(file?.text ?? '', data)).toEqual(['a: parameter modification', 'b: parameter modification']);
  });

  test('a range answers what touches it, counted from the start of the file', () => {
    const offset = simple.indexOf('value');
    expect(decoded(simple, encoded(simple, { start: offset, end: offset + 5 }))).toEqual([
      'value: property defaultLibrary',
    ]);
  });

  test('broken text answers what it can', () => {
    const text = 'variable "a {\n  sensitive = \n';
    expect(decoded(text, encoded(text))[0]).toBe('variable: keyword');
  });
});

describe('edits', () => {
  const texts = [
    'variable "a" {}\n',
    '\n\nvariable "a" {}\n',
    'variable "a" {}\noutput "o" { value = var.a }\n',
    'variable "abc" {}\noutput "o" { value = var.a }\n',
    '',
    'output "o" { value = var.a }\n',
    'variable "a" {}\noutput "o" { value = [var.a, var.a, var.a, var.a] }\n',
  ];
  test.each(texts.flatMap((from) => texts.map((to) => [from, to] as const)))('%j → %j', (from, to) => {
    const before = encoded(from);
    const after = encoded(to);
    const edits = tokenEdits(before, after);
    expect(applied(before, edits)).toEqual([...after]);
    expect(edits.length).toBe([...before].join() === [...after].join() ? 0 : 1);
  });

  test('a line added above moves one token', () => {
    const block = (i: number) => `resource "file" "f${i}" {\n  path = "p${i}"\n}\n`;
    const many = Array.from({ length: 50 }, (_, i) => block(i)).join('');
    const before = encoded(many);
    const [edit] = tokenEdits(before, encoded(`# more\n${many}`));
    expect(edit?.deleteCount).toBe(5);
    expect(edit?.data).toHaveLength(5);
  });
});
