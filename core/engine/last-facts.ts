/**
 * What an editor knows of the machine without asking it: what its own process tells, and the rest from the last run of
 * the command line in a project.
 */
import type { KnownFacts } from '../contracts/env-facts.ts';
import { type LastFacts, parseLastFacts } from '../contracts/last-facts.ts';
import { layoutOf } from '../contracts/layout.ts';
import { type FileSystem, isRefusal } from '../ports.ts';

/** What a process knows of the machine that it runs on. */
export type OwnFacts = Pick<KnownFacts, 'os' | 'arch'>;

/**
 * What the last run in a project's folder found out. Undefined where there was none, where that cannot be read, and where
 * it was made on another sort of machine, as happens with a folder that is shared with a container.
 */
export function lastFacts(files: Pick<FileSystem, 'read'>, directory: string, own: OwnFacts): LastFacts | undefined {
  const bytes = files.read(layoutOf(directory).facts);
  const last = isRefusal(bytes) ? undefined : parseLastFacts(new TextDecoder().decode(bytes));
  return last?.facts.os === own.os && last.facts.arch === own.arch ? last : undefined;
}

/** Those facts; before the first run no more than the process's own. */
export function knownFacts(files: Pick<FileSystem, 'read'>, directory: string, own: OwnFacts): KnownFacts {
  return lastFacts(files, directory, own)?.facts ?? { version: '1', os: own.os, arch: own.arch };
}
