import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, redactedText } from '../../core/forge/redact.ts';

const secret = 'p4ss w0rd/"x\'';

function redactorOf(...values: string[]) {
  const redactor = createRedactor();
  for (const value of values) redactor.add(value);
  return redactor;
}

describe('every form of a value is hidden', () => {
  const bytes = Buffer.from(secret);
  test.each([
    ['plain', secret],
    ['URL', encodeURIComponent(secret)],
    ['JSON', JSON.stringify({ a: secret })],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['single quotes of a shell', `'${secret.replaceAll("'", "'\\''")}'`],
    ['base64', bytes.toString('base64')],
    ['base64 behind one byte', Buffer.concat([Buffer.from('u'), bytes, Buffer.from(':tail')]).toString('base64')],
    ['base64 behind two bytes', Buffer.concat([Buffer.from('us'), bytes, Buffer.from(':tail')]).toString('base64')],
    ['base64 for URLs', Buffer.concat([Buffer.from('user:'), bytes]).toString('base64url')],
  ])('%s', (_, text) => {
    expect(redactorOf(secret).text(`<${text}>`)).toContain(redactedText);
    expect(redactorOf('another one').text(`<${text}>`)).toBe(`<${text}>`);
  });
});

test('a value is hidden however its text is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 6, maxLength: 20 }),
      fc.string(),
      fc.string(),
      fc.array(fc.nat(60), { maxLength: 6 }),
      (value, before, after, cuts) => {
        fc.pre(!`${before}${after}`.includes(value) && !redactedText.includes(value));
        const text = before + value + after;
        const stream = redactorOf(value).stream();
        const points = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
        let out = '';
        let at = 0;
        for (const point of [...points, text.length]) {
          out += stream.push(text.slice(at, point));
          at = point;
        }
        out += stream.end();
        expect(out).toBe(redactorOf(value).text(text));
        expect(out).toContain(redactedText);
      },
    ),
  );
});

test('text without a value passes a stream unchanged, and at once where nothing is hidden', () => {
  const stream = createRedactor().stream();
  expect(stream.push('abc')).toBe('abc');
  const other = redactorOf('secret!').stream();
  expect(other.push('nothing here') + other.end()).toBe('nothing here');
});

test('lines of a long value are hidden one by one, short values are left alone', () => {
  const redactor = redactorOf('-----BEGIN KEY-----\nabcdefgh\nxy\n', 'short');
  expect(redactor.text('line: abcdefgh.')).toBe(`line: ${redactedText}.`);
  expect(redactor.text('short xy')).toBe('short xy');
});

test('values are found behind the holes of arguments', () => {
  const redactor = createRedactor();
  redactor.addAll(
    { environment: { TOKEN: { $hole: '/environment/TOKEN', why: 'sensitive' }, MODE: 'production' } },
    { environment: { TOKEN: 'topsecret', MODE: 'production' } },
  );
  expect(redactor.text('topsecret in production')).toBe(`${redactedText} in production`);
});
