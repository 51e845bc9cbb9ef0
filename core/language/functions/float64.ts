/**
 * Logarithm and power of 64-bit floats as Go computes them, so that `log` and `pow` end in the same last digit as
 * Terraform's. JavaScript leaves the precision of both to its engine. The logarithm is the one of FreeBSD's e_log.c.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Coefficients of the polynomial in s², from the highest power down. */
const EVEN = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942];
const ODD = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735];

export function naturalLog(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  let [fraction, exponent] = splitFloat(x);
  if (fraction < Math.SQRT1_2) {
    fraction *= 2;
    exponent--;
  }
  const f = fraction - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const polynomial = s2 * horner(ODD, s4) + s4 * horner(EVEN, s4);
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + polynomial) + exponent * LN2_LOW) - f);
}

/** By repeated squaring of the fraction; what is left of a fractional exponent goes through `exp`. */
export function power(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y === 1) return x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  const whole = Math.trunc(Math.abs(y));
  const rest = Math.abs(y) - whole;
  if (x === 0 || !Number.isFinite(x) || !Number.isFinite(y) || whole > 2 ** 31 || (rest !== 0 && x < 0)) return x ** y;
  const up = rest > 0.5;
  let result = rest === 0 ? 1 : Math.exp((up ? rest - 1 : rest) * naturalLog(x));
  let resultExponent = 0;
  let [base, baseExponent] = splitFloat(x);
  for (let left = up ? whole + 1 : whole; left > 0; left = Math.floor(left / 2)) {
    if (Math.abs(baseExponent) > 2 ** 12) return x ** y;
    if (left % 2 === 1) {
      result *= base;
      resultExponent += baseExponent;
    }
    base *= base;
    baseExponent *= 2;
    if (base < 0.5) {
      base += base;
      baseExponent--;
    }
  }
  return y < 0 ? scaled(1 / result, -resultExponent) : scaled(result, resultExponent);
}

/** The fraction in [0.5, 1) (with the sign) and the power of two that give `x`, which is finite and not zero. */
function splitFloat(x: number): [fraction: number, exponent: number] {
  const bits = new DataView(new ArrayBuffer(8));
  const subnormal = Math.abs(x) < 2 ** -1022;
  bits.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = bits.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (subnormal ? 54 : 0);
  bits.setUint32(0, (high & ~(0x7ff << 20)) | (1022 << 20));
  return [bits.getFloat64(0), exponent];
}

/** In two steps, since one power of two may be out of range where the product is not. */
function scaled(fraction: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return fraction * 2 ** half * 2 ** (exponent - half);
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
