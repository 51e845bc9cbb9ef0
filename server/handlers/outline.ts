/** `textDocument/documentSymbol`. */
import type { DocumentSymbol } from 'vscode-languageserver';
import { DocumentSymbolRequest, SymbolKind } from 'vscode-languageserver';
import type { LineIndex } from '../../core/base/line-index.ts';
import { type OutlineEntry, outlineOf } from '../../core/ide/outline.ts';
import { rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';

export const outlineHandlers: readonly Handler[] = [
  handler(
    DocumentSymbolRequest.type,
    () => ({ documentSymbolProvider: true }),
    ({ textDocument }, { session }) => {
      const target = session.target(textDocument.uri);
      return target === undefined ? null : outlineOf(target.file).map((entry) => symbolOf(entry, target.lines));
    },
  ),
];

const kinds: Readonly<Record<OutlineEntry['sort'], SymbolKind>> = {
  block: SymbolKind.Class,
  attribute: SymbolKind.Property,
};

function symbolOf(entry: OutlineEntry, lines: LineIndex): DocumentSymbol {
  return {
    name: entry.name,
    kind: kinds[entry.sort],
    range: rangeOf(lines, entry.span),
    selectionRange: rangeOf(lines, entry.nameSpan),
    children: entry.children.map((child) => symbolOf(child, lines)),
  };
}
