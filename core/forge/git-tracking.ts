/** Asks git whether it keeps a path, so that it may have come with a clone. Runs nothing that the project could configure. */
import { isRefusal, type World } from '../ports.ts';

/** Settings of a repository that would make git run a program of its choice. */
const harmless = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.directory=*'];

/**
 * Whether `path` (in `dir`), or anything below it, stands in the index of the repository around `dir`. Outside of any
 * repository it does not; where git cannot be asked it counts as kept.
 */
export async function isTrackedByGit(world: World, dir: string, path: string): Promise<boolean> {
  if (!isInRepository(world, dir)) return false;
  const outcome = await world.processes.run({
    command: 'git',
    args: [...harmless.flatMap((setting) => ['-c', setting]), 'ls-files', '--error-unmatch', '--', `:(icase)${path}`],
    cwd: dir,
    env: {
      PATH: world.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
    },
    timeoutMs: 10_000,
    graceMs: 1_000,
    onOutput: () => {},
  });
  // 1: no such path in the index. Anything else that is not 0 is a git that did not answer.
  return !(outcome.status === 'exited' && outcome.exitCode === 1);
}

function isInRepository(world: World, dir: string): boolean {
  for (let at = dir; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), at.lastIndexOf('\\')))) {
    if (!isRefusal(world.files.stat(`${at}/.git`, true))) return true;
    if (!/[/\\]/.test(at)) return false;
  }
}
