/** What the names with a meaning of their own say: `each.key`, `count.index`, `self`, `path.module`, `facts.os`; and types. */
import { envFactsSchema } from '../../contracts/env-facts.ts';

const words: Readonly<Record<string, string>> = {
  each: 'The element of `for_each` that this instance is made for: `each.key` and `each.value`.',
  'each.key': 'The key of the element that this instance is made for: of a map its key, of a set the element itself.',
  'each.value': 'The value of the element that this instance is made for: of a set the same as `each.key`.',
  count: 'With `count`, `count.index` is the number of the instance.',
  'count.index': 'The number of this instance, from 0.',
  self: 'The resource around: its attributes and outputs.',
  path: 'Folders: `path.module`, `path.root`, `path.cwd`.',
  'path.module': 'The folder of this module, relative to the project’s folder.',
  'path.root': 'The project’s folder, from which relative paths start: always `.`.',
  'path.cwd': 'The folder that the command was called in, absolute. What uses it differs from machine to machine.',
  facts: 'What is known of the machine that the plan is made for.',
};

/** A sentence on a word and the step behind it. */
export function wordText(root: string, step: string | undefined): string | undefined {
  const whole = step === undefined ? root : `${root}.${step}`;
  if (Object.hasOwn(words, whole)) return words[whole];
  if (root !== 'facts' || step === undefined || !Object.hasOwn(envFactsSchema.shape, step)) return undefined;
  const said = envFactsSchema.shape[step as keyof typeof envFactsSchema.shape].description;
  return said === undefined ? words['facts'] : `${words['facts']} ${said}.`;
}

const types: Readonly<Record<string, string>> = {
  string: 'Text, in Unicode’s normal form C.',
  number: 'A number: whole ones of any size are exact, others have 512 bits.',
  bool: '`true` or `false`.',
  any: 'A value of any type.',
  list: 'Elements of one type, in order: `list(string)`.',
  set: 'Different elements of one type, in no order of yours: `set(string)`.',
  map: 'Values of one type, each with a text as its key: `map(number)`.',
  tuple: 'So many elements, each with a type of its own: `tuple([string, number])`.',
  object: 'Named attributes, each with a type of its own: `object({ port = number })`.',
  optional: 'An attribute that may be left out: `optional(number)` is null then, `optional(number, 80)` is 80.',
};

export function typeWordText(name: string): string | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}
