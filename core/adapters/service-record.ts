/**
 * What is kept on disk of one local service, below `.clockwork/services/<name>/`: `state.json`, written by the
 * supervisor alone, and its log. Neither command nor environment is in it: they may hold secrets, and travel through a
 * pipe. That is why a service does not come back by itself after the machine was restarted.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { isRefusal, type Refusal } from '../ports.ts';
import { createFileSystem } from './file-system.ts';
import { livenessOf } from './process-identity.ts';
import { refuse } from './refusal.ts';

const identitySchema = z.object({
  pid: z.int(),
  startTime: z.string(),
  bootId: z.string(),
  namespace: z.string(),
});

const recordSchema = z.object({
  version: z.literal('1'),
  /** `waiting`: it has ended and will be started again. */
  state: z.enum(['running', 'waiting', 'stopped', 'failed']),
  specDigest: z.string(),
  supervisor: identitySchema,
  /** The service's own process; the leader of its session and group. */
  service: identitySchema.nullable(),
  /** Marks what the service starts, in its environment; see process-tree.ts. */
  token: z.string(),
  restarts: z.int(),
  /** When the present process was started, RFC 3339. */
  startedAt: z.string().nullable(),
  graceMs: z.number(),
  /** Why it is not running. */
  reason: z.string().nullable(),
});
export type ServiceRecord = z.output<typeof recordSchema>;

export interface ServicePaths {
  readonly dir: string;
  readonly record: string;
  readonly log: string;
  /** The log before it was rotated. */
  readonly olderLog: string;
}

export function servicePaths(servicesDir: string, name: string): ServicePaths {
  const dir = join(servicesDir, name);
  return { dir, record: join(dir, 'state.json'), log: join(dir, 'output.log'), olderLog: join(dir, 'output.1.log') };
}

const files = createFileSystem();

/** Null where the service was never started. */
export function readRecord(paths: ServicePaths): ServiceRecord | null | Refusal {
  const bytes = files.read(paths.record);
  if (isRefusal(bytes)) return bytes.code === 'ENOENT' || bytes.code === 'ENOTDIR' ? null : bytes;
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return refuse(
      'EINVAL',
      `\`${paths.record}\` is damaged, so nobody can tell whether the service runs. Look for its process, end it, and remove \`${paths.dir}\`.`,
    );
  }
}

export function writeRecord(paths: ServicePaths, record: ServiceRecord): undefined | Refusal {
  const outcome = files.writeAtomic(paths.record, `${JSON.stringify(record, null, 2)}\n`, 0o600);
  return isRefusal(outcome) ? outcome : undefined;
}

/** What of a recorded service lives now. */
export function livePartsOf(record: ServiceRecord): { readonly supervisor: boolean; readonly service: boolean } {
  return {
    supervisor: livenessOf(record.supervisor) === 'alive',
    service: record.service !== null && livenessOf(record.service) === 'alive',
  };
}
