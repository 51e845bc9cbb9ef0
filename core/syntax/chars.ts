/** What HCL counts as an identifier: a letter of any script or `_`, then letters, digits, marks and `-`. */

const START = /[\p{ID_Start}_]/u;
const PART = /[\p{ID_Continue}-]/u;
const asciiStart = table((c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95);
const asciiPart = table((c) => asciiStart[c] === 1 || (c >= 48 && c <= 57) || c === 45);

export function isIdentifierStart(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c < 128 ? asciiStart[c] === 1 : START.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

/** The offset behind the identifier that starts at `at`; `at` itself where none does. */
export function identifierEnd(text: string, at: number, end: number): number {
  if (at >= end || !isIdentifierStart(text, at)) return at;
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c < 128) {
      if (asciiPart[c] !== 1) break;
      i++;
    } else {
      const point = text.codePointAt(i) ?? 0;
      if (!PART.test(String.fromCodePoint(point))) break;
      i += point > 0xffff ? 2 : 1;
    }
  }
  return i;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** The offset behind the number literal at `at`: digits, then a fraction and an exponent where complete. */
export function numberEnd(text: string, at: number, end: number): number {
  let i = digitsEnd(text, at, end);
  if (i === at) return at;
  if (text.charCodeAt(i) === 46) {
    const fraction = digitsEnd(text, i + 1, end);
    if (fraction > i + 1) i = fraction;
  }
  const e = text.charCodeAt(i);
  if (i < end && (e === 101 || e === 69)) {
    const sign = text.charCodeAt(i + 1);
    const digits = sign === 43 || sign === 45 ? i + 2 : i + 1;
    const exponent = digitsEnd(text, digits, end);
    if (exponent > digits) i = exponent;
  }
  return i;
}

function digitsEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(text.charCodeAt(i))) i++;
  return i;
}

/** Behind the spaces, tabs and carriage returns at `at`; a newline is not skipped. */
export function skipBlanks(text: string, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 9 && c !== 13) break;
    i++;
  }
  return i;
}

/** The text in Unicode's composed form, which HCL prescribes for strings and names. */
export function normalize(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x300) return text.normalize('NFC');
  return text;
}

/** Offset of the newline that ends the line of `at`, or `end`. */
export function lineEnd(text: string, at: number, end: number): number {
  const i = text.indexOf('\n', at);
  return i < 0 || i > end ? end : i;
}

/** Number of characters between the start of the line and `at`. */
export function columnOf(text: string, at: number): number {
  return at === 0 ? 0 : at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Column of `at` where only blanks stand before it on its line, else -1. */
export function indentationAt(text: string, at: number): number {
  let i = at - 1;
  while (i >= 0) {
    const c = text.charCodeAt(i);
    if (c === 10) break;
    if (c !== 32 && c !== 9 && c !== 0xfeff) return -1;
    i--;
  }
  return at - i - 1;
}

function table(holds: (c: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, c) => (holds(c) ? 1 : 0));
}
