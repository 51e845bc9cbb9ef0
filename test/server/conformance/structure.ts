/** Conformance rows of folding, selection ranges, linked editing and workspace symbols. */
import type { FoldingRange, LinkedEditingRanges, SelectionRange, SymbolInformation } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';

const folds = async ({ request, uri }: Scene) => {
  const found = await request<FoldingRange[] | null>('textDocument/foldingRange', { textDocument: { uri } });
  return found?.map(({ startLine, endLine, kind = 'code' }) => `${startLine}-${endLine} ${kind}`) ?? null;
};

const selections = async ({ request, at, textIn }: Scene) => {
  const { textDocument, position } = at();
  const found = await request<SelectionRange[] | null>('textDocument/selectionRange', {
    textDocument,
    positions: [position],
  });
  const texts: string[] = [];
  for (let one = found?.[0]; one !== undefined; one = one.parent) texts.push(textIn(one.range));
  return found === null ? null : texts;
};

const linked = async ({ request, at, textIn }: Scene) => {
  const found = await request<LinkedEditingRanges | null>('textDocument/linkedEditingRange', at());
  return found?.ranges.map((range) => `${range.start.line} ${textIn(range)}`) ?? null;
};

const symbols =
  (query: string) =>
  async ({ request, folder }: Scene) => {
    const found = await request<SymbolInformation[] | null>('workspace/symbol', { query });
    const last = folder.slice(folder.lastIndexOf('/') + 1);
    return found?.filter(({ location }) => location.uri.includes(last)).map(({ name }) => name) ?? null;
  };

export const group: Group = {
  name: 'structure',
  rows: [
    {
      capability: 'foldingRangeProvider',
      kind: 'normal',
      title: 'blocks, comments and regions',
      files: '# one\n# two\n#region r\nlocals {\n  a = [\n    1,\n  ]\n}\n#endregion\n',
      ask: folds,
      expect: ['0-1 comment', '2-8 region', '3-7 code', '4-6 code'],
    },
    {
      capability: 'foldingRangeProvider',
      kind: 'negative',
      title: 'everything on one line',
      files: 'locals { a = [1] }\n',
      ask: folds,
      expect: [],
    },
    {
      capability: 'foldingRangeProvider',
      kind: 'broken',
      title: 'a block that is not closed',
      files: 'locals {\n  a = 1\n  b = \n',
      ask: folds,
      expect: ['0-2 code'],
    },
    {
      capability: 'selectionRangeProvider',
      kind: 'normal',
      title: 'from a word to the file',
      files: 'locals { a = var.po$0rt }\n',
      ask: selections,
      expect: [
        'port',
        'var.port',
        'a = var.port',
        '{ a = var.port }',
        'locals { a = var.port }',
        'locals { a = var.port }\n',
      ],
    },
    {
      capability: 'selectionRangeProvider',
      kind: 'negative',
      title: 'an empty file',
      files: '$0',
      ask: selections,
      expect: [''],
    },
    {
      capability: 'selectionRangeProvider',
      kind: 'broken',
      title: 'a value that is not finished',
      files: 'locals {\n  a = va$0r.\n',
      ask: async (scene: Scene) => (await selections(scene))?.[0],
      expect: 'var',
    },
    {
      capability: 'linkedEditingRangeProvider',
      kind: 'normal',
      title: 'a name that one file alone knows',
      files: 'variable "$0a" {}\nlocals { b = var.a }\n',
      ask: linked,
      expect: ['0 a', '1 a'],
    },
    {
      capability: 'linkedEditingRangeProvider',
      kind: 'negative',
      title: 'a name that another file knows, too',
      files: { 'main.cw': 'variable "$0a" {}\n', 'b.cw': 'locals { b = var.a }\n' },
      ask: linked,
      expect: null,
    },
    {
      capability: 'linkedEditingRangeProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: 'variable "a" {}\nlocals {\n  b = var.$0a\n  c = \n',
      ask: linked,
      expect: ['0 a', '2 a'],
    },
    {
      capability: 'workspaceSymbolProvider',
      kind: 'normal',
      title: 'a few letters, in every file',
      files: { 'main.cw': 'variable "database_url" {}\n', 'm.cw': 'resource "service" "db" { image = "a:1" }\n' },
      ask: symbols('db'),
      expect: ['service.db', 'var.database_url'],
    },
    {
      capability: 'workspaceSymbolProvider',
      kind: 'negative',
      title: 'letters that no name has',
      files: 'variable "database_url" {}\n',
      ask: symbols('zzz'),
      expect: [],
    },
    {
      capability: 'workspaceSymbolProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: 'variable "database_url" {\n  default = \n',
      ask: symbols('database'),
      expect: ['var.database_url'],
    },
  ],
};
