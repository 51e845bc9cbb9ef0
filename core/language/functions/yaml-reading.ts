/**
 * YAML as Terraform's `yamldecode` reads it: one document, anchors and merge keys, and scalars resolved
 * by the rules of Terraform's own library (yes/no are booleans, numbers as in YAML 1.2, dates are text).
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { convert } from '../convert.ts';
import { fromBigInt, parseNumber } from '../numbers.ts';
import { stringType } from '../types.ts';
import {
  boolValue,
  entriesOf,
  isEntries,
  isItems,
  itemsOf,
  nullValue,
  numberValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  type Value,
} from '../values.ts';
import { Refusal } from './define.ts';
import { formatRfc3339, parseYamlTimestamp } from './time.ts';

/** Bounds what aliases can blow a small text up to. */
const MAX_NODES = 1_000_000;

/** Mappings become objects, sequences tuples. Throws {@link Refusal} where the text is not one YAML document. */
export function fromYamlText(text: string): Value {
  const document = parseDocument(text, { schema: 'failsafe', merge: false, uniqueKeys: false, logLevel: 'error' });
  const error = document.errors[0];
  if (error !== undefined) throw new Refusal(`the text is not valid YAML: ${firstLine(error.message)}`, 0);
  if (isNothing(document.contents)) {
    if (text !== '' && !/^---/m.test(text)) throw new Refusal('the text holds no YAML document', 0);
    return nullValue();
  }
  return new YamlReader(text).read(document.contents);
}

function isNothing(contents: unknown): boolean {
  if (contents === null) return true;
  return isScalar(contents) && contents.source === '' && contents.tag === undefined && contents.type === 'PLAIN';
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/:$/, '') ?? message;
}

class YamlReader {
  private readonly anchors = new Map<string, Value>();
  private readonly open = new Set<string>();
  private count = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(node: unknown): Value {
    this.count++;
    if (this.count > MAX_NODES) throw new Refusal('the document holds more than 1,000,000 values', 0);
    if (node === null) return nullValue();
    if (isAlias(node)) return this.readAlias(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      this.anchors.delete(anchor);
      this.open.add(anchor);
    }
    const value = this.readOwn(node);
    if (anchor !== undefined) {
      this.open.delete(anchor);
      this.anchors.set(anchor, value);
    }
    return value;
  }

  private readOwn(node: unknown): Value {
    if (isScalar(node)) return resolveScalar(node, this.textOfScalar(node));
    if (isSeq(node)) {
      requireTag(node.tag, 'tag:yaml.org,2002:seq', 'a sequence');
      return tupleValue(node.items.map((item) => this.read(item)));
    }
    if (isMap(node)) {
      requireTag(node.tag, 'tag:yaml.org,2002:map', 'a mapping');
      return this.readMapping(node);
    }
    throw new Refusal('the document has a part that cannot be read', 0);
  }

  /** A block at the very end of a text without a last newline has none either. */
  private textOfScalar(scalar: Scalar): string {
    const { value, source, type, range } = scalar;
    const text = typeof value === 'string' ? value : (source ?? '');
    const cutOff = type?.startsWith('BLOCK_') === true && range?.[1] === this.text.length && !this.text.endsWith('\n');
    return cutOff && text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  private readAlias(alias: Alias): Value {
    if (this.open.has(alias.source)) {
      throw new Refusal(`the anchor ${JSON.stringify(alias.source)} is used inside of what it names`, 0);
    }
    const value = this.anchors.get(alias.source);
    if (value === undefined) throw new Refusal(`there is no anchor ${JSON.stringify(alias.source)}`, 0);
    this.count += sizeOf(value);
    return value;
  }

  private readMapping(map: YAMLMap): Value {
    const entries = new Map<string, Value>();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        for (const [key, value] of this.merged(this.read(pair.value))) entries.set(key, value);
        continue;
      }
      const key = convert(this.read(pair.key), stringType);
      if ('message' in key || key.value.raw === null) throw new Refusal('a key of a mapping must be a scalar', 0);
      entries.set(textOf(key.value), this.read(pair.value));
    }
    return objectValue(entries);
  }

  private merged(value: Value): Iterable<readonly [string, Value]> {
    if (isEntries(value.raw)) return entriesOf(value);
    if (isItems(value.raw)) return itemsOf(value).flatMap((item) => [...this.merged(item)]);
    throw new Refusal('only a mapping, or a list of them, can be merged into a mapping', 0);
  }
}

function sizeOf(value: Value): number {
  const { raw } = value;
  const parts = isItems(raw) ? raw : isEntries(raw) ? [...raw.values()] : [];
  return parts.reduce((total, part) => total + sizeOf(part), 1);
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.tag === undefined && key.type === 'PLAIN' && key.value === '<<';
}

function requireTag(tag: string | undefined, wanted: string, what: string): void {
  if (tag !== undefined && tag !== wanted) throw new Refusal(`unsupported tag ${JSON.stringify(tag)} on ${what}`, 0);
}

const TAG = 'tag:yaml.org,2002:';
const SUPPORTED = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp', 'binary'].map((name) => TAG + name));
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function resolveScalar(scalar: Scalar, text: string): Value {
  const { tag } = scalar;
  if (tag === `${TAG}str`) return stringValue(text);
  if (tag !== undefined && !SUPPORTED.has(tag)) throw new Refusal(`unsupported tag ${JSON.stringify(tag)}`, 0);
  if (scalar.type !== 'PLAIN' && tag === undefined) return stringValue(text);
  const kind = tag?.slice(TAG.length) ?? implied(text);
  const value = resolveAs(kind, text);
  if (value === undefined) throw new Refusal(`cannot read ${JSON.stringify(text)} as ${kind}`, 0);
  return value;
}

function implied(text: string): string {
  if (TRUE.test(text) || FALSE.test(text)) return 'bool';
  if (NULL.test(text)) return 'null';
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text) || /^\.(?:nan|NaN|NAN)$/.test(text)) return 'a finite number';
  if (parseYamlTimestamp(text) !== undefined) return 'timestamp';
  if (INTEGER.test(text) || FLOAT.test(text)) return 'int';
  return 'str';
}

function resolveAs(kind: string, text: string): Value | undefined {
  switch (kind) {
    case 'bool':
      return TRUE.test(text) ? boolValue(true) : FALSE.test(text) ? boolValue(false) : undefined;
    case 'null':
      return nullValue();
    case 'timestamp': {
      const time = parseYamlTimestamp(text);
      return time === undefined ? undefined : stringValue(formatRfc3339(time));
    }
    case 'int':
    case 'float':
      return readNumber(text);
    case 'str':
      return stringValue(text);
    case 'binary':
      return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? stringValue(text) : undefined;
    default:
      return undefined;
  }
}

function readNumber(text: string): Value | undefined {
  if (/^0[xo]/.test(text)) return INTEGER.test(text) ? numberValue(fromBigInt(BigInt(text))) : undefined;
  const number = parseNumber(text.replaceAll('_', ''));
  return number === undefined ? undefined : numberValue(number);
}
