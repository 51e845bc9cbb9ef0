/** Hover of values that are written out, where words say more than the text: durations, file modes, choices. */
import { parseDurationMs } from '../../base/duration.ts';
import { literalText } from '../../intake/literal.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { Shape } from '../values/value-shape.ts';
import { type HoverPart, textPart } from './parts.ts';

export function literalParts(expression: Expression, shape: Shape | undefined): readonly HoverPart[] {
  const text = literalText(expression);
  if (text === undefined || shape === undefined) return [];
  const choice = shape.choices?.find((each) => each.text === JSON.stringify(text))?.description;
  const said =
    choice ?? (shape.form === 'duration' ? durationWords(text) : shape.form === 'mode' ? modeWords(text) : undefined);
  return said === undefined ? [] : [textPart(said)];
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
];

/** `1 minute 30 seconds`; undefined for what is no duration, and for fractions of a millisecond. */
export function durationWords(text: string): string | undefined {
  let left = parseDurationMs(text);
  if (left === undefined || !Number.isInteger(left)) return undefined;
  if (left === 0) return '0 seconds';
  const words: string[] = [];
  for (const [name, ms] of units) {
    const amount = Math.floor(left / ms);
    left -= amount * ms;
    if (amount > 0) words.push(`${amount} ${name}${amount === 1 ? '' : 's'}`);
  }
  return words.join(' ');
}

/** `owner: read, write · group: read · others: read`. */
export function modeWords(text: string): string | undefined {
  const digits = /^0?([0-7])([0-7])([0-7])$/.exec(text);
  if (digits === null) return undefined;
  const may = (digit: string | undefined): string => {
    const bits = Number(digit);
    const words = [bits & 4 ? 'read' : '', bits & 2 ? 'write' : '', bits & 1 ? 'execute' : ''].filter(Boolean);
    return words.length === 0 ? 'nothing' : words.join(', ');
  };
  return `owner: ${may(digits[1])} · group: ${may(digits[2])} · others: ${may(digits[3])}`;
}
