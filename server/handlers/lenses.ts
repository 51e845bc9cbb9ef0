/** `textDocument/codeLens` and `codeLens/resolve`, which counts references: of what is on the screen alone. */
import type { CodeLens, Command } from 'vscode-languageserver';
import { CodeLensRequest, CodeLensResolveRequest, type ServerCapabilities } from 'vscode-languageserver';
import { lastRun } from '../../core/ide/runs/last-run.ts';
import { type Lens, lensesOf, type RunCommand, referencesTo } from '../../core/ide/runs/lenses.ts';
import { locationOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { clientCommands, type OpenRunArguments, type RunArguments, type ShowReferencesArguments } from '../protocol.ts';
import type { Session, Target } from '../session.ts';
import { uriOfPath } from '../uri.ts';

const capabilities = (): Partial<ServerCapabilities> => ({ codeLensProvider: { resolveProvider: true } });

/** What a lens carries until its references are counted. */
interface ReferencesData {
  readonly uri: string;
  readonly dir: string;
  readonly name: string;
}

export const lensHandlers: readonly Handler[] = [
  handler(CodeLensRequest.type, capabilities, ({ textDocument }, { session }) => {
    const target = session.target(textDocument.uri);
    if (target === undefined) return null;
    const settings = session.settings(target.uri);
    const lenses = lensesOf(target.view, target.path, {
      run: settings['lenses.run'],
      references: settings['lenses.references'] && session.client.commands.has(clientCommands.showReferences),
      results: settings['lenses.results']
        ? {
            last: lastRun(session.files, target.view.directory),
            now: session.now(),
          }
        : undefined,
    });
    return lenses.flatMap((lens) => lensOf(session, target, lens) ?? []);
  }),
  handler(CodeLensResolveRequest.type, capabilities, (lens, { session }) => {
    const data = referencesData(lens.data);
    const target = data === undefined ? undefined : session.target(data.uri);
    if (data === undefined || target === undefined) return lens;
    const found = referencesTo(target.view, { dir: data.dir, name: data.name });
    const locations = found.flatMap((one) => locationOf(session, target, one) ?? []);
    const shown: ShowReferencesArguments = { uri: data.uri, position: lens.range.start, locations };
    const title =
      locations.length === 0
        ? 'no references'
        : locations.length === 1
          ? '1 reference'
          : `${locations.length} references`;
    return { ...lens, command: { title, command: clientCommands.showReferences, arguments: [shown] } };
  }),
];

const titles: Readonly<Record<RunCommand, string>> = { plan: 'Plan', build: 'Build', apply: 'Apply', assert: 'Assert' };

/** Undefined where the client does not know the command: a lens that does nothing is not offered. */
function lensOf(session: Session, target: Target, lens: Lens): CodeLens | undefined {
  const range = rangeOf(target.lines, lens.span);
  switch (lens.kind) {
    case 'references': {
      const data: ReferencesData = { uri: target.uri, ...lens.symbol };
      return { range, data };
    }
    case 'run': {
      const command = clientCommands[lens.command];
      if (!session.client.commands.has(command)) return undefined;
      const project = uriOfPath(target.view.directory);
      const run: RunArguments = { project, ...(lens.targets.length > 0 && { targets: lens.targets }) };
      return { range, command: { title: titles[lens.command], command, arguments: [run] } };
    }
    case 'result':
      return { range, command: resultCommand(session, target, lens.result) };
  }
}

/** How a block stands is worth reading also where there is nothing to carry out. */
function resultCommand(session: Session, target: Target, result: Extract<Lens, { kind: 'result' }>['result']): Command {
  const { title, run, step } = result;
  if (run === undefined || !session.client.commands.has(clientCommands.openRun)) return { title, command: '' };
  const project = uriOfPath(target.view.directory);
  const opened: OpenRunArguments = { project, run, ...(step !== undefined && { step }) };
  return { title, command: clientCommands.openRun, arguments: [opened] };
}

/** What comes back from the client may be anything. */
function referencesData(data: unknown): ReferencesData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, dir, name } = data as Readonly<Record<string, unknown>>;
  return typeof uri === 'string' && typeof dir === 'string' && typeof name === 'string'
    ? { uri, dir, name }
    : undefined;
}
