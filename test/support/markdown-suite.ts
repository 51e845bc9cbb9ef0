/**
 * Markdown files as test suites: a heading is a test, a fenced block is its input or what is expected
 * of it, named by the word behind the fence. With CLOCKWORK_UPDATE=1 the expected blocks are rewritten
 * to what came out, to be read before they are kept.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

export interface FencedBlock {
  /** What stands behind the opening fence: `hcl`, `diagnostics`. */
  readonly name: string;
  readonly text: string;
  /** 0-based lines of the content in the Markdown file; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface MarkdownCase {
  readonly title: string;
  /** 1-based line of the heading. */
  readonly lineNumber: number;
  readonly blocks: readonly FencedBlock[];
}

/** The cases of a Markdown file: every heading of the second level or deeper that has fenced blocks. */
export function readMarkdownCases(file: string): readonly MarkdownCase[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const cases: { title: string; lineNumber: number; blocks: FencedBlock[] }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const heading = /^##+ (.*)$/.exec(lines[i] ?? '');
    if (heading !== null) cases.push({ title: heading[1] ?? '', lineNumber: i + 1, blocks: [] });
    const fence = /^(`{3,})(\S+)\s*$/.exec(lines[i] ?? '');
    if (fence === null) continue;
    const start = i + 1;
    const end = lines.indexOf(fence[1] ?? '', start);
    if (end < 0) throw new Error(`${file}:${start}: the fence is never closed`);
    const text = lines
      .slice(start, end)
      .map((line) => `${line}\n`)
      .join('');
    cases.at(-1)?.blocks.push({ name: fence[2] ?? '', text, start, end });
    i = end;
  }
  return cases.filter((one) => one.blocks.length > 0);
}

/**
 * Makes a test of every case. `run` gives, by block name, what came out of the case's inputs; each
 * block of such a name must hold exactly that. A case without such a block fails.
 */
export function describeMarkdown(file: string, run: (one: MarkdownCase) => Readonly<Record<string, string>>): void {
  const update = process.env['CLOCKWORK_UPDATE'] === '1';
  const replaced: { readonly block: FencedBlock; readonly text: string }[] = [];
  describe(path.basename(file), () => {
    for (const one of readMarkdownCases(file)) {
      test(`${one.title} (line ${one.lineNumber})`, () => {
        const actual = run(one);
        const expected = one.blocks.filter((block) => block.name in actual);
        expect(expected.length, 'the case expects nothing').toBeGreaterThan(0);
        for (const block of expected) {
          const text = actual[block.name] ?? '';
          if (update) replaced.push({ block, text });
          else expect(text, `${block.name}, ${path.basename(file)}:${block.start + 1}`).toBe(block.text);
        }
      });
    }
    afterAll(() => {
      if (replaced.length > 0) rewrite(file, replaced);
    });
  });
}

/** The text of the block of this name. Throws where the case has none. */
export function blockText(one: MarkdownCase, name: string): string {
  const block = one.blocks.find((candidate) => candidate.name === name);
  if (block === undefined) throw new Error(`line ${one.lineNumber}: "${one.title}" has no \`${name}\` block`);
  return block.text;
}

function rewrite(file: string, replaced: readonly { readonly block: FencedBlock; readonly text: string }[]): void {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  for (const { block, text } of [...replaced].sort((a, b) => b.block.start - a.block.start)) {
    lines.splice(block.start, block.end - block.start, ...text.split('\n').slice(0, -1));
  }
  fs.writeFileSync(file, lines.join('\n'));
}
