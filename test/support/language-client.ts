/**
 * Speaks the real protocol with the real server: `dist/server/main.js` under the project's Node, over its standard input
 * and output. What it sends is collected; the client's own answers (settings, registrations, edits) can be set.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeParams,
  InitializeResult,
  PublishDiagnosticsParams,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import { build } from '../../scripts/build.mjs';
import { makeFolder, writeFiles } from './temp.ts';

const root = path.join(import.meta.dirname, '..', '..');

export interface ClientOptions {
  /** The open folders, as paths or URIs; none at all: `null`. */
  readonly folders?: readonly string[] | null;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What is answered to `workspace/configuration`, for each item. */
  readonly configuration?: (section: string, scopeUri: string | undefined) => unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly processId?: number | null;
  /** Do not say `initialize`. */
  readonly raw?: boolean;
  readonly nodeArgs?: readonly string[];
  /** Another way to start it than `node dist/server/main.js --stdio`. */
  readonly command?: readonly [program: string, ...words: readonly string[]];
}

export interface Received {
  readonly method: string;
  readonly params: unknown;
}

export interface LanguageClient {
  readonly connection: MessageConnection;
  readonly child: ChildProcess;
  /** Of `initialize`. */
  readonly result: InitializeResult;
  /** Every notification that the server sent, in order. */
  readonly notifications: readonly Received[];
  /** Every request that the server sent, in order. */
  readonly requests: readonly Received[];
  /** Resolves to the exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  request<R>(method: string, params?: unknown): Promise<R>;
  notify(method: string, params?: unknown): Promise<void>;
  open(uri: string, text: string, version?: number, languageId?: string): Promise<void>;
  /** The whole text at once, or ranges. */
  change(uri: string, version: number, changes: string | readonly TextDocumentContentChangeEvent[]): Promise<void>;
  close(uri: string): Promise<void>;
  /** The last list that was pushed for a document, once `until` holds for it. */
  diagnostics(
    uri: string,
    until?: (items: readonly Diagnostic[], version: number | undefined) => boolean,
  ): Promise<readonly Diagnostic[]>;
  /** Resolves as soon as `found` gives something; looks again after each message from the server. */
  until<T>(found: () => T | undefined, what: string): Promise<T>;
  setConfiguration(answer: (section: string, scopeUri: string | undefined) => unknown): void;
  /** `shutdown`, `exit`; the exit code. */
  stop(): Promise<number | null>;
}

/** How long a test waits for a message before it says what it waited for. */
const PATIENCE_MS = 15_000;

/** Everything that our server can make use of, with diagnostics pushed. */
export const fullCapabilities: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'rename', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
    fileOperations: { willRename: true, didRename: true, didCreate: true, didDelete: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    executeCommand: {},
    symbol: {},
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      contextSupport: true,
      completionItem: {
        snippetSupport: true,
        commitCharactersSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        insertReplaceSupport: true,
        labelDetailsSupport: true,
        deprecatedSupport: true,
        resolveSupport: { properties: ['documentation', 'detail', 'additionalTextEdits'] },
      },
    },
    signatureHelp: {
      signatureInformation: { documentationFormat: ['markdown'], parameterInformation: { labelOffsetSupport: true } },
    },
    definition: { linkSupport: true },
    declaration: { linkSupport: true },
    typeDefinition: { linkSupport: true },
    implementation: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: {
      codeActionLiteralSupport: {
        codeActionKind: {
          valueSet: [
            '',
            'quickfix',
            'refactor',
            'refactor.extract',
            'refactor.inline',
            'refactor.rewrite',
            'source',
            'source.fixAll',
          ],
        },
      },
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    rename: { prepareSupport: true, honorsChangeAnnotations: true },
    foldingRange: {},
    selectionRange: {},
    linkedEditingRange: {},
    documentLink: { tooltipSupport: true },
    callHierarchy: {},
    inlayHint: { resolveSupport: { properties: ['tooltip'] } },
    semanticTokens: {
      requests: { full: { delta: true }, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ['relative'],
      multilineTokenSupport: false,
    },
    codeLens: {},
    formatting: {},
    rangeFormatting: {},
    onTypeFormatting: {},
    inlineCompletion: {},
  },
};

/** The same for a client that asks for diagnostics. */
export const pullingCapabilities: ClientCapabilities = {
  ...fullCapabilities,
  workspace: { ...fullCapabilities.workspace, diagnostics: { refreshSupport: true } },
  textDocument: {
    ...fullCapabilities.textDocument,
    diagnostic: { relatedDocumentSupport: true, relatedInformation: true },
  },
};

export function uriOf(folder: string, name = ''): string {
  return pathToFileURL(name === '' ? folder : path.join(folder, name)).href;
}

/** Writes files into a fresh folder and starts a server on it; both are gone when the running test ends. */
export async function clientOn(
  files: Readonly<Record<string, string>>,
  options: ClientOptions = {},
): Promise<{ readonly client: LanguageClient; readonly folder: string; readonly uri: (name: string) => string }> {
  const { path: folder, remove } = makeFolder();
  onTestFinished(remove);
  writeFiles(folder, files);
  const client = await startClient({ folders: [folder], ...options });
  onTestFinished(async () => void (await client.stop()));
  return { client, folder, uri: (name) => uriOf(folder, name) };
}

/** Starts a server and, unless `raw`, initializes it. The caller stops it. */
export async function startClient(options: ClientOptions = {}): Promise<LanguageClient> {
  await build();
  const bundle = path.join(root, 'dist', 'server', 'main.js');
  const [program, ...words] = options.command ?? [node(), ...(options.nodeArgs ?? []), bundle, '--stdio'];
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const notifications: Received[] = [];
  const requests: Received[] = [];
  const published = new Map<string, PublishDiagnosticsParams>();
  const looks = new Set<() => void>();
  const looked = () => {
    for (const look of [...looks]) look();
  };
  let configuration = options.configuration ?? (() => null);
  connection.onNotification((method, params) => {
    notifications.push({ method, params });
    if (method === 'textDocument/publishDiagnostics') {
      const list = params as unknown as PublishDiagnosticsParams;
      published.set(list.uri, list);
    }
    looked();
  });
  connection.onRequest((method, params) => {
    requests.push({ method, params });
    queueMicrotask(looked);
    if (method === 'workspace/configuration') {
      const { items } = params as unknown as { items: { section: string; scopeUri?: string }[] };
      return items.map(({ section, scopeUri }) => configuration(section, scopeUri));
    }
    if (method === 'workspace/applyEdit') return { applied: true };
    return null;
  });
  connection.onUnhandledProgress((progress) => {
    notifications.push({ method: '$/progress', params: progress });
    looked();
  });
  connection.onError(() => undefined);
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  void exited.then(looked);
  connection.listen();

  const until = <T>(found: () => T | undefined, what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const value = found();
        if (value === undefined) return;
        clearTimeout(timer);
        looks.delete(look);
        resolve(value);
      };
      const timer = setTimeout(() => {
        looks.delete(look);
        const last = notifications.slice(-5).map((one) => JSON.stringify(one).slice(0, 400));
        reject(new Error(`Waited in vain for ${what}. Last: ${last.join('\n')}\n${stderr}`));
      }, PATIENCE_MS);
      looks.add(look);
      look();
    });

  const folders = options.folders === undefined || options.folders === null ? null : options.folders.map(folderOf);
  const params: InitializeParams = {
    processId: options.processId === undefined ? process.pid : options.processId,
    rootUri: folders?.[0]?.uri ?? null,
    workspaceFolders: folders,
    capabilities: options.capabilities ?? fullCapabilities,
    ...(options.initializationOptions !== undefined && { initializationOptions: options.initializationOptions }),
  };
  const notify = (method: string, one?: unknown) =>
    one === undefined ? connection.sendNotification(method) : connection.sendNotification(method, one);
  let result: InitializeResult = { capabilities: {} };
  if (options.raw !== true) {
    result = await connection.sendRequest<InitializeResult>('initialize', params);
    await notify('initialized', {});
  }
  let stopping: Promise<number | null> | undefined;

  return {
    connection,
    child,
    result,
    notifications,
    requests,
    exited,
    request: (method, one) =>
      one === undefined ? connection.sendRequest(method) : connection.sendRequest(method, one as object),
    notify,
    open: (uri, text, version = 1, languageId = uri.endsWith('.cwvars') ? 'clockwork-vars' : 'clockwork') =>
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } }),
    change: (uri, version, changes) =>
      notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: typeof changes === 'string' ? [{ text: changes }] : changes,
      }),
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    diagnostics: (uri, holds = () => true) =>
      until(() => {
        const list = published.get(uri);
        return list !== undefined && holds(list.diagnostics, list.version) ? list.diagnostics : undefined;
      }, `diagnostics of ${uri}`),
    until,
    setConfiguration: (answer) => {
      configuration = answer;
    },
    stop: () => {
      stopping ??= (async () => {
        if (child.exitCode === null && child.signalCode === null) {
          try {
            if (options.raw !== true) await connection.sendRequest('shutdown');
            await notify('exit');
          } catch {
            // It is gone already.
          }
        }
        const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
        const code = await exited;
        clearTimeout(timer);
        connection.dispose();
        return code;
      })();
      return stopping;
    },
  };
}

function folderOf(folder: string): { readonly uri: string; readonly name: string } {
  const uri = folder.includes('://') ? folder : uriOf(folder);
  return { uri, name: path.posix.basename(uri) };
}

/** The Node of the checkout, as the launcher has it. */
function node(): string {
  try {
    return fs.readFileSync(path.join(root, 'node_modules', '.clockwork-node'), 'utf8').trim();
  } catch {
    return process.execPath;
  }
}
