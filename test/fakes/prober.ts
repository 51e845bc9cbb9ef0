/** A {@link Prober} over the other fakes; what only a network or git could answer comes from functions. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ProbeAnswer, ProbeRequest } from '../../core/contracts/probe.ts';
import { type ContainerEngine, type FileSystem, isRefusal, type Prober, type ServiceHost } from '../../core/ports.ts';

/** Kinds of request that no other fake knows the answer to. */
export type OutsideRequest = Extract<ProbeRequest, { kind: 'git-status' | 'http' | 'connect' | 'run-script' }>;

export interface MemoryProber extends Prober {
  /** In the order of asking. */
  readonly requests: readonly ProbeRequest[];
}

export interface MemoryProberParts {
  readonly projectDir: string;
  readonly files: FileSystem;
  readonly engine: ContainerEngine;
  readonly services: ServiceHost;
  /** Everything is absent or refused unless this says otherwise (undefined: it does not). */
  readonly outside?: (request: OutsideRequest) => ProbeAnswer | undefined;
}

export function memoryProber(parts: MemoryProberParts): MemoryProber {
  const requests: ProbeRequest[] = [];
  const at = (path: string) => posix.resolve(parts.projectDir, path);

  const ask = async (request: ProbeRequest): Promise<ProbeAnswer> => {
    switch (request.kind) {
      case 'stat-path':
        return statPath(parts.files, at(request.path), request.digest);
      case 'read-file': {
        const bytes = parts.files.read(at(request.path));
        if (isRefusal(bytes)) return absentOr(bytes);
        const text = new TextDecoder().decode(bytes.subarray(0, request.maxBytes));
        return { kind: 'content', text, truncated: bytes.length > request.maxBytes };
      }
      case 'inspect': {
        const found = await parts.engine.inspect(request.engine, request.object, request.name);
        if (found === null) return { kind: 'absent' };
        return isRefusal(found)
          ? { kind: 'refused', reason: found.reason }
          : { kind: 'object', engine: found.engine, inspect: found.document };
      }
      case 'service-status': {
        const status = await parts.services.status(request.name);
        if (status === null) return { kind: 'absent' };
        return isRefusal(status) ? { kind: 'refused', reason: status.reason } : status;
      }
      case 'git-status':
        return parts.outside?.(request) ?? { kind: 'absent' };
      case 'http':
      case 'connect':
        return parts.outside?.(request) ?? { kind: 'refused', reason: 'Nothing listens there.' };
      case 'run-script':
        return parts.outside?.(request) ?? { kind: 'ran', exitCode: 1, stdout: '', stderr: '' };
    }
  };

  return {
    requests,
    async ask(request, signal) {
      requests.push(request);
      if (signal?.aborted === true) return { kind: 'refused', reason: 'It was cancelled.' };
      return ask(request);
    },
  };
}

function statPath(files: FileSystem, path: string, digest: boolean): ProbeAnswer {
  const own = files.stat(path, true);
  if (isRefusal(own)) return absentOr(own);
  const symlink = own.type === 'symlink';
  const found = symlink ? files.stat(path) : own;
  if (isRefusal(found))
    return { kind: 'path', type: 'other', symlink, mode: own.mode, sizeBytes: 0, uid: own.uid, gid: own.gid };
  const { mode, sizeBytes, uid, gid } = found;
  const type = found.type === 'symlink' ? 'other' : found.type;
  const answer = { kind: 'path', type, symlink, mode, sizeBytes, uid, gid } as const;
  if (type === 'directory') {
    const entries = files.list(path);
    return isRefusal(entries) ? absentOr(entries) : { ...answer, entries: entries.length };
  }
  const bytes = digest && type === 'file' ? files.read(path) : undefined;
  if (bytes === undefined) return answer;
  if (isRefusal(bytes)) return absentOr(bytes);
  return { ...answer, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function absentOr(refusal: { readonly code: string; readonly reason: string }): ProbeAnswer {
  if (refusal.code === 'ENOENT' || refusal.code === 'ENOTDIR') return { kind: 'absent' };
  return { kind: 'refused', reason: refusal.reason };
}
