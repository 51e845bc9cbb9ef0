/** Encodings there and back, for any value; bytes that must never change; and texts made to exhaust. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromJson } from '../../../core/language/value-json.ts';
import { stringValue, type Value } from '../../../core/language/values.ts';
import { lineOf } from '../../console/answers.ts';
import { evaluateText } from '../../support/evaluating.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.normalize('NFC'));

function valueOfJson(json: unknown): Value {
  const outcome = fromJson(JSON.stringify(json));
  if ('message' in outcome) throw new Error(outcome.message);
  return outcome.value;
}

const anyValue = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }).map(valueOfJson);

describe('there and back', () => {
  it.each(['jsondecode(jsonencode(value))', 'yamldecode(yamlencode(value))'])(
    '%s gives the value again',
    (expression) => {
      fc.assert(
        fc.property(anyValue, (value) => {
          const { value: back, problems } = evaluateText(expression, { value });
          expect(problems).toEqual([]);
          expect(lineOf(back)).toBe(lineOf(value));
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each([
    'base64decode(base64encode(text))',
    'base64gunzip(base64gzip(text))',
    'urldecode(urlencode(text))',
    'textdecodebase64(textencodebase64(text, "UTF-16LE"), "UTF-16LE")',
    'textdecodebase64(textencodebase64(text, "UTF-16"), "UTF-16")',
    'strrev(strrev(text))',
    'join("", split("", text))',
    'trimprefix("x${text}", "x")',
    'format("%s", text)',
    'replace(text, "", "")',
  ])('%s gives the text again', (expression) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(evaluateText(expression, { text: stringValue(text) }).value).toEqual(stringValue(text));
      }),
    );
  });
});

it('packs a text into the same bytes everywhere', () => {
  expect(evaluateText('base64gzip("test")').value).toEqual(stringValue('H4sIAAAAAAAA/ytJLS4BAAx+f9gEAAAA'));
});

describe('texts made to exhaust', () => {
  it('aliases in YAML that multiply', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      const [name, inner] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)];
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${inner}`).join(', ')}]`);
    }
    const { problems } = evaluateText('yamldecode(text)', { text: stringValue(lines.join('\n')) });
    expect(problems[0]?.message).toContain('1,000,000');
  });

  it('a pattern that other engines need ages for', () => {
    const text = stringValue('a'.repeat(5_000));
    expect(evaluateText('can(regex("^(a+)+$", "${text}b"))', { text }).problems).toEqual([]);
  });

  it.each([
    'format("%999999999d", 1)',
    'indent(999999999, "a\\nb")',
    'range(0, 1e9)',
    'setproduct(range(1000), range(1000), range(1000))',
    'jsondecode("1e999999999")',
    'cidrsubnet("10.0.0.0/8", 1e15, 0)',
    'formatdate("YYYY", timeadd("2020-01-01T00:00:00Z", "99999999999999h"))',
    'pow(10, 1e10)',
    'substr("a", 1e300, 1)',
  ])('%s is refused', (expression) => {
    expect(evaluateText(expression).problems).toHaveLength(1);
  });

  it('JSON that is nested deep', () => {
    const text = stringValue('['.repeat(100_000) + ']'.repeat(100_000));
    expect(evaluateText('jsondecode(text)', { text }).problems).toHaveLength(1);
    const yaml = stringValue('['.repeat(20_000));
    expect(evaluateText('yamldecode(text)', { text: yaml }).problems).toHaveLength(1);
  });
});
