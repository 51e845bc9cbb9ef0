/** The key and the digests made with it. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createSealer, keyPathOf } from '../../core/adapters/sealer.ts';
import { tempFolder } from '../support/temp.ts';
import { isRoot } from './support/ordinary-user.ts';

function freshKeyPath(): string {
  return join(tempFolder(), 'config', 'clockwork', 'key');
}

test('the key stands where the base directory specification says', () => {
  expect(keyPathOf({ HOME: '/home/a' })).toBe('/home/a/.config/clockwork/key');
  expect(keyPathOf({ HOME: '/home/a', XDG_CONFIG_HOME: '/cfg' })).toBe('/cfg/clockwork/key');
  expect(keyPathOf({ HOME: '/home/a', XDG_CONFIG_HOME: 'relative' })).toBe('/home/a/.config/clockwork/key');
});

test('makes a key of 32 bytes that nobody else can read, once', () => {
  const path = freshKeyPath();
  const first = createSealer(path).seal('state', 'text');
  expect(first).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
  expect(lstatSync(path)).toMatchObject({ size: 32 });
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
  expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(path))).toEqual(['key']);
  expect(createSealer(path).seal('state', 'text')).toBe(first);
});

test('is HMAC-SHA256 of context and text, which cannot be shifted into one another', () => {
  const path = freshKeyPath();
  const sealer = createSealer(path);
  const seal = sealer.seal('ab', 'c');
  expect(seal).toBe(`hmac-sha256:${createHmac('sha256', readFileSync(path)).update('2:abc').digest('hex')}`);
  expect(sealer.seal('a', 'bc')).not.toBe(seal);
  expect(createSealer(freshKeyPath()).seal('ab', 'c')).not.toBe(seal);
});

test.each([
  ['others may read it', (path: string) => chmodSync(path, 0o640), /can be read by others \(mode 0640\)/],
  ['others may replace it', (path: string) => chmodSync(dirname(path), 0o777), /folder has mode 0777/],
  ['it was cut short', (path: string) => writeFileSync(path, 'short'), /must have 32 bytes and has 5/],
  ['it was lengthened', (path: string) => writeFileSync(path, 'x'.repeat(33)), /must have 32 bytes and has 33/],
])('refuses a key where %s', (_why, spoil, reason) => {
  const path = freshKeyPath();
  createSealer(path).seal('a', 'b');
  spoil(path);
  expect(createSealer(path).seal('a', 'b')).toMatchObject({ refused: true, reason: expect.stringMatching(reason) });
});

test('refuses a key that is a link, a folder, or of another user', () => {
  const path = freshKeyPath();
  createSealer(path).seal('a', 'b');
  const linked = freshKeyPath();
  mkdirSync(dirname(linked), { recursive: true, mode: 0o700 });
  symlinkSync(path, linked);
  expect(createSealer(linked).seal('a', 'b')).toMatchObject({ refused: true });
  const folder = freshKeyPath();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  expect(createSealer(folder).seal('a', 'b')).toMatchObject({ refused: true });
  if (isRoot) {
    chownSync(path, 12_345, 12_345);
    expect(createSealer(path).seal('a', 'b')).toMatchObject({
      refused: true,
      reason: expect.stringContaining('another user'),
    });
  }
});

test('works again as soon as a refused key is repaired', () => {
  const path = freshKeyPath();
  createSealer(path).seal('a', 'b');
  const sealer = createSealer(path);
  chmodSync(path, 0o644);
  expect(sealer.seal('a', 'b')).toHaveProperty('refused');
  chmodSync(path, 0o600);
  expect(sealer.seal('a', 'b')).toMatch(/^hmac/);
});

test('many processes that make it at the same time agree on one key', async () => {
  const path = freshKeyPath();
  const program = `
    import { createSealer } from '${import.meta.dirname}/../../core/adapters/sealer.ts';
    process.stdout.write('r');
    process.stdin.once('data', () => { process.stdout.write(createSealer(process.argv[1]).seal('a', 'b')); process.exit(0); });`;
  const makers = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', program, path]));
  await Promise.all(makers.map((maker) => new Promise((resolve) => maker.stdout.once('readable', resolve))));
  const answers = makers.map((maker) => text(maker.stdout));
  for (const maker of makers) maker.stdin.end('go');
  const seals = new Set((await Promise.all(answers)).map((answer) => answer.replace(/^r/, '')));
  expect(seals.size).toBe(1);
  expect([...seals][0]).toBe(createSealer(path).seal('a', 'b'));
});
