/** What can be folded, in whole and in broken text. */
import { beforeAll, describe, expect, test } from 'vitest';
import { foldsIn } from '../../../core/ide/structure/folding.ts';
import { parseFile } from '../../../core/syntax/parse.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

/** `first-last kind` of each, lines counted from 0; for clients that fold whole lines. */
function folds(text: string): readonly string[] {
  return foldsIn(parseFile('main.cw', text)).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? '' : ` ${kind}`}`,
  );
}

describe('folds', () => {
  test('a block up to the line before its brace', () => {
    expect(folds('resource "file" "a" {\n  path = "x"\n  content = "y"\n}\n')).toEqual(['0-2']);
  });

  test('nested blocks, lists and objects', () => {
    expect(folds('a "b" {\n  c {\n    d = [\n      1,\n    ]\n    e = {\n      f = 1\n    }\n  }\n}\n')).toEqual([
      '0-8',
      '1-7',
      '2-3',
      '5-6',
    ]);
  });

  test('one fold for brackets that open on one line', () => {
    expect(folds('locals {\n  a = [{\n    b = 1\n  }]\n}\n')).toEqual(['0-3', '1-2']);
  });

  test('calls, parentheses and `for` expressions', () => {
    expect(
      folds('locals {\n  a = merge(\n    {},\n  )\n  b = (\n    1\n  )\n  c = [\n    for x in [1] :\n    x\n  ]\n}\n'),
    ).toEqual(['0-10', '1-2', '4-5', '7-9']);
  });

  test('a heredoc up to the line before its end', () => {
    expect(folds('locals {\n  a = <<-EOT\n    one\n    two\n  EOT\n}\n')).toEqual(['0-4', '1-3']);
  });

  test('comment lines below each other, and block comments', () => {
    expect(
      folds('# one\n# two\n\n# alone\n\n/* a\n   b */\nlocals {\n  // x\n  // y\n  a = 1 # not this\n}\n'),
    ).toEqual(['0-1 comment', '5-6 comment', '7-10', '8-9 comment']);
  });

  test('regions, nested and in either comment; one that never ends is none', () => {
    expect(
      folds(
        '#region all\n# region inner\nlocals { a = 1 }\n# endregion\n// #region x\nlocals { b = 1 }\n// endregion\n#endregion\n# region never\n',
      ),
    ).toEqual(['0-7 region', '1-3 region', '4-6 region']);
  });

  test('nothing where everything is on one line', () => {
    expect(folds('locals { a = [1, 2] }\n# regional\n')).toEqual([]);
  });

  test('text that is not closed: to its last line', () => {
    expect(folds('resource "file" "a" {\n  path = "x"\n  tags = [\n    1\n\nlocals {\n  a = 1\n}\n')).toContain('5-6');
    expect(folds('resource "file" "a" {\n  path = "x"\n  content = "y"\n')[0]).toBe('0-2');
  });

  test('lines that end with a carriage return', () => {
    expect(folds('# one\r\n# two\r\nlocals {\r\n  a = 1\r\n}\r\n')).toEqual(['0-1 comment', '2-3']);
    const text = 'locals {\r\n  a = <<X\r\nhi\r\nX\r\n}\r\n';
    const hidden = foldsIn(parseFile('main.cw', text)).map(({ span }) => text.slice(span.start, span.end));
    expect(hidden.at(-1)).toBe('\r\nhi\r\nX');
  });

  test('positions for clients that fold characters are inside of the brackets', () => {
    const text = 'locals {\n  a = 1\n}\n';
    const [fold] = foldsIn(parseFile('main.cw', text));
    expect(fold && text.slice(fold.span.start, fold.span.end)).toBe('\n  a = 1\n');
  });
});
