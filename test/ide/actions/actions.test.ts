/**
 * Runs the Markdown suites of this folder. `cw` holds the files (lines `=== path` split them), `$0` the cursor, or `$0` and
 * `$1` a selection. `actions` lists what is offered; `do` names one, or the beginning of its title, and `after` is every
 * file that it changed. What is refactored means the same afterwards; what is fixed has fewer problems of that code, and
 * never more that are errors of syntax.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import { syntaxCodes } from '../../../core/diagnostics/codes-syntax.ts';
import type { Action } from '../../../core/ide/actions/action.ts';
import { actionsAt } from '../../../core/ide/actions/table.ts';
import { snapshotOf } from '../../intake/kit.ts';
import { ideFixture } from '../../support/ide.ts';
import { blockText, describeMarkdown, type MarkdownCase } from '../../support/markdown-suite.ts';
import { loadParser } from '../../support/parser.ts';
import { changedFiles, meaningOf, type Texts } from '../changes.ts';

beforeAll(loadParser);

for (const suite of fs.readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'))) {
  describeMarkdown(path.join(import.meta.dirname, suite), run);
}

function run(one: MarkdownCase): Readonly<Record<string, string>> {
  const { view, cursor, marks, texts } = ideFixture(blockText(one, 'cw'));
  const end = marks.get(1)?.offset ?? cursor.offset;
  const actions = actionsAt(view, cursor.path, { start: cursor.offset, end });
  expect(new Set(actions.map(({ id }) => id)).size, 'two actions have one id').toBe(actions.length);
  const listed = actions.map((each) => `${shown(each)}\n`).join('');
  if (!one.blocks.some(({ name }) => name === 'do')) return { actions: listed };
  const wanted = blockText(one, 'do').trim();
  const action = actions.find(({ title }) => title.startsWith(wanted));
  if (action === undefined) throw new Error(`nothing is called ${wanted}:\n${listed}`);
  expect(action.refused, 'it is refused').toBeUndefined();
  const changed = changedFiles(texts, action.change());
  expect(Object.keys(changed).length, 'nothing changed').toBeGreaterThan(0);
  checkMeaning(texts, { ...texts, ...changed }, action);
  const after = Object.entries(changed).map(([file, text]) => `=== ${file}\n${text}`);
  return { actions: listed, after: after.join('') };
}

function shown({ kind, title, refused, isPreferred }: Action): string {
  return `${kind}: ${title}${isPreferred === true ? ' *' : ''}${refused === undefined ? '' : ` (no: ${refused})`}`;
}

function checkMeaning(before: Texts, after: Texts, { kind, solves = [] }: Action): void {
  const was = snapshotOf(before);
  const is = snapshotOf(after);
  const count = (snapshot: typeof was, code: string) =>
    snapshot.diagnostics.filter((each) => each.code === code).length;
  for (const code of Object.keys(syntaxCodes)) expect(count(is, code), code).toBeLessThanOrEqual(count(was, code));
  if (kind === 'quickfix') {
    for (const { diagnostic } of solves) {
      expect(count(is, diagnostic.code), diagnostic.code).toBeLessThan(count(was, diagnostic.code));
    }
    return;
  }
  const errors = (snapshot: typeof was) =>
    snapshot.diagnostics.flatMap(({ code, severity }) => (severity === 'error' ? [code] : [])).sort();
  expect(errors(is)).toEqual(errors(was));
  expect(meaning(is)).toEqual(meaning(was));
}

/** Without the module that something was moved into, and numbers as the texts that they become. */
function meaning(snapshot: Parameters<typeof meaningOf>[0]): readonly string[] {
  const lines = meaningOf(snapshot).map((line) => line.replace(/module\.[a-z0-9_]+\./g, '').replace(/"(\d+)"/g, '$1'));
  return [...lines].sort();
}
