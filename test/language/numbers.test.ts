import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  ceil,
  compareNumbers,
  divide,
  equalNumbers,
  floor,
  formatNumber,
  fromBigInt,
  fromFloat64,
  isInteger,
  modulo,
  multiply,
  type Num,
  NumberTooLarge,
  negate,
  parseNumber,
  subtract,
  toBigInt,
  toFloat64,
  toSafeInteger,
} from '../../core/language/numbers.ts';

function read(text: string): Num {
  const number = parseNumber(text);
  if (number === undefined) throw new Error(`no number: ${text}`);
  return number;
}

/** A number as an exact fraction. */
interface Ratio {
  readonly top: bigint;
  readonly bottom: bigint;
}

function exact(number: Num): Ratio {
  if (typeof number === 'number') return { top: BigInt(number), bottom: 1n };
  const { mantissa, exponent } = number;
  return exponent >= 0
    ? { top: mantissa << BigInt(exponent), bottom: 1n }
    : { top: mantissa, bottom: 1n << BigInt(-exponent) };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Whether `result` is within half a unit of 512 bits of the exact fraction: |result - wanted| <= |wanted| / 2^512. */
function isRounded(result: Num, wanted: Ratio): boolean {
  const got = exact(result);
  const difference = abs(got.top * wanted.bottom - wanted.top * got.bottom);
  return difference << 512n <= abs(wanted.top) * got.bottom;
}

/** One representation each: odd mantissa of at most 512 bits, and nothing that a safe integer could be. */
function isCanonical(number: Num): boolean {
  if (typeof number === 'number') return Number.isSafeInteger(number) && !Object.is(number, -0);
  const { mantissa, exponent } = number;
  const size = abs(mantissa).toString(2).length;
  return (mantissa & 1n) === 1n && size <= 512 && (exponent < 0 || size + exponent > 53);
}

const integers = fc.oneof(
  fc.integer().map((n) => n as Num),
  fc.maxSafeInteger().map((n) => n as Num),
  fc.bigInt({ min: -(1n << 520n), max: 1n << 520n }).map(fromBigInt),
);
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: -60, max: 30 }))
  .map(([digits, exponent]) => read(`${digits}e${exponent}`));
const numbers = fc.oneof(integers, decimals);
const nonZero = numbers.filter((n) => n !== 0);

describe('numbers', () => {
  test.each([
    ['0.1', '+', '0.2', '0.3'],
    ['9007199254740991', '+', '2', '9007199254740993'],
    ['9007199254740993', '*', '9007199254740993', '81129638414606699710187514626049'],
    ['1', '/', '10', '0.1'],
    ['6', '/', '3', '2'],
    ['-7', '%', '3', '-1'],
    ['7', '%', '-3', '1'],
    ['5.5', '%', '2', '1.5'],
    ['-6', '/', '3', '-2'],
    ['0', '*', '-5', '0'],
  ])('%s %s %s is %s', (left, operator, right, wanted) => {
    const operations = { '+': add, '-': subtract, '*': multiply, '/': divide, '%': modulo };
    const operation = operations[operator as keyof typeof operations];
    const result = operation(read(left), read(right));
    expect(result === undefined ? 'nothing' : formatNumber(result)).toBe(wanted);
  });

  test('a third has as many digits as 512 bits hold', () => {
    expect(formatNumber(divide(1, 3) ?? 0)).toBe(`0.${'3'.repeat(154)}5`);
  });

  test('large powers of two keep every digit up to 512 bits', () => {
    const power = fromBigInt(1n << 511n);
    expect(formatNumber(power)).toBe((1n << 511n).toString());
    expect(formatNumber(add(power, 1))).toBe(((1n << 511n) + 1n).toString());
  });

  test('beyond 512 bits integers are rounded half to even', () => {
    const base = 1n << 512n;
    expect(toBigInt(fromBigInt(base + 1n))).toBe(base);
    expect(toBigInt(fromBigInt(base + 3n))).toBe(base + 4n);
    expect(toBigInt(fromBigInt(-base - 3n))).toBe(-base - 4n);
  });

  test('nothing is divided by zero', () => {
    expect(divide(1, 0)).toBeUndefined();
    expect(modulo(read('0.5'), 0)).toBeUndefined();
  });

  test.each(['', '.', 'abc', '1e', '0x10', '1_000', ' 1', '1 ', 'Infinity', 'NaN', '1e999999999', '--1', '1.2.3'])(
    '%j is no number',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );

  test.each([
    ['1.', '1'],
    ['.5', '0.5'],
    ['+5', '5'],
    ['-0', '0'],
    ['007', '7'],
    ['1E3', '1000'],
    ['1e-3', '0.001'],
    ['12.5e1', '125'],
    ['1e30', '1000000000000000000000000000000'],
  ])('%s reads as %s', (text, wanted) => {
    expect(formatNumber(read(text))).toBe(wanted);
  });

  test('a result too large to work with throws what the evaluator catches', () => {
    const square = (n: number, value: Num): Num => (n === 0 ? value : square(n - 1, multiply(value, value)));
    expect(() => square(30, 10)).toThrow(NumberTooLarge);
  });

  test('floor and ceil', () => {
    expect(['2.5', '-2.5', '3'].map((text) => formatNumber(floor(read(text))))).toEqual(['2', '-3', '3']);
    expect(['2.5', '-2.5', '3'].map((text) => formatNumber(ceil(read(text))))).toEqual(['3', '-2', '3']);
  });

  test('floats keep their shortest decimal', () => {
    expect(formatNumber(fromFloat64(0.1) ?? 0)).toBe('0.1');
    expect(formatNumber(fromFloat64(1e21) ?? 0)).toBe('1000000000000000000000');
    expect(fromFloat64(Number.NaN)).toBeUndefined();
    expect(toFloat64(read('0.1'))).toBe(0.1);
    expect(toSafeInteger(read('1.5'))).toBeUndefined();
  });
});

describe('numbers, by exact fractions', () => {
  test('what is written reads back as the same number', () => {
    fc.assert(
      fc.property(numbers, (n) => {
        expect(equalNumbers(read(formatNumber(n)), n)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(numbers, nonZero, (a, b) => {
        const ratio = divide(a, b) ?? 0;
        expect(equalNumbers(read(formatNumber(ratio)), ratio)).toBe(true);
      }),
    );
  });

  test('no shorter decimal reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 30 }), (digits, places) => {
        const text = formatNumber(read(`${digits}e-${places}`));
        const plain = Number(text);
        expect(plain).toBeCloseTo(digits / 10 ** places, 20);
        expect(text.replace(/[.]|^0[.]0*/g, '').length).toBeLessThanOrEqual(places + 12);
      }),
    );
  });

  test('each operation rounds the exact result once', () => {
    fc.assert(
      fc.property(numbers, nonZero, (a, b) => {
        const x = exact(a);
        const y = exact(b);
        const sum = { top: x.top * y.bottom + y.top * x.bottom, bottom: x.bottom * y.bottom };
        const product = { top: x.top * y.top, bottom: x.bottom * y.bottom };
        const sign = y.top < 0n ? -1n : 1n;
        const ratio = { top: x.top * y.bottom * sign, bottom: x.bottom * y.top * sign };
        const results = [add(a, b), multiply(a, b), divide(a, b) ?? 0];
        expect(isRounded(results[0] ?? 0, sum)).toBe(true);
        expect(isRounded(results[1] ?? 0, product)).toBe(true);
        expect(isRounded(results[2] ?? 0, ratio)).toBe(true);
        expect(results.every(isCanonical)).toBe(true);
      }),
    );
  });

  test('order, sign and whole parts agree with the fractions', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const x = exact(a);
        const y = exact(b);
        const difference = x.top * y.bottom - y.top * x.bottom;
        expect(Math.sign(compareNumbers(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(equalNumbers(a, b)).toBe(difference === 0n);
        expect(toBigInt(a)).toBe(x.top / x.bottom);
        expect(isInteger(a)).toBe(x.top % x.bottom === 0n);
        expect(equalNumbers(negate(negate(a)), a)).toBe(true);
        expect(isCanonical(negate(a)) && isCanonical(floor(a)) && isCanonical(ceil(a))).toBe(true);
      }),
    );
  });

  test('integers leave the remainder of a division towards zero', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        fc.pre(b !== 0);
        expect(toBigInt(modulo(a, b) ?? 0)).toBe(BigInt(a) % BigInt(b));
      }),
    );
  });
});
