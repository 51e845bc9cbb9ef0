/**
 * Replacing a container by one that differs. The new one is created beside the old one first, so that a body that the
 * engine does not take leaves the old one running; the old one is then stopped and set aside under another name, and is
 * removed only once the new one has started. Where that fails it comes back as it was.
 */
import type Docker from 'dockerode';
import type { JsonObject } from '../contracts/json.ts';
import type { ObjectOwner, Refusal } from '../ports.ts';
import type { CarryContext } from './engine-carry.ts';
import {
  type EngineConnection,
  engineMessage,
  engineRefusal,
  inspectObject,
  objectOf,
  textOf,
} from './engine-connection.ts';
import { foreign } from './engine-owner.ts';
import { endContainer, tolerate } from './engine-remove.ts';
import { refuse } from './refusal.ts';

export interface NewContainer {
  readonly name: string;
  /** As the engine's API takes it, labels included. */
  readonly create: JsonObject;
  readonly networks: readonly string[];
}

export interface MadeContainer {
  /** Of the new one, not started yet. */
  readonly document: JsonObject;
  /** Removes the one before it. */
  finish(): Promise<void>;
  /** Removes the new one and brings back the one before it; gives the refusal, with what became of that. */
  undo(because: Refusal): Promise<Refusal>;
}

/** Bringing the old one back is done even where the run was cancelled, so it has a time-out of its own. */
const restoreMs = 60_000;

/** Creates a container, in place of `before` where there is one. Nothing has changed where it answers a refusal. */
export async function makeContainer(
  connection: EngineConnection,
  wanted: NewContainer,
  before: JsonObject | null,
  { progress, signal }: CarryContext,
): Promise<MadeContainer | Refusal> {
  const { docker } = connection;
  const { name } = wanted;
  const attempt = `${before === null ? 'create' : 'replace'} the container \`${name}\``;
  let made: Docker.Container | undefined;
  let old: OldContainer | undefined;
  try {
    progress(`${before === null ? 'Creating' : 'Replacing'} the container ${name}`);
    await removeLeftover(docker, `${name}.clockwork-new`, signal);
    made = await create(docker, wanted, before === null ? name : `${name}.clockwork-new`, signal);
    if (before !== null) {
      old = oldContainer(before, name);
      await setAside(docker, old, signal);
      await made.rename({ name, abortSignal: signal });
    }
    const document = await inspectObject(docker, 'container', name);
    if (document === null) {
      return refuse('ENGINE', `The container \`${name}\` vanished right after it was created.`);
    }
    const [container, aside] = [made, old];
    return {
      document,
      // Nameless volumes of the old one stay: they may hold data that nobody meant to lose.
      finish: async () => {
        if (aside !== undefined) await endContainer(docker, aside.id, { withVolumes: false, signal });
      },
      undo: async (because) => (aside === undefined ? because : restore(connection, container, aside, because)),
    };
  } catch (error) {
    const refusal = engineRefusal(error, attempt, connection, signal);
    if (made === undefined) return refusal;
    if (old === undefined) {
      await tolerate([404], made.remove({ force: true, v: true })).catch(() => {});
      return refusal;
    }
    return restore(connection, made, old, refusal);
  }
}

export interface FoundContainer {
  /** Null where there is none of that name. */
  readonly document: JsonObject | null;
  /** Id of an old one that a run set aside and did not come to remove. */
  readonly leftover: string | undefined;
}

/**
 * The container of that name. Where a run was ended in the middle of a replacement, the old one that it had set aside
 * takes its name again first.
 */
export async function findContainer(docker: Docker, name: string, owner: ObjectOwner): Promise<FoundContainer> {
  const document = await inspectObject(docker, 'container', name);
  const aside = await inspectObject(docker, 'container', asideName(name));
  if (aside === null || foreign('container', asideName(name), aside, owner) !== null) {
    return { document, leftover: undefined };
  }
  const id = textOf(aside.Id);
  if (document !== null) return { document, leftover: id };
  await docker.getContainer(id).rename({ name });
  return { document: await inspectObject(docker, 'container', name), leftover: undefined };
}

interface OldContainer {
  readonly id: string;
  readonly name: string;
  readonly wasRunning: boolean;
  /** The engine removes it by itself as soon as it stops. */
  readonly isFleeting: boolean;
}

function oldContainer(document: JsonObject, name: string): OldContainer {
  const state = objectOf(document.State);
  return {
    id: textOf(document.Id),
    name,
    wasRunning: state.Running === true || state.Restarting === true,
    isFleeting: objectOf(document.HostConfig).AutoRemove === true,
  };
}

function asideName(name: string): string {
  return `${name}.clockwork-old`;
}

async function create(
  docker: Docker,
  wanted: NewContainer,
  name: string,
  signal: AbortSignal,
): Promise<Docker.Container> {
  // dockerode would put the body into the address as well, environment and all, unless told what goes where.
  const options: Docker.ContainerCreateOptions = Object.assign(
    {},
    { _query: { name }, _body: wanted.create, abortSignal: signal },
  );
  const made = await docker.createContainer(options);
  try {
    for (const network of wanted.networks) await docker.getNetwork(network).connect({ Container: made.id });
  } catch (error) {
    await tolerate([404], made.remove({ force: true, v: true }));
    throw error;
  }
  return made;
}

async function setAside(docker: Docker, old: OldContainer, signal: AbortSignal): Promise<void> {
  if (old.isFleeting) {
    await endContainer(docker, old.id, { withVolumes: false, signal });
    return;
  }
  const container = docker.getContainer(old.id);
  await removeLeftover(docker, asideName(old.name), signal);
  await tolerate([304], container.stop({ abortSignal: signal }));
  await container.rename({ name: asideName(old.name), abortSignal: signal });
}

async function removeLeftover(docker: Docker, name: string, signal: AbortSignal): Promise<void> {
  const leftover = await inspectObject(docker, 'container', name);
  if (leftover !== null) await endContainer(docker, textOf(leftover.Id), { withVolumes: true, signal });
}

async function restore(
  { docker }: EngineConnection,
  made: Docker.Container,
  old: OldContainer,
  because: Refusal,
): Promise<Refusal> {
  const answer = (outcome: string): Refusal => ({ ...because, reason: `${because.reason} ${outcome}` });
  const abortSignal = AbortSignal.timeout(restoreMs);
  try {
    await tolerate([404], made.remove({ force: true, v: true, abortSignal }));
    if (old.isFleeting)
      return answer('The container that was there before is gone: the engine removes it when it stops.');
    const container = docker.getContainer(old.id);
    const now = await inspectObject(docker, 'container', old.id);
    if (textOf(now?.Name).replace(/^\//, '') !== old.name) await container.rename({ name: old.name, abortSignal });
    if (old.wasRunning) await tolerate([304], container.start({ abortSignal }));
    return answer(`The container that was there before is back${old.wasRunning ? ' and runs' : ''}.`);
  } catch (error) {
    const found = await inspectObject(docker, 'container', old.id).catch(() => null);
    const name = textOf(found?.Name).replace(/^\//, '') || asideName(old.name);
    return answer(
      `The container that was there before could not be started again, it is \`${name}\`: ${engineMessage(error)}.`,
    );
  }
}
