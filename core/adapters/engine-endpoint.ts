/**
 * Where a container engine answers. Asked with `node:http` alone: whether Docker is there has to be known
 * by every plan, and must not cost loading a client library.
 */
import { readFileSync } from 'node:fs';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineChoice } from '../contracts/probe.ts';
import type { Refusal } from '../ports.ts';
import { errorCode, errorText, meaningOf, refuse } from './refusal.ts';

/** An address of an engine, in the shape that `node:http` and dockerode take alike. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly socketPath: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: EngineTls | null };

export interface EngineTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface FoundEngine {
  readonly engine: 'docker' | 'podman';
  readonly version: string;
  readonly address: EngineAddress;
  /** The address as a person writes it. */
  readonly spelled: string;
}

type Env = Readonly<Record<string, string>>;

/**
 * Looks where `env` and convention say: DOCKER_HOST alone where it is set, else Docker's usual sockets; CONTAINER_HOST, else
 * Podman's. `auto` takes Docker before Podman. What answers decides by what it says that it is, whatever the address.
 */
export async function findEngine(choice: EngineChoice, env: Env, timeoutMs: number): Promise<FoundEngine | Refusal> {
  const tried: string[] = [];
  let podman: FoundEngine | undefined;
  const candidates = [
    ...new Set([
      ...(choice === 'podman' ? [] : dockerAddresses(env)),
      ...(choice === 'docker' ? [] : podmanAddresses(env)),
    ]),
  ];
  if (choice === 'podman' && env.DOCKER_HOST) candidates.push(env.DOCKER_HOST);
  for (const spelled of candidates) {
    const answer = await askVersion(spelled, env, timeoutMs);
    if ('problem' in answer) tried.push(`\`${spelled}\`: ${answer.problem}`);
    else if (choice === 'auto' ? answer.engine === 'docker' : answer.engine === choice) return answer;
    else if (choice === 'auto') podman ??= answer;
    else tried.push(`\`${spelled}\`: this is ${answer.engine === 'docker' ? 'Docker' : 'Podman'}`);
  }
  return podman ?? refuse('ENGINE', `${missing[choice]} Tried ${tried.join('; ')}. ${remedy[choice]}`);
}

const missing: Readonly<Record<EngineChoice, string>> = {
  auto: 'No container engine answers.',
  docker: 'Docker does not answer.',
  podman: 'Podman does not answer.',
};
const remedy: Readonly<Record<EngineChoice, string>> = {
  auto: 'Start Docker or Podman, or set DOCKER_HOST.',
  docker: 'Start it (`sudo systemctl start docker`), or set DOCKER_HOST.',
  podman: 'Start its service (`systemctl --user start podman.socket`), or set CONTAINER_HOST.',
};

function dockerAddresses(env: Env): readonly string[] {
  if (env.DOCKER_HOST) return [env.DOCKER_HOST];
  return [
    'unix:///var/run/docker.sock',
    ...(env.XDG_RUNTIME_DIR ? [`unix://${join(env.XDG_RUNTIME_DIR, 'docker.sock')}`] : []),
    `unix://${join(env.HOME || homedir(), '.docker/run/docker.sock')}`,
  ];
}

function podmanAddresses(env: Env): readonly string[] {
  if (env.CONTAINER_HOST) return [env.CONTAINER_HOST];
  return [
    ...(env.XDG_RUNTIME_DIR ? [`unix://${join(env.XDG_RUNTIME_DIR, 'podman/podman.sock')}`] : []),
    'unix:///run/podman/podman.sock',
  ];
}

async function askVersion(
  spelled: string,
  env: Env,
  timeoutMs: number,
): Promise<FoundEngine | { readonly problem: string }> {
  try {
    const address = addressOf(spelled, env);
    if ('problem' in address) return address;
    const text = await get(address, '/version', timeoutMs);
    const document: unknown = JSON.parse(text);
    if (!isRecord(document) || typeof document.Version !== 'string')
      return { problem: 'what answers is no container engine' };
    const isPodman = JSON.stringify(document.Components ?? null).includes('Podman');
    return { engine: isPodman ? 'podman' : 'docker', version: document.Version, address, spelled };
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof SyntaxError) return { problem: 'what answers is no container engine' };
    if (code === 'ENOENT') return { problem: 'no such socket' };
    if (code === 'EACCES') return { problem: 'permission denied (is this user in the group `docker`?)' };
    return { problem: meaningOf(code) ?? errorText(error) };
  }
}

function addressOf(spelled: string, env: Env): EngineAddress | { readonly problem: string } {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(spelled) ?? [];
  if (scheme === 'unix' && rest) return { kind: 'socket', socketPath: rest };
  if ((scheme === 'tcp' || scheme === 'http' || scheme === 'https') && rest) {
    const url = new URL(`http://${rest}`);
    const secure = scheme === 'https' || Boolean(env.DOCKER_TLS_VERIFY);
    const port = url.port === '' ? (secure ? 2376 : 2375) : Number(url.port);
    return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls: secure ? tlsOf(env) : null };
  }
  return { problem: 'an address starts with unix://, tcp://, http:// or https://' };
}

function tlsOf(env: Env): EngineTls {
  const folder = env.DOCKER_CERT_PATH || join(env.HOME || homedir(), '.docker');
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name), 'utf8'));
  return { ca: ca ?? '', cert: cert ?? '', key: key ?? '' };
}

function get(address: EngineAddress, path: string, timeoutMs: number): Promise<string> {
  const options: RequestOptions =
    address.kind === 'socket'
      ? { socketPath: address.socketPath }
      : { host: address.host, port: address.port, ...address.tls };
  const ask = address.kind === 'tcp' && address.tls !== null ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = ask({ ...options, path, agent: false, headers: { host: 'engine' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(text));
    });
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    request.once('error', reject);
    request.once('close', () => clearTimeout(timer));
    request.end();
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
