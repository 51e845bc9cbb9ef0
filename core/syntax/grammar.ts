/**
 * What lowering needs of tree-sitter, so that only `tree-sitter.ts` imports it. Offsets are UTF-16 units of
 * the text that was parsed.
 */

/** Walks a tree; the names of node types are those of the HCL grammar. */
export interface Cursor {
  type(): string;
  readonly start: number;
  readonly end: number;
  firstChild(): boolean;
  nextSibling(): boolean;
  parent(): boolean;
}

export interface Grammar {
  /**
   * Parses `text` and hands a cursor at its root to `read`; the tree is freed afterwards. Gives
   * undefined, without calling `read`, where the grammar finds an error.
   */
  parse<T>(text: string, read: (cursor: Cursor) => T): T | undefined;
}
