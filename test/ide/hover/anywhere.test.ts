/** Hover and hints answer at every offset of the examples, and wherever a character of them is missing, and never throw. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { View } from '../../../core/engine/view.ts';
import type { Workspace } from '../../../core/engine/workspace.ts';
import { hoverAt } from '../../../core/ide/hover/hover.ts';
import { renderHover } from '../../../core/ide/hover/render.ts';
import { inlayHintsIn } from '../../../core/ide/inlay-hints.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const examples = path.join(import.meta.dirname, '..', '..', '..', 'examples');
const options = { values: true, types: true, counts: true, defaults: true, parameters: true };

function textsOf(folder: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.cw(vars)?$/.test(name) && !name.includes('.clockwork'));
  return Object.fromEntries(files.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

/** How many offsets have a hover; each one's span holds its offset, and both forms have text. */
function hoveredIn(view: View, file: string, step = 1): number {
  const text = view.project.files.get(file)?.text ?? '';
  let count = 0;
  for (let offset = 0; offset <= text.length; offset += step) {
    const hover = hoverAt(view, file, offset);
    if (hover === undefined) continue;
    count++;
    const { start, end } = hover.span;
    if (start > offset || offset > end || end > text.length)
      throw new Error(`${file}:${offset}: a span of ${start}–${end}`);
    for (const format of ['markdown', 'plaintext'] as const) {
      if (renderHover(hover.parts, format, () => undefined).trim() === '')
        throw new Error(`${file}:${offset}: no text`);
    }
  }
  inlayHintsIn(view, file, { start: 0, end: text.length }, options);
  return count;
}

for (const name of fs.readdirSync(examples)) {
  const folder = path.join(examples, name);
  if (!fs.statSync(folder).isDirectory()) continue;
  describe(name, () => {
    test('at every offset', () => {
      const { view, texts } = ideFixture(textsOf(folder));
      const counts = Object.keys(texts).map((file) => hoveredIn(view, file));
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });

    test('before the first build', () => {
      const { view, texts } = ideFixture(textsOf(folder), { isBuilt: false });
      const counts = Object.keys(texts).map((file) => hoveredIn(view, file, 3));
      expect(Math.max(...counts)).toBeGreaterThan(0);
    });

    test('with one character missing, on the values of before', () => {
      const { workspace, texts } = ideFixture(textsOf(folder));
      let count = 0;
      for (const [file, text] of Object.entries(texts)) count += deletions(workspace, file, text);
      expect(count).toBeGreaterThan(0);
    });
  });
}

function deletions(workspace: Workspace, file: string, text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 37) {
    workspace.change(file, text.slice(0, at) + text.slice(at + 1));
    count += hoveredIn(workspace.view(), file, 17);
  }
  workspace.change(file, null);
  return count;
}
