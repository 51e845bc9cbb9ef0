import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOfBytes, digestOfJson } from '../../core/base/canonical-json.ts';

test('keys stand in order of code points, at every depth, without spaces', () => {
  expect(canonicalJson({ b: [1, { z: null, a: 'x' }], a: true, '\u{1F600}': 1, '\uFF5E': 2 })).toBe(
    '{"a":true,"b":[1,{"a":"x","z":null}],"\uFF5E":2,"\u{1F600}":1}',
  );
});

test('undefined properties are left out', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

test.each([[Number.NaN], [1n], [[undefined]], [() => 1]])('%o has no form', (value) => {
  expect(() => canonicalJson(value)).toThrow('no JSON form');
});

test('means the same as the value, in whatever order its keys were set', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('digests name their algorithm', () => {
  expect(digestOfBytes('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(digestOfJson({ b: 1, a: 2 })).toBe(digestOfBytes('{"a":2,"b":1}'));
  expect(digestOfBytes(new TextEncoder().encode('é'))).toBe(digestOfBytes('é'));
});
