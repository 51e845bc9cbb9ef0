/** Loads the grammar for tests, from the installed packages. */
import path from 'node:path';
import { initParser } from '../../core/syntax/parse.ts';

const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');

/** To be awaited once in a test file that parses. */
export function loadParser(): Promise<void> {
  return initParser({
    runtime: path.join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'),
    grammar: path.join(modules, 'tree-sitter-hcl', 'tree-sitter-hcl.wasm'),
  });
}
