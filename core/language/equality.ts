/** When two values are equal: as `==` means it, and as a memo needs it. */
import { equalNumbers } from './numbers.ts';
import type { Type } from './types.ts';
import { anyType, attributeNames, equalTypes, isWhollyKnownType } from './types.ts';
import type { Value } from './values.ts';
import { isEntries, isItems, isWhollyKnown, numberOf, UNKNOWN } from './values.ts';

/**
 * What `==` says, marks aside: true or false, or undefined where that is not known yet. Values of different types are
 * never equal, nulls of any type are.
 */
export function equalValues(a: Value, b: Value): boolean | undefined {
  if (a.raw === UNKNOWN || b.raw === UNKNOWN) return equalityOfUnknown(a, b);
  if (a.raw === null || b.raw === null) return a.raw === b.raw;
  if (a.type !== b.type && !equalTypes(a.type, b.type)) {
    return isWhollyKnownType(a.type) && isWhollyKnownType(b.type)
      ? false
      : mayConform(a.type, b.type)
        ? undefined
        : false;
  }
  const left = a.raw;
  const right = b.raw;
  if (isItems(left) && isItems(right)) {
    if (a.type.kind === 'set' && !(isWhollyKnown(a) && isWhollyKnown(b))) return undefined;
    return left.length === right.length ? allEqual(left, right) : false;
  }
  if (isEntries(left) && isEntries(right)) {
    if (left.size !== right.size) return false;
    for (const key of left.keys()) if (!right.has(key)) return false;
    return allEqual([...left.values()], [...right.values()]);
  }
  return a.type.kind === 'number' ? equalNumbers(numberOf(a), numberOf(b)) : left === right;
}

/** Same type, same content, same marks; two unknown values of one type are the same. For memos and tests. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.sensitive !== b.sensitive || !equalTypes(a.type, b.type)) return false;
  const left = a.raw;
  const right = b.raw;
  if (isItems(left)) {
    return isItems(right) && left.length === right.length && left.every((item, i) => sameAt(item, right[i]));
  }
  if (isEntries(left)) {
    if (!isEntries(right) || left.size !== right.size) return false;
    for (const [key, item] of left) if (!sameAt(item, right.get(key))) return false;
    return true;
  }
  if (typeof left === 'object' && left !== null && 'mantissa' in left) {
    return typeof right === 'object' && right !== null && 'mantissa' in right && equalNumbers(left, right);
  }
  return left === right;
}

function sameAt(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}

function equalityOfUnknown(a: Value, b: Value): false | undefined {
  if (a.raw === null || b.raw === null) return undefined;
  return mayConform(a.type, b.type) ? undefined : false;
}

/** Whether two types may turn out to be the same once every `any` in them is known. */
function mayConform(a: Type, b: Type): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind !== b.kind) return false;
  if ((a.kind === 'list' || a.kind === 'set' || a.kind === 'map') && 'element' in b)
    return mayConform(a.element, b.element);
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return (
      a.elements.length === b.elements.length &&
      a.elements.every((element, i) => mayConform(element, b.elements[i] ?? anyType))
    );
  }
  if (a.kind === 'object' && b.kind === 'object') {
    const names = attributeNames(a);
    return (
      names.length === attributeNames(b).length &&
      names.every((name) => {
        const other = b.attributes[name];
        return other !== undefined && mayConform(a.attributes[name] ?? anyType, other);
      })
    );
  }
  return true;
}

/** One difference decides; else one unknown leaves it open. */
function allEqual(left: readonly Value[], right: readonly Value[]): boolean | undefined {
  let open = false;
  for (let i = 0; i < left.length; i++) {
    const a = left[i];
    const b = right[i];
    if (a === undefined || b === undefined) return false;
    const equal = equalValues(a, b);
    if (equal === false) return false;
    if (equal === undefined) open = true;
  }
  return open ? undefined : true;
}
