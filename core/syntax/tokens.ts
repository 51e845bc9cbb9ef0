/** Cuts text into HCL's tokens, for formatting. Works on any text; what is no token is one character. */
import { identifierEnd, isDigit, lineEnd, numberEnd } from './chars.ts';
import { closingMarker, commentEnd, heredocIntro } from './scan.ts';

export type TokenKind =
  | 'newline'
  | 'comment'
  | 'identifier'
  | 'number'
  | 'open-quote'
  | 'close-quote'
  | 'open-heredoc'
  | 'close-heredoc'
  | 'literal'
  | 'open-sequence'
  | 'close-sequence'
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  | '.'
  | '...'
  | ','
  | '='
  | '!'
  | '-'
  | '?'
  | ':'
  | 'operator'
  | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const OPERATORS = ['==', '!=', '>=', '<=', '=>', '&&', '||', '+', '*', '/', '%', '<', '>'];

type Context = 'quoted' | 'sequence' | '{' | { readonly marker: string };

/** The tokens of `[from, to)` in order. A `#` comment includes its newline, a heredoc's literals end with theirs. */
export function tokenize(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  const contexts: Context[] = [];
  let i = from;
  const push = (kind: TokenKind, end: number): void => {
    tokens.push({ kind, start: i, end });
    i = end;
  };
  while (i < to) {
    const context = contexts.at(-1);
    if (context === 'quoted' || typeof context === 'object') {
      if (text.charCodeAt(i) === 34 && context === 'quoted') {
        push('close-quote', i + 1);
        contexts.pop();
        continue;
      }
      const lineStart = tokens.at(-1)?.kind === 'open-heredoc' || text.charCodeAt(i - 1) === 10;
      const close = typeof context === 'object' && lineStart ? closingMarker(text, i, to, context.marker) : -1;
      if (close >= 0) {
        push('close-heredoc', close);
        contexts.pop();
        continue;
      }
      if (isSequence(text, i)) {
        push('open-sequence', text.charCodeAt(i + 2) === 126 ? i + 3 : i + 2);
        contexts.push('sequence');
      } else push('literal', literalEnd(text, i, to, context === 'quoted'));
      continue;
    }
    const c = text.charCodeAt(i);
    if (c === 32 || c === 9 || (c === 13 && text.charCodeAt(i + 1) !== 10)) {
      i++;
    } else if (c === 10 || c === 13) {
      push('newline', c === 10 ? i + 1 : i + 2);
    } else if (c === 34) {
      push('open-quote', i + 1);
      contexts.push('quoted');
    } else if (c === 35 || (c === 47 && commentEnd(text, i, to) !== 0)) {
      const close = commentEnd(text, i, to);
      const wholeLine = c === 35 || text.charCodeAt(i + 1) === 47;
      push('comment', wholeLine ? Math.min(to, lineEnd(text, i, to) + 1) : close < 0 ? to : close);
    } else if (c === 60 && heredocIntro(text, i, to) !== undefined) {
      const intro = heredocIntro(text, i, to);
      push('open-heredoc', intro?.contentStart ?? i + 2);
      contexts.push({ marker: intro?.marker ?? '' });
    } else if (c === 123) {
      push('{', i + 1);
      contexts.push('{');
    } else if (c === 125 || (c === 126 && text.charCodeAt(i + 1) === 125 && context === 'sequence')) {
      push(context === 'sequence' ? 'close-sequence' : '}', c === 126 ? i + 2 : i + 1);
      if (context !== undefined) contexts.pop();
    } else if (isDigit(c)) push('number', numberEnd(text, i, to));
    else {
      const name = nameEnd(text, i, to);
      if (name > i) push('identifier', name);
      else {
        const symbol = symbolAt(text, i);
        push(symbol.kind, symbol.end);
      }
    }
  }
  return tokens;
}

/** A name, with its namespaces where it is a function's. */
function nameEnd(text: string, at: number, to: number): number {
  let end = identifierEnd(text, at, to);
  while (end > at && text.startsWith('::', end) && identifierEnd(text, end + 2, to) > end + 2) {
    end = identifierEnd(text, end + 2, to);
  }
  return end;
}

function symbolAt(text: string, at: number): { readonly kind: TokenKind; readonly end: number } {
  if (text.startsWith('...', at)) return { kind: '...', end: at + 3 };
  const operator = OPERATORS.find((symbol) => text.startsWith(symbol, at));
  if (operator !== undefined) return { kind: 'operator', end: at + operator.length };
  const c = text[at] ?? '';
  if (isSymbol(c)) return { kind: c, end: at + 1 };
  return { kind: 'other', end: at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) };
}

function isSymbol(c: string): c is '[' | ']' | '(' | ')' | '.' | ',' | '=' | '!' | '-' | '?' | ':' {
  return '[]().,=!-?:'.includes(c) && c !== '';
}

function isSequence(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return (c === 36 || c === 37) && text.charCodeAt(at + 1) === 123;
}

/** A literal ends at its closing quote, at a sequence, or behind a newline. */
function literalEnd(text: string, at: number, to: number, quoted: boolean): number {
  let i = at;
  while (i < to) {
    const c = text.charCodeAt(i);
    if (c === 10) return i + 1;
    if (quoted && c === 34) return i;
    if (quoted && c === 92) {
      i += 2;
      continue;
    }
    if (c === 36 || c === 37) {
      if (text.charCodeAt(i + 1) === c && text.charCodeAt(i + 2) === 123) {
        i += 3;
        continue;
      }
      if (text.charCodeAt(i + 1) === 123) return i;
    }
    i++;
  }
  return to;
}
