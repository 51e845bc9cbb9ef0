/** Types, as they are written behind `type =`. */
import type { ValueStep } from '../cursor/cursor.ts';
import { type Candidate, placeholder, withoutPlaces } from './candidate.ts';

const plain: readonly (readonly [string, string])[] = [
  ['string', 'Text.'],
  ['number', 'A number; whole or with a fraction.'],
  ['bool', '`true` or `false`.'],
  ['any', 'A value of any type.'],
];

const constructors: readonly (readonly [string, string, string])[] = [
  ['list', `(${placeholder(1, 'string')})`, 'Values of one type, in order.'],
  ['set', `(${placeholder(1, 'string')})`, 'Values of one type, each once, without order.'],
  ['map', `(${placeholder(1, 'string')})`, 'Values of one type by name.'],
  ['object', `({ ${placeholder(1, 'name')} = ${placeholder(2, 'string')} })`, 'Named values, each of its own type.'],
  ['tuple', `([${placeholder(1, 'string')}])`, 'So many values, each of its own type.'],
];

/** `steps` lead from the whole type to the cursor: `optional` stands in objects alone. */
export function typeCandidates(steps: readonly ValueStep[]): readonly Candidate[] {
  const inObject = steps.at(-1)?.kind === 'key';
  const optional: typeof constructors = inObject
    ? [['optional', `(${placeholder(1, 'string')})`, 'May be left out; a default may stand behind the type.']]
    : [];
  return [
    ...plain.map(
      ([label, said]): Candidate => ({
        label,
        sort: 'type',
        insert: label,
        rank: 1,
        about: { sort: 'text', text: said },
      }),
    ),
    ...[...optional, ...constructors].map(
      ([label, rest, said]): Candidate => ({
        label,
        sort: 'type',
        insert: withoutPlaces(`${label}${rest}`),
        snippet: `${label}${rest}`,
        rank: 2,
        about: { sort: 'text', text: said },
      }),
    ),
  ];
}
