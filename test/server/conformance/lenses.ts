/** Conformance rows of code lenses. */
import { expect } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import { clientCommands } from '../../../server/protocol.ts';
import type { Group, Scene } from '../conformance-kit.ts';

const lensesOf = async ({ request, uri }: Pick<Scene, 'request' | 'uri'>) =>
  (await request<CodeLens[] | null>('textDocument/codeLens', { textDocument: { uri } })) ?? [];

/** `line: title targets` of those that carry a command. */
const commands = async (scene: Scene) =>
  (await lensesOf(scene)).flatMap(({ range, command }) => {
    if (command === undefined) return [];
    const [first] = (command.arguments ?? []) as readonly { readonly targets?: readonly string[] }[];
    return [[`${range.start.line}: ${command.title}`, ...(first?.targets ?? [])].join(' ')];
  });

/** `line: title` of those that are resolved. */
const references = async (scene: Scene) => {
  const open = (await lensesOf(scene)).filter(({ command }) => command === undefined);
  const resolved = await Promise.all(open.map((lens) => scene.request<CodeLens>('codeLens/resolve', lens)));
  return resolved.map(({ range, command }) => {
    const [shown] = (command?.arguments ?? []) as readonly { readonly locations: readonly unknown[] }[];
    return `${range.start.line}: ${command?.title} ${command?.command} ${shown?.locations.length}`;
  });
};

export const group: Group = {
  name: 'lenses',
  initializationOptions: { commands: Object.values(clientCommands) },
  rows: [
    {
      capability: 'codeLensProvider',
      kind: 'normal',
      title: 'commands on the file and on a resource',
      files: 'resource "file" "a" {\n  path = "a"\n  assert "file_exists" {}\n}\n',
      ask: commands,
      expect: [
        '0: Plan',
        '0: Build',
        '0: Apply',
        '0: Assert',
        '0: Plan file.a',
        '0: Build file.a',
        '0: Apply file.a',
        '0: Assert file.a',
      ],
    },
    {
      capability: 'codeLensProvider',
      kind: 'normal',
      title: 'how a resource stands, by the state on disk',
      files: {
        'main.cw': 'resource "file" "a" {\n  path = "a"$0\n}\n',
        '.clockwork/state.json': JSON.stringify({
          version: '1',
          serial: 1,
          lineage: 'l',
          resources: {
            'file.a': {
              kind: 'file',
              status: 'failed',
              adopted: false,
              attributes: {},
              outputs: {},
              removal: {},
              claims: [],
              subject: { name: 'a', slug: 'file_a' },
              depends_on: [],
              volatile: {},
            },
          },
          outputs: {},
        }),
      },
      ask: commands,
      expect: expect.arrayContaining(['0: failed']),
    },
    {
      capability: 'codeLensProvider',
      kind: 'negative',
      title: 'a file of values has none',
      files: { 'clockwork.cwvars': 'a = 1$0\n', 'main.cw': 'variable "a" {}\n' },
      ask: commands,
      expect: [],
    },
    {
      capability: 'codeLensProvider',
      kind: 'broken',
      title: 'a block that is not closed keeps those before it',
      files: 'resource "file" "a" {\n  path = "a"\n}\nresource "file" "b" {\n  path = \n',
      ask: commands,
      expect: expect.arrayContaining(['0: Plan file.a']),
    },
    {
      capability: 'codeLensProvider.resolveProvider',
      kind: 'normal',
      title: 'references are counted, with where they are',
      files: 'variable "a" {}\noutput "b" { value = [var.a, var.a] }\nvariable "c" {}\n',
      ask: references,
      expect: ['0: 2 references clockwork.showReferences 2', '2: no references clockwork.showReferences 0'],
    },
    {
      capability: 'codeLensProvider.resolveProvider',
      kind: 'negative',
      title: 'a lens that is not ours comes back as it was',
      files: 'variable "a" {}\n',
      ask: ({ request }) =>
        request('codeLens/resolve', {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          data: { uri: 7 },
        }),
      expect: expect.not.objectContaining({ command: expect.anything() }),
    },
    {
      capability: 'codeLensProvider.resolveProvider',
      kind: 'broken',
      title: 'a reference in a block that is not closed counts',
      files: 'variable "a" {}\noutput "b" {\n  value = var.a\n',
      ask: references,
      expect: ['0: 1 reference clockwork.showReferences 1'],
    },
  ],
};
