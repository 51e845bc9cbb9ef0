/** Which process of this machine listens on a port, as far as `/proc` tells; nothing is known on other systems. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Null: nobody listens, or it cannot be known. `hidden`: a process that we may not look at. */
export function listenerOn(
  port: number,
  protocol: string,
): { readonly pid: number; readonly name: string } | 'hidden' | null {
  const inode = socketInode(port, protocol);
  if (inode === null) return null;
  const pid = processWith(`socket:[${inode}]`);
  return pid === null ? 'hidden' : { pid: Number(pid), name: read(`/proc/${pid}/comm`).trim() };
}

function socketInode(port: number, protocol: string): string | null {
  const listening = protocol === 'tcp' ? '0A' : '07';
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of [`/proc/net/${protocol}`, `/proc/net/${protocol}6`]) {
    for (const line of read(table).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${wanted}`) === true && fields[3] === listening) return fields[9] ?? null;
    }
  }
  return null;
}

function processWith(link: string): string | null {
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of entries(`/proc/${pid}/fd`)) {
      try {
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) === link) return pid;
      } catch {
        // It was closed meanwhile.
      }
    }
  }
  return null;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
