/** An editor that measures: starts the built language server on a folder, types, asks, and times the answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

const server = path.join(import.meta.dirname, '..', '..', '..', 'dist', 'server', 'main.js');

export interface Editor {
  /** From the start of the process to the diagnostics of the whole project, ms. */
  readonly firstScanMs: number;
  request<R>(method: string, params: object): Promise<R>;
  open(name: string): Promise<void>;
  /** The text of an open file as it is now. */
  text(name: string): string;
  /** Inserts `inserted` at an offset; resolves when it is sent. `answered` resolves when the diagnostics of it are there. */
  type(
    name: string,
    offset: number,
    inserted: string,
  ): { readonly sent: Promise<void>; readonly answered: Promise<void> };
  position(name: string, offset: number): { readonly line: number; readonly character: number };
  uri(name: string): string;
  /** Resident memory of the server's process. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** How long an answer may take before the bench gives up. */
const PATIENCE_MS = 60_000;

const capabilities = {
  window: { workDoneProgress: true },
  workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true },
    hover: { contentFormat: ['markdown'] },
    completion: { completionItem: { snippetSupport: true, resolveSupport: { properties: ['documentation'] } } },
    rename: { prepareSupport: true },
    semanticTokens: {
      requests: { full: { delta: true }, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ['relative'],
    },
  },
};

/** Starts a server on a folder and opens a file; resolves when the diagnostics of the project that it is in are there. */
export async function startEditor(folder: string, firstFile: string): Promise<Editor> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting: { readonly uri: string; readonly version: number; resolve(): void }[] = [];
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, version }: { uri: string; version?: number }) => {
      for (const one of waiting.filter(
        (each) => each.uri === uri && version !== undefined && version >= each.version,
      )) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve();
      }
    },
  );
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onUnhandledProgress(() => {});
  connection.onRequest(() => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  const documents = new Map<string, { text: string; version: number }>();
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const answeredFor = (name: string, version: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No diagnostics of ${name} at version ${version}.`)),
        PATIENCE_MS,
      );
      waiting.push({
        uri: uri(name),
        version,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
  const open = async (name: string) => {
    if (documents.has(name)) return;
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    documents.set(name, { text, version: 1 });
    const answered = answeredFor(name, 1);
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uri(name), languageId: 'clockwork', version: 1, text },
    });
    await answered;
  };
  const position = (name: string, offset: number) => {
    const before = documents.get(name)?.text.slice(0, offset) ?? '';
    const line = before.split('\n').length - 1;
    return { line, character: offset - (before.lastIndexOf('\n') + 1) };
  };
  await open(firstFile);
  const firstScanMs = performance.now() - startedMs;
  return {
    firstScanMs,
    request: (method, params) => connection.sendRequest(method, params),
    open,
    text: (name) => documents.get(name)?.text ?? '',
    type(name, offset, inserted) {
      const at = position(name, offset);
      const document = documents.get(name);
      if (document === undefined) throw new Error(`${name} is not open.`);
      document.text = document.text.slice(0, offset) + inserted + document.text.slice(offset);
      document.version += 1;
      const { version } = document;
      const answered = answeredFor(name, version);
      const sent = connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(name), version },
        contentChanges: [{ range: { start: at, end: at }, text: inserted }],
      });
      return { sent, answered };
    },
    position,
    uri,
    memoryMb: () => residentMb(child),
    stop: () => stop(child, connection),
  };
}

function residentMb(child: ChildProcess): number {
  const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function stop(child: ChildProcess, connection: MessageConnection): Promise<void> {
  const exited = new Promise((resolve) => child.on('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await exited;
  connection.dispose();
}
