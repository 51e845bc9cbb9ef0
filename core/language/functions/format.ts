/** `format` and `formatlist`. https://developer.hashicorp.com/terraform/language/functions/format */
import { anyType, stringType } from '../types.ts';
import {
  isItems,
  isKnown,
  isNull,
  isWhollyKnown,
  listValue,
  stringValue,
  unknownValue,
  type Value,
} from '../values.ts';
import { isSequenceType, knownLength, text, textList } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { formatText } from './format-verbs.ts';

const format = { name: 'format', type: stringType };

export const formatFunctions: readonly EagerFunction[] = [
  defineFunction({
    name: 'format',
    category: 'string',
    summary: 'The format with its verbs (`%s`, `%d`, `%05.2f`, `%v` …) replaced by the arguments.',
    parameters: [format],
    variadic: { name: 'args', type: anyType, nullable: true, acceptsUnknown: true },
    returns: stringType,
    call: (args) =>
      args.every(isWhollyKnown) ? stringValue(formatText(text(args, 0), args.slice(1))) : unknownValue(stringType),
  }),
  defineFunction({
    name: 'formatlist',
    category: 'string',
    summary: 'A list of texts, one for each element of the list arguments; other arguments are used for every one.',
    parameters: [format],
    variadic: { name: 'args', type: anyType, nullable: true, acceptsUnknown: true },
    returns: textList,
    call: (args) => formatList(text(args, 0), args.slice(1)),
  }),
];

function formatList(pattern: string, args: readonly Value[]): Value {
  const count = commonLength(args);
  const open = args.some((arg) => !isKnown(arg) && (arg.type.kind === 'any' || isSequenceType(arg.type)));
  if (open) return unknownValue(textList);
  const results = Array.from({ length: count }, (_, i) => {
    const row = args.map((arg) => (isSequence(arg) ? elementAt(arg, i) : arg));
    if (!row.every(isWhollyKnown)) return unknownValue(stringType);
    return stringValue(formatText(pattern, row));
  });
  return listValue(stringType, results);
}

function isSequence(value: Value): boolean {
  return isSequenceType(value.type) && !isNull(value);
}

function elementAt(value: Value, index: number): Value {
  const item = isItems(value.raw) ? value.raw[index] : undefined;
  if (item === undefined) throw new Error('Lists of one length were made sure of before.');
  return item;
}

/** How many texts there are to make: 1 without any list. */
function commonLength(args: readonly Value[]): number {
  let chosen: { readonly length: number; readonly index: number } | undefined;
  for (const [index, arg] of args.entries()) {
    const length = isSequence(arg) ? knownLength(arg) : undefined;
    if (length === undefined) continue;
    if (chosen !== undefined && chosen.length !== length) {
      throw new Refusal(
        `argument ${index + 1} has ${length} elements, but argument ${chosen.index + 1} has ${chosen.length}`,
        index + 1,
      );
    }
    chosen ??= { length, index };
  }
  return chosen?.length ?? 1;
}
