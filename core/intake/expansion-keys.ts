/** What `count` and `for_each` say: the keys of a block's instances, or why they cannot be said. */
import type { Span } from '../base/span.ts';
import { convert } from '../language/convert.ts';
import { friendlyTypeName, numberType } from '../language/types.ts';
import type { Value } from '../language/values.ts';
import {
  entriesOf,
  hasSensitive,
  isKnown,
  isNull,
  itemsOf,
  numberOf,
  stringValue,
  unmark,
} from '../language/values.ts';
import type { Finding } from './finding.ts';
import type { InstanceKey, RepetitionContext } from './nodes.ts';

/** More than anyone runs on one machine; a slip in a number must not take all memory. */
export const MAX_INSTANCES = 100_000;

export type Keys = readonly (readonly [InstanceKey, RepetitionContext])[];

/**
 * `lenient`: an unknown value is no mistake of the text (a required variable is not set yet).
 */
export function countKeys(
  value: Value,
  span: Span,
  lenient: boolean,
  report: (finding: Finding) => void,
): Keys | undefined {
  const wrong = (message: string): undefined => {
    report({ code: 'invalid-count', message, span });
    return undefined;
  };
  if (hasSensitive(value)) {
    return wrong(
      '`count` cannot be sensitive: how many instances there are is visible. Use `nonsensitive()` if that gives nothing away.',
    );
  }
  if (isNull(value)) return wrong('`count` is null. Give a whole number of at least 0.');
  if (!isKnown(value)) return unknownKeys('count', span, lenient, report);
  const number = convert(value, numberType);
  if ('message' in number)
    return wrong(`\`count\` must be a whole number, not a value of type ${friendlyTypeName(value.type)}.`);
  const count = numberOf(number.value);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    return wrong('`count` must be a whole number of at least 0.');
  }
  if (count > MAX_INSTANCES) return wrong(tooMany(count));
  return Array.from({ length: count }, (_, index) => [index, { count: index }] as const);
}

export function forEachKeys(
  value: Value,
  span: Span,
  lenient: boolean,
  report: (finding: Finding) => void,
): Keys | undefined {
  const wrong = (message: string, fix?: Finding['fix']): undefined => {
    report({ code: 'invalid-for-each', message, span, ...(fix && { fix }) });
    return undefined;
  };
  if (value.sensitive) {
    return wrong(
      '`for_each` cannot be sensitive: its keys become part of addresses. Use `nonsensitive()` on the keys.',
    );
  }
  if (isNull(value)) return wrong('`for_each` is null. Give a map, an object or a set of strings; `{}` for none.');
  if (!isKnown(value)) return unknownKeys('for_each', span, lenient, report);
  const { type } = value;
  if (type.kind === 'map' || type.kind === 'object') {
    const entries = entriesOf(value);
    if (entries.size > MAX_INSTANCES) return wrong(tooMany(entries.size));
    return [...entries].map(([key, each]) => [key, { each: { key: stringValue(key), value: each } }] as const);
  }
  if (type.kind === 'set') {
    const items = itemsOf(value);
    if (items.length > MAX_INSTANCES) return wrong(tooMany(items.length));
    if (items.some((item) => !isKnown(item))) return unknownKeys('for_each', span, lenient, report);
    if (items.some(isNull)) return wrong('The set of `for_each` holds null. Remove it, for example with `compact()`.');
    if (items.length > 0 && type.element.kind !== 'string') {
      return wrong(`\`for_each\` takes a set of strings, not of ${friendlyTypeName(type.element)}.`);
    }
    return items.map((item) => {
      const key = unmark(item);
      return [String(key.raw), { each: { key, value: key } }] as const;
    });
  }
  if (type.kind === 'tuple' || type.kind === 'list') {
    return wrong('`for_each` takes a map, an object or a set of strings, not a list. Write `toset(…)` around it.', {
      title: 'Write `toset(…)` around it',
      edits: [
        { span: { start: span.start, end: span.start }, newText: 'toset(' },
        { span: { start: span.end, end: span.end }, newText: ')' },
      ],
    });
  }
  return wrong(
    `\`for_each\` takes a map, an object or a set of strings, not a value of type ${friendlyTypeName(type)}.`,
  );
}

function unknownKeys(
  name: 'count' | 'for_each',
  span: Span,
  lenient: boolean,
  report: (finding: Finding) => void,
): undefined {
  if (!lenient) {
    report({
      code: name === 'count' ? 'invalid-count' : 'invalid-for-each',
      message: `\`${name}\` depends on something that is known only after it was applied. It must follow from variables, locals and attributes that are written out.`,
      span,
    });
  }
  return undefined;
}

function tooMany(count: number): string {
  return `That would be ${count.toLocaleString('en')} instances; at most ${MAX_INSTANCES.toLocaleString('en')} are allowed.`;
}
