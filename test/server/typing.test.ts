/**
 * Real files typed character by character into the real server, which is asked something else at every keystroke: no
 * request fails, nothing is logged as an error, and in the end the diagnostics are those of a server that has seen
 * nothing but the whole text.
 */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { fullCapabilities, type LanguageClient, startClient, uriOf } from '../support/language-client.ts';
import { randomNumbers } from '../support/random.ts';
import { type RealFile, realFiles } from '../support/real-files.ts';
import { makeFolder } from '../support/temp.ts';

const commands = [
  'clockwork.plan',
  'clockwork.build',
  'clockwork.apply',
  'clockwork.assert',
  'clockwork.showReferences',
];

realFiles('typing into the server', (files) => {
  test.each(files.map((file, index) => [file.name, file, index] as const))(
    '%s, from its first character to its last',
    async (_, file, index) => {
      const folder = copyOf(file);
      const client = await startClient({ folders: [folder], initializationOptions: { commands } });
      try {
        const uri = uriOf(folder, 'main.cw');
        await client.open(uri, '');
        for (let end = 1; end <= file.text.length; end++) {
          const at = positionAt(file.text, end - 1);
          const typed = file.text[end - 1] ?? '';
          await client.change(uri, end + 1, [{ range: { start: at, end: at }, text: typed }]);
          await ask(client, uri, positionAt(file.text, end), end + index);
        }
        const version = file.text.length + 1;
        const typed = await client.diagnostics(uri, (_items, of) => of === version);
        expect(plain(typed)).toEqual(plain(await freshDiagnostics(folder, uri, file.text)));
        expect(errorsLogged(client)).toEqual([]);
      } finally {
        expect(await client.stop()).toBe(0);
      }
    },
    120_000,
  );

  test('random edits of a project with modules, and back: the same list as at first', async () => {
    const file = files.find(({ name }) => name === 'modules/main.cw');
    if (file === undefined) throw new Error('examples/modules is gone');
    const folder = copyOf(file);
    const client = await startClient({ folders: [folder] });
    try {
      const random = randomNumbers(11);
      const names = ['main.cw', 'modules/site/main.cw'];
      const texts = new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
      let version = 1;
      for (const name of names) await client.open(uriOf(folder, name), texts.get(name) ?? '');
      const pieces = [
        '',
        '"',
        '{',
        '}',
        '\n',
        'x = var.y\n',
        '<<EOT\n',
        '${',
        ')',
        '# ',
        'module "a" { source = "./modules/site" }\n',
      ];
      for (let edit = 0; edit < 300; edit++) {
        const name = names[random(2)] ?? '';
        const before = texts.get(name) ?? '';
        const at = random(before.length + 1);
        const removed = random(4);
        const piece = pieces[random(pieces.length)] ?? '';
        const range = { start: positionAt(before, at), end: positionAt(before, at + removed) };
        texts.set(name, before.slice(0, at) + piece + before.slice(at + removed));
        await client.change(uriOf(folder, name), ++version, [{ range, text: piece }]);
        await ask(client, uriOf(folder, name), range.start, edit);
        if (edit % 60 !== 59) continue;
        for (const each of names) {
          const uri = uriOf(folder, each);
          await client.change(uri, ++version, texts.get(each) ?? '');
          const now = version;
          const items = await client.diagnostics(uri, (_items, of) => of === now);
          expect(plain(items), `${each} after ${edit + 1} edits`).toEqual(
            plain(await freshDiagnostics(folder, uri, texts.get(each) ?? '', Object.fromEntries(texts))),
          );
        }
      }
      expect(errorsLogged(client)).toEqual([]);
    } finally {
      expect(await client.stop()).toBe(0);
    }
  }, 120_000);
});

/** One of the requests that a person at the cursor causes; another one at each keystroke. */
async function ask(client: LanguageClient, uri: string, position: Position, turn: number): Promise<void> {
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: position };
  const requests: readonly (readonly [string, object])[] = [
    ['textDocument/completion', { textDocument, position, context: { triggerKind: 1 } }],
    ['textDocument/hover', { textDocument, position }],
    ['textDocument/signatureHelp', { textDocument, position, context: { triggerKind: 1, isRetrigger: false } }],
    ['textDocument/documentSymbol', { textDocument }],
    ['textDocument/completion', { textDocument, position, context: { triggerKind: 2, triggerCharacter: '.' } }],
    ['textDocument/semanticTokens/full', { textDocument }],
    ['textDocument/foldingRange', { textDocument }],
    ['textDocument/codeLens', { textDocument }],
    ['textDocument/inlayHint', { textDocument, range }],
    [
      'textDocument/codeAction',
      { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } },
    ],
    ['textDocument/inlineCompletion', { textDocument, position, context: { triggerKind: 2 } }],
    ['textDocument/definition', { textDocument, position }],
    ['textDocument/references', { textDocument, position, context: { includeDeclaration: true } }],
    ['textDocument/documentHighlight', { textDocument, position }],
    ['textDocument/selectionRange', { textDocument, positions: [position] }],
    ['textDocument/linkedEditingRange', { textDocument, position }],
    ['textDocument/documentLink', { textDocument }],
    [
      'textDocument/onTypeFormatting',
      { textDocument, position, ch: '\n', options: { tabSize: 2, insertSpaces: true } },
    ],
    ['textDocument/formatting', { textDocument, options: { tabSize: 2, insertSpaces: true } }],
    ['textDocument/prepareCallHierarchy', { textDocument, position }],
    ['textDocument/semanticTokens/range', { textDocument, range }],
    ['workspace/symbol', { query: 'w' }],
    ['textDocument/implementation', { textDocument, position }],
    ['textDocument/typeDefinition', { textDocument, position }],
    ['clockwork/graph', { uri }],
    ['clockwork/plan', { uri }],
    ['clockwork/preview', { uri, position }],
  ];
  const [method, params] = requests[turn % requests.length] ?? ['', {}];
  try {
    await client.request(method, params);
  } catch (error) {
    throw new Error(`${method} at ${position.line + 1}:${position.character + 1}: ${(error as Error).message}`);
  }
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - (before.lastIndexOf('\n') + 1) };
}

/** The file's folder with all it refers to, and nothing that a run left; the file is `main.cw` there, and empty. */
function copyOf(file: RealFile): string {
  const { path: folder } = makeFolder();
  fs.cpSync(file.folder, folder, { recursive: true, filter: (source) => !/[\\/](\.git|\.clockwork)$/.test(source) });
  for (const name of fs.readdirSync(folder)) {
    if (/\.(tf|hcl|cw)$/.test(name)) fs.rmSync(path.join(folder, name));
  }
  fs.writeFileSync(path.join(folder, 'main.cw'), file.name.startsWith('modules/') ? file.text : '');
  return folder;
}

async function freshDiagnostics(
  folder: string,
  uri: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<readonly Diagnostic[]> {
  const client = await startClient({ folders: [folder], capabilities: fullCapabilities });
  try {
    for (const [name, other] of Object.entries(others)) {
      if (uriOf(folder, name) !== uri) await client.open(uriOf(folder, name), other);
    }
    await client.open(uri, text, 7);
    return await client.diagnostics(uri, (_items, of) => of === 7);
  } finally {
    await client.stop();
  }
}

function plain(items: readonly Diagnostic[]): readonly unknown[] {
  return items.map(({ code, severity, message, range, relatedInformation, tags }) => ({
    code,
    severity,
    message,
    range,
    related: relatedInformation?.map((one) => one.message),
    tags,
  }));
}

/** What the server wrote to its log as an error. */
function errorsLogged(client: LanguageClient): readonly unknown[] {
  return client.notifications.filter(
    ({ method, params }) => method === 'window/logMessage' && (params as { type: number }).type === 1,
  );
}
