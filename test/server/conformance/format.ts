/** Conformance rows of formatting. */
import type { TextEdit } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';
import { withTextEdits } from '../edited.ts';

const options = { tabSize: 2, insertSpaces: true };

const format = async ({ request, uri, text }: Scene) => {
  const edits = await request<TextEdit[] | null>('textDocument/formatting', { textDocument: { uri }, options });
  return edits === null ? null : withTextEdits(text(), edits);
};

const formatRange = async ({ request, uri, text, at }: Scene) => {
  const range = { start: at(0).position, end: at(1).position };
  const params = { textDocument: { uri }, range, options };
  const edits = await request<TextEdit[] | null>('textDocument/rangeFormatting', params);
  return edits === null ? null : withTextEdits(text(), edits);
};

const formatTyped =
  (ch: string) =>
  async ({ request, text, at }: Scene) => {
    const edits = await request<TextEdit[] | null>('textDocument/onTypeFormatting', { ...at(), ch, options });
    return edits === null ? null : withTextEdits(text(), edits);
  };

const broken = 'locals {\n$0 a=1\n b=($1\n';
const brokenText = 'locals {\n a=1\n b=(\n';

export const group: Group = {
  name: 'format',
  rows: [
    {
      capability: 'documentFormattingProvider',
      kind: 'normal',
      title: 'a file with carriage returns',
      files: '$0locals {\r\n a=1\r\n}\r\n',
      ask: format,
      expect: 'locals {\r\n  a = 1\r\n}\r\n',
    },
    {
      capability: 'documentFormattingProvider',
      kind: 'negative',
      title: 'a file that is in form',
      files: '$0locals {\n  a = 1\n}\n',
      ask: ({ request, uri }) => request('textDocument/formatting', { textDocument: { uri }, options }),
      expect: [],
    },
    {
      capability: 'documentFormattingProvider',
      kind: 'broken',
      title: 'text that does not parse stays',
      files: broken,
      ask: format,
      expect: brokenText,
    },
    {
      capability: 'documentRangeFormattingProvider',
      kind: 'normal',
      title: 'the lines of the selection',
      files: 'locals {\n$0 a=1$1\n b=1\n}\n',
      ask: formatRange,
      expect: 'locals {\n  a = 1\n b=1\n}\n',
    },
    {
      capability: 'documentRangeFormattingProvider',
      kind: 'negative',
      title: 'lines that are in form, beside others that are not',
      files: 'locals {\n$0  a = 1$1\n\n b=1\n}\n',
      ask: formatRange,
      expect: 'locals {\n  a = 1\n\n b=1\n}\n',
    },
    {
      capability: 'documentRangeFormattingProvider',
      kind: 'broken',
      title: 'a selection that does not parse stays',
      files: broken,
      ask: formatRange,
      expect: brokenText,
    },
    {
      capability: 'documentOnTypeFormattingProvider',
      kind: 'normal',
      title: 'a block that was just closed',
      files: 'resource "file" "a" {\n path="a"\n content=""\n}$0\n',
      ask: formatTyped('}'),
      expect: 'resource "file" "a" {\n  path    = "a"\n  content = ""\n}\n',
    },
    {
      capability: 'documentOnTypeFormattingProvider',
      kind: 'normal',
      title: 'the line that was just ended',
      files: 'locals {\n a=1\n $0\n}\n',
      ask: formatTyped('\n'),
      expect: 'locals {\n  a = 1\n \n}\n',
    },
    {
      capability: 'documentOnTypeFormattingProvider',
      kind: 'negative',
      title: 'the brace of an object',
      files: 'locals {\n a={}$0\n}\n',
      ask: formatTyped('}'),
      expect: 'locals {\n a={}\n}\n',
    },
    {
      capability: 'documentOnTypeFormattingProvider',
      kind: 'broken',
      title: 'a block that is not closed yet',
      files: 'locals {\n a=1\n $0',
      ask: formatTyped('\n'),
      expect: 'locals {\n a=1\n ',
    },
  ],
};
