/**
 * What typing does to real files: every prefix of them, and every one of them with one character missing. A slip must
 * not cost the blocks that it is not in.
 */
import { beforeAll, expect, test } from 'vitest';
import type { SyntaxFile } from '../../core/syntax/ast.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';
import { type RealFile, realFiles } from '../support/real-files.ts';

beforeAll(loadParser);

realFiles('ten real files', (files) => {
  test('every prefix, typed character by character, gives the tree of a fresh parse', () => {
    let keystrokes = 0;
    for (const { name, text } of files) {
      let parsed = parseFile(name, '');
      for (let end = 1; end <= text.length; end++) {
        const typed = text.slice(0, end);
        parsed = parseFile(name, typed, parsed.file);
        // Comparing costs more than parsing: at every fifth character, and wherever a line or a bracket ends.
        if (end % 5 === 0 || /[\n{}[\]"]$/.test(typed))
          expect(parsed, `${name} to ${end}`).toEqual(parseFile(name, typed));
        keystrokes++;
      }
    }
    expect(keystrokes).toBeGreaterThan(10_000);
  }, 120_000);

  test('a deleted character leaves the symbols outside of its block as they were', () => {
    const exceptions: Exception[] = [];
    let deletions = 0;
    for (const file of files) {
      const before = parseFile(file.name, file.text).file;
      for (let at = 0; at < file.text.length; at++) {
        deletions++;
        const exception = lostSymbols(file, before, at);
        if (exception !== undefined) exceptions.push(exception);
      }
    }
    const percent = 100 - (100 * exceptions.length) / deletions;
    console.log(
      `symbols unchanged after ${deletions - exceptions.length} of ${deletions} deletions (${percent.toFixed(2)} %)`,
    );
    for (const { file, line, deleted, reason } of exceptions)
      console.log(`  ${file}:${line} without ${deleted}: ${reason}`);
    expect(deletions).toBeGreaterThan(10_000);
    expect(percent).toBeGreaterThanOrEqual(98);
    for (const exception of exceptions) {
      expect(exception.reason, `${exception.file}:${exception.line} without ${exception.deleted}`).toMatch(
        /^unclosed-(heredoc|comment|string)/,
      );
      expect(exception.keptBefore, `${exception.file}:${exception.line} without ${exception.deleted}`).toBe(true);
    }
  }, 120_000);
});

interface Exception {
  readonly file: string;
  readonly line: number;
  readonly deleted: string;
  readonly reason: string;
  /** The symbols before the block of the deletion are as they were. */
  readonly keptBefore: boolean;
}

/** What the deletion did beyond its block; undefined where it did nothing. */
function lostSymbols({ name, text }: RealFile, before: SyntaxFile, at: number): Exception | undefined {
  const after = parseFile(name, text.slice(0, at) + text.slice(at + 1), before);
  // Between two blocks a deletion is of the one that follows, whose line it may take away.
  const touched = before.items.filter(({ offset, node }) => offset - 1 <= at && at <= offset + node.span.end);
  const start = Math.min(at, ...touched.map(({ offset }) => offset));
  const end = Math.max(at, ...touched.map(({ offset, node }) => offset + node.span.end));
  const isInside = ({ offset }: SyntaxFile['items'][number]) => offset >= start - 1 && offset < end;
  const expected = before.items.filter((item) => !touched.includes(item)).map(({ key }) => plainKey(key));
  const found = after.file.items.filter((item) => !isInside(item)).map(({ key }) => plainKey(key));
  if (expected.length === found.length && expected.every((key, i) => found[i] === key)) return undefined;
  const earlier = before.items.filter((item) => !touched.includes(item) && item.offset < at);
  return {
    file: name,
    line: text.slice(0, at).split('\n').length,
    deleted: JSON.stringify(text[at]),
    reason: after.diagnostics.map(({ code }) => code).join(' '),
    keptBefore: earlier.every((item, i) => plainKey(after.file.items[i]?.key ?? '') === plainKey(item.key)),
  };
}

function plainKey(key: string): string {
  return key.replace(/~\d+$/, '');
}
