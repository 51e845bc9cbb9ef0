/**
 * From offsets to lines and back. Lines end as the Language Server Protocol says: `\n`, `\r\n` or a
 * lone `\r`. A byte order mark is no character of the first line, since no editor shows it.
 */

/** Both 0-based; `character` counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export class LineIndex {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = lineStarts(text);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Where `offset` stands; an offset outside of the text is taken as its nearest end. O(log lines). */
  positionAt(offset: number): Position {
    const inside = Math.max(this.#startOf(0), Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#startOf(middle) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: inside - this.#startOf(low) };
  }

  /** The offset of a position; a line or character that is too large is taken as the last one there is. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.text.length;
    const start = this.#startOf(position.line);
    return Math.min(start + Math.max(0, position.character), start + this.lineText(position.line).length);
  }

  /** The line without its end; `""` where there is no such line. */
  lineText(line: number): string {
    if (line < 0 || line >= this.lineCount) return '';
    const next = line + 1 < this.lineCount ? this.#startOf(line + 1) : this.text.length;
    let end = next;
    const start = this.#startOf(line);
    if (line + 1 < this.lineCount) {
      if (end > start && this.text[end - 1] === '\n') end--;
      if (end > start && this.text[end - 1] === '\r') end--;
    }
    return this.text.slice(start, end);
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
