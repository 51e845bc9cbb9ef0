/** Who holds the ports that a container could not have. */
import type Docker from 'dockerode';
import type { JsonObject } from '../contracts/json.ts';
import { listOf, objectOf, textOf } from './engine-connection.ts';
import { listenerOn } from './port-listener.ts';

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
  const found = listenerOn(port, protocol);
  if (found === null || found === 'hidden') return found === null ? null : 'a program of another user';
  // An engine's own program holds a port for one of its containers, and for a moment after a failed start.
  return enginePrograms.includes(found.name) ? null : `\`${found.name}\` (pid ${found.pid})`;
}

const enginePrograms = ['conmon', 'docker-proxy', 'dockerd', 'podman', 'rootlessport'];
