/** Encoding functions. https://developer.hashicorp.com/terraform/language/functions/base64decode and its neighbours */
import { gunzipSync } from 'node:zlib';
import { gzipSync } from 'fflate';
import { anyType, objectType, stringType, type Type } from '../types.ts';
import { isKnown, isWhollyKnown, listValue, objectValue, stringValue, unknownValue, type Value } from '../values.ts';
import { at, text } from './arguments.ts';
import { decodeBase64, decodeUtf8, encodeBase64 } from './bytes.ts';
import { decodeCharset, encodeCharset } from './charsets.ts';
import { parseCsv } from './csv-text.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { fromJsonText, toJsonText } from './json-text.ts';
import { fromYamlText } from './yaml-reading.ts';
import { toYamlText } from './yaml-writing.ts';

/** Two functions are OpenTofu's alone. */
const openTofu = 'https://opentofu.org/docs/language/functions';

/** What `base64gunzip` unpacks at most, so that a small text cannot fill the memory. */
const MAX_UNPACKED_BYTES = 100_000_000;

function ofText(name: string, summary: string, of: (given: string) => string, page = name): EagerFunction {
  return defineFunction({
    name,
    page,
    category: 'encoding',
    summary,
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    call: (args) => stringValue(of(text(args, 0))),
  });
}

/** The type of what is read depends on the text, so nothing is known of it before. */
function reader(name: string, summary: string, read: (given: string) => Value): EagerFunction {
  return defineFunction({
    name,
    category: 'encoding',
    summary,
    parameters: [{ name: 'str', type: stringType }],
    returns: anyType,
    call: (args) => read(text(args, 0)),
  });
}

function writer(name: string, summary: string, write: (given: Value) => string): EagerFunction {
  return defineFunction({
    name,
    category: 'encoding',
    summary,
    parameters: [{ name: 'val', type: anyType, nullable: true, acceptsUnknown: true }],
    returns: stringType,
    call: (args) => {
      const given = at(args, 0);
      return isKnown(given) && isWhollyKnown(given) ? stringValue(write(given)) : unknownValue(stringType);
    },
  });
}

export const encodingFunctions: readonly EagerFunction[] = [
  ofText('base64decode', 'The text that a Base64 text holds as UTF-8.', (given) => {
    const decoded = decodeUtf8(decodeBase64(given, 0));
    if (decoded === undefined) throw new Refusal('the decoded bytes are no valid UTF-8', 0);
    return decoded;
  }),
  ofText('base64encode', 'The text as UTF-8 in Base64.', (given) => encodeBase64(Buffer.from(given))),
  ofText(
    'base64gunzip',
    'The text that a Base64 text holds in gzip form.',
    (given) => gunzip(decodeBase64(given, 0)),
    `${openTofu}/base64gunzip`,
  ),
  ofText('base64gzip', 'The text packed with gzip, in Base64. The same text always gives the same bytes.', (given) => {
    const packed = gzipSync(Buffer.from(given), { level: 6, mtime: 0 });
    // The byte that names the operating system: 255 is "unknown", as Go writes it.
    packed[9] = 255;
    return encodeBase64(packed);
  }),
  reader('csvdecode', 'A list of objects, one for each line of a CSV text behind its header line.', decodeCsv),
  reader('jsondecode', 'The value that a JSON text describes.', fromJsonText),
  writer('jsonencode', 'The value as JSON.', toJsonText),
  defineFunction({
    name: 'textdecodebase64',
    category: 'encoding',
    summary: 'The text that a Base64 text holds in the given character encoding, such as `UTF-16LE`.',
    parameters: [
      { name: 'source', type: stringType },
      { name: 'encoding', type: stringType },
    ],
    returns: stringType,
    call: (args) => stringValue(decodeCharset(decodeBase64(text(args, 0), 0), text(args, 1), { text: 0, charset: 1 })),
  }),
  defineFunction({
    name: 'textencodebase64',
    category: 'encoding',
    summary: 'The text in the given character encoding, such as `UTF-16LE`, in Base64.',
    parameters: [
      { name: 'string', type: stringType },
      { name: 'encoding', type: stringType },
    ],
    returns: stringType,
    call: (args) => stringValue(encodeBase64(encodeCharset(text(args, 0), text(args, 1), { text: 0, charset: 1 }))),
  }),
  ofText('urldecode', 'The text with `%XX` and `+` of a URL resolved.', decodeUrl, `${openTofu}/urldecode`),
  ofText(
    'urlencode',
    'The text with all but letters, digits and `-_.~` escaped for a URL; a space becomes `+`.',
    (given) =>
      encodeURIComponent(given.toWellFormed())
        .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+'),
  ),
  reader('yamldecode', 'The value that a YAML text describes.', fromYamlText),
  writer('yamlencode', 'The value as YAML in block style.', toYamlText),
];

function gunzip(packed: Uint8Array): string {
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new Refusal(tooLarge ? 'the unpacked text is larger than 100 MB' : 'the decoded bytes are no gzip stream', 0);
  }
  const decoded = decodeUtf8(unpacked);
  if (decoded === undefined) throw new Refusal('the unpacked bytes are no valid UTF-8', 0);
  return decoded;
}

function decodeCsv(given: string): Value {
  const [first, ...records] = parseCsv(given);
  const header = first?.map((name) => name.normalize('NFC'));
  if (header === undefined) throw new Refusal('the header line is missing', 0);
  const attributes: Record<string, Type> = Object.create(null);
  for (const name of header) {
    if (Object.hasOwn(attributes, name)) throw new Refusal(`the column name ${JSON.stringify(name)} occurs twice`, 0);
    attributes[name] = stringType;
  }
  const rows = records.map((record) =>
    objectValue(header.map((name, i) => [name, stringValue(record[i] ?? '')] as const)),
  );
  return listValue(objectType(attributes), rows);
}

function decodeUrl(given: string): string {
  try {
    return decodeURIComponent(given.replaceAll('+', '%20'));
  } catch {
    throw new Refusal('the text has an escape that is not % and two hexadecimal digits of UTF-8', 0);
  }
}
