/** Removal of an engine's objects: ours alone, gracefully, and nothing there is fine. */
import type Docker from 'dockerode';
import type { ObjectOwner, Refusal } from '../ports.ts';
import {
  type EngineConnection,
  engineMessage,
  inspectObject,
  listOf,
  type ObjectKind,
  objectOf,
  statusOf,
  textOf,
} from './engine-connection.ts';
import { foreign, foreignImage } from './engine-owner.ts';
import { refuse } from './refusal.ts';

/** Whether something was removed. A container's nameless volumes go with it; an image only loses its tag. */
export async function removeObject(
  connection: EngineConnection,
  object: ObjectKind,
  name: string,
  owner: ObjectOwner,
  signal: AbortSignal,
): Promise<boolean | Refusal> {
  const { docker } = connection;
  const found = await inspectObject(docker, object, name);
  if (found === null) return false;
  const notOurs = object === 'image' ? foreignImage(name, found, owner) : foreign(object, name, found, owner);
  if (notOurs !== null) return notOurs;
  try {
    switch (object) {
      case 'container':
        await endContainer(docker, textOf(found.Id), { withVolumes: true, signal });
        break;
      case 'image':
        await docker.getImage(name).remove({ abortSignal: signal });
        break;
      case 'network':
        await docker.getNetwork(name).remove({ abortSignal: signal });
        break;
      case 'volume':
        await docker.getVolume(name).remove({ abortSignal: signal });
        break;
    }
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return true;
    if (status !== 409 && status !== 403 && status !== 500) throw error;
    const users = await usersOf(docker, object, name, textOf(found.Id));
    if (users.length === 0) throw error;
    const list = users.map((user) => `\`${user}\``).join(', ');
    return refuse(
      'EBUSY',
      `The ${object} \`${name}\` is still in use by ${list}: ${engineMessage(error)}. Remove or change ${users.length === 1 ? 'that' : 'those'} first.`,
    );
  }
}

/** Stops with the container's own grace (ten seconds unless it says otherwise), then removes. */
export async function endContainer(
  docker: Docker,
  id: string,
  options: { readonly withVolumes: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const container = docker.getContainer(id);
  await tolerate([304, 404], container.stop({ abortSignal: options.signal }));
  await tolerate([404], container.remove({ v: options.withVolumes, force: true, abortSignal: options.signal }));
}

/** Waits for a call; an answer with one of these states counts as done. */
export async function tolerate(statuses: readonly number[], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}

/** Names of the containers that use an object. */
async function usersOf(docker: Docker, object: ObjectKind, name: string, id: string): Promise<readonly string[]> {
  const containers = await docker.listContainers({ all: true });
  return containers.flatMap((container) => {
    const uses =
      (object === 'image' && (container.Image === name || container.ImageID === id)) ||
      (object === 'network' && name in objectOf(container.NetworkSettings?.Networks)) ||
      (object === 'volume' && listOf(container.Mounts).some((mount) => objectOf(mount).Name === name));
    return uses ? [(container.Names[0] ?? container.Id).replace(/^\//, '')] : [];
  });
}
