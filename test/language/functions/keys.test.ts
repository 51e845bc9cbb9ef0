/** `rsadecrypt`, with keys made for the test. */
import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringValue } from '../../../core/language/values.ts';
import { evaluateText } from '../../support/evaluating.ts';
import { loadParser } from '../../support/parser.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

function encrypted(text: string | Uint8Array): string {
  const buffer = Buffer.from(text);
  return publicEncrypt({ key: pair.publicKey, padding: constants.RSA_PKCS1_PADDING }, buffer).toString('base64');
}

function decrypt(ciphertext: string, key: string) {
  return evaluateText('rsadecrypt(text, key)', { text: stringValue(ciphertext), key: stringValue(key) });
}

beforeAll(loadParser);

describe('rsadecrypt', () => {
  it.each(['pkcs1', 'pkcs8'] as const)('reads what was encrypted for a key in %s form', (type) => {
    const key = pair.privateKey.export({ type, format: 'pem' }).toString();
    expect(decrypt(encrypted('Hello, world!'), key)).toEqual({ value: stringValue('Hello, world!'), problems: [] });
    expect(decrypt(encrypted(''), key).value).toEqual(stringValue(''));
  });

  const pem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const locked = pair.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  it.each([
    ['another key', encrypted('x'), other.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'decrypted'],
    ['a damaged text', `AAAA${encrypted('x').slice(4)}`, pem, 'decrypted'],
    ['a short text', 'AAAA', pem, 'decrypted'],
    ['bytes that are no text', encrypted(Uint8Array.of(0xff, 0xfe)), pem, 'UTF-8'],
    ['a key with a passphrase', encrypted('x'), locked, 'passphrase'],
    ['a key of OpenSSH', encrypted('x'), '-----BEGIN OPENSSH PRIVATE KEY-----', 'ssh-keygen'],
    ['no key', encrypted('x'), 'nonsense', 'PEM'],
    ['a key of another kind', encrypted('x'), elliptic.export({ type: 'sec1', format: 'pem' }).toString(), 'RSA'],
    ['no Base64', '*', pem, 'Base64'],
  ])('refuses %s', (_, ciphertext, key, reason) => {
    const { problems } = decrypt(ciphertext, key);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(reason);
  });
});
