/** What zod finds wrong, in words for people: what is asked of the value, not how the check is called. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

type Key = string | number;

/**
 * A clause without a full stop, such as "`lineage` is missing" or "`steps[0].run.cmd` must be a list". `root` is what
 * was parsed and `at` where it stands; `whole` names it where it stands nowhere ("the bundle"). Values are never
 * quoted: they may be secret.
 */
export function issueText(issue: Issue | undefined, root: unknown, whole: string, at: readonly Key[] = []): string {
  const keys = (issue?.path ?? []).filter((key): key is Key => typeof key !== 'symbol');
  const place = [...at, ...keys];
  const name = place.length === 0 ? whole : `\`${placeText(place)}\``;
  if (issue === undefined) return `${name} is not valid`;
  const value = valueAt(root, keys);
  if (issue.code === 'unrecognized_keys') {
    return `${name} has ${issue.keys.map((key) => `\`${key}\``).join(', ')}, which is not known`;
  }
  if (issue.code === 'invalid_union') {
    const [inner] = deepest(issue.errors);
    if (inner !== undefined && inner.path.length > 0) return issueText(inner, value, whole, place);
  }
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
    return `${name} is missing`;
  return `${name} ${requirement(issue)}`;
}

/** `steps[0].run`; names that are no identifiers in brackets. */
export function placeText(path: readonly Key[]): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}

/** What the value had to be: "must be a whole number". */
export function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `must ${limit(issue.origin, 'at most', issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'too_small':
      return `must ${limit(issue.origin, 'at least', issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((one) => `\`${String(one)}\``).join(', ')}`;
    case 'invalid_union':
      return 'has a form that is not accepted here';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return /^(must|cannot|is|has|needs) /.test(issue.message) ? issue.message.replace(/\.$/, '') : 'is not valid';
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'an object',
  record: 'a map',
};

function limit(origin: string, sized: string, compared: string, bound: number | bigint): string {
  if (origin === 'string')
    return Number(bound) === 1 && sized === 'at least' ? 'not be empty' : `have ${sized} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `have ${sized} ${bound} ${Number(bound) === 1 ? 'item' : 'items'}`;
  return `be ${compared} ${bound}`;
}

/** The complaints of the option whose first one lies deepest: the one that the value was meant for. */
function deepest(options: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => issues[0]?.path.length ?? 0;
  return options.reduce<readonly Issue[]>((best, issues) => (depth(issues) > depth(best) ? issues : best), []);
}

function valueAt(root: unknown, path: readonly Key[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Readonly<Record<Key, unknown>>)[key] : undefined;
  }
  return value;
}
