/** Hashes, UUIDs and keys. https://developer.hashicorp.com/terraform/language/functions/sha256 and its neighbours */
import { constants, createHash, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { numberType, stringType } from '../types.ts';
import { stringValue, unknownValue } from '../values.ts';
import { text, whole } from './arguments.ts';
import { decodeBase64, decodeUtf8 } from './bytes.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { readerOf } from './filesystem.ts';
import { nameUuid } from './uuids.ts';

type Algorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';
type Form = 'hex' | 'base64';

const category = 'hash and crypto';

export const hashFunctions: readonly EagerFunction[] = [
  hashOf('base64sha256', 'sha256', 'base64'),
  hashOf('base64sha512', 'sha512', 'base64'),
  defineFunction({
    name: 'bcrypt',
    category,
    summary: 'A bcrypt hash of a text, with a fresh salt; made when it is applied and kept from then on.',
    parameters: [{ name: 'str', type: stringType }],
    variadic: { name: 'cost', type: numberType, description: 'From 4 to 31; 10 where it is not given.' },
    returns: stringType,
    call: (args, host) => {
      if (args.length > 2) throw new Refusal(`takes one or two arguments, got ${args.length}`);
      if (args.length === 2 && (whole(args, 1) < 4 || whole(args, 1) > 31)) {
        throw new Refusal('the cost must be from 4 to 31', 1);
      }
      if (Buffer.byteLength(text(args, 0)) > 72) throw new Refusal('bcrypt takes no more than 72 bytes', 0);
      return host.volatile('bcrypt', args) ?? unknownValue(stringType);
    },
  }),
  fileHashOf('filebase64sha256', 'sha256', 'base64'),
  fileHashOf('filebase64sha512', 'sha512', 'base64'),
  fileHashOf('filemd5', 'md5', 'hex'),
  fileHashOf('filesha1', 'sha1', 'hex'),
  fileHashOf('filesha256', 'sha256', 'hex'),
  fileHashOf('filesha512', 'sha512', 'hex'),
  hashOf('md5', 'md5', 'hex'),
  defineFunction({
    name: 'rsadecrypt',
    category,
    summary:
      'The text that a Base64 text holds, encrypted with RSA (PKCS #1 v1.5), by means of a private key in PEM form.',
    parameters: [
      { name: 'ciphertext', type: stringType },
      { name: 'privatekey', type: stringType },
    ],
    returns: stringType,
    call: (args) => stringValue(decryptRsa(decodeBase64(text(args, 0), 0), readKey(text(args, 1)))),
  }),
  hashOf('sha1', 'sha1', 'hex'),
  hashOf('sha256', 'sha256', 'hex'),
  hashOf('sha512', 'sha512', 'hex'),
  defineFunction({
    name: 'uuid',
    category,
    summary: 'A random UUID; made when it is applied and kept from then on.',
    parameters: [],
    returns: stringType,
    call: (args, host) => host.volatile('uuid', args) ?? unknownValue(stringType),
  }),
  defineFunction({
    name: 'uuidv5',
    category,
    summary: 'The UUID (version 5) of a name in a namespace: `dns`, `url`, `oid`, `x500`, or a UUID.',
    parameters: [
      { name: 'namespace', type: stringType },
      { name: 'name', type: stringType },
    ],
    returns: stringType,
    call: (args) => {
      const uuid = nameUuid(text(args, 0), text(args, 1));
      if (uuid === undefined) throw new Refusal('must be dns, url, oid, x500 or a UUID', 0);
      return stringValue(uuid);
    },
  }),
];

function hashOf(name: string, algorithm: Algorithm, form: Form): EagerFunction {
  return defineFunction({
    name,
    category,
    summary: `The ${shown(algorithm)} hash of a text in UTF-8, in ${form === 'hex' ? 'hexadecimal' : 'Base64'}.`,
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    call: (args) => stringValue(digest(algorithm, Buffer.from(text(args, 0)), form)),
  });
}

function fileHashOf(name: string, algorithm: Algorithm, form: Form): EagerFunction {
  const summary = `The ${shown(algorithm)} hash of a file's bytes, in ${form === 'hex' ? 'hexadecimal' : 'Base64'}.`;
  return readerOf(name, summary, (bytes) => digest(algorithm, bytes, form), category);
}

function shown(algorithm: Algorithm): string {
  return { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' }[algorithm];
}

function digest(algorithm: Algorithm, bytes: Uint8Array, form: Form): string {
  return createHash(algorithm).update(bytes).digest(form);
}

function readKey(pem: string): KeyObject {
  if (pem.includes('ENCRYPTED')) throw new Refusal('the key is protected by a passphrase; one without is required', 1);
  if (pem.includes('BEGIN OPENSSH PRIVATE KEY')) {
    throw new Refusal('the key is in the form of OpenSSH; convert it with `ssh-keygen -p -m PEM -f FILE`', 1);
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // What OpenSSL says of a damaged key helps nobody; the refusal below names what is wanted.
  }
  throw new Refusal('must be an RSA private key in PEM form', 1);
}

/**
 * Takes the padding off by hand: OpenSSL answers a wrong padding with random text instead of an error, which would pass
 * for a result here.
 */
function decryptRsa(ciphertext: Uint8Array, key: KeyObject): string {
  const block = decryptedBlock(ciphertext, key);
  const end = block?.indexOf(0, 2) ?? -1;
  if (block === undefined || block[0] !== 0 || block[1] !== 2 || end < 10) {
    throw new Refusal('the text cannot be decrypted with this key', 0);
  }
  const decoded = decodeUtf8(block.subarray(end + 1));
  if (decoded === undefined) throw new Refusal('the decrypted bytes are no valid UTF-8', 0);
  return decoded;
}

function decryptedBlock(ciphertext: Uint8Array, key: KeyObject): Buffer | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    return undefined;
  }
}
