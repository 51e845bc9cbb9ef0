/**
 * Runs the Markdown suites of this folder. A heading of level 2 is a test; each fenced block is a file
 * (`hcl main.cw`), `model` the expected description of the model, `nowhere` diagnostics without a line.
 * A comment `# error: code` at the end of a line expects exactly these diagnostics on that line; lines
 * without one expect none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { intakeCodes } from '../../core/diagnostics/codes-intake.ts';
import { loadParser } from '../support/parser.ts';
import { codesByLine, describeModel, diagnosticLines, snapshotOf } from './kit.ts';

interface Case {
  readonly title: string;
  readonly files: Record<string, string>;
  readonly model: string | undefined;
  readonly nowhere: readonly string[];
  readonly unset: 'unknown' | 'error';
}

function casesOf(text: string): readonly Case[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const title = section.slice(0, section.indexOf('\n')).trim();
      const files: Record<string, string> = {};
      let model: string | undefined;
      let nowhere: readonly string[] = [];
      for (const [, info = '', body = ''] of section.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
        const [language, name] = info.trim().split(/\s+/);
        if (language === 'model') model = body.trimEnd();
        else if (language === 'nowhere') nowhere = body.trim().split('\n');
        else files[name ?? 'main.cw'] = body;
      }
      return {
        title,
        files,
        model,
        nowhere,
        unset: section.includes('(unset variables are errors)') ? 'error' : 'unknown',
      };
    });
}

/** What the comments in a file expect, by `file:line`. */
function expectedIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const expected = new Map<string, readonly string[]>();
  for (const [file, text] of Object.entries(files)) {
    for (const [index, line] of text.split('\n').entries()) {
      const comment = /# ((?:(?:error|warning|information|hint): [a-z0-9-]+(?:, )?)+)$/.exec(line)?.[1];
      if (comment !== undefined) expected.set(`${file}:${index + 1}`, comment.split(', '));
    }
  }
  return expected;
}

const sorted = (map: ReadonlyMap<string, readonly string[]>) =>
  [...map].map(([line, codes]) => `${line} ${[...codes].sort().join(', ')}`).sort();

const fired = new Set<string>();
const suites = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'));

beforeAll(loadParser);

for (const suite of suites) {
  describe(suite, () => {
    const cases = casesOf(readFileSync(path.join(import.meta.dirname, suite), 'utf8'));
    it('has tests', () => expect(cases.length).toBeGreaterThan(0));
    for (const { title, files, model, nowhere, unset } of cases) {
      it(title, () => {
        const snapshot = snapshotOf(files, { unset });
        for (const { code } of snapshot.diagnostics) fired.add(code);
        const expected = new Map(expectedIn(files));
        if (nowhere.length > 0) expected.set('nowhere', nowhere);
        expect(sorted(codesByLine(snapshot)), diagnosticLines(snapshot).join('\n')).toEqual(sorted(expected));
        if (model !== undefined) expect(describeModel(snapshot).join('\n')).toBe(model);
      });
    }
  });
}

/** Fired by tests of their own, which need more than texts. */
const elsewhere = new Set([
  'unreadable-file',
  'not-utf8',
  'ignored-without-reason',
  'completed-secret',
  'deprecated-attribute',
  'incomplete-secret',
  'cannot-complete',
]);

describe('every code of intake', () => {
  it('is fired by a suite', () => {
    const silent = Object.keys(intakeCodes).filter((code) => !fired.has(code) && !elsewhere.has(code));
    expect(silent).toEqual([]);
  });
});
