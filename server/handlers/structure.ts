/** Folding, selection ranges and linked editing. */
import type { FoldingRange, SelectionRange } from 'vscode-languageserver';
import {
  FoldingRangeKind,
  FoldingRangeRequest,
  LinkedEditingRangeRequest,
  SelectionRangeRequest,
} from 'vscode-languageserver';
import { linkedSpansAt, namePattern } from '../../core/ide/navigation/linked-editing.ts';
import { foldsIn } from '../../core/ide/structure/folding.ts';
import { selectionsAt } from '../../core/ide/structure/selection.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';

export const structureHandlers: readonly Handler[] = [
  handler(
    FoldingRangeRequest.type,
    () => ({ foldingRangeProvider: true }),
    ({ textDocument }, { session }) => {
      const target = session.target(textDocument.uri);
      const parsed = target?.view.parsed.get(target.path);
      if (target === undefined || parsed === undefined) return null;
      return foldsIn(parsed).map(({ kind, span, startLine, endLine }): FoldingRange => {
        const named =
          kind === undefined ? {} : { kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region };
        if (session.client.foldsLinesOnly) return { startLine, endLine, ...named };
        const { start, end } = rangeOf(target.lines, span);
        return {
          startLine,
          startCharacter: start.character,
          endLine: end.line,
          endCharacter: end.character,
          ...named,
        };
      });
    },
  ),
  handler(
    SelectionRangeRequest.type,
    () => ({ selectionRangeProvider: true }),
    ({ textDocument, positions }, { session }) => {
      const target = session.target(textDocument.uri);
      const parsed = target?.view.parsed.get(target.path);
      if (target === undefined || parsed === undefined) return null;
      return positions.map((position): SelectionRange => {
        let parent: SelectionRange | undefined;
        for (const span of selectionsAt(parsed, offsetOf(target.lines, position)).toReversed()) {
          parent = { range: rangeOf(target.lines, span), ...(parent !== undefined && { parent }) };
        }
        return parent ?? { range: { start: position, end: position } };
      });
    },
  ),
  handler(
    LinkedEditingRangeRequest.type,
    () => ({ linkedEditingRangeProvider: true }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const spans = linkedSpansAt(target.view, target.path, offsetOf(target.lines, position));
      if (spans === undefined) return null;
      return { ranges: spans.map((span) => rangeOf(target.lines, span)), wordPattern: namePattern };
    },
  ),
];
