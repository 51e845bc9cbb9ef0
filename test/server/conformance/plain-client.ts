/** Conformance rows of a client that knows neither links, nor trees of symbols, nor folds inside of lines. */
import type { FoldingRange, Location, SymbolInformation } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';

const definition = async ({ request, at, textIn }: Scene) => {
  const found = await request<Location[] | null>('textDocument/definition', at());
  return found?.map(({ range }) => `${range.start.line} ${textIn(range)}`) ?? null;
};

const symbols = async ({ request, uri }: Scene) => {
  const found = await request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument: { uri } });
  return found.map(({ name, containerName = '', location }) => `${containerName}/${name} ${location.uri === uri}`);
};

const folds = async ({ request, uri }: Scene) => {
  const found = await request<FoldingRange[]>('textDocument/foldingRange', { textDocument: { uri } });
  return found.map(({ startLine, startCharacter, endLine, endCharacter }) =>
    [startLine, startCharacter, endLine, endCharacter].join(' '),
  );
};

const broken = 'variable "a" {}\nlocals {\n  b = \n  c = var.$0a\n';

export const group: Group = {
  name: 'plain client',
  capabilities: { textDocument: { foldingRange: { lineFoldingOnly: true } } },
  rows: [
    {
      capability: 'definitionProvider',
      kind: 'normal',
      title: 'a location is the name alone',
      files: 'variable "a" {}\nlocals { b = var.$0a }\n',
      ask: definition,
      expect: ['0 a'],
    },
    {
      capability: 'definitionProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: definition,
      expect: ['0 a'],
    },
    {
      capability: 'documentSymbolProvider',
      kind: 'normal',
      title: 'a list in which each says what it stands in',
      files: 'locals {\n  a = { b = 1 }\n}\n',
      ask: symbols,
      expect: ['/locals true', 'locals/a true', 'a/b true'],
    },
    {
      capability: 'documentSymbolProvider',
      kind: 'broken',
      title: 'a list of what can be read',
      files: broken,
      ask: symbols,
      expect: ['/a true', '/locals true', 'locals/b true', 'locals/c true'],
    },
    {
      capability: 'foldingRangeProvider',
      kind: 'normal',
      title: 'whole lines; the closing brace stays',
      files: 'locals {\n  a = 1\n}\n',
      ask: folds,
      expect: ['0  1 '],
    },
  ],
};
