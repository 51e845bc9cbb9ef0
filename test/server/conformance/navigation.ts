/** Conformance rows of definition and its relatives, references, highlights, links and the call hierarchy. */
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentHighlight,
  DocumentLink,
  Location,
  LocationLink,
} from 'vscode-languageserver';
import type { Group, Row, Scene } from '../conformance-kit.ts';

/** `file:line name` of each link; the origin's text in front. */
const leads =
  (method: string): Row['ask'] =>
  async ({ request, at, textIn, folder }) => {
    const links = await request<LocationLink[] | null>(method, at());
    return (
      links?.map(
        ({ originSelectionRange, targetUri, targetRange, targetSelectionRange: { start } }) =>
          `${originSelectionRange === undefined ? '' : textIn(originSelectionRange)} → ${inFolder(targetUri, folder)}:${targetRange.start.line}/${start.line}:${start.character}`,
      ) ?? null
    );
  };

/** Path of a URI below the row's folder. */
function inFolder(uri: string, folder: string): string {
  const last = folder.slice(folder.lastIndexOf('/') + 1);
  const cut = uri.indexOf(`/${last}/`);
  return cut < 0 ? uri : uri.slice(cut + last.length + 2);
}

const two = {
  'main.cw': 'module "m" {\n  source = "./m"\n  si$0ze = 1\n}\n',
  'm/main.cw': '\nvariable "size" {\n  type = number\n}\n',
};

const definitionRows = (capability: string, method: string, normal: Row['files'], expected: string): readonly Row[] => [
  { capability, kind: 'normal', title: 'across modules', files: normal, ask: leads(method), expect: [expected] },
  {
    capability,
    kind: 'negative',
    title: 'a number leads nowhere',
    files: 'locals { a = 1$02 }\n',
    ask: leads(method),
    expect: null,
  },
];

const broken = 'variable "a" {\n  type = number\n  default = 1\n}\nlocals {\n  b = \n  c = var.$0a\n';

const references: Row['ask'] = async ({ request, at, folder }) => {
  const found = await request<Location[] | null>('textDocument/references', {
    ...at(),
    context: { includeDeclaration: true },
  });
  return found?.map(({ uri, range: { start } }) => `${inFolder(uri, folder)}:${start.line}:${start.character}`) ?? null;
};

const highlights = async ({ request, at }: Scene) => {
  const found = await request<DocumentHighlight[] | null>('textDocument/documentHighlight', at());
  return found?.map(({ range: { start }, kind }) => `${start.line}:${start.character} ${kind}`) ?? null;
};

const links = async ({ request, uri, textIn, folder }: Scene) => {
  const found = await request<DocumentLink[] | null>('textDocument/documentLink', { textDocument: { uri } });
  return (
    found?.map(({ range, target = '' }) =>
      /^(https?|docs):/.test(target) ? target : `${textIn(range)} → ${inFolder(target, folder)}`,
    ) ?? null
  );
};

/** What it is called on, and what calls it and what it calls, by name. */
const hierarchy = async ({ request, at }: Scene) => {
  const items = await request<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', at());
  const [item] = items ?? [];
  if (item === undefined) return null;
  const incoming = await request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
  const outgoing = await request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item });
  return {
    item: item.name,
    incoming: incoming.map(({ from, fromRanges }) => `${from.name} ${fromRanges.length}`),
    outgoing: outgoing.map(({ to, fromRanges }) => `${to.name} ${fromRanges.length}`),
  };
};

export const group: Group = {
  name: 'navigation',
  initializationOptions: { documentation: 'docs:/pages/' },
  rows: [
    ...definitionRows('definitionProvider', 'textDocument/definition', two, 'size → m/main.cw:1/1:10'),
    {
      capability: 'definitionProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: leads('textDocument/definition'),
      expect: ['a → main.cw:0/0:10'],
    },
    {
      capability: 'definitionProvider',
      kind: 'normal',
      title: 'a file that is none of ours opens at its start',
      files: { 'main.cw': 'locals { a = file("no$0te.txt") }\n', 'note.txt': 'x\n' },
      ask: leads('textDocument/definition'),
      expect: ['note.txt → note.txt:0/0:0'],
    },
    ...definitionRows('declarationProvider', 'textDocument/declaration', two, 'size → m/main.cw:1/1:10'),
    {
      capability: 'declarationProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: leads('textDocument/declaration'),
      expect: ['a → main.cw:0/0:10'],
    },
    ...definitionRows('typeDefinitionProvider', 'textDocument/typeDefinition', two, 'size → m/main.cw:2/2:2'),
    {
      capability: 'typeDefinitionProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: leads('textDocument/typeDefinition'),
      expect: ['a → main.cw:1/1:2'],
    },
    ...definitionRows(
      'implementationProvider',
      'textDocument/implementation',
      { 'main.cw': 'module "m" {\n  source = "./m"\n  size = 1\n}\n', 'm/main.cw': 'variable "si$0ze" {}\n' },
      'size → main.cw:2/2:2',
    ),
    {
      capability: 'implementationProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: leads('textDocument/implementation'),
      expect: ['a → main.cw:2/2:2'],
    },
    {
      capability: 'referencesProvider',
      kind: 'normal',
      title: 'across modules',
      files: two,
      ask: references,
      expect: ['main.cw:2:2', 'm/main.cw:1:10'],
    },
    {
      capability: 'referencesProvider',
      kind: 'normal',
      title: 'of a module that two projects use, in both',
      files: {
        'a/main.cw': 'module "m" {\n  source = "../m"\n  size = 1\n}\n',
        'b/main.cw': '\nmodule "m" {\n  source = "../m"\n  size = 1\n}\n',
        'm/main.cw': 'variable "si$0ze" {}\n',
      },
      ask: async (scene) => [...((await references(scene)) as readonly string[])].sort(),
      expect: ['a/main.cw:2:2', 'b/main.cw:3:2', 'm/main.cw:0:10'],
    },
    {
      capability: 'referencesProvider',
      kind: 'negative',
      title: 'text of a string',
      files: 'locals { a = "te$0xt" }\n',
      ask: references,
      expect: [],
    },
    {
      capability: 'referencesProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: references,
      expect: ['main.cw:0:10', 'main.cw:6:10'],
    },
    {
      capability: 'documentHighlightProvider',
      kind: 'normal',
      title: 'read and written',
      files: 'variable "$0a" {}\nlocals { b = var.a }\n',
      ask: highlights,
      expect: ['0:10 3', '1:17 2'],
    },
    {
      capability: 'documentHighlightProvider',
      kind: 'negative',
      title: 'a keyword',
      files: 'varia$0ble "a" {}\n',
      ask: highlights,
      expect: [],
    },
    {
      capability: 'documentHighlightProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: highlights,
      expect: ['0:10 3', '6:10 2'],
    },
    {
      capability: 'documentLinkProvider',
      kind: 'normal',
      title: 'a module, a file and an address',
      files: {
        'main.cw': '# https://example.org/a\nmodule "m" { source = "./m" }\nlocals { a = file("note.txt") }\n',
        'm/main.cw': 'locals { a = 1 }\n',
        'note.txt': 'x\n',
      },
      ask: links,
      expect: ['https://example.org/a', './m → m/main.cw', 'note.txt → note.txt'],
    },
    {
      capability: 'documentLinkProvider',
      kind: 'normal',
      title: 'the page on a kind, where the client has the pages',
      files: 'resource "file" "a" { path = "x" }\n',
      ask: links,
      expect: ['docs:/pages/kinds.md#file'],
    },
    {
      capability: 'typeDefinitionProvider',
      kind: 'normal',
      title: 'the page on a kind, where the client has the pages',
      files: 'resource "file" "a" { pa$0th = "x" }\n',
      ask: async ({ request, at }) =>
        (await request<Location[] | null>('textDocument/typeDefinition', at()))?.map(({ uri }) => uri),
      expect: ['docs:/pages/kinds.md#file'],
    },
    {
      capability: 'documentLinkProvider',
      kind: 'negative',
      title: 'what is not there',
      files: 'module "m" { source = "./none" }\nlocals { a = file("none.txt") }\n',
      ask: links,
      expect: [],
    },
    {
      capability: 'documentLinkProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: { 'main.cw': 'locals {\n  a = file("note.txt")\n  b = \n', 'note.txt': 'x\n' },
      ask: links,
      expect: ['note.txt → note.txt'],
    },
    {
      capability: 'callHierarchyProvider',
      kind: 'normal',
      title: 'a local value between a variable and an output',
      files: 'variable "a" {}\nlocals { $0b = var.a + var.a }\noutput "c" { value = local.b }\n',
      ask: hierarchy,
      expect: { item: 'local.b', incoming: ['output.c 1'], outgoing: ['var.a 2'] },
    },
    {
      capability: 'callHierarchyProvider',
      kind: 'normal',
      title: 'a module and what is in it',
      files: {
        'main.cw': 'module "$0m" { source = "./m" }\noutput "c" { value = module.m.x }\n',
        'm/main.cw': 'module "n" { source = "./n" }\noutput "x" { value = 1 }\n',
        'm/n/main.cw': 'locals { a = 1 }\n',
      },
      ask: hierarchy,
      expect: { item: 'module.m', incoming: ['output.c 1'], outgoing: ['module.n 1'] },
    },
    {
      capability: 'callHierarchyProvider',
      kind: 'negative',
      title: 'an attribute is no thing of its own',
      files: 'resource "file" "a" { pa$0th = "x" }\n',
      ask: hierarchy,
      expect: null,
    },
    {
      capability: 'callHierarchyProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: broken,
      ask: hierarchy,
      expect: { item: 'var.a', incoming: ['local.c 1'], outgoing: [] },
    },
  ],
};
