/** Makes snippets of descriptions: a block with its labels, and a place for each attribute that cannot be left out. */
import type { BlockSpec, LabelSpec, WordSpec } from '../../../core/intake/block-spec.ts';
import { attributeFacts } from '../../../core/intake/vocabulary.ts';
import { constraintsOf, defOf, typeText, unwrapSchema } from '../../../core/kinds/attribute-type.ts';
import type { AttributeSpec, AttributeTable } from '../../../core/kinds/define.ts';
import type { Piece, Place } from './pieces.ts';

/** Names of attributes, each with the value to show as it would be written; undefined where the usual one will do. */
export type Wanted = Readonly<Record<string, string | undefined>>;

/** A value to be typed over, with what stands around it: quotes, brackets. */
type Value = readonly Piece[];

export interface Row {
  readonly name: string;
  readonly value: Value;
}

/** `type "label" { … }`, attributes aligned as the formatter has them. */
export function blockPieces(type: string, labels: readonly Piece[], rows: readonly Row[]): readonly Piece[] {
  const head: readonly Piece[] = [type, ...labels.flatMap((label): readonly Piece[] => [' "', label, '"'])];
  const width = Math.max(...rows.map((row) => row.name.length));
  const lines = rows.flatMap((row): readonly Piece[] => [`  ${row.name.padEnd(width)} = `, ...row.value, '\n']);
  return [...head, ' {\n', ...(lines.length > 0 ? lines : ['  ', { id: 'body', default: '' }, '\n']), '}'];
}

export function labelPieces(labels: readonly LabelSpec[]): readonly Place[] {
  return labels
    .filter((label) => label.optional !== true)
    .map((label) => ({ id: `label ${label.name}`, default: label.name.toLowerCase() }));
}

/** Attributes of a kind or assertion that have no default, and those that are named. Throws where there is no such name. */
export function kindRows(table: AttributeTable, also: Wanted): readonly Row[] {
  const strange = Object.keys(also).find((name) => table[name] === undefined);
  if (strange !== undefined) throw new Error(`No attribute is called \`${strange}\`.`);
  return Object.entries(table)
    .filter(([name, spec]) => Object.hasOwn(also, name) || (spec.computed !== true && attributeFacts(spec).required))
    .map(([name, spec]) => ({ name, value: written(name, also[name]) ?? kindValue(name, spec) }));
}

/** The same for a block of the language. */
export function specRows(spec: BlockSpec, also: Wanted): readonly Row[] {
  const strange = Object.keys(also).find((name) => spec.attributes[name] === undefined);
  if (strange !== undefined) throw new Error(`No attribute is called \`${strange}\`.`);
  return Object.entries(spec.attributes)
    .filter(([name, word]) => word.need === 'required' || Object.hasOwn(also, name))
    .map(([name, word]) => ({ name, value: written(name, also[name]) ?? wordValue(name, word) }));
}

/** A value as it would be written; quotes are not typed over. */
function written(name: string, text: string | undefined, choices?: readonly string[]): Value | undefined {
  if (text === undefined) return undefined;
  const quoted = /^"(.*)"$/.exec(text)?.[1];
  const place = { id: `value ${name}`, default: quoted ?? text, ...(choices !== undefined && { choices }) };
  return quoted === undefined ? [place] : ['"', place, '"'];
}

function kindValue(name: string, spec: AttributeSpec): Value {
  const { oneOf, minimum, default: fallback } = constraintsOf(spec.schema);
  const place = (text: string, choices?: readonly string[]): Place => ({
    id: `value ${name}`,
    default: text,
    ...(choices !== undefined && { choices }),
  });
  if (spec.example !== undefined) return [place(spec.example)];
  if (oneOf?.[0] !== undefined) {
    const choices = oneOf.map(String);
    return typeof oneOf[0] === 'string'
      ? ['"', place(String(oneOf[0]), choices), '"']
      : [place(String(oneOf[0]), choices)];
  }
  if (typeof fallback === 'number') return [place(String(fallback))];
  const type = typeText(spec.schema);
  switch (defOf(unwrapSchema(spec.schema)).type) {
    case 'number':
      return [place(String(Math.max(minimum ?? 1, 1)))];
    case 'boolean':
      return [place('true', ['true', 'false'])];
    case 'array':
      return type === 'list of string' ? ['["', place(type), '"]'] : ['[', place(''), ']'];
    case 'record':
    case 'object':
      return ['{ ', place('name = "value"'), ' }'];
    default:
      return ['"', place(name), '"'];
  }
}

function wordValue(name: string, word: WordSpec): Value {
  const id = `value ${name}`;
  const plain = (text: string, choices?: readonly string[]): Value => written(name, text, choices) ?? [];
  if (word.oneOf !== undefined) {
    const choices = Object.keys(word.oneOf);
    return ['"', { id, default: choices[0] ?? '', choices }, '"'];
  }
  switch (word.takes) {
    case 'flag':
      return plain(word.example ?? (word.default === 'false' ? 'true' : 'false'), ['true', 'false']);
    case 'type':
      return plain('string', ['string', 'number', 'bool', 'any', 'list(string)', 'map(string)']);
    case 'texts':
      return ['["', { id, default: name }, '"]'];
    default:
  }
  if (word.example !== undefined) return plain(word.example);
  if (word.default !== undefined) return plain(word.default);
  if (word.takes === 'duration') return plain('"5m"');
  if (word.takes === 'number' || word.type === 'number') return plain(String(word.minimum ?? 1));
  if (word.type === 'bool') return plain('true');
  return word.type === 'any' ? plain('null') : plain(`"${word.description.replace(/\.$/, '')}"`);
}
