/** Conformance rows of code actions. */
import { expect } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';
import { edited } from '../edited.ts';

const actions = async (scene: Scene, only?: readonly string[]): Promise<readonly CodeAction[]> => {
  const { request, at, uri, diagnostics } = scene;
  const start = at(0).position;
  const known: readonly Diagnostic[] = await diagnostics(uri.slice(scene.uriOf('').replace(/\/?$/, '/').length));
  return (
    (await request<CodeAction[] | null>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start, end: /\$1/.test(scene.text()) ? at(1).position : start },
      context: { diagnostics: known, ...(only !== undefined && { only }) },
    })) ?? []
  );
};

const titles = (only?: readonly string[]) => async (scene: Scene) =>
  (await actions(scene, only)).map(({ kind, title }) => `${kind}: ${title}`);

const carriedOut = (title: string, only?: readonly string[]) => async (scene: Scene) => {
  const found = (await actions(scene, only)).find((each) => each.title.startsWith(title));
  if (found === undefined) return 'there is no such action';
  if (found.edit !== undefined) return 'the edit was there before it was asked for';
  return edited(scene, (await scene.request<CodeAction>('codeAction/resolve', found)).edit);
};

const misspelt = 'resource "file" "a" {\n  pa$0ht    = "a"\n  content = ""\n}\n';

export const group: Group = {
  name: 'actions',
  rows: [
    {
      capability: 'codeActionProvider',
      kind: 'normal',
      title: 'a fix is linked to its diagnostic and preferred',
      files: misspelt,
      ask: async (scene) =>
        (await actions(scene)).map(({ title, isPreferred, diagnostics }) => ({
          title,
          isPreferred,
          solves: diagnostics?.map(({ code }) => code),
        })),
      expect: expect.arrayContaining([
        { title: 'Change `paht` to `path`', isPreferred: true, solves: ['unknown-attribute'] },
      ]),
    },
    {
      capability: 'codeActionProvider',
      kind: 'normal',
      title: 'one kind alone where one is asked for',
      files: 'variable "b$0" {}\nvariable "a" {}\n',
      ask: titles(['source.sort']),
      expect: ['source.sort.clockwork: Sort variables by name'],
    },
    {
      capability: 'codeActionProvider',
      kind: 'normal',
      title: 'what cannot be done is shown with the reason',
      files: 'variable "a$0" {}\noutput "o" { value = var.a }\n',
      ask: async (scene) => (await actions(scene, ['refactor.inline'])).map(({ disabled }) => disabled?.reason),
      expect: ['`var.a` has no default that could stand in its place.'],
    },
    {
      capability: 'codeActionProvider',
      kind: 'negative',
      title: 'nothing between blocks',
      files: 'variable "a" {}\n\n$0\noutput "o" { value = var.a }\n',
      ask: titles(),
      expect: [],
    },
    {
      capability: 'codeActionProvider',
      kind: 'broken',
      title: 'missing attributes of a block that does not parse',
      files: 'resource "file" "a" {$0\n  content = (\n}\n',
      ask: titles(['quickfix']),
      expect: expect.arrayContaining(['quickfix: Add `path`']),
    },
    {
      capability: 'codeActionProvider.resolveProvider',
      kind: 'normal',
      title: 'the edit of a fix',
      files: misspelt,
      ask: carriedOut('Change'),
      expect: { 'main.cw': 'resource "file" "a" {\n  path    = "a"\n  content = ""\n}\n' },
    },
    {
      capability: 'codeActionProvider.resolveProvider',
      kind: 'normal',
      title: 'what is done on saving',
      files: 'variable "a$0" { type = "string" }\noutput "o" { value = var.a }\n',
      ask: carriedOut('Write older forms', ['source.fixAll']),
      expect: { 'main.cw': 'variable "a" { type = string }\noutput "o" { value = var.a }\n' },
    },
    {
      capability: 'codeActionProvider.resolveProvider',
      kind: 'normal',
      title: 'new files of a module',
      files: '$0resource "file" "a" {\n  path    = "a"\n  content = ""\n}\n',
      ask: async (scene) => {
        const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
        const params = {
          textDocument: { uri: scene.uri },
          range,
          context: { diagnostics: [], only: ['refactor.extract'] },
        };
        const [action] = await scene.request<CodeAction[]>('textDocument/codeAction', params);
        return edited(scene, (await scene.request<CodeAction>('codeAction/resolve', action)).edit);
      },
      expect: {
        'create modules/a/main.cw': '',
        'modules/a/main.cw': 'resource "file" "a" {\n  path    = "a"\n  content = ""\n}\n',
        'main.cw': 'module "a" {\n  source = "./modules/a"\n}\n',
      },
    },
    {
      capability: 'codeActionProvider.resolveProvider',
      kind: 'negative',
      title: 'an action that the text does not have any more',
      files: 'variable "a$0" {}\n',
      ask: async ({ request, uri, at }) => {
        const { position } = at();
        const data = { uri, range: { start: position, end: position }, id: 'fix:gone' };
        return (await request<CodeAction>('codeAction/resolve', { title: 'x', data })).edit ?? null;
      },
      expect: null,
    },
    {
      capability: 'codeActionProvider.resolveProvider',
      kind: 'broken',
      title: 'a line more in a block that does not parse',
      files: 'resource "file" "a" {$0\n  content = (\n}\n',
      ask: carriedOut('Add `path`'),
      expect: { 'main.cw': expect.stringContaining('path = ""') },
    },
  ],
};
