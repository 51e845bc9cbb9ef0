/** Conformance rows of how documents and folders are kept in step. What a document holds is seen in its outline. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import type { Group, Row, Scene } from '../conformance-kit.ts';

const names = async ({ request, uri }: Scene) => {
  const symbols = await request<DocumentSymbol[] | null>('textDocument/documentSymbol', { textDocument: { uri } });
  return symbols?.map(({ name }) => name) ?? null;
};

const at = (line: number, character: number) => ({ line, character });

/** The text of the first diagnostic of an unknown name. */
const unknownName = async (scene: Scene) => {
  const wrong = ({ code }: { readonly code?: unknown }) => code === 'unknown-reference';
  const items = await scene.diagnostics('main.cw', (list) => list.some(wrong));
  const found = items.find(wrong);
  return found === undefined ? undefined : scene.textIn(found.range);
};

const openClose: readonly Row[] = [
  {
    capability: 'textDocumentSync.openClose',
    kind: 'normal',
    title: 'the text of an open document holds, then the file again',
    files: 'variable "disk" {}\n',
    ask: async (scene) => {
      await scene.client.open(scene.uri, 'variable "editor" {}\n', 2);
      const open = await names(scene);
      await scene.client.close(scene.uri);
      return [open, await names(scene)];
    },
    expect: [['editor'], ['disk']],
  },
  {
    capability: 'textDocumentSync.openClose',
    kind: 'negative',
    title: 'a document in another language is none of ours',
    files: 'variable "disk" {}\n',
    ask: async ({ client, request, uriOf }) => {
      await client.open(uriOf('notes.md'), 'variable "x" {}\n', 1, 'markdown');
      return request('textDocument/documentSymbol', { textDocument: { uri: uriOf('notes.md') } });
    },
    expect: null,
  },
  {
    capability: 'textDocumentSync.openClose',
    kind: 'broken',
    title: 'text that does not parse is open as well',
    files: 'variable "a" {\n',
    ask: names,
    expect: ['a'],
  },
];

const change: readonly Row[] = [
  {
    capability: 'textDocumentSync.change',
    kind: 'normal',
    title: 'several ranges in one change',
    files: 'variable "a" {}\nvariable "b" {}\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 2, [
        { range: { start: at(0, 10), end: at(0, 11) }, text: 'first' },
        { range: { start: at(1, 10), end: at(1, 11) }, text: 'second' },
        { range: { start: at(2, 0), end: at(2, 0) }, text: 'variable "third" {}\n' },
      ]);
      return names(scene);
    },
    expect: ['first', 'second', 'third'],
  },
  {
    capability: 'textDocumentSync.change',
    kind: 'negative',
    title: 'one that came before is left out',
    files: 'variable "a" {}\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 5, 'variable "b" {}\n');
      await scene.client.change(scene.uri, 5, 'variable "c" {}\n');
      await scene.client.change(scene.uri, 4, [{ range: { start: at(0, 0), end: at(9, 0) }, text: '' }]);
      return names(scene);
    },
    expect: ['b'],
  },
  {
    capability: 'textDocumentSync.change',
    kind: 'broken',
    title: 'a brace is typed and taken away again',
    files: 'variable "a" {}\nvariable "b" {}\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 2, [{ range: { start: at(0, 14), end: at(0, 15) }, text: '' }]);
      const broken = await names(scene);
      await scene.client.change(scene.uri, 3, [{ range: { start: at(0, 14), end: at(0, 14) }, text: '}' }]);
      return [broken?.includes('b'), await names(scene)];
    },
    expect: [true, ['a', 'b']],
  },
];

const save: readonly Row[] = [
  {
    capability: 'textDocumentSync.save',
    kind: 'normal',
    title: 'what values came from is looked at again',
    files: { 'main.cw': 'output "o" { value = tonumber(file("words.txt")) }$0\n', 'words.txt': '1' },
    ask: async (scene) => {
      fs.writeFileSync(path.join(scene.folder, 'words.txt'), 'two');
      await scene.client.notify('textDocument/didSave', { textDocument: { uri: scene.uri } });
      const items = await scene.diagnostics('main.cw', (list) => list.length > 0);
      return items.map(({ severity }) => severity);
    },
    expect: [1],
  },
  {
    capability: 'textDocumentSync.save',
    kind: 'negative',
    title: 'of a document that is not open',
    files: 'variable "a" {}\n',
    ask: async (scene) => {
      await scene.client.notify('textDocument/didSave', { textDocument: { uri: scene.uriOf('other.cw') } });
      return names(scene);
    },
    expect: ['a'],
  },
  {
    capability: 'textDocumentSync.save',
    kind: 'broken',
    title: 'of text that does not parse',
    files: 'variable "a" {\n',
    ask: async (scene) => {
      await scene.client.notify('textDocument/didSave', { textDocument: { uri: scene.uri } });
      return names(scene);
    },
    expect: ['a'],
  },
];

const encoding: readonly Row[] = [
  {
    capability: 'positionEncoding',
    kind: 'normal',
    title: 'astral characters are two units, in what is answered',
    files: 'locals { a = "😀${var.none}" }\n',
    ask: unknownName,
    expect: 'none',
  },
  {
    capability: 'positionEncoding',
    kind: 'normal',
    title: 'and in what is changed; combining characters count for themselves',
    files: 'locals { a = "e\u0301😀x" }\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 2, [{ range: { start: at(0, 18), end: at(0, 19) }, text: '${var.gone}' }]);
      const items = await scene.diagnostics('main.cw', (list) => list.some(({ code }) => code === 'unknown-reference'));
      return items.find(({ code }) => code === 'unknown-reference')?.range;
    },
    expect: { start: at(0, 24), end: at(0, 28) },
  },
  {
    capability: 'positionEncoding',
    kind: 'negative',
    title: 'a position behind the end of a line is its end',
    files: 'variable "a" {}\r\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 2, [
        { range: { start: at(0, 99), end: at(0, 99) }, text: '\nvariable "b" {}' },
      ]);
      return names(scene);
    },
    expect: ['a', 'b'],
  },
  {
    capability: 'positionEncoding',
    kind: 'broken',
    title: 'behind an astral character in a string that is not closed',
    files: 'variable "b" {}\nlocals { a = "😀\n}\n',
    ask: async (scene) => {
      await scene.client.change(scene.uri, 2, [{ range: { start: at(1, 16), end: at(1, 16) }, text: '" }\nlocals {' }]);
      return names(scene);
    },
    expect: expect.arrayContaining(['b']),
  },
];

const inFolder = (scene: Scene, folder: string, event: 'added' | 'removed') =>
  scene.client.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [], [event]: [{ uri: scene.uriOf(folder), name: folder }] },
  });

const folders: readonly Row[] = [
  {
    capability: 'workspace.workspaceFolders',
    kind: 'normal',
    title: 'a folder is added, and its problems are known',
    files: { 'main.cw': '', 'other/.cw/main.cw': 'output "o" { value = var.none }\n' },
    ask: async (scene) => {
      await inFolder(scene, 'other/.cw', 'added');
      const items = await scene.diagnostics('other/.cw/main.cw', (list) => list.length > 0);
      await inFolder(scene, 'other/.cw', 'removed');
      await scene.diagnostics('other/.cw/main.cw', (list) => list.length === 0);
      return items.map(({ code }) => code);
    },
    expect: ['unknown-reference'],
  },
  {
    capability: 'workspace.workspaceFolders',
    kind: 'negative',
    title: 'a folder that is not there, and one that is on no disk',
    files: 'variable "a" {}\n',
    ask: async (scene) => {
      await inFolder(scene, 'absent', 'added');
      await scene.client.notify('workspace/didChangeWorkspaceFolders', {
        event: { added: [{ uri: 'vscode-vfs://github/x', name: 'x' }], removed: [{ uri: 'file:///never', name: 'n' }] },
      });
      return names(scene);
    },
    expect: ['a'],
  },
  {
    capability: 'workspace.workspaceFolders',
    kind: 'broken',
    title: 'a folder with text that does not parse',
    files: { 'main.cw': '', '.hidden/main.cw': 'locals {\n' },
    ask: async (scene) => {
      await inFolder(scene, '.hidden', 'added');
      const items = await scene.diagnostics('.hidden/main.cw', (list) => list.length > 0);
      await inFolder(scene, '.hidden', 'removed');
      return items.map(({ code }) => code);
    },
    expect: expect.arrayContaining(['unclosed-block']),
  },
];

export const group: Group = {
  name: 'documents and folders',
  rows: [...openClose, ...change, ...save, ...encoding, ...folders],
};
