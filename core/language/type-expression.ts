/** Reads type expressions: `list(string)`, `object({ port = optional(number, 80) })`, and the older quoted `"string"`. */
import { nearest } from '../base/did-you-mean.ts';
import type { Call, Expression, ObjectExpression } from '../syntax/ast.ts';
import { convert } from './convert.ts';
import type { Problem } from './scope.ts';
import type { Type } from './types.ts';
import {
  anyType,
  boolType,
  listType,
  mapType,
  numberType,
  objectType,
  setType,
  stringType,
  tupleType,
} from './types.ts';
import type { Value } from './values.ts';

/** What a reader of type expressions needs from outside. */
export interface TypeReading {
  readonly report: (problem: Problem) => void;
  /** The value of a default in `optional(type, default)`: a constant, so that no name means anything in it. */
  readonly constant: (expression: Expression) => Value;
}

/**
 * The type that an expression names. What is wrong is reported, and stands as `any` then, so that nothing follows from
 * it. Defaults of optional attributes are checked against their types.
 */
export function readType(expression: Expression, reading: TypeReading): Type {
  switch (expression.kind) {
    case 'variable':
      return readName(expression.name, expression, reading);
    case 'template': {
      // Before version 0.12 of the language that this one follows, types were quoted.
      const [part] = expression.parts;
      if (expression.parts.length === 1 && part?.kind === 'text') return readName(part.value, expression, reading);
      return refuse(expression, 'A type is written without quotes and templates, for example `string`.', reading);
    }
    case 'call':
      return readConstructor(expression, reading);
    case 'parenthesized':
      return readType(expression.inner, reading);
    case 'invalid':
      return anyType;
    default:
      return refuse(expression, `This is no type. Write ${examples}.`, reading);
  }
}

const examples = '`string`, `number`, `bool`, `any`, or for example `list(string)`';
const primitives: ReadonlyMap<string, Type> = new Map([
  ['string', stringType],
  ['number', numberType],
  ['bool', boolType],
  ['any', anyType],
]);
const constructors = ['list', 'set', 'map', 'object', 'tuple'];

function readName(name: string, expression: Expression, reading: TypeReading): Type {
  const primitive = primitives.get(name);
  if (primitive !== undefined) return primitive;
  // The older `list` and `map` alone meant elements of any one type.
  if (name === 'list') return listType(anyType);
  if (name === 'map') return mapType(anyType);
  if (constructors.includes(name)) {
    return refuse(expression, `\`${name}\` needs to know of what: write ${sample(name)}.`, reading);
  }
  return unknownName(name, expression, reading);
}

function readConstructor(call: Call, reading: TypeReading): Type {
  const name = call.name.text;
  const [argument] = call.args;
  if (name === 'optional') {
    return refuse(call, '`optional(…)` may stand only at an attribute inside `object({…})`.', reading);
  }
  if (primitives.has(name)) return refuse(call, `\`${name}\` takes no arguments: write \`${name}\` alone.`, reading);
  if (!constructors.includes(name)) return unknownName(name, { ...call, span: call.name.span }, reading);
  if (argument === undefined || call.args.length !== 1 || call.expandLast) {
    return refuse(call, `\`${name}\` takes exactly one argument: write ${sample(name)}.`, reading);
  }
  switch (name) {
    case 'list':
      return listType(readType(argument, reading));
    case 'set':
      return setType(readType(argument, reading));
    case 'map':
      return mapType(readType(argument, reading));
    case 'tuple':
      if (argument.kind === 'tuple') return tupleType(argument.items.map((item) => readType(item, reading)));
      return refuse(argument, `\`tuple\` takes a list of types: write ${sample(name)}.`, reading);
    default:
      if (argument.kind === 'object') return readObject(argument, reading);
      return refuse(argument, `\`object\` takes attributes with their types: write ${sample(name)}.`, reading);
  }
}

function readObject(expression: ObjectExpression, reading: TypeReading): Type {
  const attributes: Record<string, Type> = Object.create(null);
  const optional: Record<string, Value | null> = Object.create(null);
  for (const item of expression.items) {
    const name = attributeName(item.key);
    if (name === undefined) {
      refuse(item.key, 'The name of an attribute must be written out.', reading);
      continue;
    }
    if (name in attributes) refuse(item.key, `The attribute \`${name}\` stands here twice.`, reading);
    const { value } = item;
    if (value.kind === 'call' && value.name.text === 'optional') {
      const [type, fallback] = readOptional(value, reading);
      attributes[name] = type;
      optional[name] = fallback;
    } else {
      attributes[name] = readType(value, reading);
    }
  }
  return Object.keys(optional).length === 0 ? objectType(attributes) : objectType(attributes, optional);
}

function readOptional(call: Call, reading: TypeReading): readonly [Type, Value | null] {
  const [typeExpression, fallback] = call.args;
  if (typeExpression === undefined || call.args.length > 2) {
    return [
      refuse(call, '`optional` takes a type and, where wanted, a default: `optional(number, 80)`.', reading),
      null,
    ];
  }
  const type = readType(typeExpression, reading);
  if (fallback === undefined) return [type, null];
  const value = reading.constant(fallback);
  const outcome = convert(value, type);
  if ('message' in outcome) {
    refuse(fallback, `This default does not fit its own type: ${outcome.message}.`, reading);
    return [type, null];
  }
  return [type, value.raw === null ? null : value];
}

function attributeName(key: Expression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind !== 'template') return undefined;
  const [part] = key.parts;
  return key.parts.length === 1 && part?.kind === 'text' ? part.value : undefined;
}

function unknownName(name: string, expression: Expression, reading: TypeReading): Type {
  const near = nearest(name, [...primitives.keys(), ...constructors]);
  const message = `There is no type \`${name}\`. ${near === undefined ? `Write ${examples}.` : `Did you mean \`${near}\`?`}`;
  return refuse(expression, message, reading);
}

function sample(name: string): string {
  if (name === 'object') return '`object({ name = string })`';
  return name === 'tuple' ? '`tuple([string, number])`' : `\`${name}(string)\``;
}

function refuse(at: Expression, message: string, reading: TypeReading): Type {
  reading.report({ code: 'invalid-type', message, span: at.span });
  return anyType;
}
