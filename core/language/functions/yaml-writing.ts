/**
 * YAML as Terraform's `yamlencode` writes it: block style, keys and strings in double quotes, strings
 * of several lines as literal blocks, long quoted strings folded at spaces behind column 80.
 */
import { formatNumber } from '../numbers.ts';
import { isEntries, isItems, numberOf, type Value } from '../values.ts';

const INDENT = 2;
const BEST_WIDTH = 80;
const MAX_SIMPLE_KEY_BYTES = 128;

/** The value, which must be known at every depth, as a YAML document that ends with a newline. */
export function toYamlText(value: Value): string {
  const body = node(value, 0, 0, 'root');
  // A plain scalar alone leaves the document open; the end marker closes it.
  if (isPlainScalar(value)) return `${body}\n...\n`;
  return endsWithBreak(body) ? body : `${body}\n`;
}

type Place = 'root' | 'key' | 'value' | 'item';

/**
 * `indent` is the column that nested lines of this node begin at; `column` where its first character stands. Text of a
 * collection begins on the current line (the caller has broken it where it must).
 */
function node(value: Value, indent: number, column: number, place: Place): string {
  const { raw } = value;
  if (raw === null) return 'null';
  if (typeof raw === 'string') return scalar(raw, indent, column, place);
  if (typeof raw === 'boolean') return String(raw);
  if (isItems(raw)) return raw.length === 0 ? '[]' : sequence(raw, indent);
  if (isEntries(raw)) return raw.size === 0 ? '{}' : mapping(raw, indent);
  return formatNumber(numberOf(value));
}

function sequence(items: readonly Value[], indent: number): string {
  return stacked(
    items.map((item) => `- ${node(item, indent + INDENT, indent + INDENT, 'item')}`),
    indent,
  );
}

function mapping(entries: ReadonlyMap<string, Value>, indent: number): string {
  return stacked(
    [...entries].map(([key, value]) => entry(key, value, indent)),
    indent,
  );
}

/** Puts parts below each other; a literal block that kept its last newline has broken the line already. */
function stacked(parts: readonly string[], indent: number): string {
  const margin = ' '.repeat(indent);
  return parts
    .map((part, i) => (i === 0 ? part : `${endsWithBreak(parts[i - 1] ?? '') ? '' : '\n'}${margin}${part}`))
    .join('');
}

function entry(key: string, value: Value, indent: number): string {
  if (/[\n\r\u0085\u2028\u2029]/.test(key) || Buffer.byteLength(key) > MAX_SIMPLE_KEY_BYTES) {
    const written = scalar(key, indent + INDENT, indent + 2, 'item');
    return stacked([`? ${written}`, `: ${node(value, indent + INDENT, indent + 2, 'item')}`], indent);
  }
  const head = `${doubleQuoted(key, 0, 0, false)}:`;
  const { raw } = value;
  if (isItems(raw) && raw.length > 0) return `${head}\n${' '.repeat(indent)}${sequence(raw, indent)}`;
  if (isEntries(raw) && raw.size > 0) {
    return `${head}\n${' '.repeat(indent + INDENT)}${mapping(raw, indent + INDENT)}`;
  }
  return `${head} ${node(value, indent + INDENT, indent + Array.from(head).length + 1, 'value')}`;
}

function isPlainScalar(value: Value): boolean {
  const { raw } = value;
  return typeof raw !== 'string' && !isItems(raw) && !isEntries(raw);
}

function scalar(text: string, indent: number, column: number, place: Place): string {
  const contentIndent = place === 'root' ? INDENT : indent;
  if (text.includes('\n') && blockAllowed(text)) return literal(text, contentIndent);
  return doubleQuoted(text, contentIndent, column, true);
}

function blockAllowed(text: string): boolean {
  return !text.endsWith(' ') && !/ [\n\u2028\u2029]/.test(text) && !SPECIAL.test(text);
}

/** What the emitter holds for unprintable; it counts astral characters among them. */
const SPECIAL = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u{10000}-\u{10ffff}]/u;

function literal(text: string, indent: number): string {
  const hint = /^[ \n\u2028\u2029]/.test(text) ? String(INDENT) : '';
  const chomp = endsWithBreak(text) ? (/(?:^|[\n\u2028\u2029])[\n\u2028\u2029]$/.test(text) ? '+' : '') : '-';
  const margin = ' '.repeat(indent);
  return `|${hint}${chomp}\n${text.replace(/[^\n\u2028\u2029]+/g, (line) => margin + line)}`;
}

/** Unicode's two separators break lines as well. */
function endsWithBreak(text: string): boolean {
  return /[\n\u2028\u2029]$/.test(text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(text: string, indent: number, column: number, mayFold: boolean): string {
  let result = '"';
  let at = column + 1;
  let afterSpace = false;
  const characters = Array.from(text);
  // Behind a byte order mark at its start the emitter escapes every other character too.
  const all = text.startsWith('\ufeff');
  for (const [index, character] of characters.entries()) {
    const inside = index > 0 && index < characters.length - 1;
    if (character === ' ' && !all && mayFold && !afterSpace && at > BEST_WIDTH && inside) {
      const guard = characters[index + 1] === ' ' ? '\\' : '';
      result += `\n${' '.repeat(indent)}${guard}`;
      at = indent + guard.length;
      afterSpace = true;
      continue;
    }
    const written = escaped(character, all);
    result += written;
    at += Array.from(written).length;
    afterSpace = character === ' ';
  }
  return `${result}"`;
}

function escaped(character: string, always: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  const special = always || SPECIAL.test(character) || '\n"\\\u2028\u2029\ufeff'.includes(character);
  if (!special) return character;
  const letter = ESCAPES[character];
  if (letter !== undefined) return `\\${letter}`;
  const [prefix, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${prefix}${code.toString(16).toUpperCase().padStart(Number(width), '0')}`;
}
