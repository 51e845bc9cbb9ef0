/** New values of volatile calls, from a given clock and given bytes. */
import { compareSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { freshValue } from '../../../core/language/functions/fresh.ts';
import { numberValue, stringValue, textOf } from '../../../core/language/values.ts';

const source = { nowMs: Date.UTC(2026, 1, 3, 4, 5, 6, 789), random: (size: number) => new Uint8Array(size).fill(0xab) };

it('writes the time in UTC to the second', () => {
  expect(freshValue('timestamp', [], source)).toEqual(stringValue('2026-02-03T04:05:06Z'));
  expect(freshValue('plantimestamp', [], source)).toEqual(stringValue('2026-02-03T04:05:06Z'));
});

it('makes UUIDs of version 4 from the given bytes', () => {
  expect(freshValue('uuid', [], source)).toEqual(stringValue('abababab-abab-4bab-abab-abababababab'));
});

it('makes bcrypt hashes that hold the text, with the cost that was asked for', () => {
  const hash = freshValue('bcrypt', [stringValue('hello world'), numberValue(4)], source);
  if (hash === undefined) throw new Error('bcrypt is volatile.');
  expect(textOf(hash)).toMatch(/^\$2a\$04\$[./A-Za-z0-9]{53}$/);
  expect(compareSync('hello world', textOf(hash))).toBe(true);
  expect(compareSync('hello World', textOf(hash))).toBe(false);
});

it('knows no other function', () => {
  expect(freshValue('upper', [stringValue('a')], source)).toBeUndefined();
});
