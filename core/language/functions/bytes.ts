/** Bytes and text: UTF-8 that refuses what is malformed, and strict Base64. */
import { Refusal } from './define.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined where the bytes are no valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Standard Base64 with padding; line breaks are passed over. Throws {@link Refusal} for anything else. */
export function decodeBase64(text: string, argument: number): Uint8Array {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) {
    throw new Refusal('the text is not valid Base64', argument);
  }
  return Buffer.from(compact, 'base64');
}
