/**
 * Where something stands in text. Offsets count UTF-16 code units, as JavaScript strings and the
 * Language Server Protocol do; `end` is exclusive.
 *
 * Spans inside a top-level item (a block, or a loose attribute) are relative to the start of that
 * item, so that text inserted above an item changes nothing inside it.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a file, named by its top-level item so that it survives changes of layout elsewhere. */
export interface Place {
  /** Path of the file as the workspace knows it: relative to its root, `/` between folders. */
  readonly file: string;
  /** Key of the top-level item that the span is relative to; `""` means the start of the file. */
  readonly item: string;
  readonly span: Span;
}
