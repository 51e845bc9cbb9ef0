/** `textDocument/documentLink`. */
import { DocumentLinkRequest } from 'vscode-languageserver';
import { linksIn } from '../../core/ide/links.ts';
import { rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';

export const linkHandlers: readonly Handler[] = [
  handler(
    DocumentLinkRequest.type,
    () => ({ documentLinkProvider: { resolveProvider: false } }),
    ({ textDocument }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      return linksIn(target.view, target.path).map((link) => {
        const range = rangeOf(target.lines, link.span);
        if (link.kind === 'web') return { range, target: link.url };
        const uri = session.uriOf(target.project, link.target);
        return { range, target: uri, ...(session.client.linkTooltips && { tooltip: link.tooltip }) };
      });
    },
  ),
];
