/** `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`. */
import type { TextEdit } from 'vscode-languageserver';
import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
} from 'vscode-languageserver';
import { formatFile, formatRange, formatTyped } from '../../core/ide/structure/format.ts';
import type { TextEdit as CoreEdit } from '../../core/syntax/format.ts';
import { offsetOf, rangeOf, spanOfRange } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session, Target } from '../session.ts';

export const formatHandlers: readonly Handler[] = [
  handler(
    DocumentFormattingRequest.type,
    () => ({ documentFormattingProvider: true }),
    ({ textDocument }, { session }) => {
      const target = formatted(session, textDocument.uri);
      return target === undefined ? null : editsOf(target, formatFile(target.file));
    },
  ),
  handler(
    DocumentRangeFormattingRequest.type,
    () => ({ documentRangeFormattingProvider: true }),
    ({ textDocument, range }, { session }) => {
      const target = formatted(session, textDocument.uri);
      return target === undefined ? null : editsOf(target, formatRange(target.file, spanOfRange(target.lines, range)));
    },
  ),
  handler(
    DocumentOnTypeFormattingRequest.type,
    () => ({ documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] } }),
    ({ textDocument, position, ch }, { session }) => {
      const target = formatted(session, textDocument.uri);
      return target === undefined
        ? null
        : editsOf(target, formatTyped(target.file, offsetOf(target.lines, position), ch));
    },
  ),
];

function formatted(session: Session, uri: string): Target | undefined {
  return session.settings(uri)['format.enable'] ? session.target(uri) : undefined;
}

function editsOf({ lines }: Target, edits: readonly CoreEdit[]): TextEdit[] {
  return edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText }));
}
