/**
 * Half an hour of typing, replayed as fast as it goes: five keystrokes a second into one file after another of a large
 * project, with what an editor asks at each. The server's memory in the last quarter is that of the second.
 */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { editorWorkspace } from '../../scripts/bench/support/editor-workspace.ts';
import { type LanguageClient, startClient, uriOf } from '../support/language-client.ts';
import { makeFolder } from '../support/temp.ts';

const KEYSTROKES = 30 * 60 * 5;
/** Between two looks at the memory. */
const EVERY = 50;

test('memory is flat over half an hour of typing', async () => {
  const { path: folder, remove } = makeFolder();
  const files = editorWorkspace(1_000, 50);
  for (const { name, text } of files) fs.writeFileSync(path.join(folder, name), text);
  const client = await startClient({ folders: [folder] });
  try {
    const texts = new Map(files.slice(0, 10).map(({ name, text }) => [name, text]));
    const names = [...texts.keys()];
    for (const name of names) await client.open(uriOf(folder, name), texts.get(name) ?? '');
    const samples: number[] = [];
    for (let keystroke = 0; keystroke < KEYSTROKES; keystroke++) {
      const name = names[Math.floor(keystroke / 40) % names.length] ?? '';
      await typeOne(client, uriOf(folder, name), name, texts, keystroke);
      if (keystroke % EVERY === EVERY - 1) samples.push(residentMb(client));
    }
    const quarter = Math.floor(samples.length / 4);
    const second = median(samples.slice(quarter, 2 * quarter));
    const last = median(samples.slice(3 * quarter));
    console.log(`memory in the second quarter ${second.toFixed(0)} MB, in the last ${last.toFixed(0)} MB`);
    expect(last / second).toBeLessThan(1.05);
  } finally {
    expect(await client.stop()).toBe(0);
    remove();
  }
}, 1_800_000);

/** Thirty characters of a word that was never there before, and then their deletion; each is answered before the next. */
async function typeOne(
  client: LanguageClient,
  uri: string,
  name: string,
  texts: Map<string, string>,
  keystroke: number,
): Promise<void> {
  const before = texts.get(name) ?? '';
  const word = before.indexOf('default     = "') + 'default     = "'.length;
  const isDeletion = keystroke % 40 >= 30;
  const start = isDeletion ? word : word + (keystroke % 40);
  const end = isDeletion ? Math.min(before.indexOf('"', word), word + 3) : start;
  const typed = isDeletion ? '' : ((keystroke * 7919) % 36).toString(36);
  texts.set(name, before.slice(0, start) + typed + before.slice(end));
  const version = keystroke + 2;
  await client.change(uri, version, [
    { range: { start: positionAt(before, start), end: positionAt(before, end) }, text: typed },
  ]);
  const position = positionAt(texts.get(name) ?? '', start + typed.length);
  const textDocument = { uri };
  await Promise.all([
    client.request('textDocument/semanticTokens/full', { textDocument }),
    client.request('textDocument/completion', { textDocument, position, context: { triggerKind: 1 } }),
    client.request('textDocument/hover', { textDocument, position }),
    client.request('textDocument/codeLens', { textDocument }),
  ]);
  await client.diagnostics(uri, (_items, of) => of === version);
  // What the client collects is not what is measured, but it should not grow either.
  (client.notifications as unknown[]).length = 0;
}

function positionAt(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - (before.lastIndexOf('\n') + 1) };
}

function residentMb(client: LanguageClient): number {
  const status = fs.readFileSync(`/proc/${client.child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
