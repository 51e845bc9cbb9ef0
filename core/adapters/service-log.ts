/**
 * The log of a service. The service writes to the file itself (so that it outlives its supervisor), which is why
 * rotation copies and truncates instead of renaming: the service's own file handle stays valid, and since that one
 * appends, it goes on at the new end.
 */
import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import type { ServicePaths } from './service-record.ts';

/** A handle that appends; to be closed by the caller. */
export function openLog(paths: ServicePaths): number {
  return openSync(paths.log, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
}

export function logSizeBytes(paths: ServicePaths): number {
  return statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0;
}

/** Keeps one older log. What is written between copy and truncation is lost: microseconds, once in `limitBytes`. */
export function rotateLog(paths: ServicePaths, limitBytes: number): void {
  if (logSizeBytes(paths) <= limitBytes) return;
  copyFileSync(paths.log, paths.olderLog);
  truncateSync(paths.log);
}

const tailBytes = 4096;

/** The last lines (of the last 4 KiB) that were written after `sinceByte`; empty where there are none. */
export function lastLines(paths: ServicePaths, sinceByte: number, count = 10): string {
  let fd: number;
  try {
    fd = openSync(paths.log, constants.O_RDONLY);
  } catch {
    return '';
  }
  try {
    const sizeBytes = fstatSync(fd).size;
    // A log that was rotated meanwhile is shorter than it was.
    const since = sinceByte <= sizeBytes ? sinceByte : 0;
    const start = Math.max(since, sizeBytes - tailBytes);
    const bytes = Buffer.alloc(sizeBytes - start);
    const read = readSync(fd, bytes, 0, bytes.length, start);
    return bytes.subarray(0, read).toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(fd);
  }
}
