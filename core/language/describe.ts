/** Names expressions and values in messages. */
import type { Expression } from '../syntax/ast.ts';
import type { Step } from './scope.ts';
import { attributeText, friendlyTypeName, typeName, typeNameWithoutAttributes } from './types.ts';
import type { Value } from './values.ts';
import { hasSensitive, isEntries, isItems, isKnown } from './values.ts';

/** `` `var.a["k"]` `` of a root and the steps behind it. */
export function describeTraversal(root: string, steps: readonly Step[]): string {
  return `\`${root}${steps.map(stepText).join('')}\``;
}

/** The expression as it is written where that is short and plain (`` `var.a.b` ``), else `this value`. */
export function describeExpression(expression: Expression): string {
  const text = plainText(expression);
  return text === undefined ? 'this value' : `\`${text}\``;
}

/** `a string`, `an object`, `null`; never shows what is in it. */
export function describeKind(value: Value): string {
  if (value.raw === null) return 'null';
  const name = friendlyTypeName(value.type);
  return name === 'dynamic' ? 'a value' : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A message with its first letter in upper case. */
export function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** The type of a value, without the names of attributes where something in it is sensitive: they may be secret too. */
export function describeType(value: Value): string {
  return hasSensitive(value) ? friendlyTypeName(value.type) : typeName(value.type);
}

/**
 * The type as it may be shown: an object that is itself sensitive is `object` alone, since names of attributes may have
 * been made from what is secret (`{ (var.token) = 1 }`).
 */
export function shownTypeName(value: Value): string {
  const { type, raw } = value;
  if (value.sensitive) return typeNameWithoutAttributes(type);
  if (!hasSensitive(value)) return typeName(type);
  if (isEntries(raw) && type.kind === 'object') {
    const attributes = [...raw].map(([name, item]) => `${attributeText(name)}=${shownTypeName(item)}`);
    return `object({${attributes.join(',')}})`;
  }
  if (isItems(raw) && type.kind === 'tuple') return `tuple([${raw.map(shownTypeName).join(',')}])`;
  return typeNameWithoutAttributes(type);
}

function stepText(step: Step): string {
  if (step.kind === 'attribute') return `.${step.name}`;
  if (step.key.sensitive || !isKnown(step.key)) return '[…]';
  const { raw } = step.key;
  return typeof raw === 'string' ? `[${JSON.stringify(raw)}]` : typeof raw === 'number' ? `[${raw}]` : '[…]';
}

function plainText(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'variable':
      return expression.name;
    case 'get-attribute': {
      const object = plainText(expression.object);
      return object === undefined ? undefined : `${object}.${expression.name.text}`;
    }
    case 'index': {
      const object = plainText(expression.object);
      return object === undefined ? undefined : `${object}[${literalText(expression.key) ?? '…'}]`;
    }
    case 'call':
      return `${expression.name.text}(…)`;
    default:
      return undefined;
  }
}

function literalText(expression: Expression): string | undefined {
  if (expression.kind === 'number') return expression.text;
  if (expression.kind !== 'template' || expression.parts.length !== 1) return undefined;
  const [part] = expression.parts;
  return part?.kind === 'text' ? JSON.stringify(part.value) : undefined;
}
