/** The language server knows of the machine what the last run of the command line left behind, and hears of the next. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnostic, Hover } from 'vscode-languageserver';
import type { PlanResult } from '../../server/protocol.ts';
import { clockwork } from '../cli/run-cli.ts';
import { clientOn, fullCapabilities, type LanguageClient, startClient, uriOf } from '../support/language-client.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const text = `resource "file" "a" {
  path    = "a.txt"
  content = "\${facts.cpus}"
  count   = facts.cpus > 100 ? 1 : 0
}

variable "x" {
  default = 1
  validation {
    condition     = facts.cpus != 7
    error_message = "Seven are too few."
  }
}
`;
const record = '.clockwork/cache/facts.json';

function recordOf(cpus: number, os: string = process.platform, at = new Date(Date.now() - 2 * 3_600_000)): string {
  const facts = { version: '1', os, arch: process.arch, runtimes: {}, engines: {}, cpus, memory_bytes: 1 };
  return JSON.stringify({ version: '1', at: at.toISOString(), facts });
}

async function hoverOf(client: LanguageClient, uri: string, line = 2, character = 22): Promise<string> {
  const params = { textDocument: { uri }, position: { line, character } };
  const hover = await client.request<Hover | null>('textDocument/hover', params);
  return (hover?.contents as { value: string } | undefined)?.value ?? '';
}

const hasSeven = (items: readonly Diagnostic[]) => items.some(({ message }) => message === 'Seven are too few.');
const mistakes = (items: readonly Diagnostic[]) =>
  items.filter(({ severity }) => severity === 1).map(({ code }) => code);

describe('facts of the machine', () => {
  test('are not known before the first run, and nothing is wrong for that', async () => {
    const { client, uri } = await clientOn({ 'main.cw': text });
    await client.open(uri('main.cw'), text);
    expect(mistakes(await client.diagnostics(uri('main.cw')))).toEqual([]);
    expect(await hoverOf(client, uri('main.cw'))).toContain('not known before the first plan');
    const plan = await client.request<PlanResult>('clockwork/plan', { uri: uri('main.cw') });
    expect(plan).toMatchObject({ status: 'unavailable', reason: expect.stringContaining('`facts.cpus`') });
  });

  test('are those of the last run of the command line, with their age', async () => {
    const folder = writeFiles(tempFolder(), { 'main.cw': text });
    await clockwork(['plan'], { cwd: folder });
    const { cpus } = JSON.parse(fs.readFileSync(path.join(folder, record), 'utf8')).facts;
    const client = await startClient({ folders: [folder] });
    onTestFinished(async () => void (await client.stop()));
    const uri = uriOf(folder, 'main.cw');
    await client.open(uri, text);
    await client.diagnostics(uri);
    const plan = await client.request<PlanResult>('clockwork/plan', { uri });
    expect(plan).toMatchObject({ status: 'ready' });
    const hover = await hoverOf(client, uri);
    expect(hover).toContain(`Value: \`${cpus}\``);
    expect(hover).toContain('As of the last run, just now.');
  });

  test('are followed as their record changes, and unknown again when it goes', async () => {
    const { client, uri, folder } = await clientOn({ 'main.cw': text, [record]: recordOf(4) });
    await client.open(uri('main.cw'), text);
    expect(hasSeven(await client.diagnostics(uri('main.cw')))).toBe(false);
    expect(await hoverOf(client, uri('main.cw'))).toMatch(/`4`[\s\S]*As of the last run, 2 h ago\./);
    fs.writeFileSync(path.join(folder, record), recordOf(7));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri(record), type: 2 }] });
    await client.diagnostics(uri('main.cw'), hasSeven);
    fs.rmSync(path.join(folder, '.clockwork'), { recursive: true });
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri(record), type: 3 }] });
    await client.diagnostics(uri('main.cw'), (items) => !hasSeven(items));
    expect(await hoverOf(client, uri('main.cw'))).toContain('not known before the first plan');
  });

  test('are looked at again at a save where the client watches nothing', async () => {
    const { workspace, ...rest } = fullCapabilities;
    const { didChangeWatchedFiles: _, ...without } = workspace ?? {};
    const { client, uri, folder } = await clientOn(
      { 'main.cw': text },
      { capabilities: { ...rest, workspace: without } },
    );
    await client.open(uri('main.cw'), text);
    await client.diagnostics(uri('main.cw'));
    fs.mkdirSync(path.dirname(path.join(folder, record)), { recursive: true });
    fs.writeFileSync(path.join(folder, record), recordOf(7));
    await client.notify('textDocument/didSave', { textDocument: { uri: uri('main.cw') } });
    await client.diagnostics(uri('main.cw'), hasSeven);
  });

  test.each([
    ['of another machine', recordOf(7, 'plan9')],
    ['cut off', recordOf(7).slice(0, -5)],
    ['of another version', recordOf(7).replace('"version":"1"', '"version":"9"')],
  ])('in a record that is %s count as not known', async (_, written) => {
    const { client, uri } = await clientOn({ 'main.cw': text, [record]: written });
    await client.open(uri('main.cw'), text);
    expect(mistakes(await client.diagnostics(uri('main.cw')))).toEqual([]);
    expect(await hoverOf(client, uri('main.cw'))).toContain('not known before the first plan');
  });

  test('are those of each project', async () => {
    const { client, uri } = await clientOn({ 'a/main.cw': text, [`a/${record}`]: recordOf(5), 'b/main.cw': text });
    for (const name of ['a/main.cw', 'b/main.cw']) {
      await client.open(uri(name), text);
      await client.diagnostics(uri(name));
    }
    expect(await hoverOf(client, uri('a/main.cw'))).toContain('`5`');
    expect(await hoverOf(client, uri('b/main.cw'))).toContain('not known before the first plan');
  });
});
