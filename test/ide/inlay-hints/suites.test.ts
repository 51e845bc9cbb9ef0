/**
 * Runs the Markdown suites of this folder. `cw` holds the files; between `$0` and `$1`, where they are given, lies the
 * range that is asked for. `hints` shows the first file with the hints in `⟦⟧`, then tooltips, a line each: behind
 * `label:`. The word behind the title in brackets chooses the sort of hints; `(not built)` means that there is no model.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type InlayHintOptions, inlayHintsIn } from '../../../core/ide/inlay-hints.ts';
import { ideFixture } from '../../support/ide.ts';
import { blockText, describeMarkdown, type MarkdownCase } from '../../support/markdown-suite.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const none: InlayHintOptions = { values: false, types: false, counts: false, defaults: false, parameters: false };

function shown(one: MarkdownCase): string {
  const sort = /\[(\w+)\]/.exec(one.title)?.[1] ?? 'values';
  const options = { ...none, [sort]: true };
  const { view, texts, cursor, marks } = ideFixture(blockText(one, 'cw'), {
    isBuilt: !one.title.includes('(not built)'),
  });
  const text = texts[cursor.path] ?? '';
  const range = { start: marks.has(0) ? cursor.offset : 0, end: marks.get(1)?.offset ?? text.length };
  const hints = inlayHintsIn(view, cursor.path, range, options);
  if (hints.length === 0) return 'none\n';
  let out = '';
  let from = 0;
  for (const { offset, label } of hints) {
    out += `${text.slice(from, offset)}⟦${label}⟧`;
    from = offset;
  }
  const tooltips = hints.flatMap(({ label, tooltip }) =>
    tooltip === undefined ? [] : [`${label}: ${JSON.stringify(tooltip)}\n`],
  );
  return `${out}${text.slice(from)}${tooltips.length === 0 ? '' : `\n${tooltips.join('')}`}`;
}

for (const name of readdirSync(import.meta.dirname).filter((each) => each.endsWith('.md'))) {
  describeMarkdown(path.join(import.meta.dirname, name), (one) => ({ hints: shown(one) }));
}

describe('inlay hints', () => {
  test('of a file that is not there', () => {
    const { view } = ideFixture('');
    expect(inlayHintsIn(view, 'none.cw', { start: 0, end: 9 }, { ...none, values: true })).toEqual([]);
  });
  test('the labels of all sorts, in source order', () => {
    const { view } = ideFixture(
      'variable "n" { default = 2 }\nresource "file" "f" {\n  count = max(1, var.n)\n  path = "${count.index}"\n}\n',
    );
    const options = { values: true, types: true, counts: true, defaults: true, parameters: true };
    expect(inlayHintsIn(view, 'main.cw', { start: 0, end: 999 }, options).map(({ label }) => label)).toEqual([
      ': number',
      '×2',
      'numbers:',
      '= 2',
      '= 0 | 1',
      'defaults: type = "file", create_parents = true',
    ]);
  });
});
