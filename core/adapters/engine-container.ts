/** Containers. One that is as its body says is left alone; one that differs is replaced (see `engine-replace.ts`). */

import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOfJson } from '../base/canonical-json.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import { isRefusal, type ObjectOwner, type Refusal } from '../ports.ts';
import type { Carried, CarryBody, CarryContext } from './engine-carry.ts';
import { type EngineConnection, engineRefusal, inspectObject, listOf, objectOf, textOf } from './engine-connection.ts';
import { ensureImage } from './engine-image.ts';
import { readLogs } from './engine-logs.ts';
import { digestOf, foreign, ownLabels } from './engine-owner.ts';
import { portHolders } from './engine-ports.ts';
import { endContainer, tolerate } from './engine-remove.ts';
import { findContainer, type MadeContainer, makeContainer } from './engine-replace.ts';
import { refuse } from './refusal.ts';

type ContainerBody = CarryBody<'container'>;

/** A container that fails this soon after its start is reported with its output. */
const earlyMs = 400;
const pollMs = 200;

export async function carryContainer(
  connection: EngineConnection,
  body: ContainerBody,
  owner: ObjectOwner,
  context: CarryContext,
): Promise<Carried | Refusal> {
  const { docker } = connection;
  const create = createBody(body, context.baseDir);
  const digest = digestOfJson({ create, networks: body.networks });
  const { document: before, leftover } = await findContainer(docker, body.name, owner);
  const notOurs = before === null ? null : foreign('container', body.name, before, owner);
  if (notOurs !== null) return notOurs;

  const isSame = before !== null && digestOf(before) === digest && textOf(objectOf(before.State).Status) !== 'dead';
  const image = await imageFor(connection, body, isSame, context);
  if (isRefusal(image)) return image;
  let current = isSame && (image === null || before.Image === image.Id) ? before : null;
  let made: MadeContainer | undefined;
  if (current === null) {
    const labels = { ...objectOf(create.Labels), ...ownLabels(owner, digest) };
    const wanted = { name: body.name, create: { ...create, Labels: labels }, networks: body.networks };
    const outcome = await makeContainer(connection, wanted, before, context);
    if (isRefusal(outcome)) return outcome;
    made = outcome;
    current = made.document;
  }
  const moved = await bringToState(connection, body, current, context);
  if (isRefusal(moved)) return made === undefined ? moved : made.undo(moved);
  if (made !== undefined) await made.finish();
  else if (leftover !== undefined) await endContainer(docker, leftover, { withVolumes: false, signal: context.signal });
  if (body.state === 'running') {
    const problem = await settle(connection, body, textOf(current.Id), moved, context);
    if (problem !== null) return problem;
  }
  const now = (await inspectObject(docker, 'container', body.name)) ?? current;
  return { outputs: outputsOf(connection, body, now), changed: made !== undefined || moved };
}

/** Null: the container is there and same, and its image's name is not; that is no reason to touch it. */
async function imageFor(
  connection: EngineConnection,
  body: ContainerBody,
  isSame: boolean,
  context: CarryContext,
): Promise<JsonObject | null | Refusal> {
  const name = textOf(body.body.Image);
  if (isSame && body.pull !== 'always') return inspectObject(connection.docker, 'image', name);
  const found = await ensureImage(connection, name, body.pull, context);
  return isRefusal(found) ? found : found.document;
}

/** The body as the engine's API takes it: environment as a list, paths of the host absolute. */
function createBody(body: ContainerBody, baseDir: string): JsonObject {
  const { Env, ...rest } = body.body;
  const host = objectOf(rest.HostConfig);
  const binds = listOf(host.Binds).map((bind) => absoluteBind(textOf(bind), baseDir));
  return {
    ...rest,
    ...(Env === undefined ? {} : { Env: environmentList(Env) }),
    ...(rest.HostConfig === undefined
      ? {}
      : { HostConfig: { ...host, ...(host.Binds === undefined ? {} : { Binds: binds }) } }),
  };
}

function environmentList(env: Json): readonly Json[] {
  if (Array.isArray(env)) return env;
  return Object.entries(objectOf(env))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .sort();
}

/** `./data:/data` → `/project/data:/data`; a source without a slash is the name of a volume. */
function absoluteBind(bind: string, baseDir: string): string {
  const colon = bind.indexOf(':');
  if (colon < 0) return bind;
  const source = bind.slice(0, colon);
  const isPath = source.includes('/') || source === '.' || source === '..';
  return isPath ? `${resolve(baseDir, source)}${bind.slice(colon)}` : bind;
}

/** Whether it had to be started, stopped or let go on. */
async function bringToState(
  connection: EngineConnection,
  body: ContainerBody,
  current: JsonObject,
  { progress, signal }: CarryContext,
): Promise<boolean | Refusal> {
  const state = objectOf(current.State);
  const container = connection.docker.getContainer(textOf(current.Id));
  const isUp = state.Running === true || textOf(state.Status) === 'running' || textOf(state.Status) === 'paused';
  if (body.state === 'stopped') {
    if (!isUp && state.Restarting !== true) return false;
    progress(`Stopping the container ${body.name}`);
    await tolerate([304], container.stop({ abortSignal: signal }));
    return true;
  }
  if (textOf(state.Status) === 'paused') {
    await container.unpause({ abortSignal: signal });
    return true;
  }
  if (isUp) return false;
  progress(`Starting the container ${body.name}`);
  try {
    await tolerate([304], container.start({ abortSignal: signal }));
    return true;
  } catch (error) {
    const refusal = engineRefusal(error, `start the container \`${body.name}\``, connection, signal);
    if (signal.aborted) return refusal;
    const holders = await portHolders(connection.docker, current);
    return holders.length === 0
      ? refusal
      : { ...refusal, code: 'EADDRINUSE', reason: `${refusal.reason} ${holders.join(' ')}` };
  }
}

/** Null once it stays up, and is healthy if that was asked for. */
async function settle(
  connection: EngineConnection,
  body: ContainerBody,
  id: string,
  wasStarted: boolean,
  { progress, signal }: CarryContext,
): Promise<Refusal | null> {
  const startedMs = performance.now();
  const healthyByMs = startedMs + body.wait_healthy_seconds * 1000;
  const upByMs = wasStarted ? startedMs + earlyMs : startedMs;
  for (let isAnnounced = false; ; ) {
    const document = await inspectObject(connection.docker, 'container', body.name);
    const state = objectOf(document?.State);
    if (document === null || hasFailed(document, wasStarted)) return failure(connection, body, id, state);
    const health = textOf(objectOf(state.Health).Status);
    const nowMs = performance.now();
    // An ordinary end within the time is a task that is done, unless somebody waits for its health.
    const isOver = state.Running !== true;
    const needsHealth = body.wait_healthy_seconds > 0 && health !== '' && health !== 'none';
    if (needsHealth && isOver) return failure(connection, body, id, state);
    if (!needsHealth && (isOver || nowMs >= upByMs)) return null;
    if (needsHealth && health === 'healthy') return null;
    if (needsHealth && nowMs >= healthyByMs) return unhealthy(connection, body, id, state, health);
    if (needsHealth) await checkHealth(connection, id);
    if (needsHealth && !isAnnounced) progress(`Waiting until the container ${body.name} is healthy`);
    isAnnounced = true;
    await sleep(pollMs, undefined, { signal }).catch(() => {});
    if (signal.aborted)
      return refuse('ECANCELED', `It was cancelled while it waited for the container \`${body.name}\`.`);
  }
}

/** Podman leaves the checks to systemd's timers, which are not there on every machine: while we wait, they are asked for. */
async function checkHealth({ docker, engine }: EngineConnection, id: string): Promise<void> {
  if (engine !== 'podman') return;
  await new Promise<void>((resolve) =>
    docker.modem.dial(
      { path: `/v4.0.0/libpod/containers/${id}/healthcheck`, method: 'GET', statusCodes: { 200: true, 409: true } },
      // What came of it stands in the next inspect document.
      () => resolve(),
    ),
  );
}

function hasFailed(document: JsonObject, wasStarted: boolean): boolean {
  const state = objectOf(document.State);
  if (state.Restarting === true) return true;
  // Counted from the last start by hand: the engine has already had to start it again.
  if (typeof document.RestartCount === 'number' && document.RestartCount > 0 && wasStarted) return true;
  return state.Running !== true && textOf(state.Status) !== 'created' && state.ExitCode !== 0;
}

async function failure(
  connection: EngineConnection,
  body: ContainerBody,
  id: string,
  state: JsonObject,
): Promise<Refusal> {
  const ended =
    state.OOMKilled === true ? 'ran out of memory' : `ended with exit code ${String(state.ExitCode ?? 'unknown')}`;
  return refuse(
    'ECONTAINER',
    `The container \`${body.name}\` did not stay up: it ${ended}.${await lastOutput(connection, id)}`,
  );
}

async function unhealthy(
  connection: EngineConnection,
  body: ContainerBody,
  id: string,
  state: JsonObject,
  health: string,
): Promise<Refusal> {
  const last = objectOf(listOf(objectOf(state.Health).Log).at(-1));
  const said = textOf(last.Output).trim();
  const check = said === '' ? '' : ` The check said: ${said}`;
  return refuse(
    'EUNHEALTHY',
    `The container \`${body.name}\` did not become healthy within ${body.wait_healthy_seconds} s (it is \`${health}\`).${check}${await lastOutput(connection, id)}`,
  );
}

async function lastOutput(connection: EngineConnection, id: string): Promise<string> {
  const text = await readLogs(connection.docker, id, 10).catch(() => '');
  return text.trim() === '' ? ' It printed nothing.' : ` Its last output:\n${text.trimEnd().replace(/^/gm, '  ')}`;
}

function outputsOf(connection: EngineConnection, body: ContainerBody, document: JsonObject): JsonObject {
  const settings = objectOf(document.NetworkSettings);
  const networks = Object.values(objectOf(settings.Networks)).map((network) => textOf(objectOf(network).IPAddress));
  return {
    id: textOf(document.Id),
    name: body.name,
    image_id: textOf(document.Image),
    ip: [textOf(settings.IPAddress), ...networks].find((address) => address !== '') ?? '',
    ports: publishedPorts(objectOf(settings.Ports)),
    engine: connection.engine,
  };
}

/** Sorted by port. A port that is open on all addresses is given once, with the address of the older protocol. */
function publishedPorts(ports: JsonObject): readonly JsonObject[] {
  const all = Object.entries(ports).flatMap(([key, bindings]) => {
    const [internal = '', protocol = 'tcp'] = key.split('/');
    return listOf(bindings).map((binding) => ({
      internal: Number(internal),
      external: Number(textOf(objectOf(binding).HostPort)),
      host_ip: textOf(objectOf(binding).HostIp) || '0.0.0.0',
      protocol,
    }));
  });
  const isTwin = (port: (typeof all)[number]) =>
    port.host_ip === '::' &&
    all.some(
      (other) =>
        other.host_ip === '0.0.0.0' &&
        other.internal === port.internal &&
        other.external === port.external &&
        other.protocol === port.protocol,
    );
  return all
    .filter((port) => !isTwin(port))
    .sort(
      (a, b) =>
        a.internal - b.internal ||
        a.external - b.external ||
        (a.protocol + a.host_ip < b.protocol + b.host_ip ? -1 : 1),
    );
}
