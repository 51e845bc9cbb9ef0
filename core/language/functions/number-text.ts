/** Numbers as text with a fixed count of digits, in the manner of C's and Go's `%f`, `%e` and `%g`. */
import { formatNumber, type Num } from '../numbers.ts';

/** 0.d₁d₂d₃… × 10^point, without zeros at either end; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** `precision` digits behind the decimal point: `123.46`. */
export function fixed(value: Num, precision: number): string {
  const decimal = exactDecimal(value);
  return sign(decimal) + plainText(rounded(decimal, decimal.point + precision), precision);
}

/** One digit, the point, `precision` digits, and the exponent: `1.2346e+02`. */
export function exponential(value: Num, precision: number, letter: string): string {
  const decimal = exactDecimal(value);
  return sign(decimal) + exponentText(rounded(decimal, precision + 1), precision, letter);
}

/** `precision` significant digits (undefined: as many as needed), with an exponent where it is large or small. */
export function general(value: Num, precision: number | undefined, letter: string): string {
  const wanted = precision === 0 ? 1 : precision;
  const given = precision === undefined ? shortestDecimal(value) : exactDecimal(value);
  const decimal = wanted === undefined ? given : rounded(given, wanted);
  const { digits } = decimal;
  const exponent = digits === '' ? 0 : decimal.point - 1;
  const limit =
    wanted === undefined ? 6 : wanted > digits.length && digits.length >= decimal.point ? digits.length : wanted;
  if (exponent < -4 || exponent >= Math.max(limit, 1)) {
    return sign(decimal) + exponentText(decimal, Math.max(digits.length - 1, 0), letter);
  }
  return sign(decimal) + plainText(decimal, Math.max(digits.length - decimal.point, 0));
}

function sign(decimal: Decimal): string {
  return decimal.negative ? '-' : '';
}

function shortestDecimal(value: Num): Decimal {
  return decimalOf(formatNumber(value));
}

/** All digits of the binary fraction, which always end in the decimal system. */
function exactDecimal(value: Num): Decimal {
  if (typeof value === 'number' || value.exponent >= 0) return shortestDecimal(value);
  const places = -value.exponent;
  const negative = value.mantissa < 0n;
  const scaled = ((negative ? -value.mantissa : value.mantissa) * 5n ** BigInt(places)).toString();
  const padded = scaled.padStart(places + 1, '0');
  return decimalOf(`${negative ? '-' : ''}${padded.slice(0, -places)}.${padded.slice(-places)}`);
}

function decimalOf(text: string): Decimal {
  const [, minus, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+|0+$/g, '');
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  return { negative: minus === '-', digits, point: digits === '' ? 0 : whole.length - leading };
}

/** Keeps `count` digits, rounding half to even. */
function rounded(decimal: Decimal, count: number): Decimal {
  const { digits, point, negative } = decimal;
  if (count >= digits.length) return decimal;
  if (count < 0) return { negative, digits: '', point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const odd = count > 0 && Number(kept.at(-1)) % 2 === 1;
  const up = rest > half || (rest === half && odd);
  const sum = up ? (BigInt(kept === '' ? '0' : kept) + 1n).toString() : kept;
  const padded = sum.padStart(kept.length, '0');
  const trimmed = padded.replace(/0+$/, '');
  return { negative, digits: trimmed, point: trimmed === '' ? 0 : point + padded.length - kept.length };
}

function plainText(decimal: Decimal, places: number): string {
  const { digits, point } = decimal;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = (point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits).padEnd(places, '0').slice(0, places);
  return places > 0 ? `${whole}.${fraction}` : whole;
}

function exponentText(decimal: Decimal, places: number, letter: string): string {
  const { digits, point } = decimal;
  const exponent = digits === '' ? 0 : point - 1;
  const fraction = digits.slice(1).padEnd(places, '0');
  const mantissa = (digits[0] ?? '0') + (places > 0 ? `.${fraction}` : '');
  return `${mantissa}${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
