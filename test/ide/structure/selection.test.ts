/** Selections grow from the word under the cursor to the whole file. */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectionsAt } from '../../../core/ide/structure/selection.ts';
import { parseFile } from '../../../core/syntax/parse.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

/** The text of each step, `⏎` for a line's end; checks that each step holds the one before. */
function steps(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const spans = selectionsAt(parseFile('main.cw', text), offset);
  for (const [index, span] of spans.entries()) {
    const inner = spans[index - 1];
    if (inner !== undefined) expect(span.start <= inner.start && inner.end <= span.end).toBe(true);
  }
  expect(spans.at(-1)).toEqual({ start: 0, end: text.length });
  return spans.map(({ start, end }) => text.slice(start, end).replaceAll('\n', '⏎'));
}

describe('selection', () => {
  test('from a word in a template to the file', () => {
    expect(steps('locals {\n  a = "x ${var.po|rt} y"\n}\n')).toEqual([
      'port',
      'var.port',
      '${var.port}',
      'x ${var.port} y',
      '"x ${var.port} y"',
      'a = "x ${var.port} y"',
      '{⏎  a = "x ${var.port} y"⏎}',
      'locals {⏎  a = "x ${var.port} y"⏎}',
      'locals {⏎  a = "x ${var.port} y"⏎}⏎',
    ]);
  });

  test('the text of a heredoc, without the line break of either sort at its end', () => {
    expect(steps('a = <<X\n  o|ne\n  two\nX\n').slice(0, 2)).toEqual(['one', '  one⏎  two']);
    expect(steps('a = <<X\r\n  o|ne\r\n  two\r\nX\r\n').slice(0, 2)).toEqual(['one', '  one\r⏎  two']);
  });

  test('an element, the list without and with its brackets', () => {
    expect(steps('a = [1|0, 2]\n')).toEqual(['10', '10, 2', '[10, 2]', 'a = [10, 2]', 'a = [10, 2]⏎']);
  });

  test('a field of an object and the arguments of a call', () => {
    expect(steps('a = f({ b| = 1 }, 2)\n')).toEqual([
      'b',
      'b = 1',
      '{ b = 1 }',
      '{ b = 1 }, 2',
      'f({ b = 1 }, 2)',
      'a = f({ b = 1 }, 2)',
      'a = f({ b = 1 }, 2)⏎',
    ]);
  });

  test('a label with and without quotes, and the header', () => {
    expect(steps('resource "file" "no|te" {\n}\n').slice(0, 4)).toEqual([
      'note',
      '"note"',
      'resource "file" "note"',
      'resource "file" "note" {⏎}',
    ]);
  });

  test('all attributes of a block before its braces', () => {
    expect(steps('a "b" {\n  c = 1\n  d| = 2\n}\n')).toEqual([
      'd',
      'd = 2',
      'c = 1⏎  d = 2',
      '{⏎  c = 1⏎  d = 2⏎}',
      'a "b" {⏎  c = 1⏎  d = 2⏎}',
      'a "b" {⏎  c = 1⏎  d = 2⏎}⏎',
    ]);
  });

  test('a line of a heredoc: word, text, heredoc', () => {
    expect(steps('a = <<EOT\none tw|o\nthree\nEOT\n').slice(0, 3)).toEqual([
      'two',
      'one two⏎three',
      '<<EOT⏎one two⏎three⏎EOT',
    ]);
  });

  test('a comment', () => {
    expect(steps('# some wo|rds\na = 1\n')).toEqual(['words', '# some words', '# some words⏎a = 1⏎']);
  });

  test('blank text and an empty file', () => {
    expect(steps('a = 1\n\n|\nb = 1\n')).toEqual(['a = 1⏎⏎⏎b = 1⏎']);
    expect(selectionsAt(parseFile('main.cw', ''), 0)).toEqual([{ start: 0, end: 0 }]);
  });

  test('broken text', () => {
    expect(steps('resource "file" "a" {\n  path = va|r.\n  b = 1\n').slice(0, 2)).toEqual(['var', 'var.']);
  });
});
