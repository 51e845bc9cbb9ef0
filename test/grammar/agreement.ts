/** Compares the grammar's colours with what the parser says that a text is. */
import type { SyntaxFile } from '../../core/syntax/ast.ts';
import type { Tokenised } from './tokens.ts';

/** Scopes that a part of the tree may have; parts that are not listed are not compared. */
const expected: Readonly<Record<string, { readonly at: 'type' | 'name' | 'start'; readonly scopes: RegExp }>> = {
  block: { at: 'type', scopes: /^(?:storage|entity\.name)\.type\.block/ },
  attribute: { at: 'name', scopes: /^variable\.other\.property/ },
  call: { at: 'name', scopes: /^(?:support\.function|entity\.name\.function|support\.type|keyword\.other\.optional)/ },
  'get-attribute': { at: 'name', scopes: /^variable\.other\.member/ },
  number: { at: 'start', scopes: /^constant\.numeric/ },
  bool: { at: 'start', scopes: /^constant\.language\.boolean/ },
  template: { at: 'start', scopes: /^(?:punctuation\.definition\.string\.begin|keyword\.operator\.heredoc)/ },
  interpolation: { at: 'start', scopes: /^punctuation\.definition\.template-expression\.begin/ },
};

export interface Agreement {
  readonly compared: number;
  /** `12: call: variable.other.readwrite`: line, part of the tree, what it is coloured as. */
  readonly differences: readonly string[];
}

/** `text` is the whole file, without a byte order mark. */
export function agreementOf(file: SyntaxFile, tokenised: Tokenised): Agreement {
  const lines = tokenised.lines.map((line) => line.flatMap((token) => [...token.text].map(() => token.scopes.at(-1))));
  const starts = lineStarts(file.text);
  const differences: string[] = [];
  let compared = 0;
  const compare = (kind: string, offset: number, wanted: RegExp) => {
    compared++;
    const lineIndex = lineAt(starts, offset);
    const found = lines[lineIndex]?.[offset - (starts[lineIndex] ?? 0)] ?? 'nothing';
    if (!wanted.test(found)) differences.push(`${lineIndex + 1}: ${kind}: ${found}`);
  };
  for (const item of file.items) {
    const pending: unknown[] = [item.node];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (Array.isArray(node)) pending.push(...node);
      if (typeof node !== 'object' || node === null) continue;
      const part = node as { readonly kind?: string; readonly span?: Span } & Readonly<Record<string, unknown>>;
      pending.push(...Object.values(part).filter((value) => typeof value === 'object' && value !== null));
      // A step of a splat calls itself an attribute too; it has no value.
      const kind = part.kind === 'attribute' && part['value'] === undefined ? 'get-attribute' : (part.kind ?? '');
      const rule = expected[kind];
      if (rule === undefined) continue;
      const span = rule.at === 'start' ? part.span : (part[rule.at] as { readonly span: Span }).span;
      // The key of an object's item is text, though it may stand there without quotes.
      const isBare = kind === 'template' && !/["<]/.test(file.text[item.offset + (span?.start ?? 0)] ?? '');
      if (span !== undefined && !isBare) compare(kind, item.offset + span.start, rule.scopes);
    }
  }
  return { compared, differences };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((found) => found.index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
