/** A server that opens a pipe waits for somebody to write to it, and so does everybody else. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createFileSystem } from '../../core/adapters/file-system.ts';
import { createProjects } from '../../core/engine/projects.ts';
import { ordinaryFiles } from '../../server/ordinary-files.ts';
import { fixtureFacts } from '../support/ide.ts';
import { clientOn } from '../support/language-client.ts';
import { loadParser } from '../support/parser.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const wrong = 'output "o" { value = var.none }\n';
const pipe = (folder: string, name: string) => execFileSync('mkfifo', [path.join(folder, name)]);

test('pipes and devices are refused, also behind links; files, and what is not there, are as they are', () => {
  const folder = tempFolder();
  writeFiles(folder, { 'a.cw': 'a' });
  pipe(folder, 'pipe');
  fs.symlinkSync(path.join(folder, 'pipe'), path.join(folder, 'link'));
  const files = ordinaryFiles(createFileSystem());
  for (const name of ['pipe', 'link']) expect(files.read(path.join(folder, name))).toMatchObject({ code: 'EINVAL' });
  expect(files.read('/dev/zero')).toMatchObject({ code: 'EINVAL' });
  expect(files.read(path.join(folder, 'a.cw'))).toEqual(Buffer.from('a'));
  expect(files.read(path.join(folder, 'none'))).toMatchObject({ code: 'ENOENT' });
  expect(files.read(folder)).toMatchObject({ code: 'EISDIR' });
});

test('pipes that are called like sources, or lie where the command line leaves its results, hold nothing up', async () => {
  const { client, folder, uri } = await clientOn({});
  writeFiles(folder, { 'a/main.cw': wrong, 'b/main.cw': wrong, '.clockwork/cache/none': '' });
  fs.mkdirSync(path.join(folder, 'c'));
  for (const name of ['a/x.cw', 'c/y.cw', '.clockwork/state.json']) pipe(folder, name);
  fs.symlinkSync('/dev/zero', path.join(folder, 'b', 'zero.cw'));
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri(''), type: 2 }] });
  for (const name of ['a/main.cw', 'b/main.cw']) {
    const items = await client.diagnostics(uri(name), (list) => list.length > 0);
    expect(items.map(({ code }) => code)).toEqual(['unknown-reference']);
  }
  await client.open(uri('main.cw'), wrong);
  const textDocument = { uri: uri('main.cw') };
  expect(await client.request('textDocument/codeLens', { textDocument })).toBeInstanceOf(Array);
});

test('a source that no editor could read in time is named, and the others are read', async () => {
  await loadParser();
  const folder = tempFolder();
  writeFiles(folder, { 'main.cw': wrong, 'big.cw': '', 'm/main.cw': '' });
  fs.truncateSync(path.join(folder, 'big.cw'), 200_000_000);
  const { read, ...others } = createFileSystem();
  const seen: string[] = [];
  const projects = createProjects({
    files: {
      ...others,
      read: (file) => {
        seen.push(path.basename(file));
        return read(file);
      },
    },
    facts: () => fixtureFacts,
    env: {},
    changed: () => undefined,
    dropped: () => undefined,
  });
  projects.setFolders([folder]);
  for (const _ of projects.scan());
  const workspace = projects.of(path.join(folder, 'main.cw'))[0]?.workspace;
  const found = () => workspace?.snapshot().diagnostics.map(({ code, place }) => `${place?.file}: ${code}`);
  expect(found()).toEqual(['big.cw: unreadable-file', 'main.cw: unknown-reference']);
  expect(seen).not.toContain('big.cw');
  projects.lay(path.join(folder, 'big.cw'), 'x'.repeat(11_000_000));
  expect(found()).toEqual(['big.cw: unreadable-file', 'main.cw: unknown-reference']);
  projects.lay(path.join(folder, 'big.cw'), 'variable "none" {}\n');
  expect(found()).toEqual([]);
});
