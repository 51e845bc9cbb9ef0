/** Edits that the server makes fit the files that there are: of several projects, and as they are on disk by now. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CodeAction, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { clientOn, fullCapabilities } from '../support/language-client.ts';
import { withTextEdits } from './edited.ts';

/** A client that does not watch files: what others change on disk is never told. */
const unwatched = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, didChangeWatchedFiles: {}, fileOperations: { willRename: true } },
};

const files = {
  'one/main.cw': 'module "a" {\n  source = "../shared"\n  size   = 1\n  gone   = 2\n}\n',
  'two/main.cw': 'module "b" {\n  source = "../shared"\n  size   = 1\n  gone   = 2\n}\n',
  'shared/main.cw': 'variable "size" {}\nvariable "gone" {}\nlocals { a = var.size }\noutput "o" { value = local.a }\n',
};

async function openShared() {
  const { client, folder, uri } = await clientOn(files, { capabilities: unwatched });
  await client.open(uri('shared/main.cw'), files['shared/main.cw']);
  await client.diagnostics(uri('shared/main.cw'), (items) => items.length > 0);
  /** The files of an edit as they are with it, by path; on disk, where they are not open. */
  const applied = (edit: WorkspaceEdit | null | undefined) =>
    Object.fromEntries(
      (edit?.documentChanges ?? []).map((each) => {
        const { textDocument, edits } = each as TextDocumentEdit;
        const name = Object.keys(files).find((one) => uri(one) === textDocument.uri) ?? textDocument.uri;
        return [name, withTextEdits(fs.readFileSync(path.join(folder, name), 'utf8'), edits as never)];
      }),
    );
  const put = (name: keyof typeof files, text: string) => fs.writeFileSync(path.join(folder, name), text);
  return { client, uri, applied, put };
}

const later = `# A line that nobody told of.\n${files['one/main.cw']}`;

test('a rename fits a file that was changed on disk without a word', async () => {
  const { client, uri, applied, put } = await openShared();
  put('one/main.cw', later);
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: uri('shared/main.cw') },
    position: { line: 0, character: 10 },
    newName: 'many',
  });
  expect(applied(edit)).toMatchObject({
    'one/main.cw': later.replace('size', 'many'),
    'two/main.cw': files['two/main.cw'].replace('size', 'many'),
  });
});

test('a name that came on disk without a word is not overwritten', async () => {
  const { client, uri, applied, put } = await openShared();
  put('one/main.cw', 'locals {}\n');
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: uri('shared/main.cw') },
    position: { line: 0, character: 10 },
    newName: 'many',
  });
  expect(Object.keys(applied(edit)).sort()).toEqual(['shared/main.cw', 'two/main.cw']);
});

test('a moved folder is followed in a file that was changed on disk without a word', async () => {
  const { client, uri, applied, put } = await openShared();
  put('one/main.cw', later);
  const edit = await client.request<WorkspaceEdit>('workspace/willRenameFiles', {
    files: [{ oldUri: uri('shared'), newUri: uri('lib') }],
  });
  expect(applied(edit)).toEqual({
    'one/main.cw': later.replace('../shared', '../lib'),
    'two/main.cw': files['two/main.cw'].replace('../shared', '../lib'),
  });
});

test('what nothing uses goes from all projects that give it a value', async () => {
  const { client, uri, applied, put } = await openShared();
  put('two/main.cw', `\n${files['two/main.cw']}`);
  const at = { line: 1, character: 12 };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: uri('shared/main.cw') },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  const remove = actions.find(({ title }) => title === 'Remove `var.gone`');
  const { edit } = await client.request<CodeAction>('codeAction/resolve', remove);
  expect(applied(edit)).toEqual({
    'shared/main.cw': files['shared/main.cw'].replace('variable "gone" {}\n', ''),
    'one/main.cw': files['one/main.cw'].replace('  gone   = 2\n', ''),
    'two/main.cw': `\n${files['two/main.cw'].replace('  gone   = 2\n', '')}`,
  });
});
