/** Loads the grammar from where it lies: beside the bundle, or in the packages of a checkout. */
import { fileURLToPath } from 'node:url';
import { isRefusal, type World } from '../ports.ts';
import { initParser } from '../syntax/parse.ts';

export async function loadParser(world: World): Promise<void> {
  await initParser({
    runtime: wasmOf(world, ['../web-tree-sitter.wasm', '../../node_modules/web-tree-sitter/web-tree-sitter.wasm']),
    grammar: wasmOf(world, ['../tree-sitter-hcl.wasm', '../../node_modules/tree-sitter-hcl/tree-sitter-hcl.wasm']),
  });
}

function wasmOf(world: World, candidates: readonly string[]): Uint8Array {
  for (const candidate of candidates) {
    const bytes = world.files.read(fileURLToPath(new URL(candidate, import.meta.url)));
    if (!isRefusal(bytes)) return bytes;
  }
  throw new Error(`This installation is incomplete: ${candidates[0]?.slice(3)} is missing`);
}
