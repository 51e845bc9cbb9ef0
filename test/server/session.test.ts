/** The server as it is started: over standard streams, by the launcher, over Node's own channel; and a first session. */
import { fork, spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { InitializeResult } from 'vscode-languageserver';
import { build } from '../../scripts/build.mjs';
import { clientOn, startClient } from '../support/language-client.ts';

const root = path.join(import.meta.dirname, '..', '..');
const launcher = path.join(root, 'bin', 'clockwork');

beforeAll(async () => {
  await build();
});

/** Messages as they go over a stream. */
function wire(...messages: readonly object[]): string {
  return messages
    .map((message) => JSON.stringify({ jsonrpc: '2.0', ...message }))
    .map((body) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    .join('');
}

const initialize = { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } };

test('documents, diagnostics and the outline', async () => {
  const { client, uri } = await clientOn({ 'main.cw': 'output "o" { value = var.x }\n' });
  expect(client.result.serverInfo?.name).toBe('clockwork');
  expect(client.result.capabilities.positionEncoding).toBe('utf-16');
  const main = uri('main.cw');
  expect((await client.diagnostics(main)).map(({ code }) => code)).toEqual(['unknown-reference']);
  await client.open(main, 'variable "x" {}\noutput "o" { value = var.x }\n');
  expect(await client.diagnostics(main, (items) => items.length === 0)).toEqual([]);
  const symbols = await client.request<{ name: string }[]>('textDocument/documentSymbol', {
    textDocument: { uri: main },
  });
  expect(symbols.map(({ name }) => name)).toEqual(['x', 'o']);
  expect(await client.stop()).toBe(0);
});

test.each([[['lsp']], [['lsp', '--stdio']]] as const)('`clockwork %j` speaks over standard streams', async (words) => {
  const client = await startClient({ command: [launcher, ...words] });
  expect(client.result.serverInfo?.name).toBe('clockwork');
  expect(await client.stop()).toBe(0);
});

test('`clockwork lsp --help` says how it is started, and starts nothing', () => {
  const run = spawnSync(launcher, ['lsp', '--help'], { encoding: 'utf8' });
  expect(run.stdout).toMatch(/^Usage: clockwork lsp /);
  expect(run.status).toBe(0);
});

test('over the channel of a parent that is Node, as the extension starts it', async () => {
  const child = fork(path.join(root, 'dist', 'server', 'main.js'), ['--node-ipc'], { silent: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const result = await connection.sendRequest<InitializeResult>('initialize', initialize.params);
  expect(result.serverInfo?.name).toBe('clockwork');
  const code = new Promise((resolve) => child.on('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await code).toBe(0);
});

test('text that is no message is passed over', () => {
  const body = '{ "no": json';
  const run = spawnSync(launcher, ['lsp', '--stdio'], {
    encoding: 'utf8',
    input: `Content-Length: ${body.length}\r\n\r\n${body}${wire({ method: 7 }, { id: {}, method: 'x' }, initialize, { method: 'exit' })}`,
  });
  expect(run.status).toBe(1);
  expect(run.error).toBeUndefined();
});
