/** At every place of every text, whole, cut off there, or with one character gone, there is an answer that an editor can use. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../../../core/engine/workspace.ts';
import { completionsAt } from '../../../core/ide/completion/complete.ts';
import { documentationOf } from '../../../core/ide/completion/documentation.ts';
import { inlineCompletionAt } from '../../../core/ide/completion/inline-completion.ts';
import { signatureAt } from '../../../core/ide/completion/signature-help.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { fixtureFacts } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const reference = fs.readFileSync(path.join(import.meta.dirname, '../../../docs/language.md'), 'utf8');
const blocks = [...reference.matchAll(/^```cw(?: main\.cw)?\n([\s\S]*?)^```$/gm)].map(([, body = '']) => body);

/** Asks for everything at an offset. Gives what is wrong with the answers, and how many candidates there are. */
function askAt(
  workspace: Workspace,
  text: string,
  offset: number,
): { readonly wrong: string | undefined; readonly count: number } {
  const view = workspace.view();
  const completions = completionsAt(view, 'main.cw', offset);
  signatureAt(view, 'main.cw', offset);
  const inline = inlineCompletionAt(view, 'main.cw', offset);
  const spans = [completions?.insert, completions?.replace, inline?.span];
  const bad = spans.find(
    (span) =>
      span !== undefined &&
      (span.start > offset ||
        span.end < offset ||
        text.slice(span.start, span.end).includes('\n') ||
        span.end > text.length),
  );
  const [first] = completions?.candidates ?? [];
  if (first?.about !== undefined) documentationOf(view, 'main.cw', first.about);
  return {
    wrong: bad === undefined ? undefined : `${offset}: ${JSON.stringify(bad)}`,
    count: completions?.candidates.length ?? 0,
  };
}

function openText(text: string): Workspace {
  const workspace = createWorkspace({
    files: memoryFileSystem({ '/project/main.cw': text }),
    directory: '/project',
    facts: fixtureFacts,
  });
  workspace.snapshot();
  return workspace;
}

test('at every offset of the texts of the language reference', () => {
  const text = blocks.join('\n');
  const workspace = openText(text);
  const wrong: string[] = [];
  let answered = 0;
  for (let offset = 0; offset <= text.length; offset++) {
    const asked = askAt(workspace, text, offset);
    if (asked.wrong !== undefined) wrong.push(asked.wrong);
    if (asked.count > 0) answered++;
  }
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(text.length / 4);
});

test('a byte order mark and carriage returns change nothing', () => {
  const text = blocks.slice(0, 6).join('\n');
  const plain = openText(text).view();
  const marked = openText(`\ufeff${text.replaceAll('\n', '\r\n')}`).view();
  for (const [lineNumber, line] of text.split('\n').entries()) {
    const start = text.split('\n').slice(0, lineNumber).join('\n').length + (lineNumber > 0 ? 1 : 0);
    for (let column = 0; column <= line.length; column += 3) {
      const offset = start + column;
      const labels = completionsAt(plain, 'main.cw', offset)?.candidates.map(({ label }) => label);
      const same = completionsAt(marked, 'main.cw', offset + lineNumber + 1)?.candidates.map(({ label }) => label);
      expect(same, `line ${lineNumber + 1}, column ${column}: ${line}`).toEqual(labels);
    }
  }
});

test.each(blocks.map((text, i) => [i, text] as const))('text %i, cut off at every offset', (_, text) => {
  const workspace = openText(text);
  for (let offset = 0; offset <= text.length; offset += 2) {
    const cut = text.slice(0, offset);
    workspace.change('main.cw', cut);
    expect(askAt(workspace, cut, offset).wrong).toBeUndefined();
  }
});

test.each(blocks.map((text, i) => [i, text] as const))('text %i, with a bracket or quote gone', (_, text) => {
  const workspace = openText(text);
  for (const { index } of text.matchAll(/["{}[\]()$]/g)) {
    const gone = text.slice(0, index) + text.slice(index + 1);
    workspace.change('main.cw', gone);
    for (const offset of [index, Math.min(gone.length, index + 7)]) {
      expect(askAt(workspace, gone, offset).wrong).toBeUndefined();
    }
  }
});
