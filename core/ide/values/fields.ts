/** Fields of values and types that are written out: from `hosts.web.port` to where the text says `port`. */
import type { Span } from '../../base/span.ts';
import { literalText } from '../../intake/literal.ts';
import type { Attribute, Block, Expression } from '../../syntax/ast.ts';

export interface Field {
  /** Of name and value. */
  readonly span: Span;
  readonly name: Span;
}

type Names = readonly (string | undefined)[];

/** The field that `names` lead to from the value of an attribute or block; an undefined name is an index to be computed. */
export function fieldOf(from: Attribute | Block, names: Names): Field | undefined {
  let at: Attribute | Block | Expression = from.kind === 'attribute' ? from.value : from;
  let field: Field | undefined;
  for (const name of names) {
    const next = step(at, name);
    if (next === undefined) return undefined;
    at = next.value;
    if (next.field !== undefined) field = next.field;
  }
  return field;
}

interface Stepped {
  readonly value: Attribute | Block | Expression;
  /** Undefined for an element of a list, which has no name. */
  readonly field: Field | undefined;
}

function step(from: Attribute | Block | Expression, name: string | undefined): Stepped | undefined {
  const at = from.kind === 'parenthesized' ? from.inner : from.kind === 'attribute' ? from.value : from;
  switch (at.kind) {
    case 'object': {
      const item = at.items.find(({ key }) => name !== undefined && literalText(key) === name);
      return item === undefined ? undefined : { value: item.value, field: { span: item.span, name: item.key.span } };
    }
    case 'tuple': {
      const element = at.items[Number(name ?? 0)];
      return element === undefined ? undefined : { value: element, field: undefined };
    }
    case 'block': {
      // A block that may stand several times is a list: its index leads to itself.
      if (name === undefined || /^\d+$/.test(name)) return { value: at, field: undefined };
      const entry = at.body.entries.find((each) => (each.kind === 'attribute' ? each.name : each.type).text === name);
      if (entry === undefined) return undefined;
      const { span } = entry.kind === 'attribute' ? entry.name : entry.type;
      return { value: entry, field: { span: entry.span, name: span } };
    }
    default:
      return undefined;
  }
}

/** The field that `names` lead to in a type expression: `object({ port = number })`, also inside of `optional`, `list`, `map`. */
export function typeFieldOf(from: Attribute | Block, names: Names): Field | undefined {
  let at: Expression | undefined = from.kind === 'attribute' ? from.value : undefined;
  let field: Field | undefined;
  for (const name of names) {
    if (at?.kind === 'call' && at.name.text === 'optional') at = at.args[0];
    if (at?.kind !== 'call') return undefined;
    const [inner]: readonly Expression[] = at.args;
    if (at.name.text === 'list' || at.name.text === 'set' || at.name.text === 'map') at = inner;
    else if (at.name.text === 'object' && inner?.kind === 'object') {
      const item = inner.items.find(({ key }) => name !== undefined && literalText(key) === name);
      if (item === undefined) return undefined;
      field = { span: item.span, name: item.key.span };
      at = item.value;
    } else return undefined;
  }
  return field;
}
