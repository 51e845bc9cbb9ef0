/** Conformance rows of files and folders that the client creates, renames or deletes by itself. */
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Group, Row, Scene } from '../conformance-kit.ts';

const wrong = 'output "o" { value = var.none }\n';
const codes = async (scene: Scene, file: string, length: (count: number) => boolean) =>
  (await scene.diagnostics(file, (list) => length(list.length))).map(({ code }) => code);
const some = (count: number) => count > 0;
const none = (count: number) => count === 0;

/** What `documentSymbol` answers for a file: null where there is none. */
const outline = (scene: Scene, file: string) =>
  scene.request('textDocument/documentSymbol', { textDocument: { uri: scene.uriOf(file) } });

const written = (scene: Scene, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(scene.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
};

const created: readonly Row[] = [
  {
    capability: 'workspace.fileOperations.didCreate',
    kind: 'normal',
    title: 'a folder with a project in it',
    files: { 'main.cw': '' },
    ask: async (scene) => {
      written(scene, { 'new/main.cw': wrong });
      await scene.client.notify('workspace/didCreateFiles', { files: [{ uri: scene.uriOf('new') }] });
      return codes(scene, 'new/main.cw', some);
    },
    expect: ['unknown-reference'],
  },
  {
    capability: 'workspace.fileOperations.didCreate',
    kind: 'negative',
    title: 'what is not there after all',
    files: { 'main.cw': '' },
    ask: async (scene) => {
      await scene.client.notify('workspace/didCreateFiles', { files: [{ uri: scene.uriOf('absent/main.cw') }] });
      return outline(scene, 'absent/main.cw');
    },
    expect: null,
  },
  {
    capability: 'workspace.fileOperations.didCreate',
    kind: 'broken',
    title: 'a file that does not parse',
    files: { 'main.cw': '' },
    ask: async (scene) => {
      written(scene, { 'more.cw': 'locals {\n' });
      await scene.client.notify('workspace/didCreateFiles', { files: [{ uri: scene.uriOf('more.cw') }] });
      return codes(scene, 'more.cw', some);
    },
    expect: expect.arrayContaining(['unclosed-block']),
  },
];

const renamed: readonly Row[] = [
  {
    capability: 'workspace.fileOperations.didRename',
    kind: 'normal',
    title: 'the folder of a module: its problems are where it is now',
    files: {
      'main.cw': 'module "m" { source = "./b" }$0\n',
      'a/x.cw': wrong,
    },
    ask: async (scene) => {
      await scene.diagnostics('a/x.cw', (list) => list.length > 0);
      fs.renameSync(path.join(scene.folder, 'a'), path.join(scene.folder, 'b'));
      await scene.client.notify('workspace/didRenameFiles', {
        files: [{ oldUri: scene.uriOf('a'), newUri: scene.uriOf('b') }],
      });
      return [await codes(scene, 'a/x.cw', none), (await codes(scene, 'b/x.cw', some)).includes('unknown-reference')];
    },
    expect: [[], true],
  },
  {
    capability: 'workspace.fileOperations.didRename',
    kind: 'negative',
    title: 'to a name that is none of ours',
    files: { 'main.cw': '', 'a/x.cw': wrong },
    ask: async (scene) => {
      await scene.diagnostics('a/x.cw', (list) => list.length > 0);
      fs.renameSync(path.join(scene.folder, 'a', 'x.cw'), path.join(scene.folder, 'a', 'x.txt'));
      await scene.client.notify('workspace/didRenameFiles', {
        files: [{ oldUri: scene.uriOf('a/x.cw'), newUri: scene.uriOf('a/x.txt') }],
      });
      return [await codes(scene, 'a/x.cw', none), await outline(scene, 'a/x.txt')];
    },
    expect: [[], null],
  },
  {
    capability: 'workspace.fileOperations.didRename',
    kind: 'broken',
    title: 'a file that does not parse',
    files: { 'main.cw': '', 'a/x.cw': 'locals {\n' },
    ask: async (scene) => {
      await scene.diagnostics('a/x.cw', (list) => list.length > 0);
      fs.renameSync(path.join(scene.folder, 'a', 'x.cw'), path.join(scene.folder, 'a', 'y.cw'));
      await scene.client.notify('workspace/didRenameFiles', {
        files: [{ oldUri: scene.uriOf('a/x.cw'), newUri: scene.uriOf('a/y.cw') }],
      });
      return [await codes(scene, 'a/x.cw', none), await codes(scene, 'a/y.cw', some)];
    },
    expect: [[], expect.arrayContaining(['unclosed-block'])],
  },
];

const deleted: readonly Row[] = [
  {
    capability: 'workspace.fileOperations.didDelete',
    kind: 'normal',
    title: 'a folder, with the problems in it',
    files: { 'main.cw': '', 'a/main.cw': wrong },
    ask: async (scene) => {
      await scene.diagnostics('a/main.cw', (list) => list.length > 0);
      fs.rmSync(path.join(scene.folder, 'a'), { recursive: true });
      await scene.client.notify('workspace/didDeleteFiles', { files: [{ uri: scene.uriOf('a') }] });
      return [await codes(scene, 'a/main.cw', none), await outline(scene, 'a/main.cw')];
    },
    expect: [[], null],
  },
  {
    capability: 'workspace.fileOperations.didDelete',
    kind: 'negative',
    title: 'of a file that is open: its text holds',
    files: { 'main.cw': wrong },
    ask: async (scene) => {
      fs.rmSync(path.join(scene.folder, 'main.cw'));
      await scene.client.notify('workspace/didDeleteFiles', { files: [{ uri: scene.uri }] });
      await scene.client.change(scene.uri, 2, `${wrong}# more\n`);
      const items = await scene.client.diagnostics(scene.uri, (_, version) => version === 2);
      return items.map(({ code }) => code);
    },
    expect: ['unknown-reference'],
  },
  {
    capability: 'workspace.fileOperations.didDelete',
    kind: 'broken',
    title: 'the file that did not parse',
    files: { 'main.cw': '', 'bad.cw': 'locals {\n' },
    ask: async (scene) => {
      await scene.diagnostics('bad.cw', (list) => list.length > 0);
      fs.rmSync(path.join(scene.folder, 'bad.cw'));
      await scene.client.notify('workspace/didDeleteFiles', { files: [{ uri: scene.uriOf('bad.cw') }] });
      return codes(scene, 'bad.cw', none);
    },
    expect: [],
  },
];

export const group: Group = { name: 'files and folders', rows: [...created, ...renamed, ...deleted] };
