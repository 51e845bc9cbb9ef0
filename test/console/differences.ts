/** Where this project answers otherwise than the oracle on purpose, and why. Each must really differ. */

export interface Difference {
  readonly line: string;
  readonly why: string;
}

const noNegativeZero = 'There is one zero: a minus in front of it can be seen nowhere else.';
const shortCircuit =
  'Terraform decides a logical operator by one known side since 1.12; the library of the oracle is older.';
const keptType = "Terraform's own conversion functions keep the wanted type of null and unknown values; cty's do not.";

export const differences: Readonly<Record<string, Difference>> = {
  '5 % 0': { line: 'error', why: 'Nothing can be divided by zero, so there is no remainder either.' },
  '-0': { line: 'number 0', why: noNegativeZero },
  '0 * -1': { line: 'number 0', why: noNegativeZero },
  'var.unknown_bool && false': { line: 'bool false', why: shortCircuit },
  'false && var.unknown_bool': { line: 'bool false', why: shortCircuit },
  'var.unknown_bool || true': { line: 'bool true', why: shortCircuit },
  'var.secret_bool ? "a" : "b"': {
    line: 'string "a" sensitive',
    why: 'The result tells what the condition was. HCL marks it since 2.23.',
  },
  'pow(2, 64)': {
    line: 'number 18446744073709551616',
    why: 'The value is the same in both; Go prints it as 18446744073709550000, which is another number.',
  },
  'tobool(null)': { line: 'bool null', why: keptType },
  'tonumber(null)': { line: 'number null', why: keptType },
  'tostring(null)': { line: 'string null', why: keptType },
  'tolist(null)': { line: 'list(any) null', why: keptType },
  'tolist(var.unknown)': { line: 'list(any) null unknown', why: keptType },
};
