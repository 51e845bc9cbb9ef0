/**
 * The {@link Locker} port: a lock file that names its holder. It is made by a hard link, so it is there
 * whole or not at all, and a holder that no longer lives is taken over by exactly one of those who wait:
 *
 * each lock and each claim carries a random `nonce`; whoever wants to take over a dead one first links a
 * claim file named after its nonce, which only one can do. A dead claimer is claimed in the same way, so
 * there is one last, living claimer; it alone renames its own lock over the dead one.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Clock, Locker, LockHolder, Refusal } from '../ports.ts';
import { makeFolder } from './file-system.ts';
import { identify, livenessOf } from './process-identity.ts';
import { errorCode, refusalOf, refuse } from './refusal.ts';

const recordSchema = z.object({
  pid: z.int(),
  host: z.string(),
  command: z.string(),
  since: z.string(),
  startTime: z.string(),
  bootId: z.string(),
  namespace: z.string(),
  nonce: z.string().regex(/^[0-9a-f]{16}$/),
});
type LockRecord = z.output<typeof recordSchema>;

/** Between two looks at a lock that is held. */
const pollMs = 100;

export function createLocker(clock: Clock): Locker {
  return {
    async acquire(path, command, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs;
      try {
        makeFolder(dirname(path), 0o700);
        for (;;) {
          const record = recordOf(command, clock);
          const held = tryOnce(path, record);
          if (held === null) return { release: releaseOnce(path, record.nonce) };
          if ('refused' in held) return held;
          const leftMs = deadline - clock.monotonic();
          if (leftMs <= 0 || signal?.aborted === true) return { heldBy: holderOf(held) };
          await clock.sleep(Math.min(pollMs, leftMs), signal);
        }
      } catch (error) {
        return refusalOf(error, `lock \`${path}\``);
      }
    },
    async holder(path) {
      const record = readRecord(path);
      return record === null || 'refused' in record || isDead(record) ? null : holderOf(record);
    },
  };
}

function recordOf(command: string, clock: Clock): LockRecord {
  const identity = identify(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    command,
    since: new Date(clock.now()).toISOString(),
    startTime: identity?.startTime ?? '',
    bootId: identity?.bootId ?? '',
    namespace: identity?.namespace ?? '',
    nonce: randomBytes(8).toString('hex'),
  };
}

function holderOf(record: LockRecord): LockHolder {
  return { pid: record.pid, host: record.host, command: record.command, since: record.since };
}

/** Null: the lock is ours. Else who holds it. */
function tryOnce(path: string, mine: LockRecord): LockRecord | Refusal | null {
  const temporary = `${path}.${mine.nonce}.tmp`;
  writeFileSync(temporary, JSON.stringify(mine), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (linkNew(temporary, path)) return null;
      const held = readRecord(path);
      if (held === null) continue;
      if ('refused' in held || !isDead(held)) return held;
      const rival = takeOver(path, held, temporary);
      if (rival !== 'gone') return rival;
    }
  } finally {
    removeIfThere(temporary);
  }
}

/** Takes over the dead lock `dead`. Null: done; a record: a living rival is at it; `gone`: look again. */
function takeOver(path: string, dead: LockRecord, temporary: string): LockRecord | Refusal | null | 'gone' {
  const claims: string[] = [];
  for (let last = dead; ; ) {
    const claim = `${path}.${last.nonce}.claim`;
    claims.push(claim);
    if (linkNew(temporary, claim)) break;
    const rival = readRecord(claim);
    if (rival === null) return 'gone';
    if ('refused' in rival || !isDead(rival)) return rival;
    last = rival;
  }
  // From here on nobody else may replace `dead`; but somebody may have done so before we claimed it.
  const now = readRecord(path);
  const unchanged = now !== null && 'nonce' in now && now.nonce === dead.nonce;
  if (unchanged) renameSync(temporary, path);
  for (const claim of claims.reverse()) removeIfThere(claim);
  return unchanged ? null : 'gone';
}

/** A holder on another machine, or in another pid namespace, counts as alive: we cannot see it. */
function isDead(record: LockRecord): boolean {
  return record.host === hostname() && livenessOf(record) === 'dead';
}

function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function readRecord(path: string): LockRecord | Refusal | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const parsed = recordSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  return refuse('EINVAL', `The lock \`${path}\` is damaged. Remove it if no other run is at work on this project.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Locks of this process by nonce. */
const ours = new Map<string, () => void>();

function releaseAll(): void {
  for (const release of ours.values()) release();
}

/** Gives the lock back once, at the latest when this process exits by itself. */
function releaseOnce(path: string, nonce: string): () => void {
  const release = () => {
    if (!ours.delete(nonce)) return;
    if (ours.size === 0) process.removeListener('exit', releaseAll);
    try {
      const now = readRecord(path);
      if (now !== null && 'nonce' in now && now.nonce === nonce) unlinkSync(path);
    } catch {
      // A lock that cannot be removed names a process that will be dead: the next run takes it over.
    }
  };
  if (ours.size === 0) process.once('exit', releaseAll);
  ours.set(nonce, release);
  return release;
}
