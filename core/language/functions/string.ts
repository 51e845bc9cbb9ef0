/** String functions but for `format`. https://developer.hashicorp.com/terraform/language/functions/chomp and on. */
import { compareText } from '../../base/text-order.ts';
import { anyType, boolType, numberType, objectType, stringType, type Type, tupleType } from '../types.ts';
import {
  boolValue,
  entriesOf,
  hasSensitive,
  isKnown,
  isNull,
  isWhollyKnown,
  itemsOf,
  listValue,
  nullValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
} from '../values.ts';
import { at, items, text, textList, whole } from './arguments.ts';
import { defineFunction, type EagerFunction, type Parameter, Refusal } from './define.ts';
import { compilePattern, type Match, type Pattern, replaceMatches } from './regular-expressions.ts';
import { graphemes, lowerCase, titleCase, upperCase } from './unicode.ts';

const str = { name: 'str', type: stringType };

type Texts = readonly [first: string, second: string, third: string];

function ofTexts(name: string, names: readonly string[], summary: string, compute: (...texts: Texts) => Value) {
  const parameters: Parameter[] = names.map((parameter) => ({ name: parameter, type: stringType }));
  return { name, category: 'string', summary, parameters, compute } as const;
}

function toText(name: string, names: readonly string[], summary: string, of: (...texts: Texts) => string) {
  return define(
    ofTexts(name, names, summary, (...texts) => stringValue(of(...texts))),
    stringType,
  );
}

function toBool(name: string, names: readonly string[], summary: string, of: (...texts: Texts) => boolean) {
  return define(
    ofTexts(name, names, summary, (...texts) => boolValue(of(...texts))),
    boolType,
  );
}

function define(function_: ReturnType<typeof ofTexts>, returns: Type): EagerFunction {
  const { compute, ...signature } = function_;
  const read = (args: readonly Value[], i: number) => (i < args.length ? text(args, i) : '');
  return defineFunction({
    ...signature,
    returns,
    call: (args) => compute(read(args, 0), read(args, 1), read(args, 2)),
  });
}

export const stringFunctions: readonly EagerFunction[] = [
  toText('chomp', ['str'], 'The text without newlines at its end.', (s) => s.replace(/[\r\n]+$/, '')),
  toBool('endswith', ['str', 'suffix'], 'Whether the text ends with the suffix.', (s, suffix) => s.endsWith(suffix)),
  defineFunction({
    name: 'indent',
    category: 'string',
    summary: 'The text with spaces put before every line but the first.',
    parameters: [{ name: 'spaces', type: numberType }, str],
    returns: stringType,
    call: (args) => {
      const spaces = whole(args, 0);
      if (spaces < 0) throw new Refusal('the number of spaces must not be negative', 0);
      if (spaces > 10_000) throw new Refusal('more than 10,000 spaces make no sense', 0);
      return stringValue(text(args, 1).replaceAll('\n', `\n${' '.repeat(spaces)}`));
    },
  }),
  defineFunction({
    name: 'join',
    category: 'string',
    summary: 'The elements of one or more lists of strings, joined with the separator between them.',
    parameters: [{ name: 'separator', type: stringType }],
    variadic: { name: 'lists', type: textList, acceptsUnknown: true },
    returns: stringType,
    call: (args) => {
      if (args.length < 2) throw new Refusal('at least one list is required');
      if (!args.every(isWhollyKnown)) return unknownValue(stringType);
      const parts = args.slice(1).flatMap((list, listIndex) =>
        itemsOf(list).map((item, i) => {
          if (isNull(item)) throw new Refusal(`element ${i} is null; null cannot be joined`, listIndex + 1);
          return textOf(item);
        }),
      );
      return stringValue(parts.join(text(args, 0)));
    },
  }),
  toText('lower', ['str'], 'The text with all letters in lower case.', lowerCase),
  defineFunction({
    name: 'regex',
    category: 'string',
    summary:
      'What a regular expression (RE2 syntax) first matches: a string, or its capture groups as a list or an object.',
    parameters: [
      { name: 'pattern', type: stringType },
      { ...str, name: 'string' },
    ],
    returns: (args) => patternType(at(args, 0)),
    call: (args) => {
      const pattern = compilePattern(text(args, 0), 0);
      patternType(at(args, 0));
      const match = pattern.matches(text(args, 1), 1)[0];
      if (match === undefined) throw new Refusal('the pattern matches nothing in the given text', 0);
      return matchValue(match, pattern);
    },
  }),
  defineFunction({
    name: 'regexall',
    category: 'string',
    summary: 'A list of all that a regular expression matches, each as `regex` gives it; empty where nothing does.',
    parameters: [
      { name: 'pattern', type: stringType },
      { ...str, name: 'string' },
    ],
    returns: (args) => ({ kind: 'list', element: patternType(at(args, 0)) }),
    call: (args) => {
      const pattern = compilePattern(text(args, 0), 0);
      const element = patternType(at(args, 0));
      return listValue(
        element,
        pattern.matches(text(args, 1)).map((match) => matchValue(match, pattern)),
      );
    },
  }),
  toText(
    'replace',
    ['str', 'substr', 'replace'],
    'The text with every occurrence of a substring replaced; `/…/` makes it a regular expression, and `$1` a group.',
    (s, substring, replacement) => {
      if (substring.length > 1 && substring.startsWith('/') && substring.endsWith('/')) {
        return replaceMatches(compilePattern(substring.slice(1, -1), 1), s, replacement);
      }
      if (substring !== '') return s.replaceAll(substring, () => replacement);
      return replacement + Array.from(s, (character) => character + replacement).join('');
    },
  ),
  defineFunction({
    name: 'split',
    category: 'string',
    summary: 'The parts of a text between the occurrences of a separator, as a list.',
    parameters: [{ name: 'separator', type: stringType }, str],
    returns: textList,
    call: (args) => {
      const separator = text(args, 0);
      const given = text(args, 1);
      const parts = separator === '' ? Array.from(given) : given.split(separator);
      return listValue(stringType, parts.map(stringValue));
    },
  }),
  defineFunction({
    name: 'startswith',
    category: 'string',
    summary: 'Whether the text begins with the prefix.',
    parameters: [
      { ...str, acceptsUnknown: true },
      { name: 'prefix', type: stringType },
    ],
    returns: boolType,
    call: (args) => {
      if (isKnown(at(args, 0))) return boolValue(text(args, 0).startsWith(text(args, 1)));
      return text(args, 1) === '' ? boolValue(true) : unknownValue(boolType);
    },
  }),
  toBool('strcontains', ['str', 'substr'], 'Whether the text contains the substring.', (s, part) => s.includes(part)),
  toText('strrev', ['str'], 'The text with its characters in reverse order.', (s) =>
    graphemes(s).toReversed().join(''),
  ),
  defineFunction({
    name: 'substr',
    category: 'string',
    summary:
      'The characters of a text from an offset on (from its end where negative), `length` of them (-1: all that follow).',
    parameters: [str, { name: 'offset', type: numberType }, { name: 'length', type: numberType }],
    returns: stringType,
    call: (args) => {
      const characters = graphemes(text(args, 0));
      const offset = whole(args, 1);
      const length = whole(args, 2);
      const start = Math.max(0, offset < 0 ? characters.length + offset : offset);
      return stringValue(characters.slice(start, length < 0 ? undefined : start + length).join(''));
    },
  }),
  defineFunction({
    name: 'templatestring',
    category: 'string',
    summary: 'The result of a text read as a template, in which the given variables may be used.',
    parameters: [
      { name: 'template', type: stringType },
      { name: 'vars', type: anyType },
    ],
    returns: anyType,
    call: (args, host) => host.renderTemplate(text(args, 0), templateVariables(at(args, 1), 1), 'templatestring'),
  }),
  toText('title', ['str'], 'The text with the first letter of each word in upper case.', titleCase),
  toText('trim', ['str', 'cutset'], 'The text without any of the given characters at its ends.', (s, cutset) => {
    const cut = new Set(cutset);
    const characters = Array.from(s);
    const first = characters.findIndex((character) => !cut.has(character));
    const last = characters.findLastIndex((character) => !cut.has(character));
    return first < 0 ? '' : characters.slice(first, last + 1).join('');
  }),
  toText('trimprefix', ['str', 'prefix'], 'The text without the prefix, where it has it.', (s, prefix) =>
    s.startsWith(prefix) ? s.slice(prefix.length) : s,
  ),
  toText('trimspace', ['str'], 'The text without white space at its ends.', (s) =>
    s.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ''),
  ),
  toText('trimsuffix', ['str', 'suffix'], 'The text without the suffix, where it has it.', (s, suffix) =>
    s.endsWith(suffix) ? s.slice(0, s.length - suffix.length) : s,
  ),
  toText('upper', ['str'], 'The text with all letters in upper case.', upperCase),
  defineFunction({
    name: 'sort',
    category: 'collection',
    summary: 'The strings of a list in ascending order of their code points.',
    parameters: [{ name: 'list', type: textList }],
    returns: textList,
    call: (args) => {
      if (!isWhollyKnown(at(args, 0))) return unknownValue(textList);
      const texts = items(args, 0).map((item, i) => {
        if (isNull(item)) throw new Refusal(`element ${i} is null; null cannot be sorted`, 0);
        return textOf(item);
      });
      return listValue(stringType, texts.sort(compareText).map(stringValue));
    },
  }),
];

/** The variables that a template sees. Throws {@link Refusal} where `vars` is no map of identifiers. */
export function templateVariables(vars: Value, argument: number): ReadonlyMap<string, Value> {
  if (vars.type.kind !== 'map' && vars.type.kind !== 'object') {
    throw new Refusal('the variables must be a map or an object', argument);
  }
  const variables = entriesOf(vars);
  for (const name of variables.keys()) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) {
      const shown = hasSensitive(vars) ? '' : ` ${JSON.stringify(name)}`;
      throw new Refusal(
        `invalid variable name${shown}: it must begin with a letter, followed by letters, digits, _ and -`,
        argument,
      );
    }
  }
  return variables;
}

/** What `regex` gives for a pattern: a string without capture groups, a tuple for unnamed ones, an object for named. */
function patternType(pattern: Value): Type {
  if (!isKnown(pattern)) return anyType;
  const { groups } = compilePattern(textOf(pattern), 0);
  const names = groups.filter((name) => name !== undefined);
  if (groups.length === 0) return stringType;
  if (names.length === 0) return tupleType(groups.map(() => stringType));
  if (names.length < groups.length) throw new Refusal('named and unnamed capture groups cannot be mixed', 0);
  return objectType(Object.fromEntries(names.map((name) => [name, stringType])));
}

function matchValue(match: Match, pattern: Pattern): Value {
  if (pattern.groups.length === 0) return stringValue(match.text);
  const groups = match.groups.map((group) => (group === null ? nullValue(stringType) : stringValue(group)));
  if (pattern.groups[0] === undefined) return tupleValue(groups);
  return objectValue(groups.map((group, i) => [pattern.groups[i] ?? '', group] as const));
}
