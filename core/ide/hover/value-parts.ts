/** Values in a hover: one as text, several as a list of the instances that have them. */
import { cutText } from '../../base/cut.ts';
import type { View } from '../../engine/view.ts';
import { traversalOf } from '../../intake/literal.ts';
import { isPrimitive } from '../../language/types.ts';
import { isItems, isKnown, isWhollyKnown, sizeOf, type Value } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import { fitsLine, valueToLine, valueToLines } from '../values/value-line.ts';
import type { Places, ShownValue, ShownValues } from '../values/values.ts';
import { referenceText, whyUnknown } from '../values/why-unknown.ts';
import { code, codePart, type HoverPart, type Inline, joined, type Line, textPart } from './parts.ts';

/** A value longer than this stands in a block of its own. */
const INLINE = 70;
const IN_LIST = 80;
const CUT = { lines: 24, characters: 2000 };
const VALUES_SHOWN = 10;
const TYPE = 160;
/** Characters of a list of numbers or texts. */
const PLAIN_LIST = 300;

/** `Value: …` of what was evaluated; nothing where nothing can be said. */
export function valueParts(shown: ShownValues | undefined, why: Line, label = 'Value'): readonly HoverPart[] {
  if (shown === undefined) return [];
  const { values, looped, more } = shown;
  const [only] = values;
  if (only === undefined) return [];
  if (values.length === 1) return singleParts(only.value, why, looped ? `${label} for each element` : label);
  const lines = values.slice(0, VALUES_SHOWN).map((each) => (looped ? valueInline(each.value) : instanceLine(each)));
  const left = values.length - lines.length;
  if (left > 0) lines.push([`and ${left} more`]);
  if (more > 0) lines.push([`${more} more ${more === 1 ? 'instance' : 'instances'} were not looked at`]);
  return [textPart(looped ? `${label} for the elements:` : `${label} in each instance:`), { kind: 'list', lines }];
}

function singleParts(value: Value, why: Line, label: string): readonly HoverPart[] {
  if (!isKnown(value) && !value.sensitive && why.length > 0) return [textPart(`${label}: `, ...why)];
  if (!isKnown(value) || value.sensitive || (fitsLine(value, INLINE) && !valueToLine(value, INLINE).includes('\\n'))) {
    return [textPart(`${label}: `, ...valueInline(value), ...(isWhollyKnown(value) ? [] : partly(why)))];
  }
  if (isPlainList(value)) {
    const size = sizeOf(value);
    return [textPart(`${label}, ${size} elements:`), codePart(valueToLine(value, PLAIN_LIST))];
  }
  const { text, left } = valueToLines(value, CUT);
  const note = left > 0 ? [textPart(`and ${left} more ${left === 1 ? 'line' : 'lines'}`)] : [];
  const reason = isWhollyKnown(value) || why.length === 0 ? [] : [textPart('In it something is ', ...why)];
  return [textPart(`${label}:`), codePart(text), ...note, ...reason];
}

function partly(why: Line): Line {
  return why.length === 0 ? [] : ['; in it something is ', ...why];
}

/** Numbers, texts and the like: on one line they are easier to read. */
function isPlainList({ raw }: Value): boolean {
  return isItems(raw) && raw.every((item) => isPrimitive(item.type) || !isKnown(item));
}

/** The value on one line. */
export function valueInline(value: Value, limit = IN_LIST): Line {
  if (value.sensitive) return ['sensitive, not shown'];
  return isKnown(value) ? [code(valueToLine(value, limit))] : ['known after apply'];
}

function instanceLine({ value, of }: ShownValue): Line {
  const named = of.slice(0, 4).map((address) => (address === '' ? 'the root module' : code(address)));
  const left: readonly Inline[] = of.length > named.length ? [` and ${of.length - named.length} more`] : [];
  return [...joined(named, ', '), ...left, ': ', ...valueInline(value)];
}

/** What stands in the place of a value that is not known: why it is not. */
export function whyLine(view: View, dir: string | undefined, places: Places, expression: Expression): Line {
  const [place] = places.list;
  if (place === undefined || dir === undefined) return [];
  const own = traversalOf(expression);
  // What is said of the thing itself needs no name.
  const causes = whyUnknown(view, dir, place.scope, expression).map((cause) =>
    own !== undefined && cause.reference === referenceText(own) ? { ...cause, reference: '' } : cause,
  );
  const [first] = causes;
  if (first === undefined) return [];
  const same = causes.filter(({ reason }) => reason === first.reason);
  const names = joined(
    same.map(({ reference }) => code(reference)),
    ', ',
  );
  if (first.reference === '') {
    const said = {
      unset: 'not known: it has no value',
      build: 'filled in at build',
      apply: 'known after apply',
      error: 'not known: what it is made of is wrong',
      facts: 'not known before the first plan',
    };
    return [said[first.reason]];
  }
  switch (first.reason) {
    case 'unset':
      return ['not known: ', ...names, same.length === 1 ? ' has no value' : ' have no values'];
    case 'build':
      return ['not known: ', ...names, same.length === 1 ? ' is filled in at build' : ' are filled in at build'];
    case 'error':
      return ['not known: ', ...names, same.length === 1 ? ' is wrong' : ' are wrong'];
    case 'facts':
      return ['not known before the first plan, from ', ...names];
    case 'apply':
      return ['known after apply, from ', ...names];
  }
}

/** The type of the values where they have one, cut where it is long. */
export function typeOfValues(shown: ShownValues | undefined): string | undefined {
  const types = new Set(shown?.values.map(({ type }) => type));
  const [type] = types;
  if (types.size !== 1 || type === undefined || type === 'any') return undefined;
  return cutText(type, TYPE);
}
