/** Numeric functions. https://developer.hashicorp.com/terraform/language/functions/abs and its neighbours. */

import type { Num } from '../numbers.ts';
import * as numbers from '../numbers.ts';
import { anyType, friendlyTypeName, numberType } from '../types.ts';
import { numberValue, type Value } from '../values.ts';
import { at, number, text, whole } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { naturalLog, power } from './float64.ts';

const num = { name: 'num', type: numberType };

function unary(name: string, summary: string, of: (value: Num) => Num): EagerFunction {
  return defineFunction({
    name,
    category: 'numeric',
    summary,
    parameters: [num],
    returns: numberType,
    call: (args) => numberValue(of(number(args, 0))),
  });
}

/** Large whole numbers keep every digit that their 64 bits mean. */
function exactly(result: number): Num | undefined {
  return Number.isInteger(result) ? numbers.fromBigInt(BigInt(result)) : numbers.fromFloat64(result);
}

function extreme(name: string, summary: string, sign: 1 | -1): EagerFunction {
  return defineFunction({
    name,
    category: 'numeric',
    summary,
    parameters: [],
    variadic: { name: 'numbers', type: numberType },
    returns: numberType,
    call: (args) => {
      if (args.length === 0) throw new Refusal('must pass at least one number');
      return numberValue(
        args.map((_, i) => number(args, i)).reduce((a, b) => (numbers.compareNumbers(b, a) * sign > 0 ? b : a)),
      );
    },
  });
}

/** Terraform computes these two in 64 bits. */
function inFloat64(name: string, second: string, summary: string, of: (a: number, b: number) => number) {
  return defineFunction({
    name,
    category: 'numeric',
    summary,
    parameters: [num, { name: second, type: numberType }],
    returns: numberType,
    call: (args) => {
      const result = exactly(of(numbers.toFloat64(number(args, 0)), numbers.toFloat64(number(args, 1))));
      if (result === undefined) throw new Refusal('the result is no finite number');
      return numberValue(result);
    },
  });
}

export const numericFunctions: readonly EagerFunction[] = [
  unary('abs', 'The number without its sign.', numbers.absolute),
  unary('ceil', 'The closest whole number that is greater than or equal to the given one.', numbers.ceil),
  unary('floor', 'The closest whole number that is less than or equal to the given one.', numbers.floor),
  inFloat64('log', 'base', 'The logarithm of a number in the given base.', (a, b) => naturalLog(a) / naturalLog(b)),
  extreme('max', 'The greatest of the given numbers.', 1),
  extreme('min', 'The least of the given numbers.', -1),
  defineFunction({
    name: 'parseint',
    category: 'numeric',
    summary: 'The whole number that a text means in the given base, from 2 to 62.',
    parameters: [
      { name: 'number', type: anyType },
      { name: 'base', type: numberType },
    ],
    returns: (args) => {
      requireText(at(args, 0));
      return numberType;
    },
    call: (args) => {
      requireText(at(args, 0));
      const digits = text(args, 0);
      const base = whole(args, 1);
      if (base < 2 || base > 62) throw new Refusal('the base must be a whole number from 2 to 62', 1);
      const value = parseInteger(digits, base);
      if (value === undefined)
        throw new Refusal(`cannot read ${JSON.stringify(digits)} as an integer of base ${base}`, 0);
      return numberValue(numbers.fromBigInt(value));
    },
  }),
  inFloat64('pow', 'power', 'The first number raised to the power of the second.', power),
  unary('signum', '-1, 0 or 1 for a negative number, zero or a positive one.', (value) => {
    if (!numbers.isInteger(value)) throw new Refusal('a whole number is required', 0);
    return numbers.signOf(value);
  }),
];

function requireText(value: Value): void {
  if (value.type.kind !== 'string' && value.type.kind !== 'any') {
    throw new Refusal(`must be a string, not ${friendlyTypeName(value.type)}`, 0);
  }
}

/** Digits, then lower-case letters, then upper-case ones; up to base 36 case does not matter. */
function parseInteger(digits: string, base: number): bigint | undefined {
  const match = /^([+-]?)([0-9a-zA-Z]+)$/.exec(digits);
  const [, sign, magnitude] = match ?? [];
  if (magnitude === undefined) return undefined;
  let value = 0n;
  for (const digit of magnitude) {
    const worth = worthOf(digit, base);
    if (worth >= base) return undefined;
    value = value * BigInt(base) + BigInt(worth);
  }
  return sign === '-' ? -value : value;
}

function worthOf(digit: string, base: number): number {
  const code = digit.charCodeAt(0);
  if (code <= 0x39) return code - 0x30;
  if (code >= 0x61) return code - 0x61 + 10;
  return base <= 36 ? code - 0x41 + 10 : code - 0x41 + 36;
}
