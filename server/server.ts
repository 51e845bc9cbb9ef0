/**
 * One session of the language server: documents in step with the client, projects built as their texts change, every
 * request of the table answered on what is known then. The world comes in as ports; only `main.ts` knows Node.
 */
import {
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { knownFacts, type OwnFacts } from '../core/engine/last-facts.ts';
import { createProjects, type Project } from '../core/engine/projects.ts';
import { linesOf } from '../core/ide/spans.ts';
import { isTooLarge } from '../core/intake/disk-texts.ts';
import { normalizePath } from '../core/intake/module-path.ts';
import type { Clock } from '../core/ports.ts';
import type { SyntaxFile } from '../core/syntax/ast.ts';
import { parseFile } from '../core/syntax/parse.ts';
import { createBuilds, type Scheduler } from './builds.ts';
import { type ClientFeatures, clientFeatures } from './client-features.ts';
import { createConfiguration } from './configuration.ts';
import { fileOperations, listenToDisk } from './disk.ts';
import { capabilitiesOf, messageOf, register } from './dispatch.ts';
import type { OpenDocument } from './documents.ts';
import { followFolders } from './folders.ts';
import type { Handler } from './handler.ts';
import { type Collect, createIdle } from './idle.ts';
import { type Lifecycle, refusedMethod } from './lifecycle.ts';
import type { ReadableFiles } from './ordinary-files.ts';
import { createPublisher } from './publish.ts';
import { createRefresher } from './refresh.ts';
import { createReports } from './reports.ts';
import { createScanner } from './scan.ts';
import type { Session, Target } from './session.ts';
import { runInSlices } from './slices.ts';
import { createTextSync } from './text-sync.ts';
import { pathOfUri, uriOfPath } from './uri.ts';

export interface ServerOptions {
  readonly connection: Connection;
  readonly lifecycle: Lifecycle;
  readonly handlers: readonly Handler[];
  readonly version: string;
  readonly files: ReadableFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Scheduler;
  /** Gives memory back; nobody should be waiting. */
  readonly collect: Collect;
  readonly env: Readonly<Record<string, string>>;
  /** What this process knows of the machine; the rest is what the command line left behind. */
  readonly own: OwnFacts;
  /** Resolves when texts can be parsed. */
  readonly ready: Promise<void>;
  /** For what went wrong in us: with the stack, where nobody but an engineer looks. */
  readonly log: (sentence: string) => void;
}

/** Answers from `initialize` on; before that every request is refused. */
export function startServer(options: ServerOptions): void {
  const { connection, lifecycle, handlers, log } = options;
  let session: Session | undefined;
  connection.onRequest(refusedMethod, (params: unknown) => lifecycle.refuse(params));
  connection.onInitialize(async (params): Promise<InitializeResult | ResponseError<never>> => {
    let client: ClientFeatures;
    try {
      await options.ready;
      client = clientFeatures(params);
      session = openSession(options, client, params);
    } catch (error) {
      lifecycle.failed();
      log(`The server cannot start: ${error instanceof Error ? error.stack : String(error)}`);
      return new ResponseError(ErrorCodes.InternalError, `The server cannot start: ${messageOf(error)}`);
    }
    lifecycle.initialized();
    const { workspace, ...offered } = capabilitiesOf(handlers, client);
    return {
      serverInfo: { name: 'clockwork', version: options.version },
      capabilities: {
        ...offered,
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        workspace: {
          ...workspace,
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { ...workspace?.fileOperations, ...fileOperations(client) },
        },
      },
    };
  });
  register(handlers, { connection, session: () => session, log });
}

function openSession(options: ServerOptions, client: ClientFeatures, params: InitializeParams): Session {
  const { connection, files, scheduler, log } = options;
  const projects = createProjects({
    files,
    facts: (directory) => knownFacts(files, directory, options.own),
    env: options.env,
    changed: (project) => builds.changed(project),
    dropped: (project) => {
      builds.dropped(project);
      publisher.publish(reports.forget(project));
    },
  });
  const texts = createTextSync(connection, projects.identity, projects.of);
  const { documents, openFiles } = texts;
  /** How projects name files, by identity: clients know them by these names, not by where links lead. */
  const names = new Map<string, string>();
  const identityOf = (project: Project, path: string) => {
    const named = normalizePath(`${project.directory}/${path}`);
    const identity = projects.identity(named);
    if (!names.has(identity)) names.set(identity, named);
    return identity;
  };
  const reports = createReports({
    identityOf,
    uriOf: (identity) => openFiles.get(identity)?.uri ?? uriOfPath(names.get(identity) ?? identity),
    relates: () => client.relatesDiagnostics,
  });
  const publisher = createPublisher({
    connection,
    client,
    reports,
    openFiles,
    isEnabled: (uri) => configuration.of(uri)['validate.enable'],
  });
  const pause = createIdle(scheduler, options.collect);
  const refresher = createRefresher({ connection, client, scheduler });
  const builds = createBuilds({
    scheduler,
    open: () => new Set([...openFiles.values()].flatMap(({ path }) => projects.of(path))),
    finished: (project, snapshot, isCurrent) => {
      const others = reports.update(project, snapshot);
      if (isCurrent) publisher.publish([...others, ...texts.takeChanged(project)]);
      else publisher.publish(others, 'stale');
      refresher.modelOf(project, snapshot.model);
    },
    idle: () => {
      disk.watchWhatWasLookedAt();
      refresher.idle(() => publisher.hasNews());
      pause.idle();
    },
    failed: (error) => log(`A build failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const scanner = createScanner({ connection, client, projects, scheduler, log });
  const disk = listenToDisk({ connection, client, files, projects, scheduler, scanner, refresher, log });
  const configuration = createConfiguration({
    connection,
    client,
    initial: (params.initializationOptions as { readonly settings?: unknown } | undefined)?.settings,
    changed: () => {
      publisher.publishAll();
      refresher.settingsChanged();
    },
    log,
  });

  const heard = (what: string, run: () => void) => {
    try {
      run();
    } catch (error) {
      log(`\`${what}\` failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  texts.listen({
    projects,
    disk,
    busy: () => pause.busy(),
    closed: (identity) => {
      publisher.publish([identity]);
      scanner.start();
    },
    heard,
    log,
  });
  let isReady = false;
  connection.onInitialized(() =>
    heard('initialized', () => {
      isReady = true;
      configuration.start();
      disk.start();
      scanner.start();
    }),
  );
  followFolders({
    connection,
    params,
    changed: (folders) => {
      projects.setFolders([...folders.values()]);
      configuration.setFolders([...folders.keys()]);
      if (isReady) scanner.start();
    },
    heard,
  });

  return {
    client,
    files,
    report: (uri) => publisher.answer(identityOfUri(uri)),
    reports: () => reports.identities().map((identity) => publisher.answer(identity)),
    target,
    views: () => projects.all().map((project) => ({ project, view: project.workspace.view() })),
    uriOf: (project, path) => {
      const identity = identityOf(project, path);
      return openFiles.get(identity)?.uri ?? uriOfPath(`${project.directory}/${path}`);
    },
    touched: projects.touched,
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    settings: (uri) => configuration.of(uri),
    applyEdit: async (edit, label) => {
      if (!client.appliesEdits) return false;
      const { applied } = await connection.workspace.applyEdit({ edit, label });
      return applied;
    },
    settled,
    inSlices: (work, isCancelled) => runInSlices(options.scheduler, work, isCancelled),
    now: () => options.clock.now(),
  };

  function identityOfUri(uri: string): string {
    const path = documents.get(uri)?.path ?? pathOfUri(uri);
    return path === undefined ? uri : projects.identity(path);
  }

  function target(uri: string): Target | undefined {
    const document = documents.get(uri);
    const path = document?.path ?? pathOfUri(uri);
    if (path === undefined) return undefined;
    const located = projects.locate(path)[0];
    if (located === undefined) return undefined;
    const { project } = located;
    const view = project.workspace.view();
    const file = view.parsed.get(located.path)?.file ?? looseFile(document, located.path);
    return file === undefined ? undefined : { uri, project, view, path: located.path, file, lines: linesOf(file) };
  }

  async function settled(uri?: string): Promise<void> {
    if (uri === undefined) {
      await scanner.done();
      await Promise.all(projects.all().map((project) => builds.settled(project)));
      return;
    }
    const path = documents.get(uri)?.path ?? pathOfUri(uri);
    if (path !== undefined) await Promise.all(projects.of(path).map((project) => builds.settled(project)));
  }
}

const looseFiles = new WeakMap<OpenDocument, SyntaxFile>();

/** A document that its project does not read (an override file, a `.cwvars` file that nothing loads), parsed by itself. */
function looseFile(document: OpenDocument | undefined, path: string): SyntaxFile | undefined {
  if (document === undefined || isTooLarge(document.text.length)) return undefined;
  let file = looseFiles.get(document);
  if (file === undefined) {
    file = parseFile(path, document.text).file;
    looseFiles.set(document, file);
  }
  return file;
}
