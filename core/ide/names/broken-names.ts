/**
 * Names in text that cannot be read yet: a call that is not closed, a text without its end. There are no nodes there, so
 * the words around an offset are looked at as they are written.
 */
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { nodeAt } from '../../syntax/locate.ts';
import { resourceName } from './occurrences.ts';
import { calledDir, type Symbol as ProjectSymbol } from './symbols.ts';

export interface BrokenName {
  /** From the first word to the one at the offset; on the first word of a reference, to the second. */
  readonly words: readonly string[];
  /** Of the words, in the file. */
  readonly span: Span;
  /** What they name, as they are written; it may be declared nowhere. */
  readonly symbol: ProjectSymbol | undefined;
}

/** Undefined in text that can be read, and where no word stands. */
export function brokenNameAt(view: View, path: string, offset: number): BrokenName | undefined {
  const file = view.project.files.get(path);
  const nodes = file === undefined ? [] : (nodeAt(file, offset)?.path ?? []);
  const [block] = nodes;
  const node = nodes.at(-1);
  if (file === undefined || block === undefined || node === undefined || !('kind' in node)) return undefined;
  const isUnread = node.kind === 'invalid';
  const isLoose = 'kind' in block && block.kind === 'block' && block.broken && node.kind === 'block';
  if (!isUnread && !isLoose) return undefined;
  const around = wordsAround(file.text, offset);
  const [first] = around;
  const last = around.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const words = around.map(({ text }) => text);
  return { words, span: { start: first.start, end: last.end }, symbol: symbolOf(view, path, words) };
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

function symbolOf(view: View, path: string, words: readonly string[]): ProjectSymbol | undefined {
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
