/** Open documents follow their client: ranges in UTF-16, line ends of all sorts, versions out of order. */

import { describe, expect, test } from 'vitest';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { createDocuments, type Documents } from '../../server/documents.ts';
import { pathOfDocument, pathOfUri, uriOfPath } from '../../server/uri.ts';
import { randomNumbers } from '../support/random.ts';

const uri = 'file:///p/main.cw';

function open(text: string, version = 1): Documents {
  const documents = createDocuments();
  documents.open({ uri, languageId: 'clockwork', version, text });
  return documents;
}

/** Replaces from `line:character` to `line:character`. */
function edit(from: string, to: string, text: string): TextDocumentContentChangeEvent {
  const at = (position: string) => {
    const [line, character] = position.split(':').map(Number);
    return { line: line ?? 0, character: character ?? 0 };
  };
  return { range: { start: at(from), end: at(to) }, text };
}

const change = (documents: Documents, version: number | null, ...contentChanges: TextDocumentContentChangeEvent[]) =>
  documents.change({ textDocument: { uri, version: version as number }, contentChanges });
const text = (documents: Documents) => documents.get(uri)?.text;

describe('changes', () => {
  test('of ranges, one after the other', () => {
    const documents = open('one\ntwo\n');
    expect(change(documents, 2, edit('0:0', '0:3', '1'), edit('1:1', '1:2', 'W'), edit('2:0', '2:0', 'end'))).toBe(
      'changed',
    );
    expect(text(documents)).toBe('1\ntWo\nend');
    expect(documents.get(uri)?.version).toBe(2);
  });

  test.each([
    ['CRLF', 'a\r\nb\r\n', edit('1:0', '1:1', 'c'), 'a\r\nc\r\n'],
    ['a position behind the end of its line, before CRLF', 'a\r\nb', edit('0:9', '0:9', '!'), 'a!\r\nb'],
    ['between CR and LF', 'a\r\nb', edit('0:1', '1:0', ''), 'ab'],
    ['a lone CR is an end of line', 'a\rb', edit('1:0', '1:1', 'c'), 'a\rc'],
    ['astral characters are two units', 'x = "😀"', edit('0:7', '0:8', '!"'), 'x = "😀!"'],
    ['combining characters are their own units', 'e\u0301x', edit('0:2', '0:3', 'y'), 'e\u0301y'],
    ['a line behind the last one', 'a\nb', edit('7:3', '9:0', 'c'), 'a\nbc'],
    ['a range the wrong way round', 'abc', edit('0:2', '0:1', ''), 'ac'],
    ['the whole text', 'abc', { text: 'new' }, 'new'],
  ])('%s', (_, before, one, after) => {
    const documents = open(before);
    change(documents, 2, one);
    expect(text(documents)).toBe(after);
  });

  test('a position behind the end is the end also for the changes that follow', () => {
    const documents = open('a\nb\n');
    change(documents, 2, edit('9:0', '99:0', 'c\nd\n'), edit('3:0', '3:1', 'D'), edit('50:0', '50:0', 'e'));
    expect(text(documents)).toBe('a\nb\nc\nD\ne');
  });

  test('a byte order mark is counted as the client counts it', () => {
    const documents = open('\ufeffab\ncd');
    change(documents, 2, edit('0:1', '0:2', 'A'));
    expect(text(documents)).toBe(' Ab\ncd');
  });

  test('random ones are those of a plain model', () => {
    const next = randomNumbers(7);
    const pieces = ['x', '😀', '\n', '\r\n', 'block {\n', '', '"${a}"'];
    for (let round = 0; round < 200; round++) {
      let model = Array.from({ length: 12 }, () => pieces[next(pieces.length)]).join('');
      const documents = open(model);
      for (let version = 2; version < 8; version++) {
        const changes = Array.from({ length: 1 + next(3) }, () => {
          const lines = linesOf(model);
          const [from, to] = [next(model.length + 1), next(model.length + 1)].sort((a, b) => a - b) as [number, number];
          const inserted = pieces[next(pieces.length)] ?? '';
          const range = { start: positionAt(lines, model, from), end: positionAt(lines, model, to) };
          const [start, end] = [offsetAt(lines, range.start), offsetAt(lines, range.end)];
          model = model.slice(0, start) + inserted + model.slice(end);
          return { range, text: inserted };
        });
        change(documents, version, ...changes);
        expect(text(documents)).toBe(model);
      }
    }
  });
});

describe('versions', () => {
  test('one that came before is left out', () => {
    const documents = open('a');
    change(documents, 2, edit('0:1', '0:1', 'b'));
    expect(change(documents, 2, edit('0:1', '0:1', 'b'))).toBe('ignored');
    expect(change(documents, 1, { text: 'old' })).toBe('ignored');
    expect(text(documents)).toBe('ab');
  });

  test('one that comes late is put where it belongs', () => {
    const documents = open('');
    change(documents, 2, edit('0:0', '0:0', 'two\n'));
    change(documents, 4, edit('1:0', '1:0', '<four>'));
    change(documents, 5, edit('0:0', '0:0', '<five>'));
    expect(change(documents, 3, edit('0:3', '0:3', ' three'))).toBe('resynced');
    expect(text(documents)).toBe('<five>two three\n<four>');
    expect(documents.get(uri)?.version).toBe(5);
    expect(change(documents, 3, edit('0:3', '0:3', ' three'))).toBe('ignored');
  });

  test('any order of a run gives the same text', () => {
    const steps = [2, 3, 4, 5, 6].map((version) => [version, edit('0:0', `0:${version % 2}`, `${version}`)] as const);
    const inOrder = open('x');
    for (const [version, one] of steps) change(inOrder, version, one);
    const next = randomNumbers(3);
    for (let round = 0; round < 50; round++) {
      const documents = open('x');
      for (const [version, one] of steps
        .map((step) => [next(1000), step] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, step]) => step)) {
        change(documents, version, one);
        change(documents, version, one);
      }
      expect(text(documents)).toBe(text(inOrder));
    }
  });

  test('versions may skip numbers, or be none', () => {
    const documents = open('a');
    change(documents, 10, edit('0:1', '0:1', 'b'));
    change(documents, 20, edit('0:2', '0:2', 'c'));
    change(documents, null, edit('0:3', '0:3', 'd'));
    expect(text(documents)).toBe('abcd');
    expect(documents.get(uri)?.version).toBe(null);
  });
});

describe('opening and closing', () => {
  test('twice: the second text holds', () => {
    const documents = open('a', 5);
    documents.open({ uri, languageId: 'clockwork', version: 1, text: 'b' });
    expect(change(documents, 2, edit('0:1', '0:1', '!'))).toBe('changed');
    expect(text(documents)).toBe('b!');
    expect(documents.all()).toHaveLength(1);
  });

  test('a change of what is not open', () => {
    const documents = createDocuments();
    expect(change(documents, 2, { text: 'x' })).toBe('not-open');
    expect(documents.close(uri)).toBeUndefined();
  });

  test('a change that makes no sense leaves the text alone', () => {
    const documents = open('a');
    expect(() => change(documents, 2, { nonsense: true } as unknown as TextDocumentContentChangeEvent)).toThrow();
    expect(documents.get(uri)).toMatchObject({ text: 'a', version: 1 });
  });
});

describe('where documents lie', () => {
  test.each([
    ['file:///p/a%20b/m%C3%A4in.cw', 'clockwork', '/p/a b/mäin.cw'],
    ['file:///p/vars.cwvars', 'clockwork-vars', '/p/vars.cwvars'],
    ['file:///p/other.hcl', 'clockwork', '/p/other.hcl.cw'],
    ['file:///p/other.hcl', 'hcl', undefined],
    ['untitled:Untitled-1', 'clockwork', '/untitled:Untitled-1/Untitled-1.cw'],
    ['untitled:/p/new.cw', 'clockwork', '/p/new.cw'],
    ['untitled:a%2', 'clockwork', '/untitled:a%252/a%2.cw'],
  ])('%s', (one, language, path) => {
    expect(pathOfDocument(one, language)).toBe(path);
  });

  test.each([
    'git:/p/main.cw?x',
    'vscode-vfs://github/p/main.cw',
    'file://elsewhere/p/main.cw',
    'file:///p/%00.cw',
    'nonsense',
    '',
  ])('none of ours: %s', (one) => {
    const path = pathOfDocument(one, 'clockwork');
    expect(path === undefined || path.includes('\0')).toBe(true);
  });

  test('there and back', () => {
    for (const path of ['/p/a b#?%.cw', '/p/ü/😀.cw', '/']) expect(pathOfUri(uriOfPath(path))).toBe(path);
  });
});

function linesOf(source: string): readonly number[] {
  return [0, ...[...source.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
}

function positionAt(lines: readonly number[], source: string, offset: number) {
  // Never between CR and LF, where no editor can be.
  const at = source[offset - 1] === '\r' && source[offset] === '\n' ? offset - 1 : offset;
  const line = lines.findLastIndex((start) => start <= at);
  return { line, character: at - (lines[line] ?? 0) };
}

function offsetAt(lines: readonly number[], { line, character }: { line: number; character: number }): number {
  return (lines[line] ?? 0) + character;
}
