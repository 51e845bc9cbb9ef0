/** One changed value for people: before → after, as small as it can be said. */
import { structuredPatch } from 'diff';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import { visible } from '../diagnostics/visible.ts';
import type { Paint } from './context.ts';
import { counted, cut } from './output.ts';
import { assignment, entriesOf, indented, inlineText, isGroup, keyText, sealedText, valueLines } from './value-text.ts';

/** One changed value: before → after, part by part where both are lists or maps, line by line where both are texts. */
export function changeLines(
  name: string,
  before: Json | undefined,
  after: Json | undefined,
  columns: number,
  paint: Paint,
): readonly string[] {
  const mark =
    before === undefined || before === null
      ? paint.green('+')
      : after === undefined || after === null
        ? paint.red('-')
        : paint.yellow('~');
  if (before !== undefined && before !== null && after !== undefined && after !== null) {
    if (same(before, after)) {
      const words = sealedText(after) ?? cut(inlineText(after), Math.max(20, columns - name.length - 38));
      return [`${mark} ${name} ${paint.dim('was changed outside; back to')} ${words}`];
    }
    if (isGroup(before) && isGroup(after) && Array.isArray(before) === Array.isArray(after)) {
      return [`${mark} ${name.trimEnd()}`, ...indented(partLines(before, after, columns - 4, paint), 4)];
    }
    if (typeof before === 'string' && typeof after === 'string' && (before.includes('\n') || after.includes('\n'))) {
      return [`${mark} ${name.trimEnd()}`, ...indented(textLines(before, after, columns - 4, paint), 4)];
    }
  }
  if (before === undefined || before === null) {
    return assignment(name, after, columns - 2).map((line, i) =>
      i === 0 ? `${mark} ${dimmed(line, paint)}` : `  ${line}`,
    );
  }
  if (after === undefined || after === null)
    return [`${mark} ${name} = ${cut(inlineText(before), columns - name.length - 5)}`];
  const from = inlineText(before);
  const to = inlineText(after);
  const line = `${name} = ${from} → ${to}`;
  if (line.length <= columns - 2) return [`${mark} ${name} = ${dimmed(from, paint)} → ${dimmed(to, paint)}`];
  const [first = '', ...rest] = valueLines(after, columns - name.trimEnd().length - 5);
  return [
    `${mark} ${name.trimEnd()}`,
    `    ${paint.red('-')} ${cut(from, columns - 8)}`,
    `    ${paint.green('+')} ${first}`,
    ...indented(rest, 6),
  ];
}

function partLines(
  before: readonly Json[] | JsonObject,
  after: readonly Json[] | JsonObject,
  columns: number,
  paint: Paint,
): readonly string[] {
  const old = new Map(entriesOf(before));
  const now = new Map(entriesOf(after));
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const changed = keys.filter((key) => !same(old.get(key), now.get(key)));
  const shownKey = (key: string) => (Array.isArray(after) ? `[${key}]` : keyText(key));
  const width = Math.max(0, ...changed.map((key) => shownKey(key).length));
  const lines = changed.flatMap((key) =>
    changeLines(shownKey(key).padEnd(width), old.get(key), now.get(key), columns, paint),
  );
  const rest = keys.length - changed.length;
  return rest === 0 ? lines : [...lines, paint.dim(`  ${counted(rest, 'other')} unchanged`)];
}

const DIFF_LINES = 24;

function textLines(before: string, after: string, columns: number, paint: Paint): readonly string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 1 });
  const all = hunks.flatMap((hunk, i) => [...(i === 0 ? [] : ['…']), ...hunk.lines]);
  const lines = all
    .filter((line) => !line.startsWith('\\'))
    .slice(0, DIFF_LINES)
    .map((line) => {
      const text = cut(visible(line.replaceAll('\t', '    ')), columns);
      return line.startsWith('+') ? paint.green(text) : line.startsWith('-') ? paint.red(text) : paint.dim(text);
    });
  const missing = all.length - DIFF_LINES;
  return missing > 0 ? [...lines, paint.dim(`… ${missing} more lines`)] : lines;
}

/** Words that stand for a value are dimmed, so that values stand out. */
export function dimmed(line: string, paint: Paint): string {
  return line.replaceAll(/\((?:sensitive value|known after apply|completed at build)\)/g, (words) => paint.dim(words));
}

/** Equal JSON; absent equals absent alone. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
