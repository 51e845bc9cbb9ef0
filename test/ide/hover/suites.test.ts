/**
 * Runs the Markdown suites of this folder. Of each case the block `cw` holds the files, with `$0` where the mouse is, and
 * `hover` what is shown: first the hovered text in `«»`, then Markdown. `edited` is `main.cw` as it was typed after the
 * last build, with the `$0` in it. A title that ends in `(not built)` has no model; `environment` and `var` blocks hold
 * lines `NAME=VALUE`. A title that ends in `(after a run)` knows the machine as the command line did two hours ago.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hoverAt } from '../../../core/ide/hover/hover.ts';
import type { LinkTarget } from '../../../core/ide/hover/parts.ts';
import { renderHover } from '../../../core/ide/hover/render.ts';
import { usualFacts } from '../../fakes/world.ts';
import { fixtureFacts, ideFixture } from '../../support/ide.ts';
import { blockText, describeMarkdown, type MarkdownCase } from '../../support/markdown-suite.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

function uriOf(target: LinkTarget): string {
  switch (target.kind) {
    case 'place':
      return `at:${target.at.file}`;
    case 'page':
      return `docs:${target.page}`;
    case 'url':
      return target.url;
    case 'command':
      return `command:${target.command}`;
  }
}

function lines(one: MarkdownCase, name: string): readonly string[] {
  const block = one.blocks.find((each) => each.name === name);
  return block === undefined ? [] : block.text.trimEnd().split('\n');
}

function hovered(one: MarkdownCase): string {
  const env = Object.fromEntries(lines(one, 'environment').map((line) => line.split('=', 2) as [string, string]));
  const inputs = lines(one, 'var').map((text) => ({ kind: 'value' as const, text }));
  const hasRun = one.title.endsWith('(after a run)');
  const isBuilt = !one.title.endsWith('(not built)');
  const facts = hasRun ? usualFacts : fixtureFacts;
  const fixture = ideFixture(blockText(one, 'cw'), { isBuilt, env, inputs, facts });
  let { view, cursor, texts } = fixture;
  const edited = one.blocks.find(({ name }) => name === 'edited')?.text;
  if (edited !== undefined) {
    const text = edited.replace('$0', '');
    fixture.workspace.change('main.cw', text);
    view = fixture.workspace.view();
    cursor = { path: 'main.cw', offset: edited.indexOf('$0') };
    texts = { ...texts, 'main.cw': text };
  }
  const hover = hoverAt(view, cursor.path, cursor.offset, {
    askCommand: 'ask',
    factsAge: () => (hasRun ? '2 h ago' : undefined),
  });
  if (hover === undefined) return 'nothing\n';
  const text = texts[cursor.path]?.slice(hover.span.start, hover.span.end) ?? '';
  return `«${text}»\n\n${renderHover(hover.parts, 'markdown', uriOf)}\n`;
}

for (const name of readdirSync(import.meta.dirname).filter((each) => each.endsWith('.md'))) {
  describeMarkdown(path.join(import.meta.dirname, name), (one) => ({ hover: hovered(one) }));
}

test('a cursor outside of any file says nothing', () => {
  expect(hoverAt(ideFixture('').view, 'none.cw', 3)).toBeUndefined();
});
