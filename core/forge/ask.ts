/** Sends the questions of kinds and assertions through the prober. */
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { Prober } from '../ports.ts';

/** Answers in the order of the requests; all are asked at once, the adapter bounds what runs together. */
export function askAll(prober: Prober, requests: readonly ProbeRequest[], signal?: AbortSignal): Promise<readonly ProbeAnswer[]> {
  return Promise.all(requests.map((request) => prober.ask(request, signal)));
}

/** The request with relative paths taken from the module's folder instead of the project's. */
export function fromModule(request: ProbeRequest, moduleDir: string): ProbeRequest {
  if (moduleDir === '.' || moduleDir === '') return request;
  const join = (path: string) => (/^([/~]|[A-Za-z]:)/.test(path) ? path : `${moduleDir}/${path}`);
  switch (request.kind) {
    case 'stat-path':
    case 'read-file':
    case 'git-status':
      return { ...request, path: join(request.path) };
    case 'run-script':
      return { ...request, workingDir: join(request.workingDir) };
    default:
      return request;
  }
}
