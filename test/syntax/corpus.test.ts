/** Real files that nobody of this project wrote, against HashiCorp's own parser (as WebAssembly). */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Block, Body } from '../../core/syntax/ast.ts';
import { formatText, layOutText } from '../../core/syntax/format.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { describeCorpus } from '../support/corpus.ts';
import { filesBelow } from '../support/files-below.ts';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';
import { edited } from '../support/random-edits.ts';
import { offsetsOf, printDiagnostics, printMeaning, printTree } from '../support/syntax-text.ts';

const { parse: hcl2json } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  parse(name: string, text: string): Promise<unknown>;
};

beforeAll(loadParser);

describeCorpus('hcl-real-world', 'real Terraform files', (folder) => {
  const files = filesBelow(folder).map((file) => ({
    name: path.relative(folder, file),
    text: fs.readFileSync(file, 'utf8'),
  }));

  test('the same files are accepted, with the same blocks; the others get a diagnostic on the line that is named', async () => {
    let accepted = 0;
    const refused: string[] = [];
    for (const { name, text } of files) {
      const parsed = parseFile(name, text);
      const theirs = await hcl2json(`${accepted}.tf`, text).then(
        (value) => ({ value }),
        (error: unknown) => ({ error: String(error) }),
      );
      if ('value' in theirs) {
        accepted++;
        expect(printDiagnostics(parsed), name).toBe('');
        const body = { entries: parsed.file.items.map(({ node }) => node), span: { start: 0, end: text.length } };
        expect(shapeOf(body), name).toEqual(shapeLike(theirs.value, body));
      } else {
        refused.push(name);
        const lineNumber = Number(/\.tf:(\d+),/.exec(theirs.error)?.[1]);
        const lineNumbers = parsed.diagnostics.map((diagnostic) => lineOf(text, offsetsOf(parsed, diagnostic).start));
        expect(lineNumbers, `${name}: ${theirs.error}`).toContain(lineNumber);
      }
    }
    expect({ accepted, refused: refused.length }).toEqual({ accepted: 1043, refused: 9 });
  }, 120_000);

  test('formatting is a fixed point and keeps the meaning', () => {
    expect(files.length).toBe(1052);
    let respelt = 0;
    for (const { name, text } of files) {
      const formatted = formatText(text).text;
      expect(formatText(formatted).text, name).toBe(formatted);
      expect(printMeaning(parseFile(name, formatted)), name).toBe(printMeaning(parseFile(name, text)));
      const laidOut = layOutText(text).text;
      expect(printTree(parseFile(name, laidOut)), name).toBe(printTree(parseFile(name, text)));
      if (formatted !== laidOut) respelt++;
    }
    expect(respelt).toBeGreaterThan(100);
  }, 60_000);

  test('after every edit of a series the tree is the one that a fresh parse gives', () => {
    const random = randomNumbers(7);
    let edits = 0;
    for (const { name, text } of files) {
      let current = text;
      let parsed = parseFile(name, current);
      for (let i = 0; i < 4; i++) {
        const at = random(current.length + 1);
        const pieces = ['', '"', '{', '}', '\n', 'x = 1\n', '<<EOT\n', '${', ')', '# '];
        current = current.slice(0, at) + (pieces[random(pieces.length)] ?? '') + current.slice(at + random(3));
        parsed = parseFile(name, current, parsed.file);
        expect(parsed, name).toEqual(parseFile(name, current));
        edits++;
      }
    }
    expect(edits).toBe(4 * 1052);
  }, 60_000);

  test('after any edits a file is what it would be from scratch', () => {
    let kept = 0;
    let total = 0;
    for (let seed = 0; seed < 120; seed++) {
      const random = randomNumbers(seed);
      const texts = Array.from({ length: 3 }, () => files[random(files.length)]?.text.slice(0, 20_000) ?? '');
      let parsed = parseFile('main.cw', texts.join('\n'));
      for (let round = 0; round < 8; round++) {
        const before = new Set(parsed.file.items.map(({ node }) => node));
        parsed = parseFile('main.cw', edited(parsed.file.text, random), parsed.file);
        expect(parsed, `${seed} ${round}`).toEqual(parseFile('main.cw', parsed.file.text));
        total += parsed.file.items.length;
        kept += parsed.file.items.filter(({ node }) => before.has(node)).length;
      }
    }
    expect(kept / total).toBeGreaterThan(0.8);
  }, 60_000);

  test('a deleted character changes no symbol outside of the block that it was in', () => {
    let same = 0;
    let total = 0;
    const chosen = files.filter(({ text }) => text.length > 300 && text.length < 12_000).filter((_, i) => i % 25 === 0);
    for (const { name, text } of chosen) {
      const { file, diagnostics } = parseFile(name, text);
      if (diagnostics.length > 0) continue;
      for (let at = 0; at < text.length; at += 5) {
        const after = parseFile(name, text.slice(0, at) + text.slice(at + 1), file);
        const touched = file.items.filter(({ offset, node }) => offset - 1 <= at && at <= offset + node.span.end);
        const expected = file.items.filter((item) => !touched.includes(item)).map(({ key }) => plainKey(key));
        const found = after.file.items.map(({ key }) => plainKey(key));
        for (const key of expected)
          if (found.includes(key)) found.splice(found.indexOf(key), 1);
          else found.push(...touched.map(() => ''), '');
        if (found.length <= touched.length) same++;
        total++;
      }
    }
    const percent = (100 * same) / total;
    console.log(`symbols unchanged after ${same} of ${total} deletions (${percent.toFixed(2)} %)`);
    expect(total).toBeGreaterThan(5000);
    expect(percent).toBeGreaterThanOrEqual(98);
  }, 60_000);
});

describeCorpus('hcl-spec', "HashiCorp's specification suite", (folder) => {
  const inputs = filesBelow(folder).filter((file) => file.endsWith('.hcl'));

  test('every input and every description of it parses', () => {
    expect(inputs.length).toBeGreaterThan(5);
    for (const file of filesBelow(folder)) {
      expect(printDiagnostics(parseFile(path.basename(file), fs.readFileSync(file, 'utf8'))), file).toBe('');
    }
  });

  test('literal strings and heredocs hold the expected text', () => {
    let compared = 0;
    for (const file of inputs) {
      const values = literals(fs.readFileSync(file, 'utf8'));
      for (const [address, text] of literals(fs.readFileSync(file.replace(/\.hcl$/, '.t'), 'utf8'))) {
        const value = values.get(address.replace(/^result\./, ''));
        if (value === undefined) continue;
        expect(value, `${file}: ${address}`).toBe(text);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(15);
  });
});

/** Text of every literal string by its path through attributes and objects. */
function literals(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (address: string, value: unknown): void => {
    const node = value as {
      kind: string;
      parts?: unknown[];
      items?: { key: { parts?: { value: string }[] }; value: unknown }[];
    };
    if (node.kind === 'template' && node.parts?.length === 1) {
      const [part] = node.parts as { kind: string; value: string }[];
      if (part?.kind === 'text') found.set(address, part.value);
    }
    if (node.kind !== 'object') return;
    for (const item of node.items ?? []) visit(`${address}.${item.key.parts?.[0]?.value}`, item.value);
  };
  for (const { node } of parseFile('x', text).file.items)
    if (node.kind === 'attribute') visit(node.name.text, node.value);
  return found;
}

/** Names of attributes, and bodies of blocks by type and labels: what hcl2json keeps of the structure. */
interface Shape {
  readonly attributes: readonly string[];
  readonly blocks: Readonly<Record<string, readonly Shape[]>>;
}

function shapeOf(body: Body): Shape {
  const blocks: Record<string, Shape[]> = {};
  for (const block of blocksOf(body)) {
    const key = pathOf(block).join('/');
    blocks[key] = [...(blocks[key] ?? []), shapeOf(block.body)];
  }
  const attributes = body.entries.filter((entry) => entry.kind === 'attribute').map((entry) => entry.name.text);
  return { attributes: attributes.sort(), blocks };
}

/** The shape of what hcl2json gave, read along the blocks of `body`; names that `body` lacks count as attributes. */
function shapeLike(value: unknown, body: Body): Shape {
  const types = new Set(blocksOf(body).map((block) => block.type.text));
  const blocks: Record<string, Shape[]> = {};
  const seen = new Map<string, number>();
  for (const block of blocksOf(body)) {
    const key = pathOf(block).join('/');
    const index = seen.get(key) ?? 0;
    seen.set(key, index + 1);
    const list = pathOf(block).reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | undefined)?.[name],
      value,
    );
    const theirs = Array.isArray(list) ? list : [];
    if (index === 0) blocks[key] = theirs.map((one, i) => shapeLike(one, sameBlocks(body, key)[i]?.body ?? block.body));
  }
  const names = Object.keys(value as object).filter((name) => !types.has(name));
  return { attributes: names.sort(), blocks };
}

function sameBlocks(body: Body, key: string): readonly Block[] {
  return blocksOf(body).filter((block) => pathOf(block).join('/') === key);
}

function blocksOf(body: Body): readonly Block[] {
  return body.entries.filter((entry) => entry.kind === 'block');
}

function pathOf(block: Block): readonly string[] {
  return [block.type.text, ...block.labels.map(({ text }) => text)];
}

function plainKey(key: string): string {
  return key.replace(/~\d+$/, '');
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
