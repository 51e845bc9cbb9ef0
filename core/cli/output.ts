/** Small things that commands print with. Results go to standard output, everything else to standard error. */
import stringWidth from 'string-width';
import type { Json } from '../contracts/json.ts';
import type { Invocation } from './context.ts';

/** A result: text that a program may read. Ends with exactly one newline. */
export function printResult(invocation: Invocation, text: string): void {
  invocation.host.terminal.stdout.write(endLine(text));
}

/** One JSON document, indented for people who look at it. */
export function printJson(invocation: Invocation, value: Json | object): void {
  printResult(invocation, JSON.stringify(value, null, 2));
}

/** What a person should know and a program must not trip over. */
export function say(invocation: Invocation, text: string): void {
  invocation.host.terminal.stderr.write(endLine(text));
}

export function warn(invocation: Invocation, text: string): void {
  const { err } = invocation.paint;
  say(invocation, `${err.bold(err.yellow('warning'))}: ${text}`);
}

export interface Column {
  readonly align?: 'left' | 'right';
}

/** Rows in columns two spaces apart; the last column is not padded. Colours and wide characters are measured right. */
export function table(rows: readonly (readonly string[])[], columns: readonly Column[] = [], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - stringWidth(cell));
        if (columns[i]?.align === 'right') return space + cell;
        return i === row.length - 1 ? cell : cell + space;
      });
      return `${indent}${cells.join('  ')}`.trimEnd();
    })
    .join('\n');
}

/** `1 step`, `3 steps`; `many` where the plural is no `s`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Cuts a line to `columns`, with an ellipsis where something is missing. The text must be free of colours. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (text.length <= columns && stringWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    const own = stringWidth(character);
    if (width + own > columns - 1) break;
    width += own;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks a line at blanks so that it fits into `columns`; a longer word stays whole. The blanks it begins with repeat. */
export function wrapped(line: string, columns: number): readonly string[] {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && stringWidth(indent + longer) > columns) {
      lines.push(indent + current);
      current = word;
    } else current = longer;
  }
  return [...lines, indent + current];
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
