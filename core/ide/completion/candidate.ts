/** What a completion offers, in plain data, and how its text is made. */
import type { Span } from '../../base/span.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import type { Shape } from '../values/value-shape.ts';

export type CandidateSort =
  | 'block'
  | 'attribute'
  | 'input'
  | 'field'
  | 'kind'
  | 'assertion'
  | 'choice'
  | 'value'
  | 'variable'
  | 'local'
  | 'output'
  | 'module'
  | 'resource'
  | 'function'
  | 'keyword'
  | 'type'
  | 'file'
  | 'folder';

/** What to look up when somebody wants to read about a candidate. */
export type About =
  | {
      readonly sort: 'attribute';
      readonly blocks: readonly { type: string; labels: readonly string[] }[];
      readonly name: string;
    }
  | {
      readonly sort: 'block';
      readonly blocks: readonly { type: string; labels: readonly string[] }[];
      readonly name: string;
    }
  | { readonly sort: 'kind' | 'assertion' | 'function'; readonly name: string }
  /** An expression, with the offset where it would stand. */
  | { readonly sort: 'reference'; readonly text: string; readonly offset: number }
  | { readonly sort: 'text'; readonly text: string };

export interface Candidate {
  readonly label: string;
  readonly sort: CandidateSort;
  /** Replaces the word at the cursor. */
  readonly insert: string;
  /** The same with `$1` and `${1:…}`; for clients without snippets there is `insert`. */
  readonly snippet?: string;
  /** Type, value: stands beside the label. */
  readonly detail?: string;
  /** Right behind the label: the parameters of a function. */
  readonly behind?: string;
  /** What typed text is compared with, where that is not the label. */
  readonly filter?: string;
  /** Smaller ones come first; those of equal rank are sorted by label. */
  readonly rank: number;
  readonly deprecated?: boolean;
  /** Characters that accept it and go on. */
  readonly commit?: readonly string[];
  /** What comes next can be completed at once. */
  readonly goesOn?: true;
  readonly about?: About;
}

export interface Completions {
  readonly candidates: readonly Candidate[];
  /** From where a word begins to the cursor. */
  readonly insert: Span;
  /** To where the word ends. */
  readonly replace: Span;
  /** Others would be there for another word: more, or, behind the first digit of a number, none. */
  readonly isIncomplete: boolean;
}

/** More candidates than a reader scrolls through, and than a client should have to read. */
export const MOST = 200;

/** Those that `typed` can mean, by rank; all where they are few, for the client narrows them down better. */
export function narrowed(
  candidates: readonly Candidate[],
  typed: string,
): { readonly candidates: readonly Candidate[]; readonly isIncomplete: boolean } {
  const sorted = [...candidates].sort(
    (a, b) => a.rank - b.rank || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
  if (sorted.length <= MOST) return { candidates: sorted, isIncomplete: false };
  const wanted = typed.toLowerCase();
  const byMatch = new Map<Match, Candidate[]>(matches.map((match) => [match, []]));
  for (const candidate of sorted) {
    const match = matchOf(wanted, (candidate.filter ?? candidate.label).toLowerCase());
    if (match !== undefined) byMatch.get(match)?.push(candidate);
  }
  const kept = new Set([...byMatch.values()].flat().slice(0, MOST));
  return { candidates: sorted.filter((candidate) => kept.has(candidate)), isIncomplete: true };
}

/** How a typed text is meant, the best first: a beginning of the name or of what follows a `.`, a part, letters in their order. */
const matches = ['beginning', 'part', 'letters'] as const;

type Match = (typeof matches)[number];

/** Undefined where `typed` cannot be meant for `name`. Both in lower case. */
export function matchOf(typed: string, name: string): Match | undefined {
  if (name.startsWith(typed) || name.includes(`.${typed}`)) return 'beginning';
  if (name.includes(typed)) return 'part';
  return isSubsequence(typed, name) ? 'letters' : undefined;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const c of part) {
    at = whole.indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The quote that a text at `at` still needs: none where something stands behind it on its line. */
export function missingQuote(text: string, at: number): '"' | '' {
  const end = text.indexOf('\n', at);
  const rest = text.slice(at, end < 0 ? text.length : end).trim();
  return rest === '' || rest.startsWith('#') || rest.startsWith('//') ? '"' : '';
}

/** Text that stands for itself in a snippet. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A place to type in, with what stands there first. */
export function placeholder(number: number, text: string): string {
  return text === '' ? `\${${number}}` : `\${${number}:${escaped(text)}}`;
}

/** A value of the shape with the place `number` in it. `hint` names what a text is. */
export function valueSnippet(shape: Shape & Partial<SchemaAttribute>, number: number, hint = ''): string {
  const { choices, type, takes } = shape;
  if (takes === 'things' || takes === 'triggers' || takes === 'attribute-names' || takes === 'texts') {
    return `[${placeholder(number, '')}]`;
  }
  if (takes === 'thing' || takes === 'type' || takes === 'name') return placeholder(number, '');
  if (choices !== undefined && choices.length > 0)
    return choiceOf(
      number,
      choices.map(({ text }) => text),
    );
  switch (type.kind) {
    case 'string':
      return `"${placeholder(number, hint)}"`;
    case 'bool':
      // A condition is always computed.
      if (shape.name === 'condition') return placeholder(number, '');
      return choiceOf(number, shape.default === 'true' ? ['false', 'true'] : ['true', 'false']);
    case 'number':
      return placeholder(number, hint === '' ? '' : (shape.default ?? '1'));
    case 'list':
    case 'set':
    case 'tuple':
      return type.kind !== 'tuple' && type.element.kind === 'string'
        ? `["${placeholder(number, '')}"]`
        : `[${placeholder(number, '')}]`;
    case 'map':
    case 'object':
      return `{ ${placeholder(number, '')} }`;
    case 'any':
      return placeholder(number, '');
  }
}

function choiceOf(number: number, texts: readonly string[]): string {
  return `\${${number}|${texts.map((text) => text.replace(/[\\$}|,]/g, '\\$&')).join(',')}|}`;
}

/**
 * The snippet without its places, for clients that know none. What has several lines is a block: its head stays, with an
 * empty body, for such clients neither indent the lines nor all of them break them.
 */
export function withoutPlaces(snippet: string): string {
  const lineEnd = snippet.indexOf('\n');
  return (lineEnd < 0 ? snippet : `${snippet.slice(0, lineEnd)}}`)
    .replace(/\$\{\d+\|((?:\\.|[^,|\\])*)(?:\\.|[^|\\])*\|\}/g, '$1')
    .replace(/\$\{\d+(?::((?:\\.|[^}\\])*))?\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([\\$}|,])/g, '$1');
}
