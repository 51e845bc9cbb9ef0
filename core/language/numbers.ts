/**
 * Numbers as HCL has them: 512-bit binary floating point, rounded half to even, printed as the shortest decimal that
 * reads back. Safe integers are plain JavaScript numbers (nearly every number there is); all else is a
 * {@link BigFloat}. Each number has exactly one representation.
 */

/** mantissa × 2^exponent, with an odd mantissa of at most 512 bits; never a safe integer. */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** `number` stands only for safe integers (and never for -0). */
export type Num = number | BigFloat;

/** Thrown by arithmetic whose result is too large to work with; the evaluator turns it into a problem. */
export class NumberTooLarge extends Error {
  constructor() {
    super('The result is too large: numbers go up to about 10^10000');
  }
}

const PRECISION_BITS = 512;
/** Bound on exponents, so that no expression can ask for gigabytes of digits. */
const MAX_EXPONENT = 33_300;
const MAX_DECIMAL_EXPONENT = 10_000;

/**
 * Reads a decimal (`12`, `-0.5`, `1e3`, `.5`, `+1`), rounded to 512 bits. Undefined where the text is no number, or
 * one beyond 10^±10000.
 */
export function parseNumber(text: string): Num | undefined {
  if (text.length < 16 && /^(?:0|[1-9][0-9]*)$/.test(text)) return Number(text);
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0;
  const exponent = Number(match[4] ?? '0') - fraction.length;
  if (Math.abs(exponent) > MAX_DECIMAL_EXPONENT || whole.length > MAX_DECIMAL_EXPONENT) return undefined;
  const signed = match[1] === '-' ? -digits : digits;
  return exponent >= 0 ? fromBigInt(signed * 10n ** BigInt(exponent)) : quotient(signed, 10n ** BigInt(-exponent), 0);
}

/** The shortest decimal that reads back at 512 bits, without an exponent: `0.3`, `-12`, `100000000000000000000`. */
export function formatNumber(value: Num): string {
  if (typeof value === 'number') return String(value);
  const { mantissa, exponent } = value;
  const size = bitLength(mantissa);
  if (exponent >= 0 && size + exponent <= PRECISION_BITS) return (mantissa << BigInt(exponent)).toString();
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  return (mantissa < 0n ? '-' : '') + shortest(magnitude, exponent, size);
}

export function fromBigInt(value: bigint): Num {
  return normalize(value, 0);
}

/**
 * The number whose shortest decimal is that of the 64-bit float (so that `0.1` computed in 64 bits is `0.1`). Undefined
 * for NaN and infinities.
 */
export function fromFloat64(value: number): Num | undefined {
  if (Number.isSafeInteger(value)) return value + 0;
  return Number.isFinite(value) ? parseNumber(String(value)) : undefined;
}

/** The nearest 64-bit float; may be infinite or zero for numbers out of its range. */
export function toFloat64(value: Num): number {
  return typeof value === 'number' ? value : Number(formatNumber(value));
}

export function isInteger(value: Num): boolean {
  return typeof value === 'number' || value.exponent >= 0;
}

/** The integer itself where it is one within ±(2^53 - 1), else undefined. */
export function toSafeInteger(value: Num): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The number without its fraction (towards zero). */
export function toBigInt(value: Num): bigint {
  if (typeof value === 'number') return BigInt(value);
  if (value.exponent >= 0) return value.mantissa << BigInt(value.exponent);
  const magnitude = value.mantissa < 0n ? -value.mantissa : value.mantissa;
  const whole = magnitude >> BigInt(-value.exponent);
  return value.mantissa < 0n ? -whole : whole;
}

export function add(a: Num, b: Num): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const [x, y, exponent] = align(a, b);
  return normalize(x + y, exponent);
}

export function subtract(a: Num, b: Num): Num {
  return add(a, negate(b));
}

export function multiply(a: Num, b: Num): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normalize(mantissaOf(a) * mantissaOf(b), exponentOf(a) + exponentOf(b));
}

/** Undefined where `b` is zero. */
export function divide(a: Num, b: Num): Num | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') {
    const ratio = a / b;
    if (Number.isInteger(ratio) && a % b === 0) return ratio + 0;
  }
  return quotient(mantissaOf(a), mantissaOf(b), exponentOf(a) - exponentOf(b));
}

/** The remainder of a division rounded towards zero, for fractions too. Undefined where `b` is zero. */
export function modulo(a: Num, b: Num): Num | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  const ratio = divide(a, b);
  if (ratio === undefined) return undefined;
  return subtract(a, multiply(b, truncate(ratio)));
}

export function negate(value: Num): Num {
  if (typeof value === 'number') return 0 - value;
  return { mantissa: -value.mantissa, exponent: value.exponent };
}

export function absolute(value: Num): Num {
  return signOf(value) < 0 ? negate(value) : value;
}

/** -1, 0 or 1. */
export function signOf(value: Num): -1 | 0 | 1 {
  if (typeof value === 'number') return value < 0 ? -1 : value > 0 ? 1 : 0;
  return value.mantissa < 0n ? -1 : 1;
}

export function truncate(value: Num): Num {
  return isInteger(value) ? value : fromBigInt(toBigInt(value));
}

export function floor(value: Num): Num {
  if (isInteger(value)) return value;
  return signOf(value) < 0 ? subtract(truncate(value), 1) : truncate(value);
}

export function ceil(value: Num): Num {
  return negate(floor(negate(value)));
}

/** Below zero where `a` is less, zero where they are equal, above zero where `a` is greater. */
export function compareNumbers(a: Num, b: Num): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function equalNumbers(a: Num, b: Num): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.exponent === b.exponent && a.mantissa === b.mantissa;
}

function mantissaOf(value: Num): bigint {
  return typeof value === 'number' ? BigInt(value) : value.mantissa;
}

function exponentOf(value: Num): number {
  return typeof value === 'number' ? 0 : value.exponent;
}

/** Both mantissas over the smaller exponent, exactly. */
function align(a: Num, b: Num): [bigint, bigint, number] {
  const left = exponentOf(a);
  const right = exponentOf(b);
  const exponent = Math.min(left, right);
  return [mantissaOf(a) << BigInt(left - exponent), mantissaOf(b) << BigInt(right - exponent), exponent];
}

/** numerator / denominator × 2^exponent, rounded once. */
function quotient(numerator: bigint, denominator: bigint, exponent: number): Num {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const shift = Math.max(0, PRECISION_BITS + 2 - bitLength(top) + bitLength(bottom));
  const scaled = top << BigInt(shift);
  const whole = scaled / bottom;
  // One more bit below the quotient says whether anything was cut off, which is all that rounding needs to know.
  const sticky = (whole << 1n) | (whole * bottom === scaled ? 0n : 1n);
  return normalize(negative ? -sticky : sticky, exponent - shift - 1);
}

/** mantissa × 2^exponent rounded to 512 bits, in the one representation that it has. */
function normalize(mantissa: bigint, exponent: number): Num {
  if (mantissa === 0n) return 0;
  if (exponent === 0 && mantissa >= -9007199254740991n && mantissa <= 9007199254740991n) return Number(mantissa);
  const negative = mantissa < 0n;
  let magnitude = negative ? -mantissa : mantissa;
  let scale = exponent;
  const excess = bitLength(magnitude) - PRECISION_BITS;
  if (excess > 0) {
    magnitude = roundedShift(magnitude, excess);
    scale += excess;
  }
  const zeros = trailingZeros(magnitude);
  magnitude >>= BigInt(zeros);
  scale += zeros;
  const size = bitLength(magnitude) + scale;
  if (size > MAX_EXPONENT) throw new NumberTooLarge();
  if (size < -MAX_EXPONENT) return 0;
  if (scale >= 0 && size <= 53) {
    const small = Number(magnitude << BigInt(scale));
    return negative ? -small : small;
  }
  return { mantissa: negative ? -magnitude : magnitude, exponent: scale };
}

/** magnitude / 2^bits, half to even. */
function roundedShift(magnitude: bigint, bits: number): bigint {
  const kept = magnitude >> BigInt(bits);
  const rest = magnitude - (kept << BigInt(bits));
  const half = 1n << BigInt(bits - 1);
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
}

function bitLength(value: bigint): number {
  const hex = (value < 0n ? -value : value).toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}

function trailingZeros(value: bigint): number {
  if ((value & 1n) === 1n) return 0;
  let count = 0;
  let rest = value;
  while ((rest & 0xffffffffn) === 0n) {
    rest >>= 32n;
    count += 32;
  }
  const low = Number(rest & 0xffffffffn);
  return count + (31 - Math.clz32(low & -low));
}

/**
 * The shortest digits between the midpoints to the neighbouring 512-bit numbers, found digit by digit as Go's
 * `math/big` does, whose output HCL prints.
 */
function shortest(magnitude: bigint, exponent: number, size: number): string {
  // One bit more than the precision, so that one unit is half the distance to the neighbour.
  const extra = PRECISION_BITS + 1 - size;
  const middle = magnitude << BigInt(extra);
  const scale = exponent - extra;
  const factor = scale < 0 ? 5n ** BigInt(-scale) : 1n << BigInt(scale);
  const exact = (middle * factor).toString();
  const digits = trimZeros(exact);
  const lower = trimZeros(((middle - 1n) * factor).toString());
  const upper = trimZeros(((middle + 1n) * factor).toString());
  const point = exact.length - (scale < 0 ? -scale : 0);
  const inclusive = (middle & 2n) === 0n;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i);
    const low = i < lower.length ? lower.charCodeAt(i) : 48;
    const high = i < upper.length ? upper.charCodeAt(i) : 48;
    const down = low !== digit || (inclusive && i + 1 === lower.length);
    const up = digit !== high && (inclusive || digit + 1 < high || i + 1 < upper.length);
    if (down || up) return cut(digits, i + 1, down && up ? 'nearest' : down ? 'down' : 'up', point);
  }
  return place(digits, point);
}

function cut(digits: string, length: number, direction: 'nearest' | 'down' | 'up', point: number): string {
  if (length >= digits.length) return place(digits, point);
  const kept = digits.slice(0, length);
  const next = digits.charCodeAt(length) - 48;
  const half = next === 5 && length + 1 === digits.length;
  const nearestIsUp = half ? (kept.charCodeAt(length - 1) & 1) === 1 : next >= 5;
  if (direction === 'down' || (direction === 'nearest' && !nearestIsUp)) return place(trimZeros(kept), point);
  const raised = (BigInt(kept) + 1n).toString();
  return place(trimZeros(raised), point + raised.length - kept.length);
}

/** Writes 0.DIGITS × 10^point without an exponent. */
function place(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
