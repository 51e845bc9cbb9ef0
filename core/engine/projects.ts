/**
 * The projects below the folders that an editor has open. A folder with `.cw` files is a project unless another one
 * uses it as a module; a module that several projects use belongs to each of them. A file that is open outside of all
 * folders makes a project of its own folder.
 */
import type { Workspace } from './workspace.ts';

export interface Project {
  /** Absolute, `/` between folders. */
  readonly directory: string;
  readonly workspace: Workspace;
}

/** Paths are absolute, `/` between folders. */
export interface Projects {
  /** Those that a file is part of, the one that answers requests first; empty for a file that is none of ours. */
  of(path: string): readonly Project[];
  all(): readonly Project[];
}
