import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { languageCodes } from '../../core/diagnostics/codes-language.ts';
import { loadParser } from '../support/parser.ts';
import { answered, testsOf } from './suite-format.ts';

await loadParser();

const folder = path.join(import.meta.dirname, 'suites');
const fired = new Set<string>();

for (const file of fs.readdirSync(folder).sort()) {
  describe(file, () => {
    const tests = testsOf(fs.readFileSync(path.join(folder, file), 'utf8'));
    test('has tests', () => {
      expect(tests.length).toBeGreaterThan(0);
    });
    for (const each of tests) {
      test(each.name, () => {
        expect(answered(each, (problem) => fired.add(problem.code))).toBe(each.text);
      });
    }
  });
}

test('every code of the language is fired by one of the suites', () => {
  // A type expression is no part of evaluation, and the limits have tests of their own.
  const elsewhere = new Set(['invalid-type', 'evaluation-limit', 'unknown-variable']);
  const silent = Object.keys(languageCodes).filter((code) => !fired.has(code) && !elsewhere.has(code));
  expect(silent).toEqual([]);
});
