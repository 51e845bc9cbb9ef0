/** What is pushed, to whom, and which version of the text it claims to be of. */
import { expect, test } from 'vitest';
import type { Connection, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { ClientFeatures } from '../../server/client-features.ts';
import type { OpenDocument } from '../../server/documents.ts';
import { createPublisher } from '../../server/publish.ts';
import type { Report, Reports } from '../../server/reports.ts';

function setUp(pullsDiagnostics: boolean) {
  const sent: string[] = [];
  const connection = {
    sendDiagnostics: ({ uri, version, diagnostics }: PublishDiagnosticsParams) => {
      sent.push(`${uri} ${version ?? 'no version'} ${diagnostics.length}`);
      return Promise.resolve();
    },
  } as unknown as Connection;
  const lists = new Map<string, Report>();
  const reports = {
    of: (identity: string) => lists.get(identity) ?? { uri: identity, resultId: '0', items: [] },
    identities: () => [...lists.keys()],
  } as unknown as Reports;
  const openFiles = new Map([['/a.cw', { uri: '/a.cw', path: '/a.cw', version: 7, text: '' } satisfies OpenDocument]]);
  let isEnabled = true;
  const publisher = createPublisher({
    connection,
    client: { pullsDiagnostics } as ClientFeatures,
    reports,
    openFiles,
    isEnabled: () => isEnabled,
  });
  const enable = (enabled: boolean) => {
    isEnabled = enabled;
  };
  const wrong = (uri: string) => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    lists.set(uri, { uri, resultId: '1', items: [{ range, message: 'wrong' }] });
  };
  return { publisher, sent, enable, wrong };
}

test('a list is of the version that is open, unless the text has changed since', () => {
  const { publisher, sent, wrong } = setUp(false);
  wrong('/a.cw');
  wrong('/closed.cw');
  publisher.publish(['/a.cw', '/closed.cw', '/a.cw']);
  publisher.publish(['/a.cw'], 'stale');
  expect(sent).toEqual(['/a.cw 7 1', '/closed.cw no version 1', '/a.cw no version 1']);
});

test('everything goes when problems are not to be shown, and comes again', () => {
  const { publisher, sent, enable, wrong } = setUp(false);
  wrong('/closed.cw');
  publisher.publish(['/closed.cw']);
  enable(false);
  publisher.publishAll();
  enable(true);
  publisher.publishAll();
  expect(sent.filter((line) => line.startsWith('/closed'))).toEqual([
    '/closed.cw no version 1',
    '/closed.cw no version 0',
    '/closed.cw no version 1',
  ]);
});

test('a client that asks is sent nothing', () => {
  const { publisher, sent, wrong } = setUp(true);
  wrong('/a.cw');
  publisher.publish(['/a.cw']);
  publisher.publish(['/a.cw'], 'stale');
  publisher.publishAll();
  expect(sent).toEqual([]);
  publisher.answer('/a.cw');
  expect(publisher.hasNews()).toBe(false);
});
