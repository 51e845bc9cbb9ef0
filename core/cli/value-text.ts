/**
 * Values of plans and states for people, in the language's own spelling. Works on sealed JSON: a digest
 * stands for a sensitive value, a marker for one that is not known yet.
 */
import type { Json, JsonObject } from '../contracts/json.ts';
import { visible } from '../diagnostics/visible.ts';
import { cut } from './output.ts';

/** Lines of a value written behind `name = `; the first one belongs on the same line as the name. */
export function valueLines(value: Json | undefined, columns: number): readonly string[] {
  const inline = inlineText(value);
  if (typeof value === 'string' && value.includes('\n')) return heredocLines(value, columns);
  if (inline.length <= columns || !isGroup(value)) {
    return [inline.length <= columns ? inline : cut(inline, Math.max(columns, 20))];
  }
  const room = columns - 2;
  if (Array.isArray(value)) {
    return ['[', ...value.flatMap((item: Json) => indented(withTail(valueLines(item, room - 1), ','))), ']'];
  }
  const entries = entriesOf(value).map(([key, item]) => [keyText(key), item] as const);
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  return ['{', ...entries.flatMap(([key, item]) => indented(assignment(key.padEnd(width), item, room))), '}'];
}

/** `name = value`, over several lines where it has to be. */
export function assignment(name: string, value: Json | undefined, columns: number): readonly string[] {
  const [first = '', ...rest] = valueLines(value, columns - name.length - 3);
  return [`${name} = ${first}`, ...rest];
}

/** The whole value on one line. */
export function inlineText(value: Json | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return visible(JSON.stringify(value));
  if (typeof value !== 'object') return String(value);
  const sealed = sealedText(value);
  if (sealed !== undefined) return sealed;
  if (Array.isArray(value)) return `[${value.map(inlineText).join(', ')}]`;
  const entries = entriesOf(value).map(([key, item]) => `${keyText(key)} = ${inlineText(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** The words that stand for a value which is not shown; undefined where it is shown. */
export function sealedText(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const marks = value as JsonObject;
  if ('$digest' in marks) return '(sensitive value)';
  switch (marks['$unknown']) {
    case 'unknown':
      return '(known after apply)';
    case 'incomplete':
      return '(completed at build)';
    case 'sensitive':
      return '(sensitive value)';
    default:
      return undefined;
  }
}

/** A list or map whose parts can be compared one by one. */
export function isGroup(value: Json | undefined): value is readonly Json[] | JsonObject {
  return typeof value === 'object' && value !== null && sealedText(value) === undefined;
}

export function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  return Object.entries(value as JsonObject).filter(([, item]) => item !== null && item !== undefined);
}

export function keyText(key: string): string {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(key) ? key : visible(JSON.stringify(key));
}

export function indented(lines: readonly string[], by = 2): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

const SHOWN_LINES = 8;

/** A text of several lines as a heredoc; a long one is cut, and says how much is missing. */
function heredocLines(text: string, columns: number): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const shown = lines.length > SHOWN_LINES + 1 ? lines.slice(0, SHOWN_LINES) : lines;
  const missing = lines.length - shown.length;
  return [
    '<<-EOT',
    ...indented(shown.map((line) => cut(visible(line.replaceAll('\t', '    ')), Math.max(columns, 40)))),
    ...(missing > 0 ? [`  … ${missing} more lines`] : []),
    'EOT',
  ];
}

function withTail(lines: readonly string[], tail: string): readonly string[] {
  return lines.map((line, i) => (i === lines.length - 1 ? line + tail : line));
}
