/**
 * Asks clients to ask again for what depends on values: when models were built after what they were shown, when settings
 * changed, when the command line left new results. Not at every keystroke: only when nothing is left to build.
 */
import type { Connection } from 'vscode-languageserver';
import type { Project } from '../core/engine/projects.ts';
import type { Model } from '../core/intake/model.ts';
import type { Scheduler } from './builds.ts';
import type { ClientFeatures } from './client-features.ts';

export interface Refresher {
  /** A build ended with this model. */
  modelOf(project: Project, model: Model): void;
  /** Everything is built; `hasNews`: of diagnostics that the client did not ask for yet. */
  idle(hasNews: () => boolean): void;
  settingsChanged(): void;
  /** State or observations on disk are others. */
  resultsChanged(): void;
}

export interface RefresherOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly scheduler: Scheduler;
}

/** Long enough that a client asks by itself after a change that it made. */
const DELAY_MS = 200;

export function createRefresher({ connection, client, scheduler }: RefresherOptions): Refresher {
  const models = new WeakMap<Project, Model>();
  let isDue = { hints: false, lenses: false, tokens: false };
  let cancel: (() => void) | undefined;

  const send = (method: string) => {
    // A client may refuse; it has what it had.
    connection.sendRequest(method).catch(() => undefined);
  };
  const later = (hasNews: () => boolean) => {
    cancel?.();
    cancel = scheduler.later(DELAY_MS, () => {
      cancel = undefined;
      const due = isDue;
      isDue = { hints: false, lenses: false, tokens: false };
      if (due.hints && client.refreshesInlayHints) send('workspace/inlayHint/refresh');
      if (due.lenses && client.refreshesLenses) send('workspace/codeLens/refresh');
      if (due.tokens && client.refreshesTokens) send('workspace/semanticTokens/refresh');
      if (client.refreshesDiagnostics && hasNews()) send('workspace/diagnostic/refresh');
    });
  };
  let news = () => false;

  return {
    modelOf(project, model) {
      if (models.get(project) === model) return;
      models.set(project, model);
      isDue = { hints: true, lenses: true, tokens: true };
    },
    idle(hasNews) {
      news = hasNews;
      later(hasNews);
    },
    settingsChanged() {
      isDue = { ...isDue, hints: true, lenses: true };
      later(news);
    },
    resultsChanged() {
      isDue = { ...isDue, lenses: true };
      later(news);
    },
  };
}
