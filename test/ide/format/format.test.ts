/** Formatting touches what was asked for and nothing else, and leaves what does not parse alone. */
import { beforeAll, expect, test } from 'vitest';
import { withEdits } from '../../../core/ide/changes.ts';
import { formatFile, formatRange, formatTyped } from '../../../core/ide/structure/format.ts';
import type { SyntaxFile } from '../../../core/syntax/ast.ts';
import type { TextEdit } from '../../../core/syntax/format.ts';
import { formatText } from '../../../core/syntax/format.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

function fixture(source: string) {
  const { view, marks, texts } = ideFixture(source);
  const file = view.project.files.get('main.cw');
  if (file === undefined) throw new Error('no file');
  const at = (mark: number) => marks.get(mark)?.offset ?? 0;
  return { file, at, text: texts['main.cw'] ?? '' };
}

function check(
  source: string,
  edits: (file: SyntaxFile, at: (mark: number) => number) => readonly TextEdit[],
  expected: string,
) {
  const { file, at, text } = fixture(source);
  expect(
    withEdits(
      text,
      edits(file, at).map((edit) => ({ ...edit, file: '' })),
    ),
  ).toBe(expected);
}

const messy = 'variable "a" {\n  type=string\n      default   = "x"\n}\nlocals {\n b=1\n   cc = 2\n}\n';

test('a whole file becomes what the command line makes of it', () => {
  const { file } = fixture(messy);
  check(messy, formatFile, formatText(messy).text);
  expect(formatFile(file).length).toBeGreaterThan(2);
});

test('edits are small: a file with one blank too many has one edit', () => {
  const { file } = fixture('locals {\n  a  = 1\n}\n');
  expect(formatFile(file)).toHaveLength(1);
  expect(formatFile(file)[0]?.span).toEqual({ start: 12, end: 14 });
});

test('a file in form has no edits', () => {
  const { file } = fixture('locals {\n  a = 1\n}\n');
  expect(formatFile(file)).toEqual([]);
});

test('carriage returns and a byte order mark stay', () => {
  const text = '\ufefflocals {\r\n a=1\r\n}\r\n';
  check(text, formatFile, '\ufefflocals {\r\n  a = 1\r\n}\r\n');
});

test('of broken text nothing is touched', () => {
  const text = 'locals {\n a=1\n b=(\n';
  check(text, formatFile, text);
});

test('beside a broken block the others are formatted', () => {
  check(
    'locals {\n a=1\n}\nresource "file" "x" {\n path=\n}\n',
    formatFile,
    'locals {\n  a = 1\n}\nresource "file" "x" {\n path=\n}\n',
  );
});

test('the lines of a selection alone', () => {
  check(
    'variable "a" {\n  type=string\n}\nlocals {\n$0 b=1\n   c$1c = 2\n d=3\n}\n',
    (file, at) => formatRange(file, { start: at(0), end: at(1) }),
    'variable "a" {\n  type=string\n}\nlocals {\n  b  = 1\n  cc = 2\n d=3\n}\n',
  );
});

test('a selection that ends at the beginning of a line leaves that line', () => {
  check(
    'locals {\n$0 b=1\n$1 d=3\n}\n',
    (file, at) => formatRange(file, { start: at(0), end: at(1) }),
    'locals {\n  b = 1\n d=3\n}\n',
  );
});

test('a cursor formats its line', () => {
  check(
    'locals {\n b$0=1\n d=3\n}\n',
    (file, at) => formatRange(file, { start: at(0), end: at(0) }),
    'locals {\n  b = 1\n d=3\n}\n',
  );
});

test('a selection in broken text', () => {
  const text = 'locals {\n$0 b=\n$1 d=3\n}\n';
  check(text, (file, at) => formatRange(file, { start: at(0), end: at(1) }), text.replace(/\$\d/g, ''));
});

test('a brace brings the block that it closes into form, and no other', () => {
  check(
    'resource "file" "x" {\n path="a"\n lifecycle {\n prevent_destroy=true\n }$0\n content=""\n}\n',
    (file, at) => formatTyped(file, at(0), '}'),
    'resource "file" "x" {\n path="a"\n  lifecycle {\n    prevent_destroy = true\n  }\n content=""\n}\n',
  );
});

test('a brace that closes a template or an object formats nothing', () => {
  const text = 'locals {\n a="${1}$0"\n}\n';
  check(text, (file, at) => formatTyped(file, at(0), '}'), text.replace('$0', ''));
  const object = 'locals {\n a={ b=1 }$0\n}\n';
  check(object, (file, at) => formatTyped(file, at(0), '}'), object.replace('$0', ''));
});

test('a newline brings the lines above into form up to a gap, and leaves its own', () => {
  check(
    'resource "file" "x" {\n path="a"\n\n content="b"\n mode="0644"\n     $0\n depends_on=[]\n}\n',
    (file, at) => formatTyped(file, at(0), '\n'),
    'resource "file" "x" {\n path="a"\n\n  content = "b"\n  mode    = "0644"\n     \n depends_on=[]\n}\n',
  );
});

test('a newline in a block that is not closed yet changes nothing', () => {
  const text = 'locals {\n a=1\n $0';
  check(text, (file, at) => formatTyped(file, at(0), '\n'), text.replace('$0', ''));
});

test('a newline between blocks changes nothing', () => {
  const text = 'locals {\n a=1\n}\n\n$0\nlocals {\n b=1\n}\n';
  check(text, (file, at) => formatTyped(file, at(0), '\n'), text.replace('$0', ''));
});

test('typed lines with carriage returns', () => {
  check(
    'locals {\r\n a=1\r\n $0\r\n}\r\n',
    (file, at) => formatTyped(file, at(0), '\n'),
    'locals {\r\n  a = 1\r\n \r\n}\r\n',
  );
});

test('a heredoc keeps its text, whatever is typed in it', () => {
  const text = 'locals {\n a=<<EOT\n   x\n $0\n  EOT\n}\n';
  const { file, at } = fixture(text);
  expect(formatTyped(file, at(0), '\n').every(({ span }) => span.end < text.indexOf('   x'))).toBe(true);
});
