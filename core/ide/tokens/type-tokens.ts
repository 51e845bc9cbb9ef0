/** Tokens of a type expression: `object({ port = optional(number, 80) })`. */
import { literalText } from '../../intake/literal.ts';
import type { Expression } from '../../syntax/ast.ts';
import { insideQuotes } from '../spans.ts';
import type { Put } from './item-tokens.ts';

const typeNames: ReadonlySet<string> = new Set([
  'string',
  'number',
  'bool',
  'any',
  'list',
  'set',
  'map',
  'object',
  'tuple',
]);

/** With a stack of its own. What names no type gets no token; defaults of optional attributes are no types. */
export function readTypeTokens(root: Expression, put: Put): void {
  const quoted = literalText(root);
  if (quoted !== undefined && typeNames.has(quoted)) {
    put(insideQuotes(root.span, true), 'type', ['defaultLibrary', 'deprecated']);
  }
  const pending: Expression[] = [root];
  for (let type = pending.pop(); type !== undefined; type = pending.pop()) {
    switch (type.kind) {
      case 'variable':
        if (typeNames.has(type.name)) put(type.span, 'type', ['defaultLibrary']);
        break;
      case 'call':
        if (typeNames.has(type.name.text)) put(type.name.span, 'type', ['defaultLibrary']);
        if (type.name.text === 'optional') {
          put(type.name.span, 'keyword');
          pending.push(...type.args.slice(0, 1));
        } else pending.push(...type.args);
        break;
      case 'parenthesized':
        pending.push(type.inner);
        break;
      case 'tuple':
        pending.push(...type.items);
        break;
      case 'object':
        for (const item of type.items) {
          if (item.bare) put(item.key.span, 'property', ['declaration']);
          pending.push(item.value);
        }
        break;
      default:
    }
  }
}
