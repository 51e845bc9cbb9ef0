/**
 * Checks data with holes against a zod schema: what is known is validated and gets its defaults, a hole
 * stands anywhere. Says what is wrong in sentences that name the place: "`ports[0].internal` must be at
 * most 65535, got 70000."
 */
import type { z } from 'zod';
import { suggestion } from '../base/did-you-mean.ts';
import { placeText, requirement } from '../contracts/issue-text.ts';
import { defOf, unwrapSchema } from './attribute-type.ts';
import { type HoleyJson, type HoleyObject, hasHole, isHole } from './hole.ts';

type Schema = z.core.$ZodType;
type Key = string | number;

export interface ValueProblem {
  /** `ports[0].internal`. */
  readonly path: string;
  readonly message: string;
  /** The value has another form, a list for a map: an example would help. */
  readonly isOfOtherForm?: true;
}

export interface CheckedValue {
  /** The parsed data; undefined where nothing was given and there is no default. */
  readonly data: HoleyJson | undefined;
  readonly problems: readonly ValueProblem[];
}

/** `quiet`: messages do not show the value, since it is sensitive. */
export function checkValue(
  schema: Schema,
  value: HoleyJson | undefined,
  path: readonly Key[],
  quiet = false,
): CheckedValue {
  if (isHole(value)) return { data: value, problems: [] };
  if (!hasHole(value)) return checkKnown(schema, value, path, quiet);
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return checkValue(def.innerType, value, path, quiet);
    case 'pipe':
      // Transforms are given whole values alone: kinds keep them at the leaves.
      return checkValue(defOf(def.in).type === 'transform' ? def.out : def.in, value, path, quiet);
    case 'lazy':
      return checkValue(def.getter(), value, path, quiet);
    case 'union':
      return checkUnion(def.options, value, path, quiet);
    case 'array':
      if (isList(value))
        return gather(
          value.map((item, i) => [i, checkValue(def.element, item, [...path, i], quiet)]),
          true,
        );
      return checkKnown(schema, withoutHoles(value), path, quiet);
    case 'record':
      if (isFields(value)) return checkRecord(def.keyType, def.valueType, value, path, quiet);
      return checkKnown(schema, withoutHoles(value), path, quiet);
    case 'object':
      if (isFields(value)) return checkObject(def.shape, value, path, quiet);
      return checkKnown(schema, withoutHoles(value), path, quiet);
    case 'any':
    case 'unknown':
      return { data: value, problems: [] };
    default:
      return checkKnown(schema, withoutHoles(value), path, quiet);
  }
}

function checkKnown(schema: Schema, value: HoleyJson | undefined, path: readonly Key[], quiet: boolean): CheckedValue {
  const parsed = (schema as z.ZodType).safeParse(value);
  if (parsed.success) return { data: parsed.data as HoleyJson | undefined, problems: [] };
  const seen = new Set<string>();
  const problems: ValueProblem[] = [];
  for (const issue of parsed.error.issues) {
    for (const problem of problemsOf(issue, schema, value, path, quiet)) {
      if (!seen.has(problem.message)) problems.push(problem);
      seen.add(problem.message);
    }
  }
  return { data: value, problems };
}

function checkUnion(
  options: readonly Schema[],
  value: HoleyJson | undefined,
  path: readonly Key[],
  quiet: boolean,
): CheckedValue {
  let best: CheckedValue | undefined;
  for (const option of options) {
    const checked = checkValue(option, value, path, quiet);
    if (checked.problems.length === 0) return checked;
    // An option of another shape complains about the whole; one that fits about a part.
    const isDeeper = checked.problems.every((problem) => problem.path !== placeText(path));
    if (best === undefined || isDeeper) best = checked;
  }
  return best ?? { data: value, problems: [] };
}

function checkObject(
  shape: Readonly<Record<string, Schema>>,
  value: HoleyObject,
  path: readonly Key[],
  quiet: boolean,
): CheckedValue {
  const fields: [string, CheckedValue][] = [];
  for (const [name, field] of Object.entries(shape)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    fields.push([name, checkValue(field, given, [...path, name], quiet)]);
  }
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(shape, name));
  const { data, problems } = gather(fields, false);
  return { data, problems: [...problems, ...unknown.map((name) => unknownName(name, Object.keys(shape), path))] };
}

function checkRecord(
  key: Schema,
  element: Schema,
  value: HoleyObject,
  path: readonly Key[],
  quiet: boolean,
): CheckedValue {
  const { data, problems } = gather(
    Object.entries(value).map(([name, item]) => [name, checkValue(element, item, [...path, name], quiet)]),
    false,
  );
  const names = Object.keys(value).flatMap((name) => {
    const parsed = (key as z.ZodType).safeParse(name);
    return parsed.success ? [] : [invalidName(name, parsed.error.issues[0], path)];
  });
  return { data, problems: [...names, ...problems] };
}

function gather(parts: readonly (readonly [Key, CheckedValue])[], asList: boolean): CheckedValue {
  const problems = parts.flatMap(([, part]) => part.problems);
  if (asList) return { data: parts.map(([, part]) => part.data ?? null), problems };
  const data: Record<string, HoleyJson> = {};
  for (const [key, part] of parts) if (part.data !== undefined) data[key] = part.data;
  return { data, problems };
}

function problemsOf(
  issue: z.core.$ZodIssue,
  schema: Schema,
  root: unknown,
  base: readonly Key[],
  quiet: boolean,
): readonly ValueProblem[] {
  const own = issue.path.filter((key): key is Key => typeof key !== 'symbol');
  const path = [...base, ...own];
  const value = valueAt(root, own);
  const inner = schemaAt(schema, own);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownName(name, fieldNames(inner), path));
  if (issue.code === 'invalid_union') {
    const option = bestOption(issue.errors, value);
    if (option !== undefined) return option.flatMap((part) => problemsOf(part, inner, value, path, quiet));
  }
  if (issue.code === 'invalid_key') return [invalidName(String(own.at(-1)), issue.issues[0], path.slice(0, -1))];
  const name = placeText(path);
  if (value === undefined && issue.code === 'invalid_type') {
    return [{ path: name, message: `\`${name}\` is missing.` }];
  }
  const got = quiet || value === undefined ? '' : `, got ${describe(value)}`;
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string' && !quiet
      ? suggestion(value, issue.values.map(String))
      : '';
  const isOfOtherForm = issue.code === 'invalid_type' || issue.code === 'invalid_union';
  const message = `\`${name}\` ${requirement(issue)}${got}.${hint}`;
  return [{ path: name, message, ...(isOfOtherForm && { isOfOtherForm }) }];
}

/** The schema of a part; of a union the option that has such a part. */
function schemaAt(schema: Schema, path: readonly Key[]): Schema {
  const inner = unwrapSchema(schema);
  const [key, ...rest] = path;
  if (key === undefined) return inner;
  const def = defOf(inner);
  if (def.type === 'array') return schemaAt(def.element, rest);
  if (def.type === 'record') return schemaAt(def.valueType, rest);
  if (def.type === 'object') return schemaAt(def.shape[String(key)] ?? inner, rest);
  const option = def.type === 'union' ? def.options.find((one) => fieldNames(one).includes(String(key))) : undefined;
  return option === undefined ? inner : schemaAt(option, path);
}

/** Names of an object's fields; of a union those of the option that is an object. */
function fieldNames(schema: Schema): readonly string[] {
  const def = defOf(unwrapSchema(schema));
  if (def.type === 'object') return Object.keys(def.shape);
  return def.type === 'union' ? def.options.flatMap(fieldNames) : [];
}

/** The option whose complaints lie deepest: the one that the value was meant for. */
function bestOption(options: readonly z.core.$ZodIssue[][], value: unknown): readonly z.core.$ZodIssue[] | undefined {
  const isWhole = (issue: z.core.$ZodIssue) => issue.path.length === 0 && issue.code === 'invalid_type';
  const meant = options.find((issues) => issues.length > 0 && !issues.some(isWhole));
  if (meant !== undefined) return meant;
  return typeof value === 'object' ? undefined : options.find((issues) => issues.some((issue) => !isWhole(issue)));
}

function unknownName(name: string, known: readonly string[], path: readonly Key[]): ValueProblem {
  const owner = placeText(path);
  const hint = known.length > 0 ? suggestion(name, known) : '';
  return { path: owner, message: `\`${owner}\` has no attribute \`${name}\`.${hint}` };
}

function invalidName(name: string, issue: z.core.$ZodIssue | undefined, path: readonly Key[]): ValueProblem {
  const owner = placeText(path);
  const what = issue === undefined ? 'is not valid' : requirement(issue);
  return { path: owner, message: `The name \`${name}\` in \`${owner}\` ${what}.` };
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function valueAt(root: unknown, path: readonly Key[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<Key, unknown>>)[key] : undefined;
  }
  return value;
}

/** Stands for a value of the wrong shape in the message about it. */
function withoutHoles(value: HoleyJson | undefined): HoleyJson {
  return isList(value) ? [] : {};
}

function isList(value: HoleyJson | undefined): value is readonly HoleyJson[] {
  return Array.isArray(value);
}

function isFields(value: HoleyJson | undefined): value is HoleyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isHole(value);
}
