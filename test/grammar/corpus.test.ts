/** Real files: the grammar sees in them what the parser sees, and nothing stays open behind them. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parseFile } from '../../core/syntax/parse.ts';
import { describeCorpus } from '../support/corpus.ts';
import { filesBelow } from '../support/files-below.ts';
import { loadParser } from '../support/parser.ts';
import { agreementOf } from './agreement.ts';
import { tokenise } from './tokens.ts';

beforeAll(loadParser);

const examples = path.join(import.meta.dirname, '..', '..', 'examples');

test('every example is coloured as it is parsed', () => check(examples, 4));

describeCorpus('clockwork-original', 'original projects', (folder) => {
  test('are coloured as they are parsed', () => check(folder, 3));
});

describeCorpus('hcl-real-world', 'real Terraform files', (folder) => {
  test('are coloured as they are parsed', { timeout: 300_000 }, () => check(folder, 1000));
});

async function check(folder: string, least: number): Promise<void> {
  const files = filesBelow(folder).filter((file) => /\.(?:cw|tf|hcl)$/.test(file));
  expect(files.length).toBeGreaterThanOrEqual(least);
  const found: string[] = [];
  let compared = 0;
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const parsed = parseFile(file, text);
    if (parsed.diagnostics.length > 0) continue;
    const tokenised = await tokenise(text);
    const agreement = agreementOf(parsed.file, tokenised);
    compared += agreement.compared;
    const name = path.relative(folder, file);
    found.push(...agreement.differences.map((difference) => `${name}:${difference}`));
    if (tokenised.open.length > 0) found.push(`${name}: open at the end: ${tokenised.open.join(' ')}`);
  }
  expect(compared).toBeGreaterThan(files.length * 10);
  expect(found).toEqual([]);
}
