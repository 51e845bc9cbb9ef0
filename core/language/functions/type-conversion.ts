/** Conversions, marks, and calls that may fail. https://developer.hashicorp.com/terraform/language/functions/tostring */
import { convert } from '../convert.ts';
import {
  anyType,
  attributeNames,
  boolType,
  listType,
  mapType,
  numberType,
  setType,
  stringType,
  type Type,
} from '../types.ts';
import {
  boolValue,
  isKnown,
  isWhollyKnown,
  markSensitive,
  stringValue,
  unknownValue,
  unmark,
  type Value,
} from '../values.ts';
import { at } from './arguments.ts';
import { type Attempt, defineFunction, defineLazyFunction, type FunctionDefinition, Refusal } from './define.ts';

const category = 'type conversion';
const anything = { name: 'value', type: anyType, nullable: true, acceptsUnknown: true, acceptsSensitive: true };

export const conversionFunctions: readonly FunctionDefinition[] = [
  defineLazyFunction({
    name: 'can',
    category,
    summary: 'Whether an expression can be evaluated without an error.',
    parameters: [{ name: 'expression', type: anyType }],
    lazy: true,
    returns: boolType,
    callLazily: (args) => {
      const attempt = args[0]?.();
      if (attempt === undefined) throw new Error('The argument was counted before.');
      if (attempt.problems.length > 0) return boolValue(false);
      return isWhollyKnown(attempt.value) ? boolValue(true) : unknownValue(boolType);
    },
  }),
  defineFunction({
    name: 'issensitive',
    category,
    summary: 'Whether a value is marked as sensitive.',
    parameters: [anything],
    returns: boolType,
    call: (args) => {
      if (at(args, 0).sensitive) return boolValue(true);
      return isKnown(at(args, 0)) ? boolValue(false) : unknownValue(boolType);
    },
  }),
  defineFunction({
    name: 'nonsensitive',
    category,
    summary: 'The value without its sensitive mark; this shows what was meant to be hidden.',
    parameters: [anything],
    returns: anyType,
    call: (args) => unmark(at(args, 0)),
  }),
  defineFunction({
    name: 'sensitive',
    category,
    summary: 'The value, marked as sensitive: it, and all that is computed from it, is hidden in output.',
    parameters: [anything],
    returns: anyType,
    call: (args) => markSensitive(at(args, 0)),
  }),
  conversion('tobool', boolType, 'The value as a bool: `true`, `false`, or one of these words as a string.'),
  conversion('tolist', listType(anyType), 'The value as a list; its elements take one common type.'),
  conversion('tomap', mapType(anyType), 'The value as a map; its elements take one common type.'),
  conversion('tonumber', numberType, 'The value as a number; a string must be a decimal.'),
  conversion('toset', setType(anyType), 'The value as a set: without order and repetitions, of one common type.'),
  conversion('tostring', stringType, 'The value as a string.'),
  defineLazyFunction({
    name: 'try',
    category,
    summary: 'The value of the first expression that can be evaluated without an error.',
    parameters: [],
    variadic: { name: 'expressions', type: anyType },
    lazy: true,
    returns: anyType,
    callLazily: firstSuccess,
  }),
  defineFunction({
    name: 'type',
    category,
    summary: 'The type of a value, as text; for use in `clockwork console`.',
    parameters: [anything],
    returns: stringType,
    call: (args) => stringValue(typeText(at(args, 0).type, 0)),
  }),
];

function conversion(name: string, type: Type, summary: string): FunctionDefinition {
  return defineFunction({
    name,
    category,
    summary,
    parameters: [{ name: 'v', type: anyType, nullable: true, acceptsUnknown: true, acceptsSensitive: true }],
    returns: type,
    call: (args) => {
      const outcome = convert(at(args, 0), type);
      if ('message' in outcome) throw new Refusal(outcome.message, 0);
      return outcome.value;
    },
  });
}

/** An unknown value may still turn into an error once it is known, so nothing can be said before then. */
function firstSuccess(args: readonly (() => Attempt)[]): Value {
  if (args.length === 0) throw new Refusal('at least one argument is required');
  let last = '';
  for (const arg of args) {
    const { value, problems } = arg();
    if (problems.length === 0) {
      if (isWhollyKnown(value)) return value;
      return value.sensitive ? markSensitive(unknownValue(anyType)) : unknownValue(anyType);
    }
    last = problems[0]?.message ?? last;
  }
  throw new Refusal(`no expression could be evaluated; the last one gave: ${last.replace(/\.$/, '')}`);
}

function typeText(type: Type, depth: number): string {
  const inner = '    '.repeat(depth + 1);
  const outer = '    '.repeat(depth);
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.element, depth)})`;
    case 'tuple':
      if (type.elements.length === 0) return 'tuple([])';
      return `tuple([\n${type.elements.map((element) => `${inner}${typeText(element, depth + 1)},\n`).join('')}${outer}])`;
    case 'object': {
      const names = attributeNames(type);
      if (names.length === 0) return 'object({})';
      const lines = names.map((name) => `${inner}${name}: ${typeText(type.attributes[name] ?? anyType, depth + 1)},\n`);
      return `object({\n${lines.join('')}${outer}})`;
    }
    case 'any':
      return 'dynamic';
    default:
      return type.kind;
  }
}
