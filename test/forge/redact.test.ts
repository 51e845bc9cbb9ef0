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

describe('a value under six characters', () => {
  const whole = [
    'a',
    'ab ',
    ' q#z',
    '\n',
    'x\nq#z\ny',
    ' \t q#z \r\nq#z',
    'q#zq#z',
    `${' '.repeat(300)}q#z`,
    'no q#z here',
  ];
  test('is hidden where it is a whole line', () => {
    const { text } = redactorOf('q#z');
    expect(text('q#z')).toBe(redactedText);
    expect(text('a\n q#z\t\nb q#z\n')).toBe(`a\n ${redactedText}\t\nb q#z\n`);
    expect(redactorOf('', ' ', '\n').text(' \n')).toBe(' \n');
  });
  test('however the text is cut into pieces', () => {
    const cuts = fc.array(fc.nat(30), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...whole, 'topsecret'), { maxLength: 5 }), cuts, (parts, at) => {
        const redactor = redactorOf('q#z', 'topsecret');
        const text = parts.join('');
        const stream = redactor.stream();
        let out = '';
        let from = 0;
        for (const cut of [...at].sort((a, b) => a - b).filter((one) => one < text.length)) {
          out += stream.push(text.slice(from, cut));
          from = cut;
        }
        expect(out + stream.push(text.slice(from)) + stream.end()).toBe(redactor.text(text));
      }),
    );
  });
  test('what cannot be one is passed on at once', () => {
    const stream = redactorOf('q#z').stream();
    expect(stream.push('a longer line')).toBe('a longer line');
    expect(stream.push('q#z')).toBe('q#z');
    expect(stream.push('\nq#')).toBe('\n');
    expect(stream.push('z\n')).toBe(`${redactedText}\n`);
  });
});

test('values that are not well formed are no trouble', () => {
  expect(redactorOf('\ud800abcdef').text('<\ud800abcdef>')).toBe(`<${redactedText}>`);
});

test('the cost of a text does not grow with the number of values', () => {
  const redactor = redactorOf(...Array.from({ length: 10_000 }, (_, i) => `value-${i}-${(i * 7919).toString(36)}`));
  const line = 'value-9999 is here, value-17-2mp7 and more of it\n';
  const started = performance.now();
  expect(redactor.text(line.repeat(1000)).length).toBeGreaterThan(1000);
  expect(performance.now() - started).toBeLessThan(2000);
});
