/** Hovers as Markdown and as plain text: what a user wrote never becomes markup. */
import { describe, expect, test } from 'vitest';
import { durationWords, modeWords } from '../../../core/ide/hover/literals.ts';
import { code, codePart, type HoverPart, link, pageLink, plain, textPart } from '../../../core/ide/hover/parts.ts';
import { renderHover } from '../../../core/ide/hover/render.ts';

const markdown = (...parts: readonly HoverPart[]) =>
  renderHover(parts, 'markdown', ({ kind }) => (kind === 'url' ? 'https://x/(a b)' : undefined));
const plaintext = (...parts: readonly HoverPart[]) => renderHover(parts, 'plaintext', () => undefined);

describe('as Markdown', () => {
  test('markup in the text of a user is shown as it is', () => {
    expect(markdown(textPart(plain('[a](command:x) *b* <img> `c` | d & e_f _g_')))).toBe(
      '\\[a\\](command:x) \\*b\\* \\<img\\> \\`c\\` \\| d \\& e_f \\_g\\_',
    );
    expect(markdown(textPart(plain('# no heading')))).toBe('\\# no heading');
    expect(markdown(textPart(plain('1. no list')))).toBe('1\\. no list');
    expect(markdown(textPart(plain('two\n\nlines')))).toBe('two lines');
  });
  test('code holds backticks', () => {
    expect(markdown(textPart(code('a`b')))).toBe('``a`b``');
    expect(markdown(textPart(code('`a`')))).toBe('`` `a` ``');
    expect(markdown(codePart('a\n```\nb'))).toBe('````clockwork\na\n```\nb\n````');
  });
  test('a cell is one line, and bars in it are no borders', () => {
    expect(markdown({ kind: 'table', head: ['A', 'B'], rows: [[[code('a|b')], ['c\nd']]] })).toBe(
      '| A | B |\n| --- | --- |\n| `a\\|b` | c d |',
    );
  });
  test('addresses cannot end a link early; a page without an address is named', () => {
    expect(markdown(textPart(link('a]', { kind: 'url', url: 'x' })))).toBe('[a\\]](https://x/%28a%20b%29)');
    expect(markdown(textPart(pageLink('More', 'kinds.md#file')))).toBe('More: `docs/kinds.md#file`');
    expect(markdown(textPart(link('Ask', { kind: 'command', command: 'x', argument: 'y' })))).toBe('Ask');
  });
});

test('as plain text', () => {
  expect(
    plaintext(
      codePart('var.port: number'),
      textPart('**Required.** `a` is [this](x) ', plain('*b*'), ' ', code('c')),
      { kind: 'list', lines: [['one'], ['two']] },
      {
        kind: 'table',
        head: ['Field', 'Value'],
        rows: [
          [[code('a')], ['1']],
          [[code('longer')], ['']],
        ],
      },
      textPart(pageLink('More', 'kinds.md#file')),
      textPart(link('More', { kind: 'url', url: 'https://x' })),
    ),
  ).toBe(
    'var.port: number\n\nRequired. a is this *b* c\n\n- one\n- two\n\nField   Value\na       1\nlonger\n\nMore: docs/kinds.md#file\n\nMore: https://x',
  );
});

test('durations in words', () => {
  expect(durationWords('90s')).toBe('1 minute 30 seconds');
  expect(durationWords('1d2h')).toBe('1 day 2 hours');
  expect(durationWords('250ms')).toBe('250 milliseconds');
  expect(durationWords('1.5s')).toBe('1 second 500 milliseconds');
  expect(durationWords('0s')).toBe('0 seconds');
  expect(durationWords('soon')).toBeUndefined();
});

test('file modes in words', () => {
  expect(modeWords('0755')).toBe('owner: read, write, execute · group: read, execute · others: read, execute');
  expect(modeWords('600')).toBe('owner: read, write · group: nothing · others: nothing');
  expect(modeWords('4755')).toBeUndefined();
  expect(modeWords('0888')).toBeUndefined();
});
