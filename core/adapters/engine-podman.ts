/**
 * Podman has no daemon: its API answers where somebody started `podman system service`. Where none does, it is started
 * here on a socket that only this user reaches; it ends by itself after a minute without a question.
 */
import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineChoice } from '../contracts/probe.ts';
import { isRefusal, type Refusal } from '../ports.ts';
import { type FoundEngine, findEngine } from './engine-endpoint.ts';
import { makeFolder } from './file-system.ts';
import { errorText, refuse } from './refusal.ts';

type Env = Readonly<Record<string, string>>;

const idleSeconds = 60;
const startTimeoutMs = 10_000;
/** A socket's path may have 107 bytes on Linux. */
const socketPathLimit = 107;

/** As {@link findEngine}; but where nothing answers and Podman is installed and allowed by the choice, its service is started. */
export async function findOrStartEngine(
  choice: EngineChoice,
  env: Env,
  timeoutMs: number,
): Promise<FoundEngine | Refusal> {
  const found = await findEngine(choice, env, timeoutMs);
  // Who names an address wants that one or none.
  const isNamed = Boolean(env.CONTAINER_HOST) || (choice === 'auto' && Boolean(env.DOCKER_HOST));
  if (!isRefusal(found) || choice === 'docker' || isNamed) return found;
  const program = programOf(env);
  if (program === null) return found;
  const started = await startService(program, env, timeoutMs);
  return isRefusal(started) ? refuse(found.code, `${found.reason} ${started.reason}`) : started;
}

function programOf(env: Env): string | null {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    try {
      const file = join(folder, 'podman');
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

async function startService(program: string, env: Env, timeoutMs: number): Promise<FoundEngine | Refusal> {
  const base = env.XDG_RUNTIME_DIR || env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  const folder = join(base, 'clockwork');
  const socketPath = join(folder, 'podman.sock');
  if (Buffer.byteLength(socketPath) > socketPathLimit) {
    return refuse(
      'ENAMETOOLONG',
      `Podman’s service cannot be started on \`${socketPath}\`: a socket’s path may have ${socketPathLimit} bytes.`,
    );
  }
  const here = { ...env, CONTAINER_HOST: `unix://${socketPath}` };
  const earlier = await findEngine('podman', withoutDocker(here), timeoutMs);
  if (!isRefusal(earlier)) return earlier;
  try {
    makeFolder(folder, 0o700);
    chmodSync(folder, 0o700);
    // It is no part of a step, even where one started us: what marks steps is left out with the rest.
    const { CLOCKWORK_STEP_TOKEN: _mark, ...inherited } = env;
    const child = spawn(program, ['system', 'service', `--time=${idleSeconds}`, `unix://${socketPath}`], {
      detached: true,
      cwd: '/',
      env: inherited,
      stdio: 'ignore',
    });
    let problem: string | undefined;
    child.once('error', (error) => {
      problem = errorText(error);
    });
    child.once('exit', (code, signal) => {
      problem = `it ended with ${signal ?? `exit code ${code}`}`;
    });
    child.unref();
    for (
      const deadline = performance.now() + startTimeoutMs;
      problem === undefined && performance.now() < deadline;
      await sleep(50)
    ) {
      const found = await findEngine('podman', withoutDocker(here), timeoutMs);
      if (!isRefusal(found)) return found;
    }
    return refuse('ENGINE', `Podman’s service could not be started: ${problem ?? 'it did not answer in time'}.`);
  } catch (error) {
    return refuse('ENGINE', `Podman’s service could not be started: ${errorText(error)}.`);
  }
}

function withoutDocker({ DOCKER_HOST: _docker, ...rest }: Env): Env {
  return rest;
}
