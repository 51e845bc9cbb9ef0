/**
 * Hover in text that cannot be read yet: a call that is not closed, a text without its end. There are no nodes there, so
 * the words around the cursor are looked at as they are written.
 */
import { moduleDirOf } from '../../engine/view.ts';
import { functionTable } from '../../language/functions/table.ts';
import { resourceName } from '../occurrences.ts';
import { calledDir, type Symbol as ProjectSymbol } from '../symbols.ts';
import { functionParts } from './functions.ts';
import { type Here, hoverOf, isBlock } from './here.ts';
import type { Hover } from './parts.ts';
import { symbolParts } from './symbols.ts';

/** A name that is written at the cursor and that something declares; undefined for every other text. */
export function brokenHover(here: Here): Hover | undefined {
  const { view, path, item, nodes, at, options } = here;
  const [block] = nodes;
  const node = nodes.at(-1);
  const isUnread = node !== undefined && 'kind' in node && node.kind === 'invalid';
  const isLoose = isBlock(block) && block.broken && (isBlock(node) || isUnread);
  if (!isUnread && !isLoose) return undefined;
  const text = view.project.files.get(path)?.text ?? '';
  const offset = item.offset + at;
  const words = wordsAround(text, offset);
  const last = words.at(-1);
  const [first] = words;
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.start - item.offset, end: last.end - item.offset };
  if (words.length === 1 && text[last.end] === '(' && functionTable.has(last.text)) {
    return hoverOf(here, span, functionParts(last.text));
  }
  const symbol = symbolOf(
    here,
    words.map((word) => word.text),
  );
  const parts = symbol === undefined ? undefined : symbolParts(view, symbol, options);
  return parts === undefined ? undefined : hoverOf(here, span, parts);
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const isWordPart = /[\p{ID_Continue}-]/u;

/** `var`, `port` of `var.port`: the chain up to the word at the offset, and on to the second where it is on the first. */
function wordsAround(text: string, offset: number): readonly Word[] {
  const endOf = (from: number) => {
    let end = from;
    while (isWordPart.test(text[end] ?? '')) end++;
    return end;
  };
  let end = endOf(offset);
  let start = offset;
  while (isWordPart.test(text[start - 1] ?? '')) start--;
  if (start === end) return [];
  const words: Word[] = [{ text: text.slice(start, end), start, end }];
  while (text[start - 1] === '.' && isWordPart.test(text[start - 2] ?? '')) {
    const before = start - 1;
    start = before;
    while (isWordPart.test(text[start - 1] ?? '')) start--;
    words.unshift({ text: text.slice(start, before), start, end: before });
  }
  if (words.length === 1 && text[end] === '.') {
    const from = end + 1;
    end = endOf(from);
    if (end > from) words.push({ text: text.slice(from, end), start: from, end });
  }
  return words;
}

function symbolOf({ view, path }: Here, words: readonly string[]): ProjectSymbol | undefined {
  const dir = view.table(moduleDirOf(path))?.dir;
  const [root = '', ...names] = words[0] === 'resource' ? words.slice(1) : words;
  const [name, behind] = names;
  if (dir === undefined || name === undefined) return undefined;
  if (root === 'var' || root === 'local') return names.length === 1 ? { dir, name: `${root}.${name}` } : undefined;
  if (root !== 'module') return names.length === 1 ? { dir, name: resourceName({ type: root, name }) } : undefined;
  if (behind === undefined) return { dir, name: `module.${name}` };
  const called = calledDir(view, dir, name);
  return called === undefined || names.length > 2 ? undefined : { dir: called, name: `output.${behind}` };
}
