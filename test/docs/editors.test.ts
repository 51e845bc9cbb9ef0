/** docs/editors.md against the server: its settings and commands, and snippets that are what their names say. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import YAML from 'yaml';
import { clientCommands } from '../../server/protocol.ts';
import { settingsTable } from '../../server/settings.ts';
import { sectionsOf } from './markdown.ts';

const page = path.join(import.meta.dirname, '..', '..', 'docs', 'editors.md');
const text = fs.readFileSync(page, 'utf8');
const fences = sectionsOf(page).flatMap((section) => section.fences);

test('lists the settings of the server, with what holds where nothing is set', () => {
  const rows = [...text.matchAll(/^\| `clockwork\.([\w.]+)` \| `(\w+)` \| (.*) \|$/gm)].map(
    ([, name = '', fallback = '', description = '']) => [name, fallback, description],
  );
  expect(rows).toEqual(
    Object.entries(settingsTable).map(([name, setting]) => [name, String(setting.default), setting.description]),
  );
});

test('names commands that clients may carry out', () => {
  const known: readonly string[] = Object.values(clientCommands);
  const named = [...text.matchAll(/`(clockwork\.[a-z]+)`/gi)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('JSON and YAML can be read, and start the server as it is started', () => {
  const read = fences.filter((fence) => ['json', 'yaml'].includes(fence.language)).map(parsed);
  expect(read.length).toBe(4);
  for (const { language, text: body, name } of fences.filter((fence) => /clockwork.*lsp/s.test(fence.text)))
    expect(body.replace(/[\s[\](){},'":=-]+/g, ' '), `${language} ${name}`).toMatch(
      /clockwork(?: args| arguments)? lsp stdio/,
    );
});

test('every editor is either tested or marked as not', () => {
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section] as const);
  const tested = ['VS Code', 'Neovim 0.7', 'Emacs with eglot', 'When nothing happens', 'Another editor', 'Settings'];
  for (const [title, section] of sections) expect(section.includes('Not tested.'), title).toBe(!tested.includes(title));
});

function parsed(fence: { readonly language: string; readonly text: string }): unknown {
  return fence.language === 'json' ? JSON.parse(fence.text) : YAML.parse(fence.text);
}
