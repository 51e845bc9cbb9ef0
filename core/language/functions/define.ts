/**
 * The shape of a function of the language. One definition serves the evaluator (`call`), hover and
 * signature help (`summary`, `parameters`), the generated reference, and suggestions for misspelt names.
 *
 * A definition says what it wants through its parameters; {@link ./call.ts} sees to conversion, null,
 * unknown and sensitive arguments, so that `call` meets plain, known values unless it asked otherwise.
 */
import type { FunctionContext, Problem } from '../scope.ts';
import type { Type } from '../types.ts';
import type { Value } from '../values.ts';

export type FunctionCategory =
  | 'numeric'
  | 'string'
  | 'collection'
  | 'encoding'
  | 'filesystem'
  | 'date and time'
  | 'hash and crypto'
  | 'ip network'
  | 'type conversion';

export interface Parameter {
  readonly name: string;
  /** Arguments are converted to it; `any` takes every value as it is. */
  readonly type: Type;
  readonly description?: string;
  /** Null is refused otherwise. */
  readonly nullable?: boolean;
  /** Without it an unknown argument gives an unknown result and `call` is not asked. */
  readonly acceptsUnknown?: boolean;
  /** Without it every mark is taken off the argument, and put on the whole result. */
  readonly acceptsSensitive?: boolean;
}

/** What a call may ask of the outside: the scope's context, and templates, which need the evaluator. */
export interface CallHost extends FunctionContext {
  /**
   * Renders `text` as a template that sees `variables` alone. `origin` names the text in messages and
   * counts nested templates. Throws {@link Refusal} where the template is wrong.
   */
  renderTemplate(text: string, variables: ReadonlyMap<string, Value>, origin: string): Value;
}

/** What an argument that is evaluated late gave: `try` and `can` decide what its problems mean. */
export interface Attempt {
  readonly value: Value;
  /** Empty where the argument could be evaluated. */
  readonly problems: readonly Problem[];
}

interface Signature {
  readonly name: string;
  readonly category: FunctionCategory;
  /** One sentence: what the result is. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Takes any number of further arguments. */
  readonly variadic?: Parameter;
  /** The name of Terraform's page where it is not the function's name, or the address of another page. */
  readonly page?: string;
}

export interface EagerFunction extends Signature {
  readonly lazy?: false;
  /**
   * The type of the result; also asked where an argument is unknown, so it may refuse arguments of
   * types that can never work. Arguments are converted already.
   */
  readonly returns: Type | ((args: readonly Value[]) => Type);
  /** Throws {@link Refusal} where the arguments make no sense. */
  readonly call: (args: readonly Value[], host: CallHost) => Value;
}

/** A function that decides itself which arguments are evaluated, and what their problems mean. */
export interface LazyFunction extends Signature {
  readonly lazy: true;
  readonly returns: Type;
  readonly callLazily: (args: readonly (() => Attempt)[]) => Value;
}

export type FunctionDefinition = EagerFunction | LazyFunction;

/**
 * Why a function cannot answer. Thrown by definitions and caught by `callFunction` alone, which makes
 * it a message on the call; it never leaves this folder.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** 0-based index of the argument at fault; absent where no single one is. */
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.argument = argument;
  }
}

/** A limit of the whole evaluation was met. It is told as it is, without the calls that led to it. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

export function defineFunction(definition: EagerFunction): EagerFunction {
  return definition;
}

export function defineLazyFunction(definition: LazyFunction): LazyFunction {
  return definition;
}
