/** Lenses for clients that know our commands, for those that know none, and by settings; new results bring new lenses. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import { clientCommands } from '../../server/protocol.ts';
import { clientOn, type LanguageClient } from '../support/language-client.ts';

const record = {
  kind: 'file',
  status: 'applied',
  adopted: false,
  attributes: { path: 'a', content: 'x' },
  outputs: {},
  removal: {},
  claims: [],
  subject: { name: 'a', slug: 'file_a' },
  depends_on: [],
  volatile: {},
};
const state = (status: string) =>
  JSON.stringify({
    version: '1',
    serial: 1,
    lineage: 'l',
    resources: { 'file.a': { ...record, status } },
    outputs: {},
  });
const results = (status: string) =>
  JSON.stringify({
    version: '1',
    resources: {
      'file.a': { at: '2020-01-01T00:00:00.000Z', run: 'r1', command: 'apply', status, step: 'write_file' },
    },
    assertions: {},
  });
const text = 'resource "file" "a" {\n  path    = "a"\n  content = "x"\n}\n';
const files = {
  'main.cw': text,
  '.clockwork/state.json': state('failed'),
  '.clockwork/cache/last-results.json': results('failed'),
};

async function lenses(client: LanguageClient, uri: string): Promise<readonly CodeLens[]> {
  await client.diagnostics(uri, (_, version) => version === 1);
  return (await client.request<CodeLens[] | null>('textDocument/codeLens', { textDocument: { uri } })) ?? [];
}

const titles = (list: readonly CodeLens[]) =>
  list.map(({ command }) => `${command?.title ?? '?'} ${command?.command ?? ''}`);

test('a client that knows no commands is told how things stand, and nothing that it could not carry out', async () => {
  const { client, uri } = await clientOn(files);
  await client.open(uri('main.cw'), text);
  const list = await lenses(client, uri('main.cw'));
  expect(list).toHaveLength(1);
  expect(list[0]?.command?.title).toMatch(/^failed: write_file \d+ days ago$/);
  expect(list[0]?.command?.command).toBe('');
});

test('commands that the client names, and only those', async () => {
  const commands = [clientCommands.plan, clientCommands.openRun, 'some.other'];
  const { client, uri, folder } = await clientOn(files, { initializationOptions: { commands } });
  await client.open(uri('main.cw'), text);
  const list = await lenses(client, uri('main.cw'));
  expect(titles(list)).toEqual([
    'Plan clockwork.plan',
    'Plan clockwork.plan',
    expect.stringMatching(/^failed: write_file \d+ days ago clockwork\.openRun$/),
  ]);
  const project = uri('').replace(/\/$/, '');
  expect(list.map(({ command }) => command?.arguments?.[0])).toEqual([
    { project },
    { project, targets: ['file.a'] },
    { project, run: 'r1', step: 'file.a#write_file' },
  ]);
  expect(project.endsWith(path.basename(folder))).toBe(true);
});

test('settings turn each sort off', async () => {
  const configuration = (section: string) =>
    section === 'clockwork' ? { lenses: { run: false, references: true, results: false } } : null;
  const initializationOptions = { commands: Object.values(clientCommands) };
  const { client, uri } = await clientOn(files, { initializationOptions, configuration });
  await client.open(uri('main.cw'), text);
  const list = await lenses(client, uri('main.cw'));
  expect(list.map(({ command }) => command)).toEqual([undefined]);
});

test('what an apply leaves is seen when the client tells of the file', async () => {
  const { client, uri, folder } = await clientOn(files);
  await client.open(uri('main.cw'), text);
  await lenses(client, uri('main.cw'));
  fs.writeFileSync(path.join(folder, '.clockwork/state.json'), state('applied'));
  fs.writeFileSync(path.join(folder, '.clockwork/cache/last-results.json'), results('succeeded'));
  const changes = ['.clockwork/state.json', '.clockwork/cache/last-results.json'].map((name) => ({
    uri: uri(name),
    type: 2,
  }));
  await client.notify('workspace/didChangeWatchedFiles', { changes });
  await client.until(
    () => client.requests.find(({ method }) => method === 'workspace/codeLens/refresh'),
    'lenses to be asked for again',
  );
  const [first] = await lenses(client, uri('main.cw'));
  expect(first?.command?.title).toMatch(/^applied \d+ days ago$/);
});
