import { expect, test } from 'vitest';
import { evaluateText } from '../support/evaluating.ts';
import { loadParser } from '../support/parser.ts';
import { variables } from './suite-format.ts';

await loadParser();

/** The text with the fixes of all its problems made, or undefined where there is none. */
function fixed(text: string): string | undefined {
  const { problems } = evaluateText(text, variables);
  expect(problems).not.toEqual([]);
  let result: string | undefined;
  for (const { span, fix } of problems) {
    if (fix === undefined) continue;
    const { start, end } = fix.replace ?? span;
    result = text.slice(0, start) + fix.newText + text.slice(end);
  }
  return result;
}

test.each([
  ['o.prot + 1', 'o.port + 1'],
  ['"${uper("a")}"', '"${upper("a")}"'],
  ['[for x in [o] : x.nam]', '[for x in [o] : x.name]'],
])('%s becomes %s', (text, wanted) => {
  expect(fixed(text)).toBe(wanted);
});

test.each(['o["prot"]', 'o.nothing_like_it', 'nothing("a")', 'm[secret]'])('%s has no fix', (text) => {
  expect(fixed(text)).toBeUndefined();
});

test('messages show nothing of what is sensitive', () => {
  const texts = [
    'm[secret]',
    'secret + 1',
    'tonumber(secret)',
    '{ for x in [secret, secret] : x => 1 }',
    'l[secret]',
    'true ? { (secret) = 1 } : 5',
  ];
  for (const text of texts) {
    const { problems } = evaluateText(text, variables);
    expect(problems, text).toHaveLength(1);
    expect(JSON.stringify(problems), text).not.toContain('hunter2');
  }
});
