/** Keys that may stand in brackets behind a name. */
import { isEntries, isItems, isKnown, type Value } from '../../language/values.ts';
import type { Shape } from '../values/value-shape.ts';
import type { Names } from './name-subjects.ts';
import { valueOfExpression } from './standing.ts';
import type { Subject } from './subject.ts';

/** Keys that may stand in brackets behind it: of the instances of a block, of a map or an object. */
export function keysOf(names: Names, subject: Subject): readonly string[] {
  const over = collectionOf(names, subject);
  if (over === undefined) return [];
  if (over.shape?.fields !== undefined) return [...over.shape.fields().keys()];
  const { value } = over;
  if (value === undefined || value.sensitive || !isKnown(value)) return [];
  if (isEntries(value.raw)) return [...value.raw.keys()];
  if (!isItems(value.raw)) return [];
  return value.raw.flatMap(({ raw, sensitive }) => (typeof raw === 'string' && !sensitive ? [raw] : []));
}

function collectionOf(
  names: Names,
  subject: Subject,
): { readonly shape?: Shape; readonly value: Value | undefined } | undefined {
  switch (subject.kind) {
    case 'value':
      return subject.shape.type.kind === 'list' ? undefined : { shape: subject.shape, value: subject.value };
    case 'resource':
    case 'module': {
      const entry =
        subject.kind === 'module'
          ? names.table?.modules.get(subject.name)
          : names.table?.resources.get(subject.type)?.get(subject.name);
      const forEach = entry?.declaration.forEach?.expression;
      const outside = { ...names, cursor: { blocks: [], loops: [], item: undefined } };
      return forEach === undefined ? undefined : { value: valueOfExpression(outside, forEach) };
    }
    default:
      return undefined;
  }
}
