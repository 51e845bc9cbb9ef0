/** Probes of files and folders. Synchronous below, so that ten thousand small files take a fraction of a second. */
import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ProbeAnswer } from '../contracts/probe.ts';
import { errorCode, refusalOf } from './refusal.ts';

/** Above this a file is hashed in the background, so that other probes go on meanwhile. */
const hashedAtOnceBytes = 4 * 1024 * 1024;

/** Links are followed; a link that leads nowhere is answered as `other` with `symlink`. */
export function statPath(path: string, digest: boolean): ProbeAnswer | Promise<ProbeAnswer> {
  try {
    const own = lstatSync(path, { throwIfNoEntry: false });
    if (own === undefined) return { kind: 'absent' };
    const symlink = own.isSymbolicLink();
    const found = symlink ? statSync(path, { throwIfNoEntry: false }) : own;
    if (found === undefined) return { ...describe(own), type: 'other', symlink };
    if (found.isDirectory()) return { ...describe(found), symlink, entries: readdirSync(path).length };
    const answer = { ...describe(found), symlink };
    if (!digest || !found.isFile()) return answer;
    if (found.size > hashedAtOnceBytes) return hashInBackground(path, answer);
    const bytes = readUpTo(path, hashedAtOnceBytes + 1);
    return bytes.length > hashedAtOnceBytes
      ? hashInBackground(path, answer)
      : { ...answer, sizeBytes: bytes.length, digest: `sha256:${hash('sha256', bytes, 'hex')}` };
  } catch (error) {
    return refusedOrAbsent(error, `look at \`${path}\``);
  }
}

/** Text of a regular file; bytes that are no UTF-8 become U+FFFD. */
export function readText(path: string, maxBytes: number): ProbeAnswer {
  try {
    const bytes = readUpTo(path, maxBytes + 1);
    const truncated = bytes.length > maxBytes;
    // With `stream` a character that the limit cuts in two is left out.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, maxBytes), {
      stream: truncated,
    });
    return { kind: 'content', text, truncated };
  } catch (error) {
    return refusedOrAbsent(error, `read \`${path}\``);
  }
}

type PathAnswer = Extract<ProbeAnswer, { kind: 'path' }>;

function describe(found: Stats): Omit<PathAnswer, 'symlink'> {
  return {
    kind: 'path',
    type: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
    mode: found.mode & 0o7777,
    sizeBytes: found.size,
    uid: found.uid,
    gid: found.gid,
  };
}

let shared = Buffer.alloc(0);

/** The bytes are valid until the next call: one buffer serves all small files. */
function readUpTo(path: string, maxBytes: number): Uint8Array {
  // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (found.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    if (!found.isFile()) throw new Error('it is no regular file');
    // Files of /proc say size 0 and hold more, so the size is a hint alone.
    const wanted = Math.min(maxBytes, Math.max(found.size + 1, 4096));
    if (shared.length < wanted) shared = Buffer.allocUnsafeSlow(Math.max(wanted, 64 * 1024));
    let length = 0;
    for (;;) {
      const read = readSync(fd, shared, length, Math.min(shared.length, maxBytes) - length, null);
      length += read;
      if (read === 0 || length >= maxBytes) return shared.subarray(0, length);
      if (length < shared.length) continue;
      const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, shared.length * 2));
      shared.copy(larger, 0, 0, length);
      shared = larger;
    }
  } finally {
    closeSync(fd);
  }
}

async function hashInBackground(path: string, answer: PathAnswer): Promise<ProbeAnswer> {
  try {
    const digest = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), digest);
    return { ...answer, digest: `sha256:${digest.digest('hex')}` };
  } catch (error) {
    return refusedOrAbsent(error, `read \`${path}\``);
  }
}

function refusedOrAbsent(error: unknown, attempt: string): ProbeAnswer {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  return { kind: 'refused', reason: refusalOf(error, attempt).reason };
}
