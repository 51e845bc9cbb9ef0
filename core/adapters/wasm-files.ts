/** Finds the parser's two wasm files: beside the bundles, or in the installed packages when the sources run unbundled. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Paths for `initParser`. Throws when neither place has them, which only a damaged installation can cause. */
export function findWasmFiles(): { readonly runtime: string; readonly grammar: string } {
  return {
    runtime: find(['../web-tree-sitter.wasm', '../../node_modules/web-tree-sitter/web-tree-sitter.wasm']),
    grammar: find(['../tree-sitter-hcl.wasm', '../../node_modules/tree-sitter-hcl/tree-sitter-hcl.wasm']),
  };
}

// Every bundle and chunk is one folder below dist/, as this file is one below core/.
function find(places: readonly string[]): string {
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = files.find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(`The installation is damaged: none of ${files.join(', ')} exists.`);
  return found;
}
