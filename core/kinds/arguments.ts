/**
 * From the values that a user gave to the arguments that a kind works on: converted, validated, with
 * defaults and derived attributes filled in. Kinds and assertions alike.
 */
import { markSensitive, type Value } from '../language/values.ts';
import { checkValue } from './check-value.ts';
import type { AttributeProblem, AttributeSpec, AttributeTable, Subject } from './define.ts';
import { pointerStep } from './fill.ts';
import { type HoleyJson, type HoleyObject, hasHole, isHole } from './hole.ts';
import { readValue } from './read-value.ts';

/** A kind or an assertion, as far as its arguments go. */
export interface Defined {
  readonly name: string;
  readonly attributes: AttributeTable;
  derive?(args: never, subject: Subject): Readonly<Record<string, HoleyJson | undefined>>;
  check?(args: never): readonly AttributeProblem[];
}

export interface ArgumentProblem {
  /** The attribute to point at; absent where the whole block is at fault. */
  readonly attribute?: string;
  /** `ports[0].internal`; empty where the whole block is at fault. */
  readonly path: string;
  readonly message: string;
}

export interface Arguments {
  /** Absent attributes are absent keys, never undefined. */
  readonly args: HoleyObject;
  readonly problems: readonly ArgumentProblem[];
}

export interface ArgumentOptions {
  /** Without one nothing is derived. */
  readonly subject?: Subject;
  /** Sensitive values stand in the arguments as they are, instead of as holes. */
  readonly reveal?: boolean;
  /** Pointer that those of holes begin with. */
  readonly base?: string;
  /** Attributes in which something is unknown here alone: before anything is planned it is known. */
  readonly pending?: ReadonlySet<string>;
}

/**
 * Never throws for what a user wrote: what is wrong is among the problems, and left out of the arguments.
 * Problems of sensitive values do not quote them. `incomplete` names attributes that a compiler fills in.
 */
export function argumentsOf(
  kind: Defined,
  values: ReadonlyMap<string, Value>,
  incomplete: readonly string[],
  options: ArgumentOptions = {},
): Arguments {
  const { subject, reveal, base, pending } = options;
  if (subject === undefined || reveal === true || base !== undefined || pending !== undefined)
    return read(kind, values, incomplete, options);
  const known = memo.get(values);
  const isSame = known?.kind === kind && known.incomplete === incomplete && known.address === subject.address;
  if (known !== undefined && isSame) return known.found;
  const found = read(kind, values, incomplete, options);
  memo.set(values, { kind, incomplete, address: subject.address, found });
  return found;
}

/** A model checks the arguments that a plan is then made of; values are never changed once they are read. */
const memo = new WeakMap<
  ReadonlyMap<string, Value>,
  {
    readonly kind: Defined;
    readonly incomplete: readonly string[];
    readonly address: string;
    readonly found: Arguments;
  }
>();

function read(
  kind: Defined,
  values: ReadonlyMap<string, Value>,
  incomplete: readonly string[],
  options: ArgumentOptions,
): Arguments {
  const problems: ArgumentProblem[] = [];
  const args: Record<string, HoleyJson> = {};
  for (const slot of slotsOf(kind)) {
    const { name, spec } = slot;
    const value = values.get(name);
    if (value === undefined || value.raw === null) {
      const absent = incomplete.includes(name) ? openAttribute(slot, options.base) : slot.absent();
      if (absent.value !== undefined) args[name] = absent.value;
      if (absent.problem !== undefined) problems.push({ attribute: name, path: name, message: absent.problem });
      continue;
    }
    const pointer = `${options.base ?? ''}${slot.pointer}`;
    const given = givenAttribute(name, spec, value, pointer, options.reveal === true);
    if (given.value !== undefined)
      args[name] = options.pending?.has(name) === true ? withPending(given.value) : given.value;
    if (given.problems.length > 0) problems.push(...given.problems);
  }
  for (const name of values.keys()) {
    if (!Object.hasOwn(kind.attributes, name)) {
      problems.push({ attribute: name, path: name, message: `\`${kind.name}\` has no attribute \`${name}\`.` });
    }
  }
  if (problems.length > 0) return { args, problems };
  if (options.subject !== undefined && kind.derive !== undefined) {
    for (const [name, value] of Object.entries(kind.derive(args as never, options.subject))) {
      if (!(name in args) && value !== undefined) args[name] = value;
    }
  }
  for (const { attribute, message } of kind.check?.(args as never) ?? []) {
    problems.push({ ...(attribute !== undefined && { attribute }), path: attribute ?? '', message });
  }
  return { args, problems };
}

/** Unknown parts as what is filled in before anything is written: nothing is wrong with them. */
function withPending(value: HoleyJson): HoleyJson {
  if (typeof value !== 'object' || value === null) return value;
  if (isHole(value)) return value.why === 'unknown' ? { ...value, why: 'incomplete' } : value;
  if (Array.isArray(value)) return value.map(withPending);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withPending(item)]));
}

const none: readonly ArgumentProblem[] = [];

function givenAttribute(
  name: string,
  spec: AttributeSpec,
  value: Value,
  pointer: string,
  reveal: boolean,
): { readonly value: HoleyJson | undefined; readonly problems: readonly ArgumentProblem[] } {
  const marked = spec.sensitive === true ? markSensitive(value) : value;
  const read = readValue(spec.schema, marked, pointer, reveal);
  const checked = checkValue(spec.schema, read, [name], marked.sensitive);
  if (checked.problems.length === 0 && (reveal || !hasHole(read))) return { value: checked.data, problems: none };
  const problems = [...checked.problems];
  if (!reveal && problems.length === 0) {
    const real = readValue(spec.schema, value, pointer, true);
    problems.push(...checkValue(spec.schema, real, [name], true).problems);
  }
  return {
    value: problems.length === 0 ? checked.data : undefined,
    problems: problems.map(({ path, message, isOfOtherForm }) => {
      const isShown = isOfOtherForm === true && path === name && spec.example !== undefined;
      return { attribute: name, path, message: isShown ? `${message} Write \`${name} = ${spec.example}\`.` : message };
    }),
  };
}

/** What is the same of an attribute for all resources of its kind. */
interface Slot {
  readonly name: string;
  readonly spec: AttributeSpec;
  readonly pointer: string;
  /** What stands for it where it is not given: its default, or that it is needed. */
  absent(): Absent;
}

interface Absent {
  readonly value?: HoleyJson;
  readonly problem?: string;
}

const slotsMemo = new WeakMap<Defined, readonly Slot[]>();

function slotsOf(kind: Defined): readonly Slot[] {
  let slots = slotsMemo.get(kind);
  if (slots === undefined) {
    slots = Object.entries(kind.attributes).map(([name, spec]) => {
      let absent: Absent | undefined;
      return {
        name,
        spec,
        pointer: `/${pointerStep(name)}`,
        absent: () => {
          absent ??= absentAttribute(kind, name, spec);
          return absent;
        },
      };
    });
    slotsMemo.set(kind, slots);
  }
  return slots;
}

function openAttribute(slot: Slot, base: string | undefined): Absent {
  return { value: { $hole: `${base ?? ''}${slot.pointer}`, why: 'incomplete' } };
}

function absentAttribute(kind: Defined, name: string, spec: AttributeSpec): Absent {
  const parsed = spec.schema.safeParse(undefined);
  if (!parsed.success) {
    return { problem: `\`${kind.name}\` needs \`${name}\`: ${lowerFirst(spec.description)}` };
  }
  return parsed.data === undefined ? {} : { value: parsed.data as HoleyJson };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
