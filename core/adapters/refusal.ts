/** How an error of the operating system becomes a {@link Refusal}: one place, so that all adapters speak alike. */
import type { Refusal } from '../ports.ts';

/** A refusal with our own words. */
export function refuse(code: string, reason: string): Refusal {
  return { refused: true, code, reason };
}

/** `attempt` says what was tried and on what: "write `/a/b`". Anything that is no system error becomes code `EUNKNOWN`. */
export function refusalOf(error: unknown, attempt: string): Refusal {
  const code = errorCode(error);
  return refuse(code, `Cannot ${attempt}: ${meanings[code] ?? errorText(error)}.`);
}

/** The system's code of an error, `EUNKNOWN` where it has none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'EUNKNOWN';
  if (typeof error.code !== 'string') return 'EUNKNOWN';
  return error.code === 'ERR_INVALID_ARG_VALUE' ? 'EINVAL' : error.code;
}

/** The first line of an error's message, without the full stop. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? text).replace(/\.$/, '');
}

/** What a system's code means for a person. */
export function meaningOf(code: string): string | undefined {
  return meanings[code];
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is already in use',
  EAI_AGAIN: 'the name could not be looked up (no answer from the name server)',
  EBUSY: 'it is in use',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the other side broke the connection off',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name is there already',
  EFBIG: 'the file is too big',
  EHOSTUNREACH: 'the host cannot be reached',
  EINVAL: 'the system does not take this name or value',
  EIO: 'the disk reported an error',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead back to themselves',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENETUNREACH: 'the network cannot be reached',
  ENFILE: 'too many files are open on this machine',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'the folder is not empty',
  ENOTFOUND: 'no such host is known',
  EPERM: 'the system does not permit it',
  EPIPE: 'the other side has closed the connection',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'there was no answer in time',
  ETXTBSY: 'the program is running',
  EXDEV: 'it would have to move to another disk',
};
