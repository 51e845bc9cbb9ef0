/** What `.name` and `[key]` do to a value. */
import { nearest } from '../base/did-you-mean.ts';
import { convert } from './convert.ts';
import { describeKind, sentence } from './describe.ts';
import { isInteger, signOf } from './numbers.ts';
import type { Problem, Step } from './scope.ts';
import type { Type } from './types.ts';
import { attributeNames, equalTypes, numberType, stringType } from './types.ts';
import type { Value } from './values.ts';
import {
  isEntries,
  isItems,
  isKnown,
  isNull,
  numberOf,
  textOf,
  UNKNOWN,
  unknownValue,
  withSensitivity,
} from './values.ts';

type Report = (problem: Problem) => void;

/**
 * Applies one step. `subject` names what it is applied to, for messages. Reports what is wrong and gives an unknown value
 * then. Marks of the value, and of the key, spread to the result.
 */
export function applyStep(value: Value, step: Step, subject: () => string, report: Report): Value {
  return step.kind === 'attribute'
    ? withSensitivity(attribute(value, step, subject, report), value.sensitive)
    : withSensitivity(element(value, step, subject, report), value.sensitive || step.key.sensitive);
}

type AttributeStep = Step & { readonly kind: 'attribute' };
type IndexStep = Step & { readonly kind: 'index' };

function attribute(value: Value, step: AttributeStep, subject: () => string, report: Report): Value {
  const { type } = value;
  if (isNull(value))
    return refuse(
      report,
      step,
      'null-value',
      `${subject()} is null, so it has no attribute \`${step.name}\`. Check it first: \`${'x == null ? … : x'}.${step.name}\`.`,
    );
  switch (type.kind) {
    case 'any':
      return unknownValue();
    case 'object':
    case 'map':
      return named(value, step.name, step, subject, report);
    case 'list':
    case 'set':
    case 'tuple':
      return refuse(
        report,
        step,
        'no-such-attribute',
        `${subject()} is a ${type.kind}, which has no attributes. ${type.kind === 'set' ? '' : `Take one element with \`[0].${step.name}\`, or `}${type.kind === 'set' ? 'T' : 't'}ake it of every element with \`[*].${step.name}\`.`,
      );
    default:
      return refuse(report, step, 'no-such-attribute', `${subject()} is a ${type.kind}, which has no attributes.`);
  }
}

/** An attribute of an object or an element of a map, both by name. */
function named(value: Value, name: string, step: Step, subject: () => string, report: Report): Value {
  const { type, raw } = value;
  if (type.kind === 'object') {
    const own = type.attributes[name];
    if (own === undefined) return missing(value, attributeNames(type), name, step, subject, report);
    return isEntries(raw) ? (raw.get(name) ?? unknownValue(own)) : unknownValue(own);
  }
  if (type.kind !== 'map' || !isEntries(raw)) return unknownValue(type.kind === 'map' ? type.element : undefined);
  return raw.get(name) ?? missing(value, [...raw.keys()], name, step, subject, report);
}

function missing(
  value: Value,
  names: readonly string[],
  name: string,
  step: Step,
  subject: () => string,
  report: Report,
): Value {
  const isMap = value.type.kind === 'map';
  const secretKey = step.kind === 'index' && step.key.sensitive;
  const message = `${subject()} has no ${isMap ? 'element with the key' : 'attribute'} \`${secretKey ? '…' : name}\`.`;
  const shown = value.sensitive || secretKey ? [] : names;
  const near = nearest(name, shown);
  const few = shown.length > 0 && shown.length <= 12;
  const hint =
    near !== undefined
      ? ` Did you mean \`${near}\`?`
      : few
        ? ` It has ${shown.map((known) => `\`${known}\``).join(', ')}.`
        : '';
  // A key may be computed: what stands there is not for us to replace.
  const fixable = near !== undefined && step.kind === 'attribute' && /^[_\p{ID_Start}][\p{ID_Continue}-]*$/u.test(near);
  report({
    code: isMap ? 'invalid-index' : 'no-such-attribute',
    message: sentence(message + hint),
    span: step.span,
    ...(fixable ? { fix: { title: `Change \`${name}\` to \`${near}\``, newText: near } } : {}),
  });
  return unknownValue();
}

function element(value: Value, step: IndexStep, subject: () => string, report: Report): Value {
  const { type } = value;
  if (isNull(value)) return refuse(report, step, 'null-value', `${subject()} is null, so it has no elements.`);
  if (isNull(step.key)) return refuse(report, step, 'null-value', 'The index is null; a number or a key was expected.');
  switch (type.kind) {
    case 'any':
      return unknownValue();
    case 'list':
    case 'tuple':
      return itemAt(value, step, subject, report);
    case 'map':
    case 'object': {
      if (step.key.type.kind === 'any') return unknownValue(type.kind === 'map' ? type.element : undefined);
      const key = convert(step.key, stringType);
      if ('message' in key)
        return refuse(report, step, 'invalid-index', `A key is text, but this index is ${describeKind(step.key)}.`);
      if (!isKnown(key.value))
        return unknownValue(type.kind === 'map' ? type.element : soleType(Object.values(type.attributes)));
      return named(value, textOf(key.value), step, subject, report);
    }
    case 'set':
      return refuse(
        report,
        step,
        'invalid-index',
        `${subject()} is a set, whose elements have neither index nor key. Make it a list with \`tolist(…)\`, or go through it with \`for\`.`,
      );
    default:
      return refuse(report, step, 'invalid-index', `${subject()} is a ${type.kind}, which has no elements.`);
  }
}

function itemAt(value: Value, step: IndexStep, subject: () => string, report: Report): Value {
  const { type, raw } = value;
  const elements = type.kind === 'tuple' ? type.elements : undefined;
  const open = (): Value => unknownValue(type.kind === 'list' ? type.element : soleType(elements ?? []));
  const key = convert(step.key, numberType);
  if ('message' in key)
    return refuse(
      report,
      step,
      'invalid-index',
      `${subject()} is a ${type.kind}: its elements are numbered from 0, but this index is ${describeKind(step.key)}.`,
    );
  if (key.value.raw === UNKNOWN || key.value.type.kind === 'any') return open();
  const index = numberOf(key.value);
  if (!isInteger(index)) return refuse(report, step, 'invalid-index', 'An index must be a whole number.');
  if (signOf(index) < 0)
    return refuse(
      report,
      step,
      'invalid-index',
      `An index must not be negative. The last element is \`x[length(x) - 1]\`.`,
    );
  const length = elements?.length ?? (isItems(raw) ? raw.length : undefined);
  if (length === undefined) return open();
  if (typeof index !== 'number' || index >= length) {
    const count =
      length === 0
        ? 'has no elements'
        : `has ${length} ${length === 1 ? 'element' : 'elements'}, numbered ${length === 1 ? '0' : `0 to ${length - 1}`}`;
    return refuse(
      report,
      step,
      'invalid-index',
      value.sensitive || step.key.sensitive
        ? `The index is beyond the end of ${subject()}.`
        : `${subject()} ${count}; there is none at ${index}.`,
    );
  }
  const item = isItems(raw) ? raw[index] : undefined;
  return item ?? unknownValue(elements?.[index]);
}

/** The type that all of these are, or `any`. */
function soleType(types: readonly Type[]): Type | undefined {
  const [first] = types;
  return first !== undefined && types.every((type) => equalTypes(type, first)) ? first : undefined;
}

function refuse(report: Report, step: Step, code: Problem['code'], message: string): Value {
  report({ code, message: sentence(message), span: step.span });
  return unknownValue();
}
