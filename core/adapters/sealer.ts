/**
 * The {@link Sealer} port: HMAC-SHA256 under a key of this user on this machine. The key is made when
 * first needed, once even by two processes at the same time, and refused when others could know it.
 */
import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Refusal, Sealer } from '../ports.ts';
import { makeFolder, syncFolder } from './file-system.ts';
import { errorCode, refusalOf, refuse } from './refusal.ts';

const keyBytes = 32;

/** `$XDG_CONFIG_HOME/clockwork/key`, else `~/.config/clockwork/key`. */
export function keyPathOf(env: Readonly<Record<string, string>>): string {
  const configured = env.XDG_CONFIG_HOME ?? '';
  // The base directory specification says that a relative path there counts as absent.
  const base = isAbsolute(configured) ? configured : join(env.HOME || homedir(), '.config');
  return join(base, 'clockwork', 'key');
}

/** Reads the key once, at the first seal; a refusal is not kept, so that a repaired key works at once. */
export function createSealer(keyPath: string): Sealer {
  let key: Uint8Array | undefined;
  return {
    seal(context, text) {
      if (key === undefined) {
        const found = loadKey(keyPath);
        if (!(found instanceof Uint8Array)) return found;
        key = found;
      }
      const mac = createHmac('sha256', key);
      // The length keeps ("ab", "c") and ("a", "bc") apart.
      mac.update(`${Buffer.byteLength(context)}:${context}`).update(text);
      return `hmac-sha256:${mac.digest('hex')}`;
    },
  };
}

function loadKey(path: string): Uint8Array | Refusal {
  try {
    return readKey(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return refusalOf(error, `read the key \`${path}\``);
  }
  try {
    makeKey(path);
    return readKey(path);
  } catch (error) {
    return refusalOf(error, `make the key \`${path}\``);
  }
}

function readKey(path: string): Uint8Array | Refusal {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const found = fstatSync(fd);
    const folder = statSync(dirname(path));
    if (!found.isFile())
      return refuse('EINVAL', `The key \`${path}\` is not a regular file. Remove it to have a new one made.`);
    if ((found.mode & 0o077) !== 0) {
      return refuse(
        'EACCES',
        `The key \`${path}\` can be read by others (mode ${octal(found.mode)}). Run \`chmod 600 ${path}\`; if others have used this machine meanwhile, remove it instead.`,
      );
    }
    if ((folder.mode & 0o022) !== 0) {
      return refuse(
        'EACCES',
        `Others can replace the key \`${path}\`: its folder has mode ${octal(folder.mode)}. Run \`chmod 700 ${dirname(path)}\`.`,
      );
    }
    const me = process.geteuid?.() ?? found.uid;
    if (found.uid !== me && found.uid !== 0) {
      return refuse('EACCES', `The key \`${path}\` belongs to another user (uid ${found.uid}).`);
    }
    const bytes = new Uint8Array(keyBytes + 1);
    const read = readSync(fd, bytes, 0, keyBytes + 1, 0);
    if (read !== keyBytes) {
      return refuse(
        'EINVAL',
        `The key \`${path}\` is damaged: it must have ${keyBytes} bytes and has ${found.size}. Remove it to have a new one made; what was sealed with the old one then counts as changed.`,
      );
    }
    return bytes.subarray(0, keyBytes);
  } finally {
    closeSync(fd);
  }
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
}

/** A hard link is made only if the name is free, and shows the whole key at once: of two makers one wins, both read that one. */
function makeKey(path: string): void {
  const folder = dirname(path);
  makeFolder(folder, 0o700);
  const temporary = join(folder, `.key-${randomBytes(8).toString('hex')}.tmp`);
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    try {
      writeSync(fd, randomBytes(keyBytes));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    linkSync(temporary, path);
    syncFolder(folder);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
}
