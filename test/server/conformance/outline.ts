/** Conformance rows of the outline. */

import { expect } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';

const names = async ({ request, uri }: Scene) => {
  const symbols = await request<DocumentSymbol[] | null>('textDocument/documentSymbol', { textDocument: { uri } });
  return symbols?.map(({ name }) => name) ?? null;
};

export const group: Group = {
  name: 'outline',
  rows: [
    {
      capability: 'documentSymbolProvider',
      kind: 'normal',
      title: 'blocks in source order',
      files: 'variable "a" {}\nresource "file" "b" {\n  path = "b"\n}\n',
      ask: names,
      expect: [expect.stringContaining('a'), expect.stringContaining('b')],
    },
    {
      capability: 'documentSymbolProvider',
      kind: 'negative',
      title: 'a file that is not there',
      files: 'variable "a" {}\n',
      ask: ({ request, uriOf }) =>
        request('textDocument/documentSymbol', { textDocument: { uri: uriOf('absent.cw') } }),
      expect: null,
    },
    {
      capability: 'documentSymbolProvider',
      kind: 'broken',
      title: 'a block that is not closed',
      files: 'variable "a" {\n  default =\nresource "file" "b" {\n',
      ask: names,
      expect: expect.arrayContaining([expect.stringContaining('a')]),
    },
  ],
};
