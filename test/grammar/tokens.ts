/** Tokenises text with the grammars of this project, by the engine that editors use. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const root = path.join(import.meta.dirname, '..', '..');
const manifest: {
  readonly contributes: { readonly grammars: readonly { readonly scopeName: string; readonly path: string }[] };
} = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

export interface Token {
  readonly text: string;
  /** From the outermost to the innermost, without the language's own at the front. */
  readonly scopes: readonly string[];
}

export interface Tokenised {
  /** By line. */
  readonly lines: readonly (readonly Token[])[];
  /** What is still open behind the last line: nothing in a whole text. */
  readonly open: readonly string[];
}

let loading: Promise<textmate.Registry> | undefined;

/** Grammars of embedded languages are those of the fixtures: `source.shell` and no other. */
export async function tokenise(text: string, scopeName = 'source.clockwork'): Promise<Tokenised> {
  loading ??= createRegistry();
  const grammar = await (await loading).loadGrammar(scopeName);
  if (grammar === null) throw new Error(`There is no grammar \`${scopeName}\`.`);
  let state = textmate.INITIAL;
  const lines = text.split(/\r?\n/).map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes: scopes.slice(1),
    }));
  });
  // An empty line tells what scopes the next text would have.
  const [next] = grammar.tokenizeLine('', state).tokens;
  return { lines, open: next?.scopes.slice(1) ?? [] };
}

/** The innermost scope of each stretch of a line, without the language at its end. */
export function shown(line: readonly Token[]): string {
  return line
    .filter((token) => token.text.trim() !== '')
    .map((token) => `${token.text.trim()} ${(token.scopes.at(-1) ?? '-').replace(/\.clockwork$/, '')}`)
    .join(' | ');
}

async function createRegistry(): Promise<textmate.Registry> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(fs.readFileSync(wasm));
  const files = new Map([
    ...manifest.contributes.grammars.map((row): [string, string] => [row.scopeName, path.join(root, row.path)]),
    ['source.shell', path.join(import.meta.dirname, 'fixtures', 'shell.tmLanguage.json')],
  ]);
  return new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const file = files.get(scopeName);
      return file === undefined ? null : textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file);
    },
  });
}
