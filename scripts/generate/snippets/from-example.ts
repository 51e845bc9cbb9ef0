/** Makes a snippet of an example: its names and plain values are to be typed over, the rest stays as it is. */
import { constraintsOf } from '../../../core/kinds/attribute-type.ts';
import type { AttributeTable } from '../../../core/kinds/define.ts';
import type { Attribute, Body, Expression } from '../../../core/syntax/ast.ts';
import { parseFile } from '../../../core/syntax/parse.ts';
import type { Piece, Place } from './pieces.ts';

interface Found extends Place {
  readonly start: number;
  readonly end: number;
}

/** `tableOf` gives the attributes of a kind of resource. The parser has to be loaded. */
export function piecesOfExample(
  source: string,
  tableOf: (kind: string) => AttributeTable | undefined,
): readonly Piece[] {
  const found: Found[] = [];
  for (const { node, offset } of parseFile('example.cw', source).file.items) {
    if (node.kind === 'attribute') continue;
    const name = node.labels.at(-1);
    if (name !== undefined) {
      const id = node.labels.map((label) => label.text).join('.');
      const quote = name.quoted ? 1 : 0;
      const at = (start: number) => ({ id, default: name.text, start, end: start + name.text.length });
      found.push(at(offset + name.span.start + quote));
      const isNamed = node.type.text === 'resource';
      for (const use of isNamed ? source.matchAll(new RegExp(`(?<![\\w."-])${id}(?![\\w-])`, 'g')) : [])
        found.push(at(use.index + id.length - name.text.length));
    }
    const table = node.type.text === 'resource' ? tableOf(node.labels[0]?.text ?? '') : undefined;
    valuesIn(node.body, offset, table, source, found);
  }
  found.sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { start, end, ...place } of found) {
    pieces.push(source.slice(from, start), place);
    from = end;
  }
  return [...pieces, source.slice(from)];
}

function valuesIn(body: Body, offset: number, table: AttributeTable | undefined, source: string, found: Found[]): void {
  for (const entry of body.entries) {
    // What stands in a nested block is no attribute of the resource.
    if (entry.kind === 'block') valuesIn(entry.body, offset, undefined, source, found);
    else scalarsOf(entry, offset, table, source, found);
  }
}

function scalarsOf(
  attribute: Attribute,
  offset: number,
  table: AttributeTable | undefined,
  source: string,
  found: Found[],
): void {
  const spec = table?.[attribute.name.text];
  const oneOf = spec === undefined ? undefined : constraintsOf(spec.schema).oneOf?.map(String);
  const pending: Expression[] = [attribute.value];
  for (let value = pending.shift(); value !== undefined; value = pending.shift()) {
    if (value.kind === 'tuple') pending.push(...value.items);
    const span = plainSpan(value);
    if (span === undefined) continue;
    const start = offset + span.start;
    const end = offset + span.end;
    const choices = value.kind === 'bool' ? ['true', 'false'] : oneOf;
    const text = source.slice(start, end);
    found.push({ id: `at ${start}`, default: text, ...(choices?.includes(text) && { choices }), start, end });
  }
}

/** Where a value stands that is typed over as a whole: the inside of a quoted text, a number, `true`. */
function plainSpan(value: Expression) {
  switch (value.kind) {
    case 'number':
    case 'bool':
      return value.span;
    case 'template': {
      const isPlain = value.form === 'quoted' && value.parts.length === 1 && value.parts[0]?.kind === 'text';
      return isPlain ? { start: value.span.start + 1, end: value.span.end - 1 } : undefined;
    }
    default:
      return undefined;
  }
}
