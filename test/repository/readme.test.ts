import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withoutLocalTargets } from '../../scripts/readme.mjs';

test.each([
  ['a\n\n![x](docs/a.svg)\n\nb\n', 'a\n\nb\n'],
  ['see ![x](a.png) here\n', 'see  here\n'],
  ['![x](https://host/a.png)\n', '![x](https://host/a.png)\n'],
  ['```\n![x](a.png)\n```\n![y](b.png)\n', '```\n![x](a.png)\n```\n'],
  ['see [the guide](docs/a.md), [more](../b)\n', 'see the guide, more\n'],
  ['[a](https://host/a) [b](#below) [c](mailto:c@host)\n', '[a](https://host/a) [b](#below) [c](mailto:c@host)\n'],
])('%j becomes %j', (before, after) => expect(withoutLocalTargets(before)).toBe(after));

test('our README has a picture and links, and nothing of its words is lost', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const staged = withoutLocalTargets(readme);
  const words = (markdown: string) =>
    markdown
      .replace(/^!\[.*\n/gm, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .split(/\s+/);
  expect(readme).toMatch(/^!\[/m);
  expect(readme).toMatch(/\]\(docs\//);
  expect(staged).not.toMatch(/^!\[|\]\(docs\//m);
  expect(words(staged)).toEqual(words(readme));
});
