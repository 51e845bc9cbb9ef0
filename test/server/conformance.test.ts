/**
 * Conformance over the real protocol: whatever `initialize` offers is asked for at least three times, once where there is
 * nothing to answer and once in text that does not parse.
 *
 * To add rows: put them into a file `conformance/NAME.ts` that exports `group: Group` (any new file there is found by
 * itself). A row is `{ capability, kind, title, files, ask, expect }`:
 *
 *     { capability: 'hoverProvider', kind: 'normal', title: 'a variable', files: 'variable "a$0" {}\n',
 *       ask: ({ request, at }) => request('textDocument/hover', at()), expect: expect.objectContaining({ … }) }
 *
 * `capability` is the name in the failure message of the last test here: `renameProvider.prepareProvider`,
 * `semanticTokensProvider.full.delta`, `workspace.fileOperations.willRename`, `executeCommand clockwork.fixAll`,
 * `clockwork/graph`. The project is in a folder of its own, the file with `$0` is open, and its model is built.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customRequests } from '../../server/protocol.ts';
import { fullCapabilities, type LanguageClient, pullingCapabilities, startClient } from '../support/language-client.ts';
import { advertised, type Group, runRow, startGroup } from './conformance-kit.ts';

const folder = path.join(import.meta.dirname, 'conformance');
const groups = await Promise.all(
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map(async (name) => ((await import(path.join(folder, name))) as { readonly group: Group }).group),
);

for (const group of groups) {
  describe(group.name, () => {
    let client: LanguageClient;
    beforeAll(async () => {
      client = await startGroup(group);
    });
    afterAll(async () => {
      expect(await client.stop()).toBe(0);
    });
    for (const row of group.rows) {
      test(`${row.capability}, ${row.kind}: ${row.title}`, async () => {
        expect(await runRow(client, row)).toEqual(row.expect);
      });
    }
  });
}

test('everything that is offered has three rows, a negative one and one in broken text', async () => {
  const offered = new Set<string>(Object.values(customRequests));
  for (const capabilities of [fullCapabilities, pullingCapabilities]) {
    const client = await startClient({ capabilities });
    for (const one of advertised(client.result.capabilities)) offered.add(one);
    await client.stop();
  }
  const rows = groups.flatMap((group) => group.rows);
  const lacking = [...offered].sort().flatMap((capability) => {
    const own = rows.filter((row) => row.capability === capability);
    const kinds = new Set(own.map(({ kind }) => kind));
    const missing = [
      ...(own.length < 3 ? [`${own.length} of 3 rows`] : []),
      ...(kinds.has('negative') ? [] : ['no negative one']),
      ...(kinds.has('broken') ? [] : ['none in broken text']),
    ];
    return missing.length === 0 ? [] : [`${capability}: ${missing.join(', ')}`];
  });
  expect(lacking.join('\n')).toBe('');
  const unknown = rows.filter(({ capability }) => !offered.has(capability)).map(({ capability }) => capability);
  expect([...new Set(unknown)], 'rows about what is not offered').toEqual([]);
});
