/** `textDocument/documentLink`. */
import type { DocumentLink } from 'vscode-languageserver';
import { DocumentLinkRequest } from 'vscode-languageserver';
import { linksIn } from '../../core/ide/navigation/links.ts';
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
      const { linkTooltips, documentation } = session.client;
      return linksIn(target.view, target.path).flatMap((link): DocumentLink[] => {
        const range = rangeOf(target.lines, link.span);
        const tooltip = linkTooltips && link.kind !== 'web' ? { tooltip: link.tooltip } : {};
        if (link.kind === 'web') return [{ range, target: link.url }];
        if (link.kind === 'file') return [{ range, target: session.uriOf(target.project, link.target), ...tooltip }];
        return documentation === undefined ? [] : [{ range, target: `${documentation}/${link.page}`, ...tooltip }];
      });
    },
  ),
];
