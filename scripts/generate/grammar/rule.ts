/** What TextMate rules are made of: their form, words and names as regular expressions of Oniguruma, scope names. */

export interface Rule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly while?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
  readonly include?: string;
}

export type Captures = Readonly<Record<string, { readonly name?: string; readonly patterns?: readonly Rule[] }>>;

/** As in core/syntax/chars.ts, in classes that every engine of TextMate grammars knows. */
const PART = '[\\p{L}\\p{Nl}\\p{M}\\p{Nd}\\p{Pc}-]';
export const NAME = `[\\p{L}\\p{Nl}_]${PART}*`;
export const QUOTED = '"(?:[^"\\\\\\n]|\\\\.)*"';
export const LABEL = `(?:${QUOTED}|${NAME})`;
/** More of them are no header; without a limit a long line of words would cost the square of its length. */
export const LABELS = `(?:[ \\t]+${LABEL}){0,4}`;

/** One of the words, and not only the beginning of a longer name. */
export function word(...words: readonly string[]): string {
  return `(?:${words.join('|')})(?!${PART})`;
}

/** `=` that gives something a value, and is no part of `==` or `=>`. */
export const ASSIGN = '=(?![=>])';

/** Captures by number, each with its scope. */
export function scopes(...names: readonly (string | readonly Rule[] | undefined)[]): Captures {
  return Object.fromEntries(
    names.flatMap((name, index) => {
      if (name === undefined) return [];
      return [[String(index + 1), typeof name === 'string' ? { name } : { patterns: name }]];
    }),
  );
}

export function include(...names: readonly string[]): readonly Rule[] {
  return names.map((name) => ({ include: `#${name}` }));
}

/** The same rules with the language at the end of each scope, as TextMate's convention has it. */
export function inLanguage<T>(value: T, language: string): T {
  const visit = (node: unknown, key: string): unknown => {
    if (typeof node === 'string') {
      return key === 'name' || key === 'contentName' ? suffixed(node, language) : node;
    }
    if (Array.isArray(node)) return node.map((one) => visit(one, ''));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, visit(inner, name)]));
  };
  return visit(value, '') as T;
}

/** `meta.embedded.*`, `source.*` and `text.*` are names that others know. */
function suffixed(names: string, language: string): string {
  return names
    .split(' ')
    .map((name) => (/^(?:source|text|meta\.embedded)\./.test(name) ? name : `${name}.${language}`))
    .join(' ');
}
