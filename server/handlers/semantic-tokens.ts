/** `textDocument/semanticTokens`: full, delta and range. */
import type { ServerCapabilities } from 'vscode-languageserver';
import { SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest } from 'vscode-languageserver';
import { semanticTokens } from '../../core/ide/tokens/semantic-tokens.ts';
import { tokenModifiers, tokenTypes } from '../../core/ide/tokens/token-legend.ts';
import { spanOfRange } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session, Target } from '../session.ts';
import { encodeTokens, tokenEdits } from '../token-encoding.ts';

const capabilities = (): Partial<ServerCapabilities> => ({
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: { delta: true },
    range: true,
  },
});

export const semanticTokensHandlers: readonly Handler[] = [
  handler(SemanticTokensRequest.type, capabilities, ({ textDocument }, { session }) => {
    const target = session.target(textDocument.uri);
    if (target === undefined) return null;
    const data = tokensOf(target);
    return { resultId: remember(session, target.uri, data), data: [...data] };
  }),
  handler(SemanticTokensDeltaRequest.type, capabilities, ({ textDocument, previousResultId }, { session }) => {
    const target = session.target(textDocument.uri);
    if (target === undefined) return null;
    const before = answersOf(session).get(target.uri);
    const data = tokensOf(target);
    const resultId = remember(session, target.uri, data);
    if (before === undefined || before.id !== previousResultId) return { resultId, data: [...data] };
    return { resultId, edits: tokenEdits(before.data, data) };
  }),
  handler(SemanticTokensRangeRequest.type, capabilities, ({ textDocument, range }, { session }) => {
    const target = session.target(textDocument.uri);
    if (target === undefined) return null;
    const span = spanOfRange(target.lines, range);
    return { data: [...encodeTokens(semanticTokens(target.view, target.path, span), target.lines, span)] };
  }),
];

function tokensOf({ view, path, lines }: Target): Uint32Array {
  return encodeTokens(semanticTokens(view, path), lines);
}

interface Answer {
  readonly id: string;
  readonly data: Uint32Array;
}

/** The last answer for each document, of the documents that were asked for last. */
const answers = new WeakMap<Session, Map<string, Answer>>();
const MAX_ANSWERS = 32;

function answersOf(session: Session): Map<string, Answer> {
  let known = answers.get(session);
  if (known === undefined) {
    known = new Map();
    answers.set(session, known);
  }
  return known;
}

function remember(session: Session, uri: string, data: Uint32Array): string {
  const known = answersOf(session);
  const id = String(Number(known.get(uri)?.id ?? '0') + 1);
  known.delete(uri);
  known.set(uri, { id, data });
  const [oldest] = known.keys();
  if (known.size > MAX_ANSWERS && oldest !== undefined) known.delete(oldest);
  return id;
}
