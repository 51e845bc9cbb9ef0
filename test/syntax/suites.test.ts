/** The language of syntax as Markdown suites: trees, diagnostics and layout. */
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { syntaxCodes } from '../../core/diagnostics/codes-syntax.ts';
import { formatText } from '../../core/syntax/format.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { blockText, describeMarkdown, readMarkdownCases } from '../support/markdown-suite.ts';
import { loadParser } from '../support/parser.ts';
import { printDiagnostics, printMeaning, printTree } from '../support/syntax-text.ts';

const suite = (name: string): string => path.join(import.meta.dirname, `${name}.md`);

beforeAll(loadParser);

for (const name of ['structure', 'expressions', 'templates']) {
  describeMarkdown(suite(name), (one) => {
    const parsed = parseFile('main.cw', blockText(one, 'hcl'));
    expect(printDiagnostics(parsed)).toBe('');
    return { tree: printTree(parsed) };
  });
}

describeMarkdown(suite('errors'), (one) => {
  const parsed = parseFile('main.cw', blockText(one, 'hcl'));
  return { tree: printTree(parsed), diagnostics: printDiagnostics(parsed) };
});

describeMarkdown(suite('format'), (one) => {
  const text = blockText(one, 'hcl');
  const formatted = formatText(text).text;
  expect(formatText(formatted).text, 'formatting again changes nothing').toBe(formatted);
  expect(printMeaning(parseFile('main.cw', formatted)), 'the meaning is the same').toBe(
    printMeaning(parseFile('main.cw', text)),
  );
  return { formatted };
});

describe('every code', () => {
  const cases = readMarkdownCases(suite('errors'));
  const elsewhere = ['invalid-character', 'nested-too-deep'];
  for (const code of Object.keys(syntaxCodes).filter((each) => !elsewhere.includes(each))) {
    test(`${code} has a case that fires it and a near miss`, () => {
      const fires = cases.find(({ title }) => title === code);
      const near = cases.find(({ title }) => title === `${code}, near miss`);
      expect(fires && printDiagnostics(parseFile('main.cw', blockText(fires, 'hcl')))).toContain(` ${code}: `);
      expect(near && printDiagnostics(parseFile('main.cw', blockText(near, 'hcl')))).toBe('');
    });
  }
});
