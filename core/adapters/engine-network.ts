/** Networks and volumes: made once, never changed. */
import { digestOfJson } from '../base/canonical-json.ts';
import { isRefusal, type ObjectOwner, type Refusal } from '../ports.ts';
import type { Carried, CarryBody, CarryContext } from './engine-carry.ts';
import { type EngineConnection, inspectObject, objectOf, textOf } from './engine-connection.ts';
import { digestOf, foreign, ownLabels } from './engine-owner.ts';
import { removeObject } from './engine-remove.ts';
import { refuse } from './refusal.ts';

/** A network whose body differs is made anew, which the engine refuses while containers use it. */
export async function carryNetwork(
  connection: EngineConnection,
  body: CarryBody<'network'>,
  owner: ObjectOwner,
  { progress, signal }: CarryContext,
): Promise<Carried | Refusal> {
  const { docker, engine } = connection;
  const digest = digestOfJson({ name: body.name, body: body.body });
  const before = await inspectObject(docker, 'network', body.name);
  if (before !== null) {
    const notOurs = foreign('network', body.name, before, owner);
    if (notOurs !== null) return notOurs;
    if (digestOf(before) === digest)
      return { outputs: { id: networkId(before), name: body.name, engine }, changed: false };
    progress(`Replacing the network ${body.name}`);
    const removed = await removeObject(connection, 'network', body.name, owner, signal);
    if (isRefusal(removed)) return removed;
  }
  const labels = { ...objectOf(body.body.Labels), ...ownLabels(owner, digest) };
  await docker.createNetwork({ ...body.body, Name: body.name, Labels: textLabels(labels), abortSignal: signal });
  const made = await inspectObject(docker, 'network', body.name);
  return { outputs: { id: made === null ? '' : networkId(made), name: body.name, engine }, changed: true };
}

/** Docker says `Id`, Podman's own documents `id`. */
function networkId(document: Readonly<Record<string, unknown>>): string {
  return textOf(document.Id) || textOf(document.id);
}

/** A volume whose body differs is left as it is: making it anew would lose what is in it. */
export async function carryVolume(
  connection: EngineConnection,
  body: CarryBody<'volume'>,
  owner: ObjectOwner,
  { signal }: CarryContext,
): Promise<Carried | Refusal> {
  const { docker, engine } = connection;
  const digest = digestOfJson({ name: body.name, body: body.body });
  const before = await inspectObject(docker, 'volume', body.name);
  if (before !== null) {
    const notOurs = foreign('volume', body.name, before, owner);
    if (notOurs !== null) return notOurs;
    // One that was imported has no digest of ours: its settings are what they are.
    if (digestOf(before) !== digest && !(owner.isImported && digestOf(before) === '')) {
      return refuse(
        'EEXIST',
        `The volume \`${body.name}\` exists with other settings, and a volume cannot be changed. Save what is in it, remove it (\`docker volume rm ${body.name}\`) and apply again, or give it another \`name\`.`,
      );
    }
    return { outputs: { name: body.name, mountpoint: textOf(before.Mountpoint), engine }, changed: false };
  }
  const labels = { ...objectOf(body.body.Labels), ...ownLabels(owner, digest) };
  await docker.createVolume({ ...body.body, Name: body.name, Labels: textLabels(labels), abortSignal: signal });
  const made = await inspectObject(docker, 'volume', body.name);
  return { outputs: { name: body.name, mountpoint: textOf(made?.Mountpoint), engine }, changed: true };
}

function textLabels(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}
