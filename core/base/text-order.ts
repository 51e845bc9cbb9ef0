/** Order of texts by code point: the one order in which keys and names are sorted everywhere. */

/**
 * Below zero where `a` comes first, above zero where `b` does, zero where they are equal. JavaScript's own `<` compares
 * UTF-16 units, which puts astral characters before U+E000 … U+FFFF.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (which stand for astral characters) behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
