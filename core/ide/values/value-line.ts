/** A value on one line, for lists of values and for hints in the text. */
import { cutText } from '../../base/cut.ts';
import { formatNumber } from '../../language/numbers.ts';
import { attributeText } from '../../language/types.ts';
import { valueToText } from '../../language/value-text.ts';
import { isEntries, isItems, UNKNOWN, type Value } from '../../language/values.ts';

/** Why it is not known has many reasons, which stand beside it where they are looked for. */
const NOT_KNOWN = '(not known yet)';

/** As `valueToText` writes it, in one line of at most `limit` characters; what does not fit is `…`. */
export function valueToLine(value: Value, limit: number): string {
  return cutText(lineOf(value, limit), limit);
}

/** Whether nothing has to be cut. */
export function fitsLine(value: Value, limit: number): boolean {
  return lineOf(value, limit).length <= limit;
}

/** Stops soon after `limit` characters: a long list is not written out to be cut. */
function lineOf(value: Value, limit: number): string {
  const { raw } = value;
  if (value.sensitive || raw === UNKNOWN) return valueToText(value, 0, NOT_KNOWN);
  if (raw === null) return 'null';
  if (typeof raw === 'string') return JSON.stringify(raw.length > limit ? raw.slice(0, Math.max(0, limit)) : raw);
  if (isItems(raw)) return `[${listed(raw, limit, (item, left) => lineOf(item, left))}]`;
  if (isEntries(raw)) {
    const entries = [...raw];
    if (entries.length === 0) return '{}';
    return `{ ${listed(entries, limit, ([key, item], left) => `${attributeText(key)} = ${lineOf(item, left)}`)} }`;
  }
  return typeof raw === 'boolean' ? String(raw) : formatNumber(raw);
}

function listed<T>(items: readonly T[], limit: number, write: (item: T, left: number) => string): string {
  let text = '';
  for (const item of items) {
    if (text.length > limit) return `${text}, …`;
    text += `${text === '' ? '' : ', '}${write(item, limit - text.length)}`;
  }
  return text;
}

/** The value over several lines, cut behind so many lines and characters. `left` is the number of lines left out. */
export function valueToLines(
  value: Value,
  { lines: mostLines, characters }: { readonly lines: number; readonly characters: number },
): { readonly text: string; readonly left: number } {
  const lines = valueToText(value, 0, NOT_KNOWN).split('\n');
  return {
    text: cutText(lines.slice(0, mostLines).join('\n'), characters),
    left: Math.max(0, lines.length - mostLines),
  };
}
