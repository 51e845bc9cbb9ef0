/** Rows of the conformance suite, and what runs one: see `conformance.test.ts` for how to add some. */
import type { ClientCapabilities, Diagnostic, Position, ServerCapabilities } from 'vscode-languageserver';
import { LineIndex } from '../../core/base/line-index.ts';
import { fullCapabilities, type LanguageClient, startClient, uriOf } from '../support/language-client.ts';
import { makeFolder, writeFiles } from '../support/temp.ts';

export interface Row {
  /** As {@link advertised} names it: `hoverProvider`, `completionProvider.resolveProvider`, `executeCommand clockwork.fixAll`, `clockwork/graph`. */
  readonly capability: string;
  /** `negative`: there is nothing to answer, or it is refused. `broken`: in text that does not parse. */
  readonly kind: 'normal' | 'negative' | 'broken';
  readonly title: string;
  /** One text is `main.cw`; several by path. `$0`, `$1` … are cursors and are taken out. */
  readonly files: string | Readonly<Record<string, string>>;
  /** Sends what the row is about; what it gives is compared. The file with `$0` is open, and built. */
  readonly ask: (scene: Scene) => Promise<unknown>;
  /** Compared by `toEqual`; asymmetric matchers (`expect.objectContaining`) may be part of it. */
  readonly expect: unknown;
}

/** Rows that share one server. */
export interface Group {
  readonly name: string;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly configuration?: (section: string) => unknown;
  readonly rows: readonly Row[];
}

/** A row's project in a folder of its own, open in the editor. */
export interface Scene {
  readonly client: LanguageClient;
  readonly folder: string;
  /** Of the file with `$0`, else of the first. */
  readonly uri: string;
  uriOf(path: string): string;
  /** Text of a file without its cursors. */
  text(path?: string): string;
  /** `{ textDocument, position }` of a cursor. */
  at(mark?: number): { readonly textDocument: { readonly uri: string }; readonly position: Position };
  request<R = unknown>(method: string, params?: unknown): Promise<R>;
  /** The text between two positions of the file with `$0`, for expectations that can be read. */
  textIn(range: { readonly start: Position; readonly end: Position }, path?: string): string;
  /** Pushed for a file (path in the project), once `until` holds. */
  diagnostics(path: string, until?: (items: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
}

export function startGroup(group: Group): Promise<LanguageClient> {
  return startClient({
    folders: null,
    capabilities: group.capabilities ?? fullCapabilities,
    initializationOptions: group.initializationOptions,
    ...(group.configuration !== undefined && { configuration: group.configuration }),
  });
}

/** Puts a row's files on disk as a new open folder, opens the file with `$0`, and asks. */
export async function runRow(client: LanguageClient, row: Row): Promise<unknown> {
  const { path: folder, remove } = makeFolder();
  const marked = typeof row.files === 'string' ? { 'main.cw': row.files } : row.files;
  const texts = new Map<string, string>();
  const marks = new Map<number, { readonly path: string; readonly offset: number }>();
  for (const [path, source] of Object.entries(marked)) {
    let text = '';
    let from = 0;
    for (const found of source.matchAll(/\$(\d)(?!\{)/g)) {
      text += source.slice(from, found.index);
      marks.set(Number(found[1]), { path, offset: text.length });
      from = found.index + found[0].length;
    }
    texts.set(path, text + source.slice(from));
  }
  const main = marks.get(0)?.path ?? [...texts.keys()][0] ?? 'main.cw';
  const text = (path = main) => texts.get(path) ?? '';
  const uri = uriOf(folder, main);
  writeFiles(folder, Object.fromEntries(texts));
  const event = { uri: uriOf(folder), name: 'row' };
  try {
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [event], removed: [] } });
    await client.open(uri, text());
    if (client.result.capabilities.diagnosticProvider === undefined) await client.diagnostics(uri, (_, v) => v === 1);
    else await client.request('workspace/diagnostic', { previousResultIds: [] });
    return await row.ask({
      client,
      folder,
      uri,
      uriOf: (path) => uriOf(folder, path),
      text,
      at: (mark = 0) => {
        const found = marks.get(mark) ?? { path: main, offset: 0 };
        return {
          textDocument: { uri: uriOf(folder, found.path) },
          position: new LineIndex(text(found.path)).positionAt(found.offset),
        };
      },
      request: (method, params) => client.request(method, params),
      textIn: ({ start, end }, path) => {
        const lines = new LineIndex(text(path));
        return lines.text.slice(lines.offsetAt(start), lines.offsetAt(end));
      },
      diagnostics: (path, until) => client.diagnostics(uriOf(folder, path), until),
    });
  } finally {
    await client.close(uri);
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [event] } });
    remove();
  }
}

/** Parts of capabilities that say how something is offered, not that more is offered. */
const details: ReadonlySet<string> = new Set([
  'diagnosticProvider.interFileDependencies',
  'workspace.workspaceFolders.supported',
  'workspace.workspaceFolders.changeNotifications',
  'textDocumentSync.save.includeText',
  'completionProvider.completionItem',
  'completionProvider.completionItem.labelDetailsSupport',
]);

/** Every capability that `initialize` offers, with what is offered inside of it. */
export function advertised(capabilities: ServerCapabilities): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === false || value === undefined || value === null || details.has(path)) return;
    if (Array.isArray(value)) {
      if (path === 'executeCommandProvider.commands') found.push(...value.map((name) => `executeCommand ${name}`));
      return;
    }
    if (typeof value === 'object') {
      if (path !== '' && path !== 'workspace' && path !== 'workspace.fileOperations' && path !== 'textDocumentSync') {
        found.push(path);
      }
      if (/legend$|\.filters$/.test(path)) return;
      for (const [key, inner] of Object.entries(value)) {
        if (typeof inner === 'string' && path !== '') continue;
        walk(inner, path === '' ? key : `${path}.${key}`);
      }
      return;
    }
    found.push(path);
  };
  walk(capabilities, '');
  return found.filter((path) => !path.endsWith('.legend') && path !== 'executeCommandProvider');
}
