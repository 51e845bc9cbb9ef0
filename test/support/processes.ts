/** Whether processes that tests started still run. */
import fs from 'node:fs';

/** A dead process that its parent has not asked about yet (a zombie) does not run. */
export function isAlive(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
