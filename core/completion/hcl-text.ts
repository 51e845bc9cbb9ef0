/** Writes plain data as text of the language, laid out as the formatter leaves it. */
import type { Json, JsonObject } from '../contracts/json.ts';

/** A literal; nested lines are indented by `indent` more spaces. */
export function literalOf(value: Json, indent: number): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  const pad = ' '.repeat(indent + 2);
  if (isList(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      return `[${value.map((item) => literalOf(item, indent)).join(', ')}]`;
    }
    return `[\n${value.map((item) => `${pad}${literalOf(item, indent + 2)},\n`).join('')}${' '.repeat(indent)}]`;
  }
  const names = Object.keys(value);
  if (names.length === 0) return '{}';
  const keys = names.map(keyText);
  const width = Math.max(...keys.map((key) => key.length));
  const lines = names.map(
    (name, i) => `${pad}${(keys[i] ?? '').padEnd(width)} = ${literalOf(value[name] ?? null, indent + 2)}\n`,
  );
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** Attributes of a body, one a line, the `=` of neighbouring single lines aligned. */
export function attributesOf(values: JsonObject, indent: number): string {
  const pad = ' '.repeat(indent);
  const entries = Object.entries(values).map(([name, value]) => ({ name, text: literalOf(value, indent) }));
  const runs: (typeof entries)[] = [];
  let open: typeof entries | undefined;
  for (const entry of entries) {
    const single = !entry.text.includes('\n');
    if (open === undefined || !single) {
      open = [entry];
      runs.push(open);
    } else open.push(entry);
    if (!single) open = undefined;
  }
  return runs
    .flatMap((run) => {
      const width = Math.max(...run.map(({ name }) => name.length));
      return run.map(({ name, text }) => `${pad}${name.padEnd(width)} = ${text}\n`);
    })
    .join('');
}

/** A quoted string that reads back as `text`. */
export function quoted(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${escaped}"`;
}

function keyText(name: string): string {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name) ? name : quoted(name);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
