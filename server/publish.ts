/**
 * Tells clients what is wrong: pushed to those that do not ask, and never to those that do. For them it only knows what
 * they were told last, so that they can be asked to ask again.
 */
import type { Connection } from 'vscode-languageserver';
import type { ClientFeatures } from './client-features.ts';
import type { OpenDocument } from './documents.ts';
import type { Report, Reports } from './reports.ts';

export interface Publisher {
  /**
   * Lists of these files (by identity) are others now, or belong to another version of the text. Where they are `stale`, of
   * texts that have changed since, they name no version.
   */
  publish(identities: Iterable<string>, stale?: 'stale'): void;
  /** Settings changed: everything that holds now. */
  publishAll(): void;
  /** What a client that asks is told of a file. */
  answer(identity: string): Report;
  /** A client that asks was told something else of an open document than what holds now. */
  hasNews(): boolean;
}

export interface PublisherOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly reports: Reports;
  /** By identity. */
  readonly openFiles: ReadonlyMap<string, OpenDocument>;
  readonly isEnabled: (uri: string) => boolean;
}

export function createPublisher({ connection, client, reports, openFiles, isEnabled }: PublisherOptions): Publisher {
  /** URI under which a list that is not empty was sent, by identity. */
  const sent = new Map<string, string>();
  /** What clients that ask were told last. */
  const told = new Map<string, string>();

  const current = (identity: string): Report => {
    const report = reports.of(identity);
    return isEnabled(report.uri) ? report : { uri: report.uri, resultId: 'off', items: [] };
  };

  const send = (identity: string, stale?: 'stale') => {
    const { uri, items } = current(identity);
    const before = sent.get(identity);
    if (before !== undefined && before !== uri) void connection.sendDiagnostics({ uri: before, diagnostics: [] });
    if (items.length === 0) sent.delete(identity);
    else sent.set(identity, uri);
    const version = stale === undefined ? (openFiles.get(identity)?.version ?? null) : null;
    void connection.sendDiagnostics({ uri, ...(version !== null && { version }), diagnostics: [...items] });
  };

  return {
    publish(identities, stale) {
      if (client.pullsDiagnostics) return;
      for (const identity of new Set(identities)) send(identity, stale);
    },
    publishAll() {
      if (client.pullsDiagnostics) return;
      const known = new Set([...sent.keys(), ...openFiles.keys(), ...reports.identities()]);
      for (const identity of known) send(identity);
    },
    answer(identity) {
      const report = current(identity);
      told.set(identity, report.resultId);
      return report;
    },
    hasNews() {
      for (const identity of told.keys()) if (!openFiles.has(identity)) told.delete(identity);
      for (const [identity, resultId] of told) if (current(identity).resultId !== resultId) return true;
      return false;
    },
  };
}
