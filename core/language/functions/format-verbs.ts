/**
 * The `format` language: text with verbs such as `%s`, `%-10s`, `%05.2f`, `%[2]d`, as Terraform takes
 * it from Go's `fmt`. Widths and precisions of text count grapheme clusters.
 * https://developer.hashicorp.com/terraform/language/functions/format
 */
import { convert } from '../convert.ts';
import { isInteger, type Num, toBigInt } from '../numbers.ts';
import { boolType, numberType, stringType, type Type } from '../types.ts';
import { boolOf, isNull, numberOf, textOf, type Value } from '../values.ts';
import { Refusal } from './define.ts';
import { jsonString, toJsonText } from './json-text.ts';
import { exponential, fixed, general } from './number-text.ts';
import { graphemeCount, graphemes } from './unicode.ts';

interface Verb {
  readonly raw: string;
  readonly letter: string;
  /** 0-based index of the argument. */
  readonly argument: number;
  readonly flags: ReadonlySet<string>;
  readonly width: number;
  /** Undefined where none was written. */
  readonly precision: number | undefined;
}

const VERB = /%(?:%|([-+ 0#]*)(\d*)(?:\.(\d+))?(?:\[(\d+)\])?([A-Za-z])|)/gu;
const MAX_WIDTH = 100_000;

/** The text with each verb replaced by an argument. Throws {@link Refusal} where they do not fit together. */
export function formatText(format: string, args: readonly Value[]): string {
  let next = 0;
  let highest = 0;
  const result = format.replace(
    VERB,
    (raw: string, flags: string, width: string, precision: string, index: string, letter: string, offset: number) => {
      if (raw === '%%') return '%';
      if (letter === undefined) {
        throw new Refusal(
          `unrecognized format character ${JSON.stringify(format.slice(offset, offset + 2))} at offset ${offset}`,
          0,
        );
      }
      const argument = index === undefined ? next : Number(index) - 1;
      next = argument + 1;
      highest = Math.max(highest, next);
      const verb: Verb = {
        raw,
        letter,
        argument,
        flags: new Set(flags),
        width: bounded(Number(width || '0')),
        precision: precision === undefined ? undefined : bounded(Number(precision)),
      };
      const value = args[argument];
      if (argument < 0) throw new Refusal(`${raw}: arguments are counted from 1`, 0);
      if (value === undefined) {
        throw new Refusal(
          `not enough arguments for ${raw}: it needs argument ${argument + 1}, there are ${args.length}`,
        );
      }
      return formatOne(verb, value);
    },
  );
  if (highest < args.length) {
    const used = highest === 0 ? 'no verbs are' : `only ${highest} ${highest === 1 ? 'is' : 'are'}`;
    throw new Refusal(`too many arguments: ${used} used by the format`, highest + 1);
  }
  return result;
}

function bounded(count: number): number {
  if (count > MAX_WIDTH) throw new Refusal(`widths and precisions above ${MAX_WIDTH} are not supported`, 0);
  return count;
}

function formatOne(verb: Verb, value: Value): string {
  if (verb.letter !== 'v' && isNull(value)) throw new Refusal(`${verb.raw} cannot format null`, verb.argument + 1);
  switch (verb.letter) {
    case 'v':
      return pad(verb, verb.flags.has('#') || isNull(value) ? toJsonText(value) : plain(value));
    case 't':
      return String(boolOf(as(verb, value, boolType)));
    case 's':
      return pad(verb, cut(verb, textOf(as(verb, value, stringType))));
    case 'q':
      return pad(verb, jsonString(cut(verb, textOf(as(verb, value, stringType)))));
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
      return formatInteger(verb, numberOf(as(verb, value, numberType)));
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return formatFraction(verb, numberOf(as(verb, value, numberType)));
    default:
      throw new Refusal(`the verb ${verb.raw} is not supported`, 0);
  }
}

/** What `%v` gives. */
function plain(value: Value): string {
  if (value.type.kind === 'string') return textOf(value);
  if (value.type.kind === 'number') return general(numberOf(value), undefined, 'e');
  return toJsonText(value);
}

function as(verb: Verb, value: Value, type: Type): Value {
  const outcome = convert(value, type);
  if ('message' in outcome) throw new Refusal(`${verb.raw}: ${outcome.message}`, verb.argument + 1);
  return outcome.value;
}

function cut(verb: Verb, given: string): string {
  return verb.precision === undefined || verb.precision === 0
    ? given
    : graphemes(given).slice(0, verb.precision).join('');
}

function pad(verb: Verb, given: string): string {
  const missing = verb.width - graphemeCount(given);
  if (missing <= 0) return given;
  const padding = (verb.flags.has('0') ? '0' : ' ').repeat(missing);
  return verb.flags.has('-') ? given + padding : padding + given;
}

function formatInteger(verb: Verb, value: Num): string {
  if (!isInteger(value)) throw new Refusal(`${verb.raw} wants a whole number`, verb.argument + 1);
  const integer = toBigInt(value);
  const radix = { b: 2, d: 10, o: 8 }[verb.letter] ?? 16;
  const magnitude = (integer < 0n ? -integer : integer).toString(radix);
  const digits = (verb.letter === 'X' ? magnitude.toUpperCase() : magnitude).padStart(verb.precision ?? 0, '0');
  const prefix = verb.flags.has('#') ? ({ b: '0b', o: '0', x: '0x', X: '0X' }[verb.letter] ?? '') : '';
  return padNumber(verb, signOf(verb, integer < 0n) + prefix, digits, verb.precision === undefined);
}

function formatFraction(verb: Verb, value: Num): string {
  const lower = verb.letter.toLowerCase();
  const text =
    lower === 'f'
      ? fixed(value, verb.precision ?? 6)
      : lower === 'e'
        ? exponential(value, verb.precision ?? 6, 'e')
        : general(value, verb.precision, 'e');
  const cased = verb.letter === lower ? text : text.toUpperCase();
  const negative = cased.startsWith('-');
  return padNumber(verb, signOf(verb, negative), negative ? cased.slice(1) : cased, true);
}

function signOf(verb: Verb, negative: boolean): string {
  return negative ? '-' : verb.flags.has('+') ? '+' : verb.flags.has(' ') ? ' ' : '';
}

/** Zeros go between sign and digits, and never to the right of them. */
function padNumber(verb: Verb, sign: string, digits: string, zerosAllowed: boolean): string {
  const missing = Math.max(0, verb.width - sign.length - digits.length);
  if (verb.flags.has('-')) return sign + digits + ' '.repeat(missing);
  if (verb.flags.has('0') && zerosAllowed) return sign + '0'.repeat(missing) + digits;
  return ' '.repeat(missing) + sign + digits;
}
