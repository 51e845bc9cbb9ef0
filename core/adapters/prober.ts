/** The {@link Prober} port: sends each of the closed set of questions to the part that can answer it. Never throws. */
import { isAbsolute, resolve } from 'node:path';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import { type ContainerEngine, isRefusal, type Prober, type ProcessRunner, type ServiceHost } from '../ports.ts';
import { errorText } from './refusal.ts';

export interface ProberParts {
  /** Relative paths start here. */
  readonly projectDir: string;
  readonly processes: ProcessRunner;
  readonly engine: ContainerEngine;
  readonly services: ServiceHost;
  readonly env: Readonly<Record<string, string>>;
}

/** Processes that probes may run at a time; further ones wait. */
const processLimit = 8;
/** Connections that probes may hold at a time. */
const connectionLimit = 64;

export function createProber(parts: ProberParts): Prober {
  const inProcess = gate(processLimit);
  const connecting = gate(connectionLimit);
  const at = (path: string) => (isAbsolute(path) ? path : resolve(parts.projectDir, path));

  const ask = async (request: ProbeRequest, signal?: AbortSignal): Promise<ProbeAnswer> => {
    switch (request.kind) {
      case 'stat-path':
        return (await import('./probe-path.ts')).statPath(at(request.path), request.digest);
      case 'read-file':
        return (await import('./probe-path.ts')).readText(at(request.path), request.maxBytes);
      case 'inspect':
        return connecting(() => inspect(parts.engine, request));
      case 'service-status': {
        const status = await parts.services.status(request.name);
        if (status === null) return { kind: 'absent' };
        return isRefusal(status) ? { kind: 'refused', reason: status.reason } : status;
      }
      case 'git-status': {
        const { gitStatus } = await import('./probe-git.ts');
        return inProcess(() => gitStatus(at(request.path), { processes: parts.processes, env: parts.env, signal }));
      }
      case 'http': {
        const { askHttp } = await import('./probe-http.ts');
        return connecting(() => askHttp(request, signal));
      }
      case 'connect': {
        const { askConnect } = await import('./probe-connect.ts');
        return connecting(() => askConnect(request, signal));
      }
      case 'run-script': {
        const { runScript } = await import('./probe-script.ts');
        const cwd = at(request.workingDir);
        return inProcess(() => runScript(request, { processes: parts.processes, env: parts.env, cwd, signal }));
      }
    }
  };

  return {
    async ask(request, signal) {
      if (signal?.aborted === true) return { kind: 'refused', reason: 'It was cancelled.' };
      try {
        return await ask(request, signal);
      } catch (error) {
        return { kind: 'refused', reason: `The probe \`${request.kind}\` failed: ${errorText(error)}.` };
      }
    },
  };
}

async function inspect(
  engine: ContainerEngine,
  request: Extract<ProbeRequest, { kind: 'inspect' }>,
): Promise<ProbeAnswer> {
  const found = await engine.inspect(request.engine, request.object, request.name);
  if (found === null) return { kind: 'absent' };
  if (isRefusal(found)) return { kind: 'refused', reason: found.reason };
  return { kind: 'object', engine: found.engine, inspect: found.document };
}

/** Lets at most `limit` of what it is given run at a time, in the order of asking. */
function gate(limit: number): <T>(act: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running >= limit) await new Promise<void>((enter) => waiting.push(enter));
    else running++;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
