/** From an offset (`$0`) to the nodes around it. */
import { beforeAll, expect, test } from 'vitest';
import { itemAt, nodeAt, placeIn, placeOffset } from '../../core/syntax/locate.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

/** Kinds of the nodes at `$0`, and the text of the innermost. */
function checkPath(marked: string): readonly string[] {
  const at = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  const located = nodeAt(parseFile('main.cw', text).file, at);
  if (located === undefined) return [];
  const last = located.path.at(-1);
  const base = located.item.offset;
  const kinds = located.path.map((node) => ('kind' in node ? node.kind : 'item'));
  return [...kinds, text.slice(base + (last?.span.start ?? 0), base + (last?.span.end ?? 0))];
}

test('the path leads from the item to the leaf', () => {
  expect(checkPath('a = 1\n\nb "c" {\n  d = [x, y.$0z]\n}\n')).toEqual([
    'block',
    'attribute',
    'tuple',
    'get-attribute',
    'y.z',
  ]);
  expect(checkPath('a = "x${f(b$0)}"\n')).toEqual(['attribute', 'template', 'interpolation', 'call', 'variable', 'b']);
  expect(checkPath('a = { k = $0v }\n')).toEqual(['attribute', 'object', 'item', 'variable', 'v']);
  expect(checkPath('a = b[*].c[d$0]\n')).toEqual(['attribute', 'splat', 'index', 'variable', 'd']);
});

test('a name or brace belongs to its block, an offset behind a node to that node', () => {
  expect(checkPath('b "$0c" {\n}\n').slice(0, -1)).toEqual(['block']);
  expect(checkPath('a = xy$0\n')).toEqual(['attribute', 'variable', 'xy']);
});

test('between items there is nothing', () => {
  expect(checkPath('a = 1\n$0\nb = 2\n')).toEqual([]);
  expect(checkPath('$0\na = 1\n')).toEqual([]);
});

test('places and offsets lead to each other', () => {
  const { file } = parseFile('main.cw', 'a = 1\nb {\n  c = 2\n}\n');
  const item = itemAt(file, 12);
  expect(item?.key).toBe('b');
  if (item === undefined) return;
  expect(placeOffset(file, placeIn(file, item, { start: 6, end: 7 }))).toEqual({ start: 12, end: 13 });
  expect(placeOffset(file, { file: 'main.cw', item: '', span: { start: 1, end: 2 } })).toEqual({ start: 1, end: 2 });
  expect(placeOffset(file, { file: 'main.cw', item: 'gone', span: { start: 1, end: 2 } })).toBeUndefined();
});
