/** Conformance rows of rename and of moved folders. */
import { expect } from 'vitest';
import type { PrepareRenameResult, WorkspaceEdit } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';
import { edited, refusal } from '../edited.ts';

const rename = (newName: string) => async (scene: Scene) =>
  edited(scene, await scene.request<WorkspaceEdit | null>('textDocument/rename', { ...scene.at(), newName }));

const prepare = async ({ request, at, textIn }: Scene) => {
  const answer = await request<PrepareRenameResult | null>('textDocument/prepareRename', at());
  return answer !== null && 'placeholder' in answer ? `${answer.placeholder} at ${textIn(answer.range)}` : answer;
};

const move = (from: string, to: string) => async (scene: Scene) =>
  edited(
    scene,
    await scene.request<WorkspaceEdit | null>('workspace/willRenameFiles', {
      files: [{ oldUri: scene.uriOf(from), newUri: scene.uriOf(to) }],
    }),
  );

const module = {
  'main.cw': 'module "db" {\n  source = "./db"$0\n}\n',
  'db/main.cw': 'locals {}\n',
};

export const group: Group = {
  name: 'rename',
  rows: [
    {
      capability: 'renameProvider',
      kind: 'normal',
      title: 'a variable in two files, of which one is closed',
      files: { 'main.cw': 'variable "a$0" {}\noutput "o" { value = var.a }\n', 'clockwork.cwvars': 'a = "é😀"\n' },
      ask: rename('b'),
      expect: { 'main.cw': 'variable "b" {}\noutput "o" { value = var.b }\n', 'clockwork.cwvars': 'b = "é😀"\n' },
    },
    {
      capability: 'renameProvider',
      kind: 'normal',
      title: 'a variable with a value in a file that nothing loads by itself',
      files: { 'main.cw': 'variable "a$0" {}\noutput "o" { value = var.a }\n', 'prod.cwvars': 'a = 1\n' },
      ask: rename('b'),
      expect: { 'main.cw': 'variable "b" {}\noutput "o" { value = var.b }\n', 'prod.cwvars': 'b = 1\n' },
    },
    {
      capability: 'renameProvider',
      kind: 'normal',
      title: 'what was applied is moved, after a question',
      files: {
        'main.cw': 'resource "file" "a$0" {\n  path    = "a"\n  content = ""\n}\n',
        '.clockwork/state.json': '{ "resources": { "file.a": {} } }',
      },
      ask: rename('b'),
      expect: {
        'main.cw': expect.stringContaining('moved {\n  from = file.a\n  to   = file.b\n}'),
        'asks first': 'Keep what was applied',
      },
    },
    {
      capability: 'renameProvider',
      kind: 'negative',
      title: 'a name that is taken is refused with the reason',
      files: 'variable "a$0" {}\nvariable "b" {}\n',
      ask: (scene) => refusal(rename('b')(scene)),
      expect: 'There is a `var.b` in this module already.',
    },
    {
      capability: 'renameProvider',
      kind: 'broken',
      title: 'a use in an expression that is not finished',
      files: 'variable "a$0" {}\noutput "o" {\n  value = var.a +\n',
      ask: rename('b'),
      expect: { 'main.cw': 'variable "b" {}\noutput "o" {\n  value = var.b +\n' },
    },
    {
      capability: 'renameProvider.prepareProvider',
      kind: 'normal',
      title: 'the name alone, without its quotes',
      files: 'resource "file" "na$0me" {}\n',
      ask: prepare,
      expect: 'name at name',
    },
    {
      capability: 'renameProvider.prepareProvider',
      kind: 'negative',
      title: 'a keyword',
      files: 'resour$0ce "file" "name" {}\n',
      ask: (scene) => refusal(prepare(scene)),
      expect: 'Only what a project declares can be renamed: this is no such name.',
    },
    {
      capability: 'renameProvider.prepareProvider',
      kind: 'broken',
      title: 'the label of a block that is not closed',
      files: 'resource "file" "na$0me" {\n  path =',
      ask: prepare,
      expect: 'name at name',
    },
    {
      capability: 'workspace.fileOperations.willRename',
      kind: 'normal',
      title: 'the folder of a module',
      files: module,
      ask: move('db', 'modules/database'),
      expect: { 'main.cw': 'module "db" {\n  source = "./modules/database"\n}\n' },
    },
    {
      capability: 'workspace.fileOperations.willRename',
      kind: 'negative',
      title: 'a folder that nothing names',
      files: module,
      ask: move('images', 'pictures'),
      expect: null,
    },
    {
      capability: 'workspace.fileOperations.willRename',
      kind: 'broken',
      title: 'a source beside broken text',
      files: { ...module, 'main.cw': 'module "db" {\n  source = "./db"$0\n  x =\n' },
      ask: move('db', 'data'),
      expect: { 'main.cw': 'module "db" {\n  source = "./data"\n  x =\n' },
    },
  ],
};
