/** Where a thing gets its type and its value from. */
import type { View } from '../../engine/view.ts';
import { attributeAt } from '../names/attributes.ts';
import { namedAt } from '../names/named-at.ts';
import { occurrencesOf, type Symbol as ProjectSymbol } from '../names/symbols.ts';
import {
  type Destination,
  type Destinations,
  destinationsOf,
  moduleFiles,
  topAttribute,
  withEntry,
  writesOf,
} from './destinations.ts';

/** The `type` of a variable, the first file of a module. The kind of a resource is no text of a project. */
export function typeDefinitionAt(view: View, path: string, offset: number): Destinations | undefined {
  const named = namedAt(view, path, offset);
  if (named === undefined) return undefined;
  const { symbol, occurrence } = named;
  if (symbol.name.startsWith('module.')) {
    return { origin: occurrence.span, found: moduleFiles(view, symbol).slice(0, 1) };
  }
  const type = symbol.name.startsWith('var.') ? topAttribute(view, symbol, 'type') : undefined;
  return type === undefined ? undefined : { origin: occurrence.span, found: [type] };
}

/**
 * Where it is given what it is: of a variable its values in `.cwvars` files and module blocks, else its default; of a
 * module its files; of a local or output its expression; of an attribute where it is written or completed.
 */
export function implementationAt(view: View, path: string, offset: number): Destinations | undefined {
  const named = namedAt(view, path, offset);
  if (named !== undefined) {
    const { symbol, occurrence } = named;
    return { origin: occurrence.span, found: implementationsOf(view, symbol) };
  }
  const given = attributeAt(view, path, offset);
  if (given === undefined) return undefined;
  return { origin: given.occurrence.span, found: writesOf(view, given.attribute) };
}

function implementationsOf(view: View, symbol: ProjectSymbol): readonly Destination[] {
  const [sort] = symbol.name.split('.');
  switch (sort) {
    case 'var': {
      const writes = occurrencesOf(view, symbol).filter(({ role }) => role === 'write');
      const given = writes.map(({ file, span }) => withEntry(view, { file, span }));
      const fallback = given.length > 0 ? undefined : topAttribute(view, symbol, 'default');
      return fallback === undefined ? given : [fallback];
    }
    case 'module':
      return moduleFiles(view, symbol);
    case 'output': {
      const value = topAttribute(view, symbol, 'value');
      return value === undefined ? [] : [value];
    }
    case 'resource':
      return [
        ...destinationsOf(view, symbol),
        ...occurrencesOf(view, symbol)
          .filter(({ role }) => role === 'write')
          .map(({ file, span }) => withEntry(view, { file, span })),
      ];
    default:
      return destinationsOf(view, symbol);
  }
}
