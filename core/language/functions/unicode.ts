/**
 * Characters as Terraform counts them (grapheme clusters), and changes of case by Unicode's simple
 * mappings, one code point at a time, as Go does it: `ß` has no simple upper case and stays.
 */

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader sees as one character each. */
export function graphemes(text: string): readonly string[] {
  return isPlain(text) ? text.split('') : Array.from(segmenter.segment(text), (part) => part.segment);
}

export function graphemeCount(text: string): number {
  return isPlain(text) ? text.length : graphemes(text).length;
}

export function upperCase(text: string): string {
  return mapCodePoints(text, upperCodePoint);
}

export function lowerCase(text: string): string {
  return mapCodePoints(text, (character) => {
    const lower = character.toLowerCase();
    return isSingle(lower) ? lower : (Array.from(lower)[0] ?? character);
  });
}

/** The first letter of each word in upper case; letters, digits and `_` make words. */
export function titleCase(text: string): string {
  let previous = ' ';
  return mapCodePoints(text, (character) => {
    const starts = separates(previous);
    previous = character;
    return starts ? upperCodePoint(character) : character;
  });
}

/** Text of ASCII without CR, in which every unit is a grapheme cluster. */
function isPlain(text: string): boolean {
  return /^[\x00-\x0c\x0e-\x7f]*$/.test(text);
}

function mapCodePoints(text: string, map: (character: string) => string): string {
  let result = '';
  for (const character of text) result += map(character);
  return result;
}

function upperCodePoint(character: string): string {
  const upper = character.toUpperCase();
  if (isSingle(upper)) return upper;
  // Greek letters with iota subscript have a simple mapping beside the full one of several letters.
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x1f80 && code <= 0x1faf && code % 16 < 8) || [0x1fb3, 0x1fc3, 0x1ff3].includes(code)) {
    return String.fromCodePoint(code + (code >= 0x1fb0 ? 9 : 8));
  }
  return character;
}

function isSingle(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

function separates(character: string): boolean {
  if (/^[\p{L}\p{Nd}_]$/u.test(character)) return false;
  return (character.codePointAt(0) ?? 0) < 0x80 || /^\p{White_Space}$/u.test(character);
}
