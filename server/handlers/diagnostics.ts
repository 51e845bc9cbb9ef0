/** Diagnostics for clients that ask for them: of a document, and of the whole workspace. Others are sent them. */
import {
  type Diagnostic,
  DocumentDiagnosticRequest,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { type Handler, handler } from '../handler.ts';
import type { Report } from '../reports.ts';

export const diagnosticsHandlers: readonly Handler[] = [
  handler(
    DocumentDiagnosticRequest.type,
    (client) =>
      client.pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: 'clockwork',
              interFileDependencies: true,
              workspaceDiagnostics: true,
            },
          }
        : {},
    async ({ textDocument, previousResultId }, { session }) => {
      await session.settled(textDocument.uri);
      return reportOf(session.report(textDocument.uri), previousResultId);
    },
  ),
  handler(
    WorkspaceDiagnosticRequest.type,
    () => ({}),
    async ({ previousResultIds }, { session }) => {
      await session.settled();
      const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      const reports = session.reports();
      const items = reports.map(
        (report): WorkspaceDocumentDiagnosticReport => ({
          uri: report.uri,
          version: session.versionOf(report.uri),
          ...reportOf(report, known.get(report.uri)),
        }),
      );
      const named = new Set(reports.map(({ uri }) => uri));
      // What the client still shows for files that are gone.
      for (const uri of known.keys()) {
        if (!named.has(uri)) items.push({ uri, version: session.versionOf(uri), kind: 'full', items: [] });
      }
      return { items };
    },
  ),
];

function reportOf({ resultId, items }: Report, previous: string | undefined) {
  return previous === resultId
    ? ({ kind: 'unchanged', resultId } as const)
    : ({ kind: 'full', resultId, items: [...items] as Diagnostic[] } as const);
}
