/** Conformance rows of completion, inline completion and signature help. */
import { expect } from 'vitest';
import type { Group, Scene } from '../conformance-kit.ts';

interface List {
  readonly isIncomplete: boolean;
  readonly items: readonly Item[];
}
interface Item {
  readonly label: string;
  readonly textEdit?: { readonly newText: string; readonly insert: Range; readonly replace: Range };
  readonly documentation?: { readonly value: string };
}
type Range = Parameters<Scene['textIn']>[0];

const complete = ({ request, at }: Scene) => request<List | null>('textDocument/completion', at());

/** What the first item of a name puts in the place of what. */
const accepted =
  (label: string) =>
  async (scene: Scene): Promise<unknown> => {
    const list = await complete(scene);
    const item = list?.items.find((each) => each.label === label);
    if (item?.textEdit === undefined) return item;
    const { newText, insert, replace } = item.textEdit;
    return { newText, insert: scene.textIn(insert), replace: scene.textIn(replace) };
  };

/** The item as it comes back with its documentation. */
const resolved =
  (label: string) =>
  async (scene: Scene): Promise<unknown> => {
    const list = await complete(scene);
    const item = list?.items.find((each) => each.label === label);
    return (await scene.request<Item>('completionItem/resolve', item)).documentation;
  };

const triggered =
  (triggerCharacter: string) =>
  ({ request, at }: Scene) =>
    request('textDocument/completion', { ...at(), context: { triggerKind: 2, triggerCharacter } });

/** The list goes on while a word is typed that it said it was not complete for. */
const goneOn = ({ request, at }: Scene) => request('textDocument/completion', { ...at(), context: { triggerKind: 3 } });

const inline = ({ request, at }: Scene) =>
  request('textDocument/inlineCompletion', { ...at(), context: { triggerKind: 1 } });

const signature = ({ request, at }: Scene) => request('textDocument/signatureHelp', at());

export const group: Group = {
  name: 'completion',
  rows: [
    {
      capability: 'completionProvider',
      kind: 'normal',
      title: 'an attribute, with what a client needs to show and insert it',
      files: 'resource "docker_container" "db" {\n  ima$0\n}\n',
      ask: async (scene) => (await complete(scene))?.items.find(({ label }) => label === 'image'),
      expect: expect.objectContaining({
        label: 'image',
        kind: 10,
        detail: 'string, required, can be completed',
        insertTextFormat: 2,
        sortText: '010',
        labelDetails: { description: 'string, required, can be completed' },
        textEdit: {
          newText: 'image = "${1}"',
          insert: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
          replace: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
        },
      }),
    },
    {
      capability: 'completionProvider',
      kind: 'normal',
      title: 'in the middle of a word, which is inserted into or replaced',
      files: 'variable "port" { default = 80 }\nlocals { x = var.po$0rt }\n',
      ask: accepted('port'),
      expect: { newText: 'port', insert: 'po', replace: 'port' },
    },
    {
      capability: 'completionProvider',
      kind: 'normal',
      title: 'positions count UTF-16 units',
      files: 'variable "port" { default = 80 }\nlocals { x = "😀é${var.$0}" }\n',
      ask: accepted('port'),
      expect: { newText: 'port', insert: '', replace: '' },
    },
    {
      capability: 'completionProvider',
      kind: 'negative',
      title: 'nothing in a comment',
      files: '# vari$0\n',
      ask: complete,
      expect: null,
    },
    {
      capability: 'completionProvider',
      kind: 'negative',
      title: 'nothing behind the brace that opens a block, when that brace asks',
      files: 'resource "file" "a" {$0\n}\n',
      ask: triggered('{'),
      expect: null,
    },
    {
      capability: 'completionProvider',
      kind: 'negative',
      title: 'nothing for a document that is none of ours',
      files: '',
      ask: ({ request }) =>
        request('textDocument/completion', {
          textDocument: { uri: 'untitled:Untitled-1' },
          position: { line: 0, character: 0 },
        }),
      expect: null,
    },
    {
      capability: 'completionProvider',
      kind: 'broken',
      title: 'in a template that never closes',
      files: 'variable "port" { default = 80 }\nlocals {\n  x = "http://localhost:${var.$0\n  y = 1\n}\n',
      ask: accepted('port'),
      expect: { newText: 'port', insert: '', replace: '' },
    },
    {
      capability: 'completionProvider',
      kind: 'broken',
      title: 'behind the brace that opens a part of a template, when that brace asks',
      files: 'variable "port" { default = 80 }\nlocals { x = "${$0 }\n',
      ask: async (scene) =>
        ((await triggered('{')(scene)) as List | null)?.items.some(({ label }) => label === 'var.port'),
      expect: true,
    },
    {
      capability: 'completionProvider.resolveProvider',
      kind: 'normal',
      title: 'an attribute',
      files: 'resource "file" "a" {\n  mo$0\n}\n',
      ask: resolved('mode'),
      expect: { kind: 'markdown', value: expect.stringContaining('Permission bits in octal') },
    },
    {
      capability: 'completionProvider.resolveProvider',
      kind: 'normal',
      title: 'a variable, with its value',
      files: 'variable "port" {\n  default     = 8080\n  description = "Where it answers"\n}\nlocals { x = var.$0 }\n',
      ask: resolved('port'),
      expect: { kind: 'markdown', value: expect.stringMatching(/Where it answers.*8080/s) },
    },
    {
      capability: 'completionProvider.resolveProvider',
      kind: 'negative',
      title: 'an item that nothing is known of comes back as it is',
      files: '',
      ask: ({ request }) => request('completionItem/resolve', { label: 'x' }),
      expect: { label: 'x' },
    },
    {
      capability: 'completionProvider.resolveProvider',
      kind: 'broken',
      title: 'a function in a call that never closes',
      files: 'locals {\n  x = max(1, jsonen$0\n}\n',
      ask: resolved('jsonencode'),
      expect: { kind: 'markdown', value: expect.stringContaining('jsonencode(val: any): string') },
    },
    {
      capability: 'completionProvider',
      kind: 'normal',
      title: 'ports, as a list that asks again with the first digit',
      files:
        'resource "service" "a" {\n  ports = [8080]\n}\nresource "service" "b" {\n  health_check {\n    port = $0\n  }\n}\n',
      ask: async (scene) => (await complete(scene))?.isIncomplete,
      expect: true,
    },
    {
      capability: 'completionProvider',
      kind: 'negative',
      title: 'no longer number for one that is being typed',
      files:
        'resource "service" "a" {\n  ports = [8080]\n}\nresource "service" "b" {\n  health_check {\n    port = 80$0\n  }\n}\n',
      ask: goneOn,
      expect: null,
    },
    {
      capability: 'completionProvider',
      kind: 'normal',
      title: 'a name with digits in it goes on',
      files: 'locals {\n  a80 = 1\n  b = local.a80$0\n}\n',
      ask: goneOn,
      expect: expect.objectContaining({ items: [expect.objectContaining({ label: 'a80' })] }),
    },
    {
      capability: 'completionProvider',
      kind: 'negative',
      title: 'nothing when a division is typed',
      files: 'locals {\n  a = 10\n  b = local.a /$0\n}\n',
      ask: triggered('/'),
      expect: null,
    },
    {
      capability: 'inlineCompletionProvider',
      kind: 'normal',
      title: 'the value that the embedded completer would fill in',
      files: 'resource "docker_container" "redis" {\n  image = $0\n}\n',
      ask: inline,
      expect: [
        expect.objectContaining({
          insertText: '"redis:7-alpine"',
          range: { start: { line: 1, character: 10 }, end: { line: 1, character: 10 } },
        }),
      ],
    },
    {
      capability: 'inlineCompletionProvider',
      kind: 'negative',
      title: 'nothing for a service that nobody knows',
      files: 'resource "docker_container" "thing" {\n  image = $0\n}\n',
      ask: inline,
      expect: null,
    },
    {
      capability: 'inlineCompletionProvider',
      kind: 'broken',
      title: 'in quotes and a block that never close',
      files: 'resource "docker_container" "redis" {\n  image = "re$0\n',
      ask: inline,
      expect: [
        {
          insertText: '"redis:7-alpine"',
          range: { start: { line: 1, character: 10 }, end: { line: 1, character: 13 } },
        },
      ],
    },
    {
      capability: 'signatureHelpProvider',
      kind: 'normal',
      title: 'the second argument',
      files: 'locals { x = substr("a", $0) }\n',
      ask: signature,
      expect: {
        signatures: [
          {
            label: 'substr(str: string, offset: number, length: number): string',
            documentation: { kind: 'markdown', value: expect.any(String) },
            parameters: [{ label: [7, 18] }, { label: [20, 34] }, { label: [36, 50] }],
          },
        ],
        activeSignature: 0,
        activeParameter: 1,
      },
    },
    {
      capability: 'signatureHelpProvider',
      kind: 'negative',
      title: 'nothing outside of calls',
      files: 'locals { x = 1$0 }\n',
      ask: signature,
      expect: null,
    },
    {
      capability: 'signatureHelpProvider',
      kind: 'broken',
      title: 'a call that never closes',
      files: 'locals {\n  x = max(1, $0\n}\n',
      ask: signature,
      expect: expect.objectContaining({ activeParameter: 0 }),
    },
  ],
};
