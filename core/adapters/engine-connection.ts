/**
 * A connection to a container engine. dockerode is loaded here, when an engine is first used; the address found for
 * a choice is kept until it stops answering.
 */
import type Docker from 'dockerode';
import type { JsonObject } from '../contracts/json.ts';
import type { EngineChoice } from '../contracts/probe.ts';
import { isRefusal, type Refusal } from '../ports.ts';
import { type EngineAddress, type FoundEngine, isRecord } from './engine-endpoint.ts';
import { findOrStartEngine } from './engine-podman.ts';
import { errorCode, errorText, meaningOf, refuse } from './refusal.ts';

export interface EngineConnection {
  readonly engine: 'docker' | 'podman';
  readonly version: string;
  readonly docker: Docker;
  /** The address as a person writes it. */
  readonly spelled: string;
}

export type ObjectKind = 'container' | 'image' | 'network' | 'volume';

const answerTimeoutMs = 5_000;

/** Connects by choice; a refusal is asked again the next time. */
export function engineConnections(env: Readonly<Record<string, string>>): {
  find(choice: EngineChoice): Promise<EngineConnection | Refusal>;
  /** To be called when a connection broke: the engine may have gone, and another may be there. */
  forget(): void;
} {
  const known = new Map<EngineChoice, Promise<EngineConnection | Refusal>>();
  return {
    async find(choice) {
      const before = known.get(choice);
      if (before !== undefined) return before;
      const asked = connect(choice, env);
      known.set(choice, asked);
      const answer = await asked;
      if (isRefusal(answer)) known.delete(choice);
      return answer;
    },
    forget: () => known.clear(),
  };
}

async function connect(
  choice: EngineChoice,
  env: Readonly<Record<string, string>>,
): Promise<EngineConnection | Refusal> {
  const found = await findOrStartEngine(choice, env, answerTimeoutMs);
  if (isRefusal(found)) return found;
  const { default: Client } = await import('dockerode');
  return {
    engine: found.engine,
    version: found.version,
    docker: new Client(clientOptions(found)),
    spelled: found.spelled,
  };
}

function clientOptions({ address }: FoundEngine): Docker.DockerOptions {
  return address.kind === 'socket' ? { socketPath: address.socketPath } : tcpOptions(address);
}

function tcpOptions(address: Extract<EngineAddress, { kind: 'tcp' }>): Docker.DockerOptions {
  const place = { host: address.host, port: address.port };
  return address.tls === null ? { ...place, protocol: 'http' } : { ...place, protocol: 'https', ...address.tls };
}

/** The inspect document of the object of exactly this name (engines also answer to the start of an id); null where there is none. */
export async function inspectObject(docker: Docker, object: ObjectKind, name: string): Promise<JsonObject | null> {
  try {
    const document = toJson(await inspectAny(docker, object, name));
    return object === 'image' || nameOf(document) === name ? document : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function inspectAny(docker: Docker, object: ObjectKind, name: string): Promise<unknown> {
  switch (object) {
    case 'container':
      return docker.getContainer(encodeURIComponent(name)).inspect();
    case 'image':
      return docker.getImage(name).inspect();
    case 'network':
      return docker.getNetwork(encodeURIComponent(name)).inspect();
    case 'volume':
      return docker.getVolume(encodeURIComponent(name)).inspect();
  }
}

/** Docker puts a slash before the name of a container, Podman does not. */
function nameOf(document: JsonObject): string {
  return textOf(document.Name).replace(/^\//, '');
}

/** The HTTP status of an engine's answer, where it is one. */
export function statusOf(error: unknown): number | undefined {
  return isRecord(error) && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** What an engine said, without the HTTP around it. */
export function engineMessage(error: unknown): string {
  if (isRecord(error) && isRecord(error.json)) {
    const said = error.json.message ?? error.json.cause;
    if (typeof said === 'string' && said !== '') return said.trim().replace(/\.$/, '');
  }
  return errorText(error);
}

/** Any failure of a call as a refusal. `attempt`: "start the container `web`". */
export function engineRefusal(
  error: unknown,
  attempt: string,
  connection: EngineConnection,
  signal?: AbortSignal,
): Refusal {
  if (signal?.aborted === true) return refuse('ECANCELED', `It was cancelled while it tried to ${attempt}.`);
  const name = connection.engine === 'docker' ? 'Docker' : 'Podman';
  const status = statusOf(error);
  if (status !== undefined) return refuse(`HTTP${status}`, `${name} could not ${attempt}: ${engineMessage(error)}.`);
  const code = errorCode(error);
  if (code === 'EUNKNOWN') return refuse('ENGINE', `${name} could not ${attempt}: ${engineMessage(error)}.`);
  return refuse(
    code,
    `${name} (\`${connection.spelled}\`) stopped answering when it was to ${attempt}: ${meaningOf(code) ?? errorText(error)}.`,
  );
}

/** Whether the connection itself failed, rather than what was asked of it. */
export function isBroken(refusal: Refusal): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'].includes(refusal.code);
}

/** A document of the engine as plain JSON. */
export function toJson(document: unknown): JsonObject {
  const parsed: unknown = JSON.parse(JSON.stringify(document));
  return isJsonObject(parsed) ? parsed : {};
}

function isJsonObject(value: unknown): value is JsonObject {
  return isRecord(value);
}

export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
