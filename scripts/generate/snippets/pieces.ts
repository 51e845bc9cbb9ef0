/** A snippet while it is made: text, and places to type over in the order in which Tab visits them. */

export interface Place {
  /** Places of one id are typed over together. */
  readonly id: string;
  readonly default: string;
  /** The only values that make sense there. */
  readonly choices?: readonly string[];
}

export type Piece = string | Place;

/** The lines of a snippet in the syntax of editors: `${1:name}`, `${2|a,b|}`. The same place again is `$1`. */
export function bodyOf(pieces: readonly Piece[]): readonly string[] {
  const numbers = new Map<string, number>();
  const text = pieces.map((piece) => {
    if (typeof piece === 'string') return escaped(piece, /[\\$}]/g);
    const known = numbers.get(piece.id);
    if (known !== undefined) return `\${${known}}`;
    const number = numbers.size + 1;
    numbers.set(piece.id, number);
    if (piece.default === '') return `\${${number}}`;
    if (piece.choices === undefined) return `\${${number}:${escaped(piece.default, /[\\$}]/g)}}`;
    const choices = [piece.default, ...piece.choices.filter((choice) => choice !== piece.default)];
    return `\${${number}|${choices.map((choice) => escaped(choice, /[\\,|]/g)).join(',')}|}`;
  });
  return text.join('').trimEnd().split('\n');
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&');
}
