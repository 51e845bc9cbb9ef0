/** Loads the project that a command works on, and says what stands in its way. */

import { parseDurationMs } from '../base/duration.ts';
import type { EnvFacts } from '../contracts/env-facts.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createWorkspace, type Snapshot } from '../engine/workspace.ts';
import type { Model } from '../intake/model.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import type { Invocation } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { CommandFailure, wrongUsage } from './failure.ts';
import { type ProjectFolder, projectFolder, userPath } from './folder.ts';
import { inputsOf } from './options.ts';
import { loadParser } from './parser.ts';
import { hasErrors, type Places, sayDiagnostics } from './report.ts';

/** A project as it was loaded, and where the places of its diagnostics are. */
export interface OpenProject extends Places {
  readonly folder: ProjectFolder;
  readonly facts: EnvFacts;
  readonly snapshot: Snapshot;
  readonly model: Model;
  /** Every file that was read for it so far, absolute: more are added while it is evaluated. */
  readonly sources: ReadonlySet<string>;
  /** What was found while loading it. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadOptions {
  /** What an unset required variable is. */
  readonly unset: 'unknown' | 'error';
}

/** Loads whatever there is, errors and all. Throws where there is no such folder. */
export async function loadProject(invocation: Invocation, options: LoadOptions): Promise<OpenProject> {
  const folder = await projectFolder(invocation);
  const { world } = folder;
  const [facts] = await Promise.all([world.facts.gather(), loadParser(world)]);
  const inputs = inputsOf(invocation.options).map((input) =>
    input.kind === 'file' ? { ...input, path: userPath(folder, input.path) } : input,
  );
  for (const input of inputs) {
    if (input.kind !== 'file') continue;
    const stat = world.files.stat(input.path);
    if (isRefusal(stat)) {
      const shown = folder.shown(input.path);
      throw wrongUsage(
        stat.code === 'ENOENT'
          ? `There is no variable file \`${shown}\`.`
          : `\`${shown}\` cannot be read: ${stat.reason}`,
      );
    }
  }
  const sources = new Set<string>();
  const read: FileSystem['read'] = (path) => {
    sources.add(path);
    return world.files.read(path);
  };
  const workspace = createWorkspace({
    files: { ...world.files, read },
    directory: folder.dir,
    facts,
    env: world.env,
    inputs,
    cwd: world.cwd,
    unset: options.unset,
    isOneShot: true,
  });
  const snapshot = workspace.snapshot();
  return {
    folder,
    facts,
    snapshot,
    model: snapshot.model,
    sources,
    diagnostics: snapshot.diagnostics,
    files: snapshot.files,
    shown: (path) => folder.shown(path),
  };
}

/**
 * Loads a project that has to be sound. Its errors are printed, and end the command with exit code 3, as does a
 * folder without `.cw` files (unless everything is to be destroyed, for which the record is enough).
 */
export async function openProject(
  invocation: Invocation,
  options: { readonly destroy?: boolean } = {},
): Promise<OpenProject> {
  const destroys = options.destroy === true || invocation.options.destroy === true;
  const project = await loadProject(invocation, { unset: destroys ? 'unknown' : 'error' });
  if (!destroys) requireFiles(project);
  if (hasErrors(project.diagnostics)) {
    await sayDiagnostics(invocation, project, project.diagnostics);
    throw new CommandFailure(exitCodes.configuration);
  }
  return project;
}

/** Throws where the folder holds nothing of ours. */
export function requireFiles(project: OpenProject): void {
  if ([...project.files.keys()].some((path) => path.endsWith('.cw'))) return;
  const { folder } = project;
  // What could not be read has been said already.
  if (hasErrors(project.diagnostics)) return;
  const where = folder.dir === folder.world.cwd ? 'this folder' : `\`${folder.shown('.')}\``;
  throw new CommandFailure(
    exitCodes.configuration,
    `There are no .cw files in ${where}. \`clockwork init\` makes a first one.`,
  );
}

/** What must not be left out silently: said, and refused with exit code 7. */
export async function requireCarriedOut(invocation: Invocation, project: OpenProject): Promise<void> {
  const { refusals } = project.model;
  if (refusals.length === 0) return;
  const diagnostics = refusals.map(
    ({ message, place }): Diagnostic => ({ code: 'refused-feature', severity: 'error', message, place }),
  );
  await sayDiagnostics(invocation, project, diagnostics);
  throw new CommandFailure(exitCodes.refused);
}

/** The embedded compiler is the only one that this version has. */
export function requireEmbedded(invocation: Invocation): void {
  if (invocation.options.compiler === 'agent') {
    throw wrongUsage(
      'The agent compiler is not in this version. Leave `--compiler` out, or say `--compiler embedded`.',
    );
  }
}

/** Steps are run on Linux and macOS; on Windows the rest works, and WSL does this. */
export function requireRunner(project: OpenProject): void {
  if (project.facts.os !== 'win32') return;
  throw new CommandFailure(
    exitCodes.failed,
    'On Windows nothing can be carried out directly. Use Clockwork inside of WSL (`wsl clockwork apply`); plan, validate, fmt and the editor work here.',
  );
}

/** How many steps may run at once: the option, the project's settings, else one for each processor. */
export function parallelismOf(invocation: Invocation, project: OpenProject): number {
  return invocation.options.parallelism ?? project.model.settings.parallelism ?? Math.max(2, project.facts.cpus);
}

/** Milliseconds, or undefined where each step's own time-out counts. */
export function timeoutOf(invocation: Invocation, project: OpenProject): number | undefined {
  const { timeoutPerStep } = project.model.settings;
  return (
    invocation.options.timeoutPerStep ?? (timeoutPerStep === undefined ? undefined : parseDurationMs(timeoutPerStep))
  );
}
