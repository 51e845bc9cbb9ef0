/** `textDocument/documentSymbol` and `workspace/symbol`. */
import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { DocumentSymbolRequest, SymbolKind, WorkspaceSymbolRequest } from 'vscode-languageserver';
import type { LineIndex } from '../../core/base/line-index.ts';
import { workspaceSymbols } from '../../core/ide/navigation/workspace-symbols.ts';
import { type OutlineEntry, type OutlineSort, outlineOf } from '../../core/ide/structure/outline.ts';
import { isSecretPlace } from '../../core/ide/values/secret-places.ts';
import { locationOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';

/** More than anyone looks through; the client asks again with every letter. */
const MAX_SYMBOLS = 200;

export const outlineHandlers: readonly Handler[] = [
  handler(
    DocumentSymbolRequest.type,
    () => ({ documentSymbolProvider: true }),
    ({ textDocument }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const entries = outlineOf(target.file, (nodes) => isSecretPlace(target.view, target.path, nodes));
      if (!session.client.hierarchicalSymbols) return flat(entries, target.lines, target.uri, undefined);
      return entries.map((entry) => symbolOf(entry, target.lines));
    },
  ),
  handler(
    WorkspaceSymbolRequest.type,
    () => ({ workspaceSymbolProvider: true }),
    ({ query }, { session, isCancelled }) => {
      const found = new Map<string, { readonly rank: number; readonly symbol: SymbolInformation }>();
      for (const { project, view } of session.views()) {
        if (isCancelled()) break;
        for (const { name, sort, dir, rank, ...at } of workspaceSymbols(view, query)) {
          const location = locationOf(session, { project, view }, at);
          if (location === undefined) continue;
          const symbol = { name, kind: kinds[sort], location, containerName: dir === '.' ? at.file : dir };
          found.set(`${location.uri}#${at.span.start}`, { rank, symbol });
        }
      }
      return [...found.values()]
        .sort((a, b) => a.rank - b.rank)
        .slice(0, MAX_SYMBOLS)
        .map(({ symbol }) => symbol);
    },
  ),
];

const kinds: Readonly<Record<OutlineSort, SymbolKind>> = {
  variable: SymbolKind.Variable,
  local: SymbolKind.Constant,
  output: SymbolKind.Interface,
  resource: SymbolKind.Class,
  module: SymbolKind.Module,
  check: SymbolKind.Event,
  assert: SymbolKind.Event,
  completion: SymbolKind.Object,
  refactoring: SymbolKind.Operator,
  settings: SymbolKind.Namespace,
  block: SymbolKind.Struct,
  attribute: SymbolKind.Property,
  object: SymbolKind.Object,
  list: SymbolKind.Array,
};

function symbolOf(entry: OutlineEntry, lines: LineIndex): DocumentSymbol {
  return {
    name: entry.name,
    ...(entry.detail !== undefined && { detail: entry.detail }),
    kind: kinds[entry.sort],
    range: rangeOf(lines, entry.span),
    selectionRange: rangeOf(lines, entry.nameSpan),
    children: entry.children.map((child) => symbolOf(child, lines)),
  };
}

/** For clients that know no tree: each with the name of what it stands in. */
function flat(
  entries: readonly OutlineEntry[],
  lines: LineIndex,
  uri: string,
  container: string | undefined,
): SymbolInformation[] {
  return entries.flatMap(({ name, sort, span, children }) => [
    {
      name,
      kind: kinds[sort],
      location: { uri, range: rangeOf(lines, span) },
      ...(container !== undefined && { containerName: container }),
    },
    ...flat(children, lines, uri, name),
  ]);
}
