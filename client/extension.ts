/** Entry point of the VS Code extension. So far it starts the language server and stops it again. */
import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the server that is shipped beside this bundle. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath(path.join('dist', 'server', 'main.js'));
  client = new LanguageClient(
    'clockwork',
    'Clockwork',
    { module, transport: TransportKind.ipc },
    { documentSelector: [{ language: 'clockwork' }, { language: 'clockwork-vars' }] },
  );
  await client.start();
}

/** Stops the server; resolves when it has ended. */
export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}
