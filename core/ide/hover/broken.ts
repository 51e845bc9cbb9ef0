/** Hover in text that cannot be read yet: of functions, and of names that something declares. */
import { functionTable } from '../../language/functions/table.ts';
import { brokenNameAt } from '../broken-names.ts';
import { functionParts } from './functions.ts';
import type { Here } from './here.ts';
import type { Hover } from './parts.ts';
import { symbolParts } from './symbols.ts';

/** Undefined for words that name nothing. */
export function brokenHover({ view, path, item, at, options }: Here): Hover | undefined {
  const found = brokenNameAt(view, path, item.offset + at);
  if (found === undefined) return undefined;
  const { words, span, symbol } = found;
  const [name = ''] = words;
  const text = view.project.files.get(path)?.text ?? '';
  if (words.length === 1 && text[span.end] === '(' && functionTable.has(name)) {
    return { span, parts: functionParts(name) };
  }
  const parts = symbol === undefined ? undefined : symbolParts(view, symbol, options);
  return parts === undefined ? undefined : { span, parts };
}
