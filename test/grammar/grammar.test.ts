/** The grammar: assertion files, the words that it knows, and how far the damage of a broken text reaches. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tokenModifiers, tokenTypes } from '../../core/ide/tokens/token-legend.ts';
import { topBlocks } from '../../core/intake/block-specs.ts';
import { shortFormNames } from '../../core/intake/short-form-specs.ts';
import { kinds } from '../../core/kinds/table.gen.ts';
import { functionTable } from '../../core/language/functions/table.ts';
import { embeddedLanguages, embeddedScope } from '../../scripts/generate/grammar/templates.ts';
import { filesBelow } from '../support/files-below.ts';
import { shown, type Token, tokenise } from './tokens.ts';

const root = path.join(import.meta.dirname, '..', '..');
const examples = filesBelow(path.join(root, 'examples')).filter((file) => file.endsWith('.cw'));

test('the assertion files hold', () => {
  const tester = path.join(root, 'node_modules', 'vscode-tmgrammar-test', 'dist', 'unit.js');
  const shell = 'test/grammar/fixtures/shell.tmLanguage.json';
  const run = spawnSync(process.execPath, [tester, '-c', '-g', shell, 'test/grammar/*.cw', 'test/grammar/*.cwvars'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(run.stdout.match(/run successfuly/g)?.length, run.stdout).toBe(6);
  expect(run.status, run.stdout).toBe(0);
});

test.each(examples.map((file) => [path.relative(root, file), file]))('%s looks as it did', async (_, file = '') => {
  const { lines, open } = await tokenise(fs.readFileSync(file, 'utf8'));
  const name = path.relative(path.join(root, 'examples'), file).replaceAll(path.sep, '-');
  await expect(`${lines.map(shown).join('\n').trimEnd()}\n`).toMatchFileSnapshot(`snapshots/${name}.txt`);
  expect(open).toEqual([]);
});

test('functions, block types and kinds are those of the language', async () => {
  const leafOf = async (text: string, word: string) => {
    const { lines } = await tokenise(text);
    return lines
      .flat()
      .find((token) => token.text.trim() === word)
      ?.scopes.at(-1);
  };
  expect(functionTable.size).toBeGreaterThan(100);
  for (const name of functionTable.keys()) {
    expect(await leafOf(`a = ${name}(1)`, name), name).toBe('support.function.builtin.clockwork');
    expect(await leafOf(`a = x${name}(1)`, `x${name}`), name).not.toMatch(/^support/);
    expect(await leafOf(`a = ${name}x(1)`, `${name}x`), name).toMatch(/^entity\.name\.function|^support/);
  }
  for (const name of [...Object.keys(topBlocks), ...shortFormNames]) {
    expect(await leafOf(`${name} "a" "b" {\n}`, name), name).toBe('storage.type.block.clockwork');
    expect(await leafOf(`${name}-x "a" "b" {\n}`, `${name}-x`), name).toBe('entity.name.type.block.clockwork');
  }
  for (const { name } of kinds)
    expect(await leafOf(`a = ${name}.b.c`, name), name).toBe('entity.name.type.kind.clockwork');
});

test('editors are told of every language that a heredoc may hold', () => {
  const { contributes } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const rows = Object.fromEntries(embeddedLanguages.map((language) => [embeddedScope(language), language.id]));
  for (const grammar of contributes.grammars) expect(grammar.embeddedLanguages, grammar.language).toEqual(rows);
});

test('semantic tokens are coloured as the grammar colours the same words', async () => {
  const { contributes } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const ofEditors = ['declaration', 'readonly', 'deprecated', 'modification', 'defaultLibrary'];
  const own = tokenModifiers.filter((modifier) => !ofEditors.includes(modifier));
  expect(contributes.semanticTokenModifiers.map((one: { readonly id: string }) => one.id)).toEqual(own);
  const grammar = fs.readFileSync(path.join(root, 'syntaxes', 'clockwork.tmLanguage.json'), 'utf8');
  expect(contributes.semanticTokenScopes.length).toBe(2);
  for (const { scopes } of contributes.semanticTokenScopes) {
    expect(
      Object.keys(scopes)
        .filter((selector) => !selector.includes('.'))
        .sort(),
    ).toEqual([...tokenTypes].sort());
    // What a text may be is nothing that a grammar can tell.
    const known = Object.values<string[]>(scopes).filter(([scope = '']) => !scope.startsWith('constant.other.enum'));
    for (const [scope] of known) expect(grammar).toContain(`"${scope}"`);
  }
});

// A heredoc whose marker is gone takes everything that follows, as in the language itself.
test('without one bracket, quote or letter, the blocks from the next but one on look the same', {
  timeout: 120_000,
}, async () => {
  let tried = 0;
  const spoilt: string[] = [];
  for (const file of examples) {
    const text = fs.readFileSync(file, 'utf8');
    const whole = (await tokenise(text)).lines;
    const starts = blockStarts(text.split('\n'));
    for (const { index: at } of text.matchAll(/[^\s]/g)) {
      const line = text.slice(0, at).split('\n').length - 1;
      // The next block may be what the broken one takes in: `resource "a" {` without its `{`.
      const from = starts.filter((start) => start > line)[1];
      if (from === undefined) break;
      tried++;
      const { lines } = await tokenise(`${text.slice(0, at)}${text.slice(at + 1)}`);
      if (!isSame(lines.slice(from), whole.slice(from))) {
        spoilt.push(`${path.basename(path.dirname(file))}:${line + 1}: ${text.split('\n')[line]?.trim()}`);
      }
    }
  }
  expect(tried).toBeGreaterThan(1000);
  expect(spoilt.filter((one) => !/<<-?[A-Z]+$|: [A-Z]+$/.test(one))).toEqual([]);
});

function blockStarts(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, index) => (/^[a-z_]+( "[^"]*")* \{/.test(line) ? [index] : []));
}

function isSame(some: readonly (readonly Token[])[], others: readonly (readonly Token[])[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
