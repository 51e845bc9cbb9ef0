/** The folder that a command works on, and how its paths are written for the reader. */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type Layout, layoutOf } from '../contracts/layout.ts';
import { isRefusal, type World } from '../ports.ts';
import type { Invocation } from './context.ts';
import { wrongUsage } from './failure.ts';

export interface ProjectFolder {
  readonly world: World;
  /** Absolute, with `/` between folders. */
  readonly dir: string;
  readonly layout: Layout;
  /** A path of the project as it is seen from the folder that the user stands in. */
  shown(path: string): string;
}

/** The folder of `--chdir`, else the one that the user stands in. Throws where there is no such folder. */
export async function projectFolder(invocation: Invocation): Promise<ProjectFolder> {
  const world = await invocation.host.world();
  const wanted = invocation.options.chdir;
  const dir = resolve(world.cwd, wanted ?? '.');
  const stat = world.files.stat(dir);
  if (isRefusal(stat)) {
    const name = wanted ?? dir;
    throw wrongUsage(
      stat.code === 'ENOENT'
        ? `There is no folder \`${name}\`.`
        : `The folder \`${name}\` cannot be used: ${stat.reason}`,
    );
  }
  if (stat.type !== 'directory') throw wrongUsage(`\`${wanted ?? dir}\` is not a folder.`);
  const slashed = dir.replaceAll('\\', '/');
  return { world, dir: slashed, layout: layoutOf(slashed), shown: (path) => shownPath(world.cwd, dir, path) };
}

/** A file that the user named on the command line: as if they stood in the folder of `--chdir`. */
export function userPath(folder: Pick<ProjectFolder, 'dir'>, path: string): string {
  return resolve(folder.dir, path);
}

function shownPath(cwd: string, dir: string, path: string): string {
  const full = isAbsolute(path) ? path : join(dir, path);
  const seen = relative(cwd, full).replaceAll('\\', '/');
  return seen === '' ? '.' : seen;
}
