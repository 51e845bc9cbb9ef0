/** Values as a person reads them: the console's output, which is an expression again wherever it can be. */
import { formatNumber } from './numbers.ts';
import type { Type } from './types.ts';
import { friendlyTypeName } from './types.ts';
import type { Value } from './values.ts';
import { isEntries, isItems, UNKNOWN } from './values.ts';

/**
 * The value over as many lines as it needs, the first one unindented: `tolist([…])`, `(sensitive value)`, text of several
 * lines as a heredoc. `unknown` stands for what is not known.
 */
export function valueToText(value: Value, indent = 0, unknown = '(known after apply)'): string {
  const { raw } = value;
  if (raw === UNKNOWN) return unknown;
  if (value.sensitive) return '(sensitive value)';
  if (raw === null) return nullToText(value.type);
  if (typeof raw === 'string') return stringToText(raw, indent);
  if (typeof raw === 'boolean') return String(raw);
  if (isItems(raw)) return wrapped(value.type, sequenceToText(raw, indent, unknown));
  if (isEntries(raw)) return wrapped(value.type, mappingToText(raw, indent, unknown));
  return formatNumber(raw);
}

function nullToText(type: Type): string {
  switch (type.kind) {
    case 'any':
      return 'null';
    case 'string':
    case 'number':
    case 'bool':
      return `to${type.kind}(null)`;
    case 'list':
    case 'set':
    case 'map':
      return `to${type.kind}(null) /* of ${friendlyTypeName(type.element)} */`;
    default:
      return `null /* ${friendlyTypeName(type)} */`;
  }
}

function wrapped(type: Type, text: string): string {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map' ? `to${type.kind}(${text})` : text;
}

function sequenceToText(items: readonly Value[], indent: number, unknown: string): string {
  if (items.length === 0) return '[]';
  const inner = ' '.repeat(indent + 2);
  return `[\n${items.map((item) => `${inner}${valueToText(item, indent + 2, unknown)},\n`).join('')}${' '.repeat(indent)}]`;
}

function mappingToText(entries: ReadonlyMap<string, Value>, indent: number, unknown: string): string {
  if (entries.size === 0) return '{}';
  const inner = ' '.repeat(indent + 2);
  const lines = [...entries].map(
    ([key, item]) => `${inner}${quoted(key)} = ${valueToText(item, indent + 2, unknown)}\n`,
  );
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

function stringToText(text: string, indent: number): string {
  const lines = text.split('\n');
  if (lines.length < 2) return quoted(text);
  let delimiter = 'EOT';
  while (lines.some((line) => line.trim() === delimiter)) delimiter += '_';
  const margin = ' '.repeat(indent);
  const body = lines.map((line) => `\n${margin}${line}`).join('');
  return `${indent > 0 ? '<<-' : '<<'}${delimiter}${body}\n${margin}${delimiter}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
