/** Who holds the ports that a container could not have. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type Docker from 'dockerode';
import type { JsonObject } from '../contracts/json.ts';
import { listOf, objectOf, textOf } from './engine-connection.ts';

/** One sentence for each wanted host port that somebody else holds. */
export async function portHolders(docker: Docker, container: JsonObject): Promise<readonly string[]> {
  const wanted = wantedPorts(container);
  const others = await docker.listContainers({ all: false }).catch(() => []);
  return wanted.flatMap(({ port, protocol }) => {
    const other = others.find(
      (one) =>
        one.Id !== container.Id && one.Ports.some((bound) => bound.PublicPort === port && bound.Type === protocol),
    );
    if (other !== undefined)
      return [
        `Port ${port}/${protocol} is taken by the container \`${(other.Names[0] ?? other.Id).replace(/^\//, '')}\`.`,
      ];
    const holder = listener(port, protocol);
    return holder === null ? [] : [`Port ${port}/${protocol} is taken by ${holder}.`];
  });
}

function wantedPorts(container: JsonObject): readonly { readonly port: number; readonly protocol: string }[] {
  return Object.entries(objectOf(objectOf(container.HostConfig).PortBindings)).flatMap(([key, bindings]) =>
    listOf(bindings).flatMap((binding) => {
      const port = Number(textOf(objectOf(binding).HostPort));
      return port > 0 ? [{ port, protocol: key.split('/')[1] ?? 'tcp' }] : [];
    }),
  );
}

/** A process of this machine that listens there; null where none does. One that we may not look at is still told. */
function listener(port: number, protocol: string): string | null {
  const inode = socketInode(port, protocol);
  if (inode === null) return null;
  const pid = processWith(`socket:[${inode}]`);
  if (pid === null) return 'a program of another user';
  const name = read(`/proc/${pid}/comm`).trim();
  // An engine's own program holds a port for one of its containers, and for a moment after a failed start.
  return enginePrograms.includes(name) ? null : `\`${name}\` (pid ${pid})`;
}

const enginePrograms = ['conmon', 'docker-proxy', 'dockerd', 'podman', 'rootlessport'];

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
