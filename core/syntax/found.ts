/** What stands at a place of a masked expression, in the words of a message. */
import { identifierEnd, numberEnd } from './chars.ts';
import type { Mask } from './mask.ts';

/** The binary operator at `at`, or nothing. */
export function operatorAt(text: string, at: number): string {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 43:
      return '+';
    case 45:
      return '-';
    case 42:
      return '*';
    case 47:
      return '/';
    case 37:
      return '%';
    case 60:
      return next === 61 ? '<=' : next === 60 ? '' : '<';
    case 62:
      return next === 61 ? '>=' : '>';
    case 61:
      return next === 61 ? '==' : '';
    case 33:
      return next === 61 ? '!=' : '';
    case 38:
      return next === 38 ? '&&' : '';
    case 124:
      return next === 124 ? '||' : '';
    default:
      return '';
  }
}

/** What stands somewhere, for a message. */
export interface Found {
  readonly text: string;
  readonly words: string;
  /** Where to point: the token, or the last character before the end of the line. */
  readonly start: number;
  readonly end: number;
}

/** The token at `at`, behind no blanks. */
export function foundAt(mask: Mask, at: number): Found {
  const { text } = mask;
  const end = text.length;
  if (at >= end || text[at] === '\n') {
    const last = Math.max(1, text.slice(0, at).trimEnd().length);
    return { text: '', words: 'the end of the line', start: last - 1, end: last };
  }
  const template = mask.templateAt(at);
  if (template !== undefined) return { text: '"', words: 'a string', start: at, end: template.end };
  const stop = Math.max(identifierEnd(text, at, end), numberEnd(text, at, end));
  const operator = operatorAt(text, at);
  const length = operator !== '' ? operator.length : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  const word = text.slice(at, stop > at ? stop : at + length);
  return { text: word, words: stop > at ? `\`${word}\`` : characterWords(word), start: at, end: at + word.length };
}

/** A character that a reader could not tell from another, or not see at all, is named by its number. */
function characterWords(character: string): string {
  if (/^[\x21-\x7e]+$/.test(character)) return `\`${character}\``;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const shown = /[\s\p{C}]/u.test(character) ? '' : ` \`${character}\``;
  return `the character${shown} U+${number}`;
}

/** Signs that people write for quotes. */
export const QUOTES = "'\u2018\u2019\u201c\u201d\u00ab\u00bb`";

/** What to do about a token that follows a complete expression. */
export function adviceAfter(token: string): string {
  if (token === ',') return 'Definitions are separated by newlines, not commas.';
  if (token === '=') return 'A comparison is written `==`.';
  if (token === '&' || token === '|') return `Logical operators are written \`${token}${token}\`.`;
  if (token !== '' && QUOTES.includes(token)) return 'Strings are written in straight double quotes.';
  return 'Remove it, or join it with an operator.';
}
