/** Runs a piece of program as somebody who is not root: rights mean nothing to root. */
import { execFileSync } from 'node:child_process';

export const isRoot = process.getuid?.() === 0;

/** `nobody` on Debian, where we may choose. */
export const ordinaryUid = isRoot ? 65_534 : (process.getuid?.() ?? 0);

/** Standard output of an ES module given as text. Arguments start at `process.argv[1]`. */
export function asOrdinaryUser(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', program, ...args], {
    encoding: 'utf8',
    env,
    cwd: '/',
    ...(isRoot ? { uid: ordinaryUid, gid: ordinaryUid } : {}),
  });
}
