/** The table of blocks is what the readers read, and what the language reference says. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { BlockSpec } from '../../core/intake/block-spec.ts';
import { strayTopBlocks, topBlocks } from '../../core/intake/block-specs.ts';
import { declaredBy } from '../../core/intake/read-block.ts';
import { shortFormNames, shortFormSpecs } from '../../core/intake/short-form-specs.ts';
import { standardVocabulary } from '../../core/intake/standard-vocabulary.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const reference = fs.readFileSync(path.join(import.meta.dirname, '../../docs/language.md'), 'utf8');

function codesOf(text: string): readonly string[] {
  return parseFile('main.cw', text).file.items.flatMap(({ node }) =>
    node.kind === 'block' ? declaredBy(node, standardVocabulary, false).findings.map(({ code }) => code) : ['stray'],
  );
}

function header(type: string, spec: BlockSpec): string {
  return [type, ...spec.labels.map(({ name }) => (name === 'KIND' ? '"file"' : '"x"'))].join(' ');
}

const tops = Object.entries({ ...topBlocks, ...strayTopBlocks });

test.each(tops)('every attribute of `%s` is read', (type, spec) => {
  for (const name of Object.keys(spec.attributes)) {
    expect(codesOf(`${header(type, spec)} {\n  ${name} = 1\n}\n`), name).not.toContain('unknown-attribute');
  }
  if (type === 'variable') {
    expect(codesOf(`${header(type, spec)} {\n  nothing_of_that_name = 1\n}\n`)).toContain('unknown-attribute');
  }
});

test.each(tops)('every block of `%s` is read', (type, spec) => {
  for (const [name, { block }] of Object.entries(spec.blocks)) {
    const labels = name === 'assert' ? ' "file_exists"' : '';
    expect(codesOf(`${header(type, spec)} {\n  ${name}${labels} {\n  }\n}\n`), name).not.toContain('unknown-block');
    for (const attribute of Object.keys(block.attributes)) {
      const text = `${header(type, spec)} {\n  ${name} {\n    ${attribute} = 1\n  }\n}\n`;
      expect(codesOf(text), `${name}.${attribute}`).not.toContain('unknown-attribute');
    }
  }
});

test.each(tops)('a required attribute of `%s` is missed', (type, spec) => {
  const required = Object.entries(spec.attributes).filter(([, { need }]) => need === 'required');
  const codes = codesOf(`${header(type, spec)} {\n}\n`).filter((code) => code === 'missing-attribute');
  // `file` itself needs a path.
  expect(codes.length).toBe(type === 'resource' ? 1 : required.length);
});

test.each(Object.entries(shortFormSpecs))('`%s` and its words are read', (form, spec) => {
  for (const name of [form, ...spec.aliases]) {
    expect(shortFormNames).toContain(name);
    for (const word of Object.keys(spec.attributes)) {
      const codes = codesOf(`${name} "x" {\n  ${word} = "5s"\n}\n`);
      expect(codes, `${name}.${word}`).not.toContain('unknown-attribute');
      expect(codes).not.toContain('unknown-block');
    }
  }
});

test('the language reference names every block', () => {
  for (const name of [...Object.keys(topBlocks), ...shortFormNames]) expect(reference).toContain(`\`${name}`);
});
