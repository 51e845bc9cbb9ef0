/** The HCL grammar. The only importer of tree-sitter; everything else sees it as a `Grammar`. */
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import type { Cursor, Grammar } from './grammar.ts';

/** Where the two wasm files are: their bytes, or paths that Node can read. */
export interface WasmFiles {
  /** `web-tree-sitter.wasm`. */
  readonly runtime: Uint8Array | string;
  /** `tree-sitter-hcl.wasm`. */
  readonly grammar: Uint8Array | string;
}

/** Loads runtime and grammar anew at each call. Rejects where the files are not there or are not what they should be. */
export async function loadGrammar({ runtime, grammar: language }: WasmFiles): Promise<Grammar> {
  await Parser.init(typeof runtime === 'string' ? { locateFile: () => runtime } : { wasmBinary: runtime });
  const loaded = await Language.load(language);
  const parser = new Parser();
  parser.setLanguage(loaded);
  return treeSitterGrammar(parser, loaded);
}

function treeSitterGrammar(parser: Parser, language: Language): Grammar {
  const names = Array.from({ length: language.nodeTypeCount }, (_, id) => language.nodeTypeForId(id) ?? '');
  return {
    parse<T>(text: string, read: (cursor: Cursor) => T): T | undefined {
      const tree = parser.parse(text);
      if (tree === null) return undefined;
      try {
        if (tree.rootNode.hasError) return undefined;
        const cursor = tree.walk();
        const value = read(new NamedCursor(cursor, names));
        cursor.delete();
        return value;
      } finally {
        tree.delete();
      }
    },
  };
}

class NamedCursor implements Cursor {
  readonly #cursor: TreeCursor;
  readonly #names: readonly string[];

  constructor(cursor: TreeCursor, names: readonly string[]) {
    this.#cursor = cursor;
    this.#names = names;
  }
  type(): string {
    return this.#names[this.#cursor.nodeTypeId] ?? '';
  }
  get start(): number {
    return this.#cursor.startIndex;
  }
  get end(): number {
    return this.#cursor.endIndex;
  }
  firstChild(): boolean {
    return this.#cursor.gotoFirstChild();
  }
  nextSibling(): boolean {
    return this.#cursor.gotoNextSibling();
  }
  parent(): boolean {
    return this.#cursor.gotoParent();
  }
}
