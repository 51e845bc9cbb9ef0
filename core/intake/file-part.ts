/**
 * What one file adds to its module: made once for each version of the file. A block that did not change, in a file that
 * did, keeps its entry, so that whatever was computed for an entry can be found again.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Attribute, Block, SyntaxFile } from '../syntax/ast.ts';
import type { Declaration, LocalsDeclaration, RefusedFeature } from './declarations.ts';
import type { Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { Entry, LocalEntry } from './module-table.ts';
import { declaredBy } from './read-block.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface FilePart {
  /** Every declaration, also doubled ones, in source order. */
  readonly entries: readonly Entry<Declaration>[];
  /** What is wrong with each block by itself, and with text that is in none. */
  readonly diagnostics: readonly Diagnostic[];
  readonly refusals: readonly (RefusedFeature & { readonly home: Home })[];
  /** Something in it does not parse. */
  readonly broken: boolean;
}

const memos = new WeakMap<Vocabulary, WeakMap<SyntaxFile, FilePart>>();

/** `inCompleted`: the file is a `completed.cw`. */
export function partOf(file: SyntaxFile, vocabulary: Vocabulary, inCompleted: boolean): FilePart {
  let memo = memos.get(vocabulary);
  if (memo === undefined) {
    memo = new WeakMap();
    memos.set(vocabulary, memo);
  }
  let part = memo.get(file);
  if (part === undefined) {
    part = read(file, vocabulary, inCompleted);
    memo.set(file, part);
  }
  return part;
}

function read(file: SyntaxFile, vocabulary: Vocabulary, inCompleted: boolean): FilePart {
  const entries: Entry<Declaration>[] = [];
  const diagnostics: Diagnostic[] = [];
  const refusals: (RefusedFeature & { readonly home: Home })[] = [];
  let broken = false;
  for (const { key, node } of file.items) {
    if (node.kind === 'attribute') {
      diagnostics.push(strayAttribute(node, { file: file.path, item: key }));
      continue;
    }
    const { declaration, findings, refusals: refused } = declaredBy(node, vocabulary, inCompleted);
    const entry = declaration === undefined ? undefined : entryOf(declaration, node, file.path, key);
    if (findings.length > 0 || refused.length > 0) {
      const home = entry?.home ?? { file: file.path, item: key };
      for (const finding of findings) diagnostics.push(diagnosticOf(finding, home));
      for (const refusal of refused) refusals.push({ ...refusal, home });
    }
    if (node.broken) broken = true;
    if (entry !== undefined) entries.push(entry);
  }
  return { entries, diagnostics, refusals, broken };
}

function strayAttribute({ name }: Attribute, home: Home): Diagnostic {
  const message = `\`${name.text} = …\` stands outside of any block. Put it into \`locals { … }\`, or into a \`.cwvars\` file if it sets a variable.`;
  return diagnosticOf({ code: 'stray-attribute', message, span: name.span }, home);
}

/** The entry that a block had last; blocks with equal text share a node, so it may be that of another one. */
const entryMemo = new WeakMap<Block, Entry<Declaration>>();

function entryOf(declaration: Declaration, block: Block, file: string, item: string): Entry<Declaration> {
  const known = entryMemo.get(block);
  if (known?.declaration === declaration && known.home.file === file && known.home.item === item) return known;
  const made = { declaration, block, home: { file, item } };
  entryMemo.set(block, made);
  return made;
}

const localsMemo = new WeakMap<Entry<LocalsDeclaration>, readonly LocalEntry[]>();

/** The values of a `locals` block, the same objects for the same entry. */
export function localsOf(entry: Entry<LocalsDeclaration>): readonly LocalEntry[] {
  let locals = localsMemo.get(entry);
  if (locals === undefined) {
    const { declaration, home } = entry;
    locals = declaration.values.map(({ name, nameSpan, expression }) => ({ name, nameSpan, expression, home }));
    localsMemo.set(entry, locals);
  }
  return locals;
}
