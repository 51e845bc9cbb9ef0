/** Texts that a Markdown file cannot hold: deep, long, with odd characters. */
import { beforeAll, describe, expect, test } from 'vitest';
import { formatText } from '../../core/syntax/format.ts';
import { parseExpression, parseFile, parseTemplate } from '../../core/syntax/parse.ts';
import { MAX_DEPTH } from '../../core/syntax/reader.ts';
import { loadParser } from '../support/parser.ts';
import { printDiagnostics, printExpression, printTree } from '../support/syntax-text.ts';

beforeAll(loadParser);

const check = (text: string): string => printDiagnostics(parseFile('main.cw', text));

describe('depth', () => {
  const nested: Readonly<Record<string, (depth: number) => string>> = {
    lists: (depth) => `a = ${'['.repeat(depth)}${']'.repeat(depth)}\n`,
    parentheses: (depth) => `a = ${'('.repeat(depth)}1${')'.repeat(depth)}\n`,
    objects: (depth) => `a = ${'{b='.repeat(depth)}1${'}'.repeat(depth)}\n`,
    calls: (depth) => `a = ${'f('.repeat(depth)}1${')'.repeat(depth)}\n`,
    signs: (depth) => `a = ${'!'.repeat(depth)}b\n`,
    templates: (depth) => `a = ${'"${'.repeat(depth)}b${'}"'.repeat(depth)}\n`,
    blocks: (depth) => `${'a {\n'.repeat(depth)}${'}\n'.repeat(depth)}`,
    conditionals: (depth) => `a = ${'b ? c : '.repeat(depth)}d\n`,
    sums: (depth) => `a = b${' + b'.repeat(depth)}\n`,
    steps: (depth) => `a = b${'.c'.repeat(depth)}\n`,
  };
  for (const [name, make] of Object.entries(nested)) {
    test(`${name} nest ${MAX_DEPTH - 10} deep, and get one diagnostic at 1,000 and at 100,000`, () => {
      expect(check(make(MAX_DEPTH - 10))).toBe('');
      const lines = check(make(100_000)).trimEnd().split('\n');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(' nested-too-deep: ');
    });
  }

  test('brackets that are opened 100,000 times and never closed', () => {
    for (const opener of ['[', '{', '(', 'f(', '"${', '"', '/*', '<<A\n']) {
      expect(check(`x = 1\na = ${opener.repeat(100_000)}\nb {\n}\n`)).not.toBe('');
    }
  });
});

describe('length', () => {
  test('50,000 lines', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `a "b${i}" {\n  c = ${i}\n  d = [x.y]\n}\n\n`).join('');
    const parsed = parseFile('main.cw', text);
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.file.items).toHaveLength(10_000);
    expect(parsed.file.items.at(-1)?.key).toBe('a.b9999');
  });

  test('thousands of blocks that are never closed each stay what they are', () => {
    const text = Array.from({ length: 5000 }, (_, i) => `a "b${i}" {\n  c = ${i}\n\n`).join('');
    const parsed = parseFile('main.cw', text);
    expect(parsed.file.items).toHaveLength(5000);
    expect(new Set(parsed.diagnostics.map(({ code }) => code))).toEqual(new Set(['unclosed-block']));
  });

  test('one line of a megabyte', () => {
    expect(check(`a = [${'1, '.repeat(100_000)}]\n`)).toBe('');
    expect(check(`a = "${'x'.repeat(1_000_000)}"\n`)).toBe('');
  });
});

describe('growth', () => {
  const lines = (line: (i: number) => string) => (count: number) =>
    Array.from({ length: count }, (_, i) => line(i)).join('');
  const broken: Readonly<Record<string, (count: number) => string>> = {
    lists: lines((i) => `a${i} = [\n`),
    objects: lines((i) => `a${i} = {\n`),
    calls: lines((i) => `a${i} = f(\n`),
    interpolations: lines((i) => `a${i} = "\${\n`),
    heredocs: lines((i) => `a${i} = <<E\n`),
    comments: lines((i) => `a${i} = /*\n`),
    blocks: lines((i) => `a "b${i}" {\n`),
    'stray heredocs': lines(() => '<<E\n'),
    'lists inside of a block': (count) => `a {\n${lines((i) => `  a${i} = [\n`)(count)}}\n`,
    'lists before a comment': (count) => `${lines((i) => `a${i} = [\n`)(count)}/*`,
    'lists before a heredoc': (count) => `${lines((i) => `a${i} = [\n`)(count)}<<E\n`,
  };
  const flat: Readonly<Record<string, (count: number) => string>> = {
    'a list of numbers': (count) => `a = [${'1, '.repeat(count)}]\n`,
    'a list of paths': (count) => `a = [${'b.c, '.repeat(count)}]\n`,
    'a list that the grammar reads': (count) => `a = [${'1, '.repeat(count)}b[*].c]\n`,
    'a list with a mistake at its end': (count) => `a = [${'1, '.repeat(count)}2 3]\n`,
    'an object': (count) => `a = {\n${lines((i) => `b${i} = 1\n`)(count)}}\n`,
    'a template': (count) => `a = "${'${b}'.repeat(count)}"\n`,
  };
  const fastest = (text: string): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const start = performance.now();
        parseFile('main.cw', text);
        return performance.now() - start;
      }),
    );
  for (const [name, make] of [...Object.entries(broken), ...Object.entries(flat)]) {
    test(`16 times as much of what never closes, or of one line, takes nowhere near 256 times as long: ${name}`, () => {
      const small = make(1000);
      expect(check(small) === '').toBe(name in flat && !name.includes('mistake'));
      fastest(small);
      expect(fastest(make(16_000)) / Math.max(1, fastest(small))).toBeLessThan(100);
    });
  }

  test('each of many openers is reported where it stands', () => {
    const codes: Readonly<Record<string, string>> = {
      lists: 'unclosed-bracket',
      interpolations: 'invalid-template',
      heredocs: 'unclosed-heredoc',
      'lists inside of a block': 'unclosed-bracket',
    };
    for (const [name, code] of Object.entries(codes)) {
      const said = check(broken[name]?.(4) ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/:.*? /, ' ').replace(/:.*/, ''));
      const first = name.includes('block') ? 2 : 1;
      expect(said, name).toEqual([0, 1, 2, 3].map((i) => `${first + i} ${code}`));
    }
  });
});

describe('characters', () => {
  test('NUL gets a diagnostic, its escape does not', () => {
    expect(check('a = "x\0y"\n')).toContain('1:7-1:8 invalid-character: ');
    expect(check('a = "x\\u0000y"\n')).toBe('');
  });

  test('a byte order mark is skipped and counted', () => {
    const parsed = parseFile('main.cw', '\ufeffa = 1\nb {\n}\n');
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.file.items.map(({ key, offset }) => [key, offset])).toEqual([
      ['attr.a', 1],
      ['b', 7],
    ]);
    expect(check('\ufeffa =\n')).toContain('1:1-1:4 missing-value');
    expect(formatText('\ufeffa=1\n').text).toBe('\ufeffa = 1\n');
  });

  test('Windows line ends are kept in heredocs and by formatting', () => {
    const text = 'a = <<EOT\r\nx\r\nEOT\r\nb {\r\n  c=[\r\n1]\r\n}\r\n';
    const parsed = parseFile('main.cw', text);
    expect(printDiagnostics(parsed)).toBe('');
    expect(printTree(parsed)).toBe('a = "x\\r\\n"\nb\n  c = (tuple 1)\n');
    expect(formatText(text).text).toBe('a = <<EOT\r\nx\r\nEOT\r\nb {\r\n  c = [\r\n  1]\r\n}\r\n');
  });

  test('spans count UTF-16 units', () => {
    const parsed = parseFile('main.cw', 'a = "😀é" + 𝒳 @\n');
    expect(printDiagnostics(parsed)).toContain('1:16-1:17 syntax-error');
  });

  test('text that is no HCL at all', () => {
    for (const text of [
      '\u0001\u0002',
      '\ud800',
      '{"a": 1}',
      '<?xml version="1.0"?>',
      '@#$%^&*()',
      "'''",
      '\r\r\r',
      '\\',
    ]) {
      expect(check(text) === '' ? parseFile('x', text).file.items.length : 0, JSON.stringify(text)).toBe(0);
    }
  });
});

describe('text that is no file', () => {
  test('an expression', () => {
    expect(printExpression(parseExpression(' 1 +\n 2 ').expression)).toBe('(+ 1 2)');
    expect(parseExpression('1 +\n 2').problems).toEqual([]);
  });

  test('an expression that cannot be read is invalid, and says why once', () => {
    for (const text of ['', '1 +', 'a b', '"x', '[1', ')', 'a = 1']) {
      const { expression, problems } = parseExpression(text);
      expect(expression.kind, text).toBe('invalid');
      expect(problems, text).toHaveLength(1);
    }
  });

  test('a template', () => {
    const { parts, problems } = parseTemplate('a "b" \\n ${c}\n%{ if d ~}\n  e\n%{ endif }');
    expect(problems).toEqual([]);
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'interpolation', 'text', 'if']);
    expect(parseTemplate('${').problems).toHaveLength(1);
    expect(parseTemplate('%{ endif }').problems).toHaveLength(1);
  });
});
