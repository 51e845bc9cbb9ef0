/** Hover in text that cannot be read yet: of functions, of names that something declares, of words like `each.key`. */
import { functionTable } from '../../language/functions/table.ts';
import { brokenNameAt } from '../names/broken-names.ts';
import { functionParts } from './functions.ts';
import type { Here } from './here.ts';
import { codePart, type Hover, textPart } from './parts.ts';
import { symbolParts } from './symbols.ts';
import { wordText } from './words.ts';

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
  if (parts !== undefined) return { span, parts };
  const [, step] = words;
  const said = words.length > 2 ? undefined : wordText(name, step);
  return said === undefined ? undefined : { span, parts: [codePart(words.join('.')), textPart(said)] };
}
