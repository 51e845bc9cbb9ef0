/** What the attributes and outputs of an instance are worth: as given, by default, or following from others. */
import type { Json } from '../contracts/json.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import { typeOfSchema } from '../kinds/attribute-type.ts';
import type { Kind } from '../kinds/define.ts';
import { isHole } from '../kinds/hole.ts';
import { convert } from '../language/convert.ts';
import { fromPlain } from '../language/value-json.ts';
import type { Value } from '../language/values.ts';
import { hasSensitive, isNull, markSensitive, nullValue, unknownValue } from '../language/values.ts';
import type { Builder } from './builder.ts';
import { computeTools } from './compute-tools.ts';
import { constantOf } from './constant.ts';
import type { Given } from './declarations.ts';
import { givenValue } from './given-value.ts';
import type { Cell, CellResult, Evaluation } from './machine.ts';
import { demand } from './machine.ts';
import type { InstanceNode } from './nodes.ts';
import { attributeFacts } from './vocabulary.ts';

export type GivenResult = Pick<CellResult, 'value' | 'open' | 'diagnostics' | 'lacksFacts'>;

const noneFound: readonly Diagnostic[] = [];
const noValues: ReadonlyMap<string, Value> = new Map();

/** The value that was given for an attribute; undefined where none was. */
export function attributeGiven(builder: Builder, instance: InstanceNode, name: string): GivenResult | undefined {
  const supplied = instance.supplied.get(name);
  if (supplied === undefined) return undefined;
  const value = constantOf(supplied.given);
  if (value !== undefined) return { value, open: false, diagnostics: noneFound, lacksFacts: false };
  const cell = attributeCell(builder, instance, name);
  return cell === undefined ? undefined : demand(builder.machine, cell);
}

export function attributeCell(builder: Builder, instance: InstanceNode, name: string): Cell | undefined {
  const supplied = instance.supplied.get(name);
  if (supplied === undefined) return instance.cells.get(name);
  return cellOf(builder, instance, name, supplied.given, supplied.home);
}

export function textCell(builder: Builder, instance: InstanceNode, key: string, given: Given): Cell {
  return cellOf(builder, instance, `/${key}`, given, instance.entry.home);
}

function cellOf(builder: Builder, instance: InstanceNode, name: string, given: Given, home: Cell['home']): Cell {
  const known = instance.cells.get(name);
  if (known !== undefined) return known;
  const { machine } = builder;
  const kept = instance.kept?.cells.get(name);
  const isText = name.startsWith('/');
  const made: Cell = {
    kind: 'attribute',
    label: isText ? `${instance.address}${name}` : `${instance.address}.${name}`,
    home,
    span: given.span,
    context: instance.context,
    owner: { address: instance.address, attribute: isText ? name.slice(1) : name },
    ...(kept !== undefined && { kept }),
    compute: (frame) => givenValue(machine, given, frame),
  };
  instance.cells.set(name, made);
  return made;
}

/** What a reference to an attribute or output of an instance gives. */
export function attributeValue(builder: Builder, instance: InstanceNode, name: string): Value | undefined {
  const kind = builder.kindOf(instance);
  if (kind === undefined) return undefined;
  const spec = Object.hasOwn(kind.attributes, name) ? kind.attributes[name] : undefined;
  const output = Object.hasOwn(kind.outputs, name) ? kind.outputs[name] : undefined;
  if (spec === undefined && output === undefined) return undefined;
  const { machine } = builder;
  const { frame } = machine;
  if (spec !== undefined) {
    const given = attributeGiven(builder, instance, name);
    if (given !== undefined) {
      if (frame !== undefined && given.open) frame.open = true;
      if (frame !== undefined && given.lacksFacts) frame.lacksFacts = true;
      if (!isNull(given.value)) {
        const converted = convert(given.value, attributeFacts(spec).type);
        const value = 'value' in converted ? converted.value : unknownValue(attributeFacts(spec).type);
        return spec.sensitive === true ? markSensitive(value) : value;
      }
    }
  }
  if (output !== undefined) {
    const found = machine.evaluation.results.outputs(instance.address)?.get(name);
    if (frame !== undefined) frame.open = true;
    if (found !== undefined) return output.sensitive === true ? markSensitive(found) : found;
  }
  if (spec !== undefined && instance.incomplete.includes(name)) return unknownValue(attributeFacts(spec).type);
  const derived = derivedValues(builder, instance, kind);
  if (derived?.open === true && frame !== undefined) frame.open = true;
  if (derived?.lacksFacts === true && frame !== undefined) frame.lacksFacts = true;
  const computed = derived?.computed.get(name);
  if (computed !== undefined) return computed;
  const plain = derived?.plain[name];
  if (plain !== undefined && !hasHoleInside(plain)) {
    const value = fromPlain(plain as Json);
    const type =
      spec === undefined ? typeOfSchema((output as NonNullable<typeof output>).schema) : attributeFacts(spec).type;
    const converted = convert(value, type);
    const typed = 'value' in converted ? converted.value : value;
    // What followed from a sensitive value is a hole, or nothing, where those are hidden.
    const masked = derived?.masked;
    const isSecret = masked !== undefined && (masked[name] === undefined || hasHoleInside(masked[name]));
    return isSecret || output?.sensitive === true || spec?.sensitive === true ? markSensitive(typed) : typed;
  }
  if (output !== undefined) {
    const unknown = unknownValue(typeOfSchema(output.schema));
    return output.sensitive === true ? markSensitive(unknown) : unknown;
  }
  if (derived === undefined && frame !== undefined) frame.open = true;
  const type = spec === undefined ? undefined : attributeFacts(spec).type;
  return derived === undefined || plain !== undefined ? unknownValue(type) : nullValue(type);
}

/** What follows from the attributes of an instance that were given. */
interface Derived {
  readonly computed: ReadonlyMap<string, Value>;
  /** Arguments and known outputs, sensitive ones as they are. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** The same with sensitive ones hidden; absent where there are none. */
  readonly masked: Readonly<Record<string, unknown>> | undefined;
  readonly open: boolean;
  readonly bound: boolean;
  readonly lacksFacts: boolean;
}

const deriving = new WeakSet<InstanceNode>();
const derivedMemo = new WeakMap<Evaluation, Map<InstanceNode, Derived>>();

/** What was derived is derived again when somebody asks. */
export function forgetDerived(evaluation: Evaluation): void {
  derivedMemo.delete(evaluation);
}

/** Defaults, derived attributes and outputs known from attributes; undefined while they are being derived. */
function derivedValues(builder: Builder, instance: InstanceNode, kind: Kind): Derived | undefined {
  const { machine } = builder;
  let memo = derivedMemo.get(machine.evaluation);
  if (memo === undefined) {
    memo = new Map();
    derivedMemo.set(machine.evaluation, memo);
  }
  const known = memo.get(instance);
  if (known !== undefined) {
    if (known.bound) machine.boundToFolder = true;
    return known;
  }
  if (deriving.has(instance)) return undefined;
  deriving.add(instance);
  const before = machine.boundToFolder;
  machine.boundToFolder = false;
  try {
    const made = { ...derive(builder, instance, kind), bound: machine.boundToFolder };
    memo.set(instance, made);
    return made;
  } finally {
    machine.boundToFolder ||= before;
    deriving.delete(instance);
  }
}

function derive(builder: Builder, instance: InstanceNode, kind: Kind): Omit<Derived, 'bound'> {
  const values = new Map<string, Value>();
  let open = false;
  let lacksFacts = false;
  for (const name of instance.supplied.keys()) {
    const result = attributeGiven(builder, instance, name);
    if (result === undefined) continue;
    if (result.open) open = true;
    if (result.lacksFacts) lacksFacts = true;
    values.set(name, result.value);
  }
  const computed =
    kind.compute?.(
      values,
      computeTools(instance, () => {}),
    )?.values ?? noValues;
  for (const [name, value] of computed) values.set(name, value);
  const subject = builder.subjectOf(instance);
  const known = (reveal: boolean): Readonly<Record<string, unknown>> => {
    const { args, problems } = argumentsOf(kind, values, instance.incomplete, { subject, reveal });
    const outputs = problems.length === 0 ? (kind.knownOutputs?.(args as never, subject) ?? {}) : {};
    return { ...outputs, ...args };
  };
  const secret = [...values.values()].some(hasSensitive);
  return { computed, plain: known(true), masked: secret ? known(false) : undefined, open, lacksFacts };
}

function hasHoleInside(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isHole(value) || Object.values(value).some(hasHoleInside);
}
