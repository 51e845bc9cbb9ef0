/**
 * Which process a number means. Process ids are used again, so a process that is remembered on disk is
 * known by id, start time and boot; the namespace tells apart containers that share a folder.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from './refusal.ts';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot on Linux, `ps`'s words elsewhere. */
  readonly startTime: string;
  /** Empty where the system has none. */
  readonly bootId: string;
  readonly namespace: string;
}

/** What `/proc/<pid>/stat` says. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** `Z` and `X` are dead already. */
  readonly state: string;
  readonly startTime: string;
}

/** Null where there is no such process. */
export function identify(pid: number): ProcessIdentity | null {
  const startTime = startTimeOf(pid);
  return startTime === null ? null : { pid, startTime, bootId: bootId(), namespace: namespace() };
}

/** `elsewhere`: another pid namespace, where we cannot look. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'elsewhere' {
  if (identity.bootId !== bootId()) return 'dead';
  if (identity.namespace !== namespace()) return 'elsewhere';
  return startTimeOf(identity.pid) === identity.startTime ? 'alive' : 'dead';
}

/** Null where there is no such process, or no `/proc`. */
export function processRow(pid: number): ProcessRow | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name in brackets may hold anything, so fields are counted from the last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTime: fields[19] ?? '',
  };
}

export function isGone(row: ProcessRow | null): boolean {
  return row === null || row.state === 'Z' || row.state === 'X';
}

/** Whether anything of the process group lives (zombies do not count where they can be told). */
export function groupExists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Sends a signal to a process, or with a negative number to a group; false where nothing is there. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const row = processRow(pid);
    return row === null || isGone(row) ? null : row.startTime;
  }
  const { stdout, status } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

let knownBootId: string | undefined;
function bootId(): string {
  knownBootId ??= firstLine(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return knownBootId;
}

let knownNamespace: string | undefined;
function namespace(): string {
  knownNamespace ??= firstLine(() => readlinkSync('/proc/self/ns/pid'));
  return knownNamespace;
}

function firstLine(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}
