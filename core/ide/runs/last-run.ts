/**
 * What the command line left in `.clockwork`: what was applied, what was seen, how things ended. Read again only where a
 * file has changed; the answers are the same objects until then, so that what is made of them can be kept by identity.
 */
import { readObservations } from '../../assembly/read-observations.ts';
import { type LoadedState, loadState } from '../../assembly/read-state.ts';
import { type LastResults, noLastResults, parseLastResults } from '../../contracts/last-results.ts';
import { type Layout, layoutOf } from '../../contracts/layout.ts';
import type { Observations } from '../../contracts/observations.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type FileSystem, isRefusal } from '../../ports.ts';
import { withoutDigests } from './without-key.ts';

export type ReadableFiles = Pick<FileSystem, 'read' | 'stat'>;

export interface LastRun {
  readonly layout: Layout;
  /** Or why there is none to work with; empty where nothing was applied yet. */
  readonly loaded: LoadedState | { readonly problem: Diagnostic };
  /** Null where nothing was observed yet, or where that cannot be read. */
  readonly observations: Observations | null;
  /** Empty where nothing was noted yet, or where that cannot be read. */
  readonly results: LastResults;
}

/**
 * `directory` is the project's, absolute. Keyed digests are taken out of what was applied, and out of what was seen where
 * it is what was applied. Never throws for what the files hold.
 */
export function lastRun(files: ReadableFiles, directory: string): LastRun {
  const layout = layoutOf(directory);
  const loaded = kept(files, [layout.state, layout.journal], () => withoutDigests(loadState(files, layout)));
  const observations = kept(files, [layout.observations, layout.state, layout.journal], () => {
    const applied = loadState(files, layout);
    return withoutDigests(readObservations(files, layout), 'problem' in applied ? undefined : applied.state);
  });
  const results = kept(files, [layout.lastResults], () => readLastResults(files, layout));
  return { layout, loaded, observations, results };
}

function readLastResults(files: ReadableFiles, layout: Layout): LastResults {
  const bytes = files.read(layout.lastResults);
  return (isRefusal(bytes) ? undefined : parseLastResults(new TextDecoder().decode(bytes))) ?? noLastResults;
}

interface Kept {
  /** Time of change and size of each file. */
  readonly stamp: string;
  readonly value: unknown;
}

const memo = new WeakMap<ReadableFiles, Map<string, Kept>>();

/** What `read` gave when the files were last as they are now; a call always reads the same for the same paths. */
function kept<T>(files: ReadableFiles, paths: readonly [string, ...string[]], read: () => T): T {
  let known = memo.get(files);
  if (known === undefined) {
    known = new Map();
    memo.set(files, known);
  }
  const stamp = paths.map((path) => stampOf(files, path)).join(' ');
  const last = known.get(paths[0]);
  if (last?.stamp === stamp) return last.value as T;
  const value = read();
  known.set(paths[0], { stamp, value });
  return value;
}

function stampOf(files: ReadableFiles, path: string): string {
  const stat = files.stat(path);
  return isRefusal(stat) ? stat.code : `${stat.modifiedMs}:${stat.sizeBytes}`;
}
