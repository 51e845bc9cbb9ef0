/** Whatever is typed: nothing throws, and what is kept of an earlier parse is what a fresh one gives. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { formatText } from '../../core/syntax/format.ts';
import { type ParsedFile, parseFile } from '../../core/syntax/parse.ts';
import { splitFile } from '../../core/syntax/split.ts';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';
import { edited } from '../support/random-edits.ts';
import { offsetsOf, printMeaning } from '../support/syntax-text.ts';

beforeAll(loadParser);

const start = `# clockwork:ignore some-code reason
variable "port" {
  default = 8080
}

resource "service" "web" {
  image = "nginx:\${var.tag}"
  ports = [var.port, 1 + 2]
  environment = {
    A = "x" # note
    (B) : <<-EOT
      %{ for x in y ~}
      text
      %{ endfor }
    EOT
  }

  health_check { path = "/" }
}

locals { x = a ? b : [for k, v in m : k if v] }
`;

const pieces = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '\n',
  '=',
  ',',
  '.',
  '${',
  '%{',
  '~}',
  '<<EOT\n',
  'EOT',
  '#',
  '/*',
  '*/',
];
const edit = fc.record({
  at: fc.nat({ max: start.length }),
  removed: fc.nat({ max: 6 }),
  inserted: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })),
});

function apply(text: string, { at, removed, inserted }: { at: number; removed: number; inserted: string }): string {
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

test('a series of edits gives the tree, diagnostics and comments of a fresh parse', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      let parsed = parseFile('main.cw', start);
      for (const each of edits) {
        const text = apply(parsed.file.text, each);
        parsed = parseFile('main.cw', text, parsed.file);
        expect(parsed).toEqual(parseFile('main.cw', text));
      }
    }),
    { numRuns: 400, seed: 1 },
  );
});

test('the same in long files, with edits that lie far from each other and ones that are taken back', () => {
  const long = Array.from({ length: 12 }, (_, i) => start.replaceAll('web', `web_${i}`)).join('\n');
  for (let seed = 0; seed < 60; seed++) {
    const random = randomNumbers(seed);
    let parsed = parseFile('main.cw', seed % 5 === 0 ? long.replaceAll('\n', '\r\n') : long);
    for (let round = 0; round < 8; round++) {
      const before = parsed;
      parsed = parseFile('main.cw', edited(parsed.file.text, random), parsed.file);
      expectFresh(parsed, `${seed} ${round}`);
      if (random(4) > 0) continue;
      parsed = parseFile('main.cw', before.file.text, parsed.file);
      expectFresh(parsed, `${seed} ${round} back`);
    }
  }
});

/** Looks closely only where there is a difference, which takes its time. */
function expectFresh(parsed: ParsedFile, label: string): void {
  const fresh = parseFile('main.cw', parsed.file.text);
  if (!isDeepStrictEqual(parsed, fresh)) expect(parsed, label).toEqual(fresh);
}

test('a comment that is open in the middle of a file takes nothing along once it is closed', () => {
  const open = `a = 1\n/*\nb = 2\nc = 3\n\nd { }\n`;
  const before = parseFile('main.cw', open);
  for (const text of [open.replace('c = 3', 'c = 3 */'), open.replace('/*', ''), `${open}*/`]) {
    expect(parseFile('main.cw', text, before.file)).toEqual(parseFile('main.cw', text));
  }
});

test('typing in a long file splits again what is near alone, also while it is broken', () => {
  const block = (i: number) => `resource "file" "f_${i}" {\n  path = "out/${i}"\n}\n`;
  const text = Array.from({ length: 100 }, (_, i) => block(i)).join('# between\n');
  const middle = text.indexOf('"out/50"');
  const typed = [`"`, '"x', '"x${', '"x${var.y}', '"x${var.y}"', '[', '[{', '}', '/* */'];
  let earlier = { text, split: splitFile(text, 0) };
  for (const insertion of typed) {
    const next = text.slice(0, middle) + insertion + text.slice(middle);
    const split = splitFile(next, 0, earlier);
    expect({ ...split, shared: undefined }).toEqual({ ...splitFile(next, 0), shared: undefined });
    const { before, behind } = split.shared;
    expect(before, insertion).toBeGreaterThanOrEqual(48);
    expect(behind, insertion).toBeGreaterThanOrEqual(48);
    earlier = { text: next, split };
  }
});

test('diagnostics point into the text, items are in order and do not overlap, keys are unique', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const parsed = parseFile('main.cw', edits.reduce(apply, start));
      let behind = 0;
      for (const { offset, node } of parsed.file.items) {
        expect(offset).toBeGreaterThanOrEqual(behind);
        behind = offset + node.span.end;
      }
      expect(behind).toBeLessThanOrEqual(parsed.file.text.length);
      expect(new Set(parsed.file.items.map(({ key }) => key)).size).toBe(parsed.file.items.length);
      for (const diagnostic of parsed.diagnostics) {
        const span = offsetsOf(parsed, diagnostic);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(parsed.file.text.length);
      }
    }),
    { numRuns: 400, seed: 2 },
  );
});

test('formatting is a fixed point and keeps tree and number of diagnostics, also of broken text', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(apply, start);
      const formatted = formatText(text).text;
      expect(formatText(formatted).text).toBe(formatted);
      const [before, after] = [parseFile('main.cw', text), parseFile('main.cw', formatted)];
      expect(printMeaning(after)).toBe(printMeaning(before));
      expect(after.diagnostics.length).toBe(before.diagnostics.length);
    }),
    { numRuns: 400, seed: 3 },
  );
});

test('items whose text did not change keep their node, wherever they stand now', () => {
  const before = parseFile('main.cw', start);
  const after = parseFile('main.cw', `a = 1\n${start.replace('8080', '8081')}`, before.file);
  const node = (parsed: typeof before, key: string) => parsed.file.items.find((item) => item.key === key)?.node;
  expect(node(after, 'resource.service.web')).toBeDefined();
  expect(node(after, 'resource.service.web')).toBe(node(before, 'resource.service.web'));
  expect(node(after, 'locals')).toBe(node(before, 'locals'));
  expect(node(after, 'variable.port')).not.toBe(node(before, 'variable.port'));
});

test('diagnostics of a kept item name the line that it is on now', () => {
  const broken = 'a {\n  b {\n    c = 1\n  d = 2\n}\n';
  const before = parseFile('main.cw', broken);
  expect(before.diagnostics[0]?.message).toContain('line 2');
  const after = parseFile('main.cw', `\n\n${broken}`, before.file);
  expect(after.file.items[0]?.node).toBe(before.file.items[0]?.node);
  expect(after.diagnostics[0]?.message).toContain('line 4');
});

test('comments are found between items, in items, and in values', () => {
  const text = '# one\na { # two\n  b = [ // three\n    1 /* four */\n  ]\n}\n';
  const { comments, file } = parseFile('main.cw', text);
  const shown = comments.map(({ item, span }) => {
    const base = file.items.find(({ key }) => key === item)?.offset ?? 0;
    return [item, text.slice(base + span.start, base + span.end)];
  });
  expect(shown).toEqual([
    ['', '# one'],
    ['a', '# two'],
    ['a', '// three'],
    ['a', '/* four */'],
  ]);
});
