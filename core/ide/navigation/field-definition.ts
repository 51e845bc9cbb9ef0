/** What the steps behind a thing's name lead to: `service.web.ports[0].internal`, `local.hosts.web`, `module.db.all.port`. */
import type { View } from '../../engine/view.ts';
import type { SyntaxFile } from '../../syntax/ast.ts';
import type { ChainStep } from '../names/bindings.ts';
import { type Symbol as ProjectSymbol, symbolFrom } from '../names/symbols.ts';
import { fieldOf, typeFieldOf } from '../values/fields.ts';
import { type Destination, destinationsOf, inItem, nodeOf, topAttribute, writesOf } from './destinations.ts';

/** A field of an attribute where its value is written out, else the attribute, else the resource. */
export function attributeField(
  view: View,
  owner: ProjectSymbol,
  [name = '', ...fields]: readonly (string | undefined)[],
): Destination | undefined {
  const [given] = writesOf(view, { owner, name });
  if (given === undefined) return destinationsOf(view, owner)[0];
  const found = fields.length === 0 ? undefined : nodeOf(view, given);
  const field = found === undefined ? undefined : fieldOf(found.node, fields);
  return found === undefined || field === undefined ? given : inItem(found.file, found.item, field.span, field.name);
}

/** A field of a variable (of its type, else of its default) or of a local where it is written out, else the thing itself. */
export function valueField(
  view: View,
  symbol: ProjectSymbol,
  fields: readonly (string | undefined)[],
): Destination | undefined {
  const tries = symbol.name.startsWith('var.')
    ? [topAttribute(view, symbol, 'type'), topAttribute(view, symbol, 'default')]
    : destinationsOf(view, symbol);
  for (const [index, each] of tries.entries()) {
    const found = each === undefined ? undefined : nodeOf(view, each);
    if (found === undefined) continue;
    const isType = symbol.name.startsWith('var.') && index === 0;
    const field = isType ? typeFieldOf(found.node, fields) : fieldOf(found.node, fields);
    if (field !== undefined) return inItem(found.file, found.item, field.span, field.name);
  }
  return destinationsOf(view, symbol)[0];
}

/** What follows an output of a module: a field of its value where that is written out, else the output. */
export function outputField(
  view: View,
  file: SyntaxFile,
  steps: readonly ChainStep[],
  step: number,
): Destination | undefined {
  const [call, ...behind] = steps;
  const at = behind[0]?.kind === 'index' ? 1 : 0;
  const output = behind[at];
  if (call?.text === undefined || output?.text === undefined) return undefined;
  const symbol = symbolFrom(view, file.path, [call.text], `output.${output.text}`);
  const value = symbol === undefined ? undefined : topAttribute(view, symbol, 'value');
  const found = value === undefined ? undefined : nodeOf(view, value);
  const names = behind.slice(at + 1, step).map(({ text }) => text);
  const field = found === undefined ? undefined : fieldOf(found.node, names);
  if (found !== undefined && field !== undefined) return inItem(found.file, found.item, field.span, field.name);
  return symbol === undefined ? undefined : destinationsOf(view, symbol)[0];
}
