/**
 * Everything that a started process has brought into the world, and its end. A process belongs to the
 * tree when it is in the root's session or process group, has an ancestor in the tree, or carries the
 * root's token in its environment: that one also finds daemons that forked twice and made a session of
 * their own. (Only a process that does both *and* clears its environment gets away; a sandbox with a pid
 * namespace ends that one too.)
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { groupExists, isGone, type ProcessRow, processRow, sendSignal } from './process-identity.ts';

/** Name of the environment variable that marks what a step starts. */
export const tokenName = 'CLOCKWORK_STEP_TOKEN';

export interface TreeRoot {
  readonly pid: number;
  /** Value of {@link tokenName} in its environment. */
  readonly token: string;
  /** `performance.now()` just before it was started. */
  readonly startedMs: number;
}

export interface TreeMember {
  readonly pid: number;
  /** Whether a signal to the root's process group reaches it. */
  readonly isInGroup: boolean;
}

/** Processes of the tree that live, without the root itself if it is gone. Empty where there is no `/proc`. */
export function treeMembers(root: TreeRoot): readonly TreeMember[] {
  const rows = new Map<number, ProcessRow>();
  const marked = Buffer.from(`${tokenName}=${root.token}\0`);
  const members = new Set<number>();
  for (const pid of candidatePids(root)) {
    const row = processRow(pid);
    if (row === null || isGone(row)) continue;
    rows.set(pid, row);
    if (row.session === root.pid || row.group === root.pid || carries(pid, marked)) members.add(pid);
  }
  for (let grew = true; grew; ) {
    grew = false;
    for (const row of rows.values()) {
      if (members.has(row.pid) || !(members.has(row.parent) || row.parent === root.pid)) continue;
      members.add(row.pid);
      grew = true;
    }
  }
  return [...members].map((pid) => ({ pid, isInGroup: rows.get(pid)?.group === root.pid }));
}

/**
 * Ends the whole tree: SIGTERM to all of it, SIGKILL after `graceMs` to what is left, again until nothing is.
 * Resolves with how many could not be ended (stuck in the kernel, or not ours): 0 unless something is very wrong.
 */
export async function endTree(root: TreeRoot, graceMs: number): Promise<number> {
  let left = survivors(root);
  if (left.length === 0) return 0;
  signalAll(root, left, 'SIGTERM');
  // A stopped process would only see SIGTERM once it goes on.
  signalAll(root, left, 'SIGCONT');
  left = await waitUntilGone(root, graceMs);
  for (let round = 0; left.length > 0 && round < killRounds; round++) {
    signalAll(root, left, 'SIGKILL');
    left = await waitUntilGone(root, killRoundMs);
  }
  return left.length;
}

/** SIGKILL is sent again for this long: a tree that forks faster than we look needs more than one. */
const killRounds = 50;
const killRoundMs = 100;

async function waitUntilGone(root: TreeRoot, forMs: number): Promise<readonly TreeMember[]> {
  const deadline = performance.now() + forMs;
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 50)) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(pauseMs, deadline - performance.now()))));
    const left = survivors(root);
    if (left.length === 0 || performance.now() >= deadline) return left;
  }
}

function survivors(root: TreeRoot): readonly TreeMember[] {
  if (process.platform === 'linux') return treeMembers(root);
  return groupExists(root.pid) ? [{ pid: root.pid, isInGroup: true }] : [];
}

/** Each gets it once: many programs take a second SIGTERM as "stop cleaning up". */
function signalAll(root: TreeRoot, members: readonly TreeMember[], signal: NodeJS.Signals): void {
  // The group first: it is signalled as one, without a moment in which it could fork.
  if (members.some((member) => member.isInGroup)) sendSignal(-root.pid, signal);
  for (const member of members) if (!member.isInGroup) sendSignal(member.pid, signal);
}

/**
 * Ids are given out in order, so what the root started has a higher one, unless the numbers have wrapped
 * around meanwhile. Looking at those alone keeps the overhead of a short step small on a busy machine.
 */
function candidatePids(root: TreeRoot): readonly number[] {
  const all: number[] = [];
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return all;
  }
  const elapsedMs = performance.now() - root.startedMs;
  const lastPid = Number(readFileSync('/proc/loadavg', 'latin1').split(' ')[4]);
  const wrapped = lastPid < root.pid || elapsedMs > pidLimit() / forksPerMsAtMost;
  for (const name of names) {
    const pid = Number(name);
    if (Number.isInteger(pid) && (wrapped || pid >= root.pid) && pid !== process.pid) all.push(pid);
  }
  return all;
}

/** More than the largest machines fork. */
const forksPerMsAtMost = 200;

let knownPidLimit: number | undefined;
function pidLimit(): number {
  knownPidLimit ??= Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
  return knownPidLimit;
}

let environBuffer = Buffer.alloc(64 * 1024);

/** Whether a process has the marker in the environment that it was started with. */
function carries(pid: number, marked: Buffer): boolean {
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/environ`, 'r');
  } catch {
    return false;
  }
  try {
    let length = 0;
    for (;;) {
      const read = readSync(fd, environBuffer, length, environBuffer.length - length, null);
      if (read === 0) break;
      length += read;
      if (length < environBuffer.length) continue;
      const larger = Buffer.alloc(environBuffer.length * 2);
      environBuffer.copy(larger);
      environBuffer = larger;
    }
    return environBuffer.subarray(0, length).includes(marked);
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}
