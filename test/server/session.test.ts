/** A session over the real protocol: how it begins, what is refused, how it ends. */
import { expect, test } from 'vitest';
import { clientOn } from '../support/language-client.ts';

test('documents, diagnostics and the outline', async () => {
  const { client, uri } = await clientOn({ 'main.cw': 'output "o" { value = var.x }\n' });
  expect(client.result.serverInfo?.name).toBe('clockwork');
  expect(client.result.capabilities.positionEncoding).toBe('utf-16');
  const main = uri('main.cw');
  expect((await client.diagnostics(main)).map(({ code }) => code)).toEqual(['unknown-reference']);
  await client.open(main, 'variable "x" {}\noutput "o" { value = var.x }\n');
  expect(await client.diagnostics(main, (items) => items.length === 0)).toEqual([]);
  const symbols = await client.request<{ name: string }[]>('textDocument/documentSymbol', {
    textDocument: { uri: main },
  });
  expect(symbols.map(({ name }) => name)).toEqual(['x', 'o']);
  expect(await client.stop()).toBe(0);
});
