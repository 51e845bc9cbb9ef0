/** Signature help: the innermost call around the cursor and the parameter that its argument is for. */
import { beforeAll, expect, test } from 'vitest';
import { signatureAt } from '../../core/ide/completion/signature-help.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

/** The signature with the active parameter in brackets; `-` where none is. */
function checkSignature(source: string, expected: string | undefined): void {
  const { view, cursor } = ideFixture(source);
  const signature = signatureAt(view, cursor.path, cursor.offset);
  if (signature === undefined) {
    expect(expected).toBeUndefined();
    return;
  }
  const { label, parameters, active } = signature;
  const span = active === undefined ? undefined : parameters[active]?.span;
  const shown =
    span === undefined
      ? `${label} -`
      : `${label.slice(0, span.start)}[${label.slice(span.start, span.end)}]${label.slice(span.end)}`;
  expect(shown).toBe(expected);
}

test.each([
  ['behind the parenthesis', 'locals { x = upper($0) }', 'upper([str: string]): string'],
  [
    'the second argument',
    'locals { x = substr("a", $0) }',
    'substr(str: string, [offset: number], length: number): string',
  ],
  [
    'a comma in a text is none',
    'locals { x = substr("a, b, c$0") }',
    'substr([str: string], offset: number, length: number): string',
  ],
  [
    'a comma in a list is none',
    'locals { x = join("-", ["a", "b", $0]) }',
    'join(separator: string, [...lists: list(string)]): string',
  ],
  ['any number of arguments', 'locals { x = max(1, 2, 3, $0) }', 'max([...numbers: number]): number'],
  ['the call inside', 'locals { x = max(1, abs($0)) }', 'abs([num: number]): number'],
  ['behind the call inside', 'locals { x = max(1, abs(2), $0) }', 'max([...numbers: number]): number'],
  ['one argument too many', 'locals { x = upper("a", $0) }', 'upper(str: string): string -'],
  ['behind a whole argument', 'locals { x = upper("a" $0) }', 'upper([str: string]): string'],
  ['inside of a template', 'locals { x = "a ${upper($0)} b" }', 'upper([str: string]): string'],
  ['inside of a heredoc', 'locals {\n  x = <<EOT\n${upper($0)}\nEOT\n}', 'upper([str: string]): string'],
  ['over several lines', 'locals {\n  x = max(\n    1,\n    $0\n  )\n}', 'max([...numbers: number]): number'],
  ['a call that never closes', 'locals {\n  x = max(1, $0\n}\n', 'max([...numbers: number]): number'],
  [
    'a call that never closes, with text behind it',
    'locals {\n  x = substr("a", $0\n  y = 1\n}\n',
    'substr(str: string, [offset: number], length: number): string',
  ],
  [
    'a text that never closes',
    'locals {\n  x = substr("a, $0\n}\n',
    'substr([str: string], offset: number, length: number): string',
  ],
  ['in a .cwvars file', '=== clockwork.cwvars\nx = max(1, $0\n', 'max([...numbers: number]): number'],
])('%s', (_, source, expected) => {
  checkSignature(source, expected);
});

test.each([
  ['outside of calls', 'locals { x = 1$0 }'],
  ['behind a call', 'locals { x = upper("a")$0 }'],
  ['in parentheses alone', 'locals { x = (1 + $0) }'],
  ['a function that does not exist', 'locals { x = uper($0) }'],
  ['in a comment', 'locals {\n  x = max(1, # max($0\n  2)\n}'],
  ['a line behind a call that never closes', 'locals {\n  x = max(1,\n  y = $0\n}\n'],
  ['in a block', 'resource "file" "a" { $0 }'],
  ['an empty file', '$0'],
])('nothing %s', (_, source) => {
  checkSignature(source, undefined);
});

test('a parameter says what it is where the function does', () => {
  const { view, cursor } = ideFixture('locals { x = templatefile("x", $0) }');
  const signature = signatureAt(view, cursor.path, cursor.offset);
  expect(signature?.summary).not.toBe('');
  expect(signature?.parameters).toHaveLength(2);
});
