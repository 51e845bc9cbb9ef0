/**
 * Calls functions: counts and converts arguments, and gives null, unknown and sensitive ones the
 * treatment that nearly every function wants, so that definitions hold what is particular to them.
 */
import { convert } from '../convert.ts';
import { NumberTooLarge } from '../numbers.ts';
import { anyType, type Type } from '../types.ts';
import { hasSensitive, isKnown, isNull, markSensitive, unknownValue, unmarkDeep, type Value } from '../values.ts';
import {
  type Attempt,
  type CallHost,
  type EagerFunction,
  type LazyFunction,
  LimitReached,
  type Parameter,
  Refusal,
} from './define.ts';

export type CallResult =
  | { readonly kind: 'value'; readonly value: Value }
  /** `argument` is the 0-based index of the argument at fault, where one is. */
  | { readonly kind: 'refused'; readonly message: string; readonly argument?: number }
  /** A limit of the whole evaluation was met. */
  | { readonly kind: 'limit'; readonly message: string };

/** Never throws for what a user wrote: what the function refuses comes back as a message. */
export function callFunction(definition: EagerFunction, args: readonly Value[], host: CallHost): CallResult {
  return guarded(definition, args.length, () => {
    const prepared: Value[] = [];
    const secrets = args.some(hasSensitive);
    let sensitive = false;
    let open = false;
    let typeOpen = false;
    for (const [index, given] of args.entries()) {
      const parameter = parameterAt(definition, index);
      let value = given;
      if (parameter.acceptsSensitive !== true && hasSensitive(value)) {
        sensitive = true;
        value = unmarkDeep(value);
      }
      value = converted(value, parameter, index);
      if (!isKnown(value) && parameter.acceptsUnknown !== true) {
        open = true;
        if (parameter.type.kind === 'any' && value.type.kind === 'any') typeOpen = true;
        if (value.sensitive) sensitive = true;
      }
      prepared.push(value);
    }
    const result = typeOpen
      ? unknownValue(anyType)
      : open
        ? unknownValue(resultType(definition, prepared))
        : secrets
          ? callSilently(definition, prepared, host)
          : definition.call(prepared, host);
    return sensitive ? markSensitive(result) : result;
  });
}

/** Calls a function that evaluates its arguments itself (`try`, `can`). */
export function callLazyFunction(definition: LazyFunction, args: readonly (() => Attempt)[]): CallResult {
  return guarded(definition, args.length, () => definition.callLazily(args));
}

/** The parameter that takes the argument at `index`; arguments have been counted before. */
export function parameterAt(definition: EagerFunction | LazyFunction, index: number): Parameter {
  const parameter = definition.parameters[index] ?? definition.variadic;
  if (parameter === undefined) throw new Error(`\`${definition.name}\` has no parameter at index ${index}.`);
  return parameter;
}

function guarded(definition: EagerFunction | LazyFunction, count: number, call: () => Value): CallResult {
  const miscount = miscounted(definition, count);
  if (miscount !== undefined) return { kind: 'refused', message: miscount };
  try {
    return { kind: 'value', value: call() };
  } catch (error) {
    if (error instanceof NumberTooLarge) {
      return { kind: 'refused', message: `Call of \`${definition.name}\` failed: ${error.message}.` };
    }
    if (error instanceof LimitReached) return { kind: 'limit', message: error.message };
    if (!(error instanceof Refusal)) throw error;
    const reason = error.message.replace(/\.+$/, '');
    if (error.argument === undefined) {
      return { kind: 'refused', message: `Call of \`${definition.name}\` failed: ${reason}.` };
    }
    const { name } = parameterAt(definition, error.argument);
    return {
      kind: 'refused',
      message: `Invalid value for the parameter \`${name}\` of \`${definition.name}\`: ${reason}.`,
      argument: error.argument,
    };
  }
}

/** Reasons may quote arguments, so they are not told where one of these is sensitive. */
function callSilently(definition: EagerFunction, args: readonly Value[], host: CallHost): Value {
  try {
    return definition.call(args, host);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof LimitReached)) throw error;
    const argument = error instanceof Refusal ? error.argument : undefined;
    throw new Refusal('the reason is not shown, since it could tell a sensitive value', argument);
  }
}

function miscounted(definition: EagerFunction | LazyFunction, count: number): string | undefined {
  const { name, parameters, variadic } = definition;
  const missing = parameters[count];
  if (missing !== undefined) {
    const least = variadic === undefined ? `${parameters.length}` : `at least ${parameters.length}`;
    return `\`${name}\` takes ${least} ${plural(parameters.length)}, got ${count}: \`${missing.name}\` is missing.`;
  }
  if (variadic === undefined && count > parameters.length) {
    return `\`${name}\` takes ${parameters.length} ${plural(parameters.length)}, got ${count}.`;
  }
  return undefined;
}

function plural(count: number): string {
  return count === 1 ? 'argument' : 'arguments';
}

function converted(value: Value, parameter: Parameter, index: number): Value {
  if (isNull(value) && parameter.nullable !== true) {
    throw new Refusal('the argument must not be null', index);
  }
  if (parameter.type.kind === 'any') return value;
  const outcome = convert(value, parameter.type);
  if ('message' in outcome) throw new Refusal(outcome.message, index);
  return outcome.value;
}

function resultType(definition: EagerFunction, args: readonly Value[]): Type {
  return typeof definition.returns === 'function' ? definition.returns(args) : definition.returns;
}
