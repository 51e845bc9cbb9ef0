/** Looks through the open folders in slices, shown as progress where the client can. */
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { Projects } from '../core/engine/projects.ts';
import type { Scheduler } from './builds.ts';
import type { ClientFeatures } from './client-features.ts';
import { messageOf } from './dispatch.ts';

export interface Scanner {
  /** Begins where there is something to look through; one that is under way goes on. */
  start(): void;
  /** Resolves when nothing is left to look through. */
  done(): Promise<void>;
}

export interface ScannerOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly projects: Projects;
  readonly scheduler: Scheduler;
  readonly log: (sentence: string) => void;
}

/** Work between two looks at the messages. */
const SLICE_MS = 8;
/** Scans that take no longer are not shown. */
const SHOWN_AFTER_MS = 100;

export function createScanner({ connection, client, projects, scheduler, log }: ScannerOptions): Scanner {
  let work: Generator<number, void> | undefined;
  let waiting: (() => void)[] = [];
  let progress: WorkDoneProgressServerReporter | undefined;
  let startedAt = 0;
  let isShown = false;

  const show = (seen: number) => {
    if (!client.progress) return;
    if (progress !== undefined) progress.report(`${seen} folders`);
    if (isShown || scheduler.monotonic() - startedAt < SHOWN_AFTER_MS) return;
    isShown = true;
    connection.window
      .createWorkDoneProgress()
      .then((made) => {
        made.begin('Clockwork: looking for projects', undefined, undefined, false);
        if (work === undefined) made.done();
        else progress = made;
      })
      .catch(() => undefined);
  };

  const end = () => {
    work = undefined;
    isShown = false;
    progress?.done();
    progress = undefined;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };

  const runSlice = () => {
    const until = scheduler.monotonic() + SLICE_MS;
    try {
      for (;;) {
        const step = work?.next();
        if (step === undefined || step.done === true) return end();
        if (scheduler.monotonic() >= until) {
          show(step.value);
          break;
        }
      }
    } catch (error) {
      log(`The folders could not be looked through: ${messageOf(error)}`);
      return end();
    }
    scheduler.soon(runSlice);
  };

  return {
    start() {
      if (work !== undefined || !projects.hasToScan) return;
      work = projects.scan();
      startedAt = scheduler.monotonic();
      scheduler.soon(runSlice);
    },
    done: () => (work === undefined ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
