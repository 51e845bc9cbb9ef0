/** Protocol hygiene over the real protocol: sessions in and out of order, documents and folders as real clients have them. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnostic, DocumentSymbol } from 'vscode-languageserver';
import {
  clientOn,
  fullCapabilities,
  type LanguageClient,
  pullingCapabilities,
  startClient,
  uriOf,
} from '../support/language-client.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const codes = (items: readonly Diagnostic[]) => items.map(({ code }) => code);
const isEmpty = (items: readonly Diagnostic[]) => items.length === 0;
const names = async (client: LanguageClient, uri: string) => {
  const symbols = await client.request<DocumentSymbol[] | null>('textDocument/documentSymbol', {
    textDocument: { uri },
  });
  return symbols?.map(({ name }) => name) ?? null;
};
const error = async (answer: Promise<unknown>) => {
  try {
    return { answer: await answer };
  } catch (thrown) {
    const { code, message } = thrown as { code: number; message: string };
    return { code, message };
  }
};
const raw = async () => {
  const client = await startClient({ raw: true });
  onTestFinished(async () => void (await client.stop()));
  return client;
};
const initialize = { processId: null, rootUri: null, capabilities: {} };

describe('a session', () => {
  test('requests before initialize are refused, notifications are dropped', async () => {
    const client = await raw();
    await client.open('file:///x/a.cw', 'variable "early" {}\n');
    expect(await error(client.request('textDocument/hover', {}))).toMatchObject({ code: -32002 });
    expect(await error(client.request('shutdown'))).toMatchObject({ code: -32002 });
    await client.request('initialize', initialize);
    expect(await names(client, 'file:///x/a.cw')).toBeNull();
  });

  test('a second initialize is refused, and the first goes on to hold', async () => {
    const { client, uri } = await clientOn({ 'main.cw': 'variable "a" {}\n' });
    expect(await error(client.request('initialize', initialize))).toMatchObject({ code: -32600 });
    await client.diagnostics(uri('main.cw'));
    expect(await names(client, uri('main.cw'))).toEqual(['a']);
  });

  test('a client that says nothing of itself is served', async () => {
    const client = await raw();
    const result = await client.request<{ serverInfo: { name: string } }>('initialize', { processId: null });
    expect(result.serverInfo.name).toBe('clockwork');
    await client.open('untitled:a', 'variable "a" {}\n');
    await client.notify('initialized', {});
    await client.open('untitled:a', 'variable "a" {}\n');
    expect(await names(client, 'untitled:a')).toEqual(['a']);
  });

  test('unknown methods are not found, unknown notifications are passed over', async () => {
    const { client } = await clientOn({ 'main.cw': '' });
    expect(await error(client.request('clockwork/unheard', {}))).toMatchObject({ code: -32601 });
    expect(await error(client.request('$/unheard', {}))).toMatchObject({ code: -32601 });
    await client.notify('clockwork/unheard', {});
    await client.notify('$/unheard', {});
    expect(await client.stop()).toBe(0);
  });

  test('requests without sense are answered as errors, and the session goes on', async () => {
    const { client, uri } = await clientOn({ 'main.cw': 'variable "a" {}\n' });
    for (const params of [{}, { textDocument: null }, { textDocument: { uri: 7 } }, [1, 2]]) {
      const answer = await error(client.request('textDocument/documentSymbol', params));
      expect(answer).toHaveProperty('code');
    }
    await client.notify('textDocument/didOpen', {});
    await client.notify('textDocument/didChange', { textDocument: { uri: uri('main.cw') } });
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'nonsense', type: 9 }] });
    await client.open(uri('main.cw'), 'variable "b" {}\n');
    expect(await names(client, uri('main.cw'))).toEqual(['b']);
  });

  test('exit codes: 0 after shutdown, 1 without', async () => {
    const orderly = await startClient();
    expect(await orderly.stop()).toBe(0);
    const sudden = await startClient();
    await sudden.notify('exit');
    expect(await sudden.exited).toBe(1);
    const early = await startClient({ raw: true });
    await early.notify('exit');
    expect(await early.exited).toBe(1);
  });

  test('after shutdown requests are refused', async () => {
    const client = await raw();
    await client.request('initialize', initialize);
    await client.request('shutdown');
    expect(await error(client.request('textDocument/hover', {}))).toMatchObject({ code: -32600 });
    await client.notify('exit');
    expect(await client.exited).toBe(0);
  });

  test('ends when its client closes the streams, or is gone', async () => {
    const closed = await startClient();
    closed.child.stdin?.end();
    expect(await closed.exited).toBe(1);
    const parent = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    const { pid } = parent;
    const orphan = await startClient({ processId: pid ?? null });
    expect(await orphan.exited).toBe(1);
  });

  test('ends when nobody reads what it writes, and what it logs', async () => {
    const client = await startClient();
    client.child.stdout?.destroy();
    client.child.stderr?.destroy();
    await client.open('untitled:a', 'nonsense {');
    expect(await client.exited).toBe(1);
  });

  test('a request that is cancelled is answered as such', async () => {
    const client = await startClient({ raw: true });
    onTestFinished(async () => void (await client.stop()));
    await client.request('initialize', initialize);
    const { stdin } = client.child;
    const answers: { id?: unknown; error?: { code: number } }[] = [];
    client.connection.onUnhandledNotification(() => undefined);
    // By hand: a request and its cancellation in one write, so that the request is still waiting for its turn.
    const said = (message: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    let seen = '';
    client.child.stdout?.on('data', (bytes: Buffer) => {
      seen += bytes.toString();
      for (const found of seen.matchAll(/\{"jsonrpc":"2\.0","id":"mine".*?\}\}/g)) answers.push(JSON.parse(found[0]));
    });
    const busy = Array.from({ length: 20 }, (_, i) =>
      said({ id: `b${i}`, method: 'textDocument/documentSymbol', params: { textDocument: { uri: 'file:///x.cw' } } }),
    ).join('');
    stdin?.write(
      busy +
        said({ id: 'mine', method: 'workspace/symbol', params: { query: '' } }) +
        said({ method: '$/cancelRequest', params: { id: 'mine' } }),
    );
    await client.request('textDocument/documentSymbol', { textDocument: { uri: 'file:///x.cw' } });
    expect(answers[0]?.error?.code).toBe(-32800);
  });
});

describe('documents', () => {
  test('UTF-16 positions: astral and combining characters before what is wrong', async () => {
    const { client, uri } = await clientOn({ 'main.cw': '' });
    await client.open(uri('main.cw'), 'locals { a = "😀e\u0301${var.none}" }\n');
    const wrong = (items: readonly Diagnostic[]) => items.filter(({ code }) => code === 'unknown-reference');
    const [first] = wrong(await client.diagnostics(uri('main.cw'), (items) => wrong(items).length > 0));
    const { start } = first?.range ?? { start: { line: -1, character: -1 } };
    expect('locals { a = "😀e\u0301${var.none}" }'.slice(start.character)).toMatch(/^(var\.)?none/);
    await client.change(uri('main.cw'), 2, [
      { range: { start: { line: 0, character: 14 }, end: { line: 0, character: 16 } }, text: '' },
    ]);
    const [moved] = wrong(await client.diagnostics(uri('main.cw'), (_, version) => version === 2));
    expect(moved?.range.start.character).toBe(start.character - 2);
  });

  test('CRLF and byte order marks', async () => {
    const { client, uri } = await clientOn({ 'main.cw': '\ufeffvariable "a" {}\r\noutput "o" { value = var.b }\r\n' });
    const [first] = await client.diagnostics(uri('main.cw'), (items) =>
      items.some(({ code }) => code === 'unknown-reference'),
    );
    expect(first).toBeDefined();
    await client.open(uri('main.cw'), '\ufefflocals {}\r\nvariable "a" {}\r\n');
    await client.change(uri('main.cw'), 2, [
      { range: { start: { line: 1, character: 10 }, end: { line: 1, character: 11 } }, text: 'z' },
    ]);
    expect((await names(client, uri('main.cw')))?.includes('z')).toBe(true);
  });

  test('changes out of order and twice', async () => {
    const { client, uri } = await clientOn({ 'main.cw': '' });
    const main = uri('main.cw');
    const insert = (line: number, text: string) => [
      { range: { start: { line, character: 0 }, end: { line, character: 0 } }, text },
    ];
    await client.open(main, '', 1);
    await client.change(main, 3, insert(1, 'variable "three" {}\n'));
    await client.change(main, 2, insert(0, 'variable "two" {}\n'));
    await client.change(main, 2, insert(0, 'variable "two" {}\n'));
    await client.change(main, 4, insert(2, 'variable "four" {}\n'));
    expect(await names(client, main)).toEqual(['two', 'three', 'four']);
  });

  test('opened twice, changed when it is not open, closed twice', async () => {
    const { client, uri } = await clientOn({ 'main.cw': 'variable "disk" {}\n' });
    const main = uri('main.cw');
    await client.change(main, 9, 'variable "nobody" {}\n');
    await client.diagnostics(main);
    expect(await names(client, main)).toEqual(['disk']);
    await client.open(main, 'variable "first" {}\n', 4);
    await client.open(main, 'variable "second" {}\n', 1);
    await client.change(main, 2, 'variable "third" {}\n');
    expect(await names(client, main)).toEqual(['third']);
    await client.close(main);
    await client.close(main);
    expect(await names(client, main)).toEqual(['disk']);
  });

  test('one that was never saved', async () => {
    const { client } = await clientOn({});
    const uri = 'untitled:Untitled-1';
    await client.open(uri, 'output "o" { value = var.none }\n');
    expect(codes(await client.diagnostics(uri, (items) => items.length > 0))).toEqual(['unknown-reference']);
    expect(await names(client, uri)).toEqual(['o']);
    await client.close(uri);
    await client.diagnostics(uri, isEmpty);
    expect(await names(client, uri)).toBeNull();
  });

  test('one outside of all folders, and no folder at all', async () => {
    const outside = writeFiles(tempFolder(), {
      'main.cw': 'module "m" { source = "./m" }\n',
      'm/x.cw': 'variable "must" {}\n',
    });
    const { client } = await clientOn({ 'main.cw': '' }, { folders: null });
    const main = uriOf(outside, 'main.cw');
    await client.open(main, 'module "m" { source = "./m" }\n');
    const found = await client.diagnostics(main, (items) => items.length > 0);
    expect(found.some(({ message }) => String(message).includes('must'))).toBe(true);
    await client.close(main);
    await client.diagnostics(main, isEmpty);
  });

  test('50,000 lines, and blocks nested very deep', async () => {
    const { client, uri } = await clientOn({ 'main.cw': '', 'deep/main.cw': '' });
    const many = Array.from({ length: 12_500 }, (_, i) => `locals {\n  v${i} = ${i}\n}\n\n`).join('');
    await client.open(uri('main.cw'), many);
    await client.change(uri('main.cw'), 2, [
      {
        range: { start: { line: 49_997, character: 0 }, end: { line: 49_997, character: 2 } },
        text: '  here = var.none # ',
      },
    ]);
    const found = await client.diagnostics(
      uri('main.cw'),
      (items, version) => version === 2 && items.some(({ code }) => code === 'unknown-reference'),
    );
    expect(found.find(({ code }) => code === 'unknown-reference')?.range.start.line).toBe(49_997);
    await client.open(uri('deep/main.cw'), `locals {\n  a = ${'['.repeat(5000)}\n}\n${'a {\n'.repeat(3000)}`);
    await client.diagnostics(uri('deep/main.cw'), (items) => items.length > 0);
    expect(await names(client, uri('deep/main.cw'))).not.toBeNull();
  });
});

describe('diagnostics', () => {
  test('are pushed to clients that do not ask, and only to them', async () => {
    const files = { 'main.cw': 'output "o" { value = var.none }\n' };
    const pushed = await clientOn(files);
    await pushed.client.diagnostics(pushed.uri('main.cw'), (items) => items.length === 1);
    expect(pushed.client.result.capabilities.diagnosticProvider).toBeUndefined();
    const pulled = await clientOn(files, { capabilities: pullingCapabilities });
    await pulled.client.open(pulled.uri('main.cw'), files['main.cw']);
    const report = await pulled.client.request<{ kind: string; items: Diagnostic[]; resultId: string }>(
      'textDocument/diagnostic',
      { textDocument: { uri: pulled.uri('main.cw') } },
    );
    expect(codes(report.items)).toEqual(['unknown-reference']);
    expect(pulled.client.notifications.map(({ method }) => method)).not.toContain('textDocument/publishDiagnostics');
  });

  test('that are asked for: unchanged by their id, the whole workspace, and a request to ask again', async () => {
    const files = {
      'main.cw': 'module "m" { source = "./m" }\n',
      'm/a.cw': 'output "o" { value = var.none }\n',
      'm/b.cw': '',
    };
    const { client, folder, uri } = await clientOn(files, { capabilities: pullingCapabilities });
    interface Full {
      items: { uri: string; kind: string; resultId: string; items?: Diagnostic[]; version: number | null }[];
    }
    const whole = await client.request<Full>('workspace/diagnostic', { previousResultIds: [] });
    expect(whole.items.filter(({ items }) => (items ?? []).length > 0).map((item) => item.uri)).toEqual([
      uri('m/a.cw'),
    ]);
    const previousResultIds = whole.items.map((item) => ({ uri: item.uri, value: item.resultId }));
    const again = await client.request<Full>('workspace/diagnostic', { previousResultIds });
    expect(new Set(again.items.map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    await client.open(uri('m/a.cw'), files['m/a.cw']);
    const asked = { textDocument: { uri: uri('m/a.cw') } };
    const first = await client.request<{ resultId: string; items: Diagnostic[] }>('textDocument/diagnostic', asked);
    expect(codes(first.items)).toContain('unknown-reference');
    expect(await client.request('textDocument/diagnostic', { ...asked, previousResultId: first.resultId })).toEqual({
      kind: 'unchanged',
      resultId: first.resultId,
    });
    fs.writeFileSync(path.join(folder, 'm', 'b.cw'), 'variable "none" {}\n');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('m/b.cw'), type: 2 }] });
    await client.until(
      () => client.requests.find(({ method }) => method === 'workspace/diagnostic/refresh'),
      'a refresh',
    );
    const then = await client.request<{ kind: string; items: Diagnostic[] }>('textDocument/diagnostic', {
      ...asked,
      previousResultId: first.resultId,
    });
    expect(then.kind).toBe('full');
    expect(codes(then.items)).not.toContain('unknown-reference');
  });

  test('of a module are those of every project that uses it, without repeats', async () => {
    const { client, uri } = await clientOn({
      'a/main.cw': 'module "m" {\n  source = "../m"\n}\n',
      'b/main.cw': 'module "m" {\n  source = "../m"\n}\n',
      'm/main.cw': 'output "o" { value = var.none }\n',
    });
    const items = await client.diagnostics(uri('m/main.cw'), (list) => list.length > 1);
    expect(codes(items).sort()).toEqual(['unknown-reference', 'unused-declaration']);
  });

  test('have code, source, severity, tags, related places and whether there is a fix', async () => {
    const { client, uri } = await clientOn({
      'main.cw': 'variable "unused" {}\nvariable "dup" {}\nvariable "dup" {}\noutput "o" { value = var.dip }\n',
    });
    const items = await client.diagnostics(uri('main.cw'), (list) => list.length >= 3);
    for (const item of items)
      expect(item).toMatchObject({ source: 'clockwork', code: expect.any(String), severity: expect.any(Number) });
    expect(items.find(({ code }) => code === 'duplicate-declaration')?.relatedInformation?.[0]).toMatchObject({
      location: { uri: uri('main.cw'), range: { start: { line: 1 } } },
    });
    expect(items.find(({ code }) => code === 'unknown-reference')?.data).toMatchObject({ fix: expect.any(String) });
    expect(items.some(({ tags }) => tags?.includes(1))).toBe(true);
  });

  test('vanish when their file is deleted, its folder renamed, its document closed, its folder removed', async () => {
    const bad = 'output "o" { value = var.none }\n';
    const { client, folder, uri } = await clientOn({ 'a/main.cw': bad, 'b/main.cw': bad, 'c/main.cw': bad });
    for (const name of ['a', 'b', 'c']) await client.diagnostics(uri(`${name}/main.cw`), (items) => items.length === 1);
    fs.rmSync(path.join(folder, 'a', 'main.cw'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('a/main.cw'), type: 3 }] });
    await client.diagnostics(uri('a/main.cw'), isEmpty);
    fs.renameSync(path.join(folder, 'b'), path.join(folder, 'z'));
    await client.notify('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: uri('b'), type: 3 },
        { uri: uri('z'), type: 1 },
      ],
    });
    await client.diagnostics(uri('b/main.cw'), isEmpty);
    await client.diagnostics(uri('z/main.cw'), (items) => items.length === 1);
    await client.open(uri('new/main.cw'), bad);
    await client.diagnostics(uri('new/main.cw'), (items) => items.length === 1);
    await client.close(uri('new/main.cw'));
    await client.diagnostics(uri('new/main.cw'), isEmpty);
    await client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uriOf(folder), name: 'x' }] },
    });
    await client.diagnostics(uri('c/main.cw'), isEmpty);
  });
});

describe('settings', () => {
  test('are asked for, and change without a restart', async () => {
    let isOn = true;
    const { client, uri } = await clientOn(
      { 'main.cw': 'output "o" { value = var.none }\n' },
      { configuration: (section) => (section === 'clockwork' ? { validate: { enable: isOn } } : null) },
    );
    await client.diagnostics(uri('main.cw'), (items) => items.length === 1);
    isOn = false;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.diagnostics(uri('main.cw'), isEmpty);
    isOn = true;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.diagnostics(uri('main.cw'), (items) => items.length === 1);
  });

  test('are taken as they are sent by clients that are not asked', async () => {
    const { workspace, ...others } = fullCapabilities;
    const { client, uri } = await clientOn(
      { 'main.cw': 'output "o" { value = var.none }\n' },
      { capabilities: { ...others, workspace: { ...workspace, configuration: false } } },
    );
    await client.diagnostics(uri('main.cw'), (items) => items.length === 1);
    await client.notify('workspace/didChangeConfiguration', {
      settings: { clockwork: { validate: { enable: false } } },
    });
    await client.diagnostics(uri('main.cw'), isEmpty);
    expect(client.requests.map(({ method }) => method)).not.toContain('workspace/configuration');
  });
});

describe('folders and files', () => {
  test('several folders, that come and go', async () => {
    const bad = 'output "o" { value = var.none }\n';
    const two = writeFiles(tempFolder(), { 'main.cw': bad });
    const { client, uri } = await clientOn({ 'main.cw': bad });
    await client.diagnostics(uri('main.cw'), (items) => items.length === 1);
    const second = { uri: uriOf(two), name: 'two' };
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [second], removed: [] } });
    await client.diagnostics(uriOf(two, 'main.cw'), (items) => items.length === 1);
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [second] } });
    await client.diagnostics(uriOf(two, 'main.cw'), isEmpty);
    expect(await names(client, uri('main.cw'))).toEqual(['o']);
  });

  test('a folder that is a link: files are named as the client names them', async () => {
    const real = writeFiles(tempFolder(), { 'main.cw': 'output "o" { value = var.none }\n' });
    const link = path.join(tempFolder(), 'link');
    fs.symlinkSync(real, link);
    fs.symlinkSync('..', path.join(real, 'circle'));
    const { client } = await clientOn({}, { folders: [link] });
    const uri = uriOf(link, 'main.cw');
    await client.diagnostics(uri, (items) => items.length === 1);
    await client.open(uri, 'output "o" { value = var.none }\n');
    await client.diagnostics(uri, (items) => items.length === 1);
    expect(await names(client, uri)).toEqual(['o']);
  });

  test('one file open under two names: what is open last holds, then the other, then the file', async () => {
    const real = writeFiles(tempFolder(), { 'main.cw': 'variable "disk" {}\n' });
    const link = path.join(tempFolder(), 'link');
    fs.symlinkSync(real, link);
    const { client } = await clientOn({}, { folders: [real] });
    const [one, two] = [uriOf(real, 'main.cw'), uriOf(link, 'main.cw')];
    await client.open(one, 'variable "one" {}\n');
    await client.open(two, 'variable "two" {}\n');
    expect([await names(client, one), await names(client, two)]).toEqual([['two'], ['two']]);
    await client.close(two);
    expect(await names(client, one)).toEqual(['one']);
    await client.close(one);
    expect(await names(client, one)).toEqual(['disk']);
  });

  test('a storm of watched files costs one look', async () => {
    const { client, folder, uri } = await clientOn({ 'main.cw': 'output "o" { value = var.none }\n' });
    await client.diagnostics(uri('main.cw'), (items) => items.length === 1);
    const before = client.notifications.length;
    fs.writeFileSync(path.join(folder, 'main.cw'), 'variable "none" {}\noutput "o" { value = var.none }\n');
    const changes = Array.from({ length: 5000 }, (_, i) => ({ uri: uri(`gone/${i}.cw`), type: 3 }));
    for (let i = 0; i < 5; i++) await client.notify('workspace/didChangeWatchedFiles', { changes });
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('main.cw'), type: 2 }] });
    await client.diagnostics(uri('main.cw'), isEmpty);
    const published = client.notifications
      .slice(before)
      .filter(({ method }) => method === 'textDocument/publishDiagnostics');
    expect(published).toHaveLength(1);
  });

  test('the client is asked to watch what projects are made of, and the files that values come from', async () => {
    const { client, folder, uri } = await clientOn({
      'main.cw':
        'locals {\n  words = file("words.txt")\n}\noutput "o" { value = local.words == "good" ? "x" : tonumber("x") }\n',
      'words.txt': 'good',
    });
    const patterns = () =>
      client.requests
        .filter(({ method }) => method === 'client/registerCapability')
        .map(({ params }) => JSON.stringify(params))
        .join();
    await client.until(() => (patterns().includes('words.txt') ? true : undefined), 'a watcher of words.txt');
    expect(patterns()).toContain('**/*.{cw,cwvars}');
    fs.writeFileSync(path.join(folder, 'words.txt'), 'bad');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('words.txt'), type: 2 }] });
    await client.diagnostics(uri('main.cw'), (items) => items.length > 0);
  });

  test('where files cannot be watched, a save looks again', async () => {
    const { workspace, ...others } = fullCapabilities;
    const { client, folder, uri } = await clientOn(
      { 'main.cw': 'output "o" { value = file("words.txt") == "good" ? 1 : tonumber("x") }\n', 'words.txt': 'good' },
      { capabilities: { ...others, workspace: { ...workspace, didChangeWatchedFiles: {} } } },
    );
    const text = fs.readFileSync(path.join(folder, 'main.cw'), 'utf8');
    await client.open(uri('main.cw'), text);
    await client.diagnostics(uri('main.cw'), (items, version) => version === 1 && items.length === 0);
    fs.writeFileSync(path.join(folder, 'words.txt'), 'worse');
    await client.notify('textDocument/didSave', { textDocument: { uri: uri('main.cw') } });
    await client.diagnostics(uri('main.cw'), (items) => items.length > 0);
  });

  test('a first scan that takes its time is shown as progress', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1200 }, (_, i) => [
        `f${i % 60}/g${i}/main.cw`,
        `locals {\n  v = [for i in range(50) : i]\n}\n`,
      ]),
    );
    const { client, uri } = await clientOn(files);
    await client.open(uri('f1/g1/main.cw'), 'output "o" { value = var.none }\n');
    // Answered from what is there while the scan goes on.
    expect(await names(client, uri('f1/g1/main.cw'))).toEqual(['o']);
    await client.until(
      () =>
        client.notifications.find(
          ({ method, params }) => method === '$/progress' && JSON.stringify(params).includes('"end"'),
        ),
      'the end of the progress',
    );
    expect(client.requests.map(({ method }) => method)).toContain('window/workDoneProgress/create');
  });
});
