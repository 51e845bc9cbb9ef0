import { expect, test } from 'vitest';
import { nearest, suggestion } from '../../core/base/did-you-mean.ts';

const names = ['image', 'ports', 'environment', 'health_check', 'name', 'up'];

test.each([
  ['imge', 'image'],
  ['iamge', 'image'],
  ['image_', 'image'],
  ['IMAGE', 'image'],
  ['prots', 'ports'],
  ['enviroment', 'environment'],
  ['healthcheck', 'health_check'],
  ['nam', 'name'],
])('%s probably means %s', (given, wanted) => {
  expect(nearest(given, names)).toBe(wanted);
});

test.each(['x', 'volume', 'zzzzz', '', 'abc', 'no'])('%j means nothing there', (given) => {
  expect(nearest(given, names)).toBeUndefined();
});

test('a name is no suggestion for itself, and the first of equals wins', () => {
  expect(nearest('name', names)).toBeUndefined();
  expect(nearest('port', ['porta', 'portb'])).toBe('porta');
});

test('suggestions are put behind a message', () => {
  expect(`Unknown.${suggestion('imge', names)}`).toBe('Unknown. Did you mean `image`?');
  expect(suggestion('volume', names)).toBe('');
});
