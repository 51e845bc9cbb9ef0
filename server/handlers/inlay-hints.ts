/** `textDocument/inlayHint`. */
import { type InlayHint, InlayHintKind, InlayHintRequest } from 'vscode-languageserver';
import { type InlayHint as Hint, inlayHintsIn } from '../../core/ide/inlay-hints.ts';
import { spanOfRange } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';

export const inlayHintHandlers: readonly Handler[] = [
  handler(
    InlayHintRequest.type,
    () => ({ inlayHintProvider: true }),
    ({ textDocument, range }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const { view, path, lines } = target;
      const settings = session.settings(textDocument.uri);
      const hints = inlayHintsIn(view, path, spanOfRange(lines, range), {
        values: settings['inlayHints.values'],
        types: settings['inlayHints.types'],
        counts: settings['inlayHints.counts'],
        defaults: settings['inlayHints.defaults'],
        parameters: settings['inlayHints.parameters'],
      });
      return hints.map(({ offset, sort, label, tooltip }): InlayHint => {
        const kind = kinds[sort];
        return {
          position: lines.positionAt(offset),
          label,
          ...(kind !== undefined && { kind }),
          ...(tooltip !== undefined && { tooltip }),
          ...(sort === 'parameter' ? { paddingRight: true } : sort !== 'type' && { paddingLeft: true }),
        };
      });
    },
  ),
];

const kinds: Readonly<Partial<Record<Hint['sort'], InlayHintKind>>> = {
  type: InlayHintKind.Type,
  parameter: InlayHintKind.Parameter,
};
