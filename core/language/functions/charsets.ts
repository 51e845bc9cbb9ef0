/** Character encodings by their IANA names. */
import iconv from 'iconv-lite';
import { Refusal } from './define.ts';

/** Which arguments a refusal is about. */
interface Arguments {
  readonly text: number;
  readonly charset: number;
}

/** Names that iconv-lite knows, but that are no character encodings, or ones that IANA does not list. */
const NO_CHARSETS = /^(?:base64|hex|binary|internal|ucs2|ucs-2|utf-?7.*|utf-?32.*|cesu.*)$/i;

/** Throws {@link Refusal} where the encoding is not known, or has no character for a part of the text. */
export function encodeCharset(text: string, charset: string, argument: Arguments): Uint8Array {
  requireCharset(charset, argument);
  // UTF-16 without a byte order in its name: big-endian behind a byte order mark.
  if (/^utf-?16$/i.test(charset)) return iconv.encode(text, 'utf-16be', { addBOM: true });
  const bytes = iconv.encode(text, charset);
  if (iconv.decode(bytes, charset, { stripBOM: false }) !== text) {
    throw new Refusal(`the text has characters that ${charset} does not have`, argument.text);
  }
  return bytes;
}

/** Throws {@link Refusal} where the encoding is not known, or the bytes mean nothing in it. */
export function decodeCharset(bytes: Uint8Array, charset: string, argument: Arguments): string {
  requireCharset(charset, argument);
  const text = iconv.decode(Buffer.from(bytes), charset, { stripBOM: false });
  if (text.includes('\ufffd')) throw new Refusal(`the bytes are not valid ${charset}`, argument.text);
  return /^utf-?16$/i.test(charset) ? text.replace(/^\ufeff/, '') : text;
}

function requireCharset(charset: string, argument: Arguments): void {
  if (NO_CHARSETS.test(charset) || !iconv.encodingExists(charset)) {
    throw new Refusal(`${JSON.stringify(charset)} is not the name of a supported character encoding`, argument.charset);
  }
}
