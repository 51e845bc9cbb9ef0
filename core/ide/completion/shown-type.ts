/** The type of a value as it may be shown: names of attributes and keys inside what is sensitive are sensitive too. */
import { anyType, isPrimitive, mapType, objectType, type Type, tupleType } from '../../language/types.ts';
import { hasSensitive, isEntries, isItems, type Value } from '../../language/values.ts';

/** `any` stands for each part that says more of a sensitive value than that it is a text, a number or a bool. */
export function shownType(value: Value): Type {
  const { type, raw } = value;
  if (isPrimitive(type) || !hasSensitive(value)) return type;
  if (value.sensitive) return anyType;
  if (type.kind === 'tuple' && isItems(raw)) return tupleType(raw.map(shownType));
  if (type.kind === 'object' && isEntries(raw)) {
    return objectType(Object.fromEntries([...raw].map(([name, item]) => [name, shownType(item)])));
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      return isPrimitive(type.element) ? type : { kind: type.kind, element: anyType };
    case 'map':
      return isPrimitive(type.element) ? type : mapType(anyType);
    default:
      return anyType;
  }
}
