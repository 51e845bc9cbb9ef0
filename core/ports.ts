/**
 * What the core asks of the world. Adapters implement these against the real thing; fakes in tests
 * against memory. A port never throws for what the world refuses: it answers a {@link Refusal}.
 */

import type { EngineBody, ServiceSpec } from './contracts/engine-body.ts';
import type { EnvFacts } from './contracts/env-facts.ts';
import type { Json, JsonObject } from './contracts/json.ts';
import type { EngineChoice, ProbeAnswer, ProbeRequest } from './contracts/probe.ts';
import type { RunEvent } from './contracts/run-result.ts';

/** The world said no. */
export interface Refusal {
  readonly refused: true;
  /** The system's own code where there is one: ENOENT, EACCES, ENOSPC, ECONNREFUSED … */
  readonly code: string;
  /** A sentence that a person understands, naming path or host. */
  readonly reason: string;
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly uid: number;
  readonly gid: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
}

/** An open file to which records are appended. */
export interface AppendFile {
  /** Appends and, with `sync`, returns only after the bytes are on disk. */
  append(bytes: string, sync: boolean): void | Refusal;
  close(): void;
}

/** Synchronous: each call is short, and the callers' order of effects is what they promise. */
export interface FileSystem {
  read(path: string): Uint8Array | Refusal;
  /** Follows symbolic links unless `noFollow`. */
  stat(path: string, noFollow?: boolean): FileStat | Refusal;
  /** Sorted by name (code points). */
  list(path: string): readonly DirectoryEntry[] | Refusal;
  realPath(path: string): string | Refusal;
  /** Temporary file beside it, fsync, rename, fsync of the folder: old or new content, never half. `durable: false` leaves out the fsyncs, for what can be made again. */
  writeAtomic(path: string, content: string | Uint8Array, mode: number, durable?: boolean): void | Refusal;
  openAppend(path: string, mode: number): AppendFile | Refusal;
  /** Makes parents too; what exists is left alone. */
  makeDirectory(path: string, mode: number): void | Refusal;
  rename(from: string, to: string): void | Refusal;
  /** Removes a file, or a folder with all it holds; nothing there is no refusal. */
  remove(path: string): void | Refusal;
  changeMode(path: string, mode: number): void | Refusal;
}

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only grow, for durations. */
  monotonic(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Entropy {
  /** Lower-case hex of `bytes` random bytes. */
  hex(bytes: number): string;
  uuid(): string;
}

/** Digests under a key of this machine and user (`~/.config/clockwork/key`, made when first needed). */
export interface Sealer {
  /** `hmac-sha256:` + hex; equal texts in equal contexts give equal digests on this machine only. */
  seal(context: string, text: string): string | Refusal;
}

export interface ProcessRequest {
  /** Name looked up on PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. The runner adds one variable, by which it finds what was started. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL to the whole tree. */
  readonly graceMs: number;
  readonly stdin?: string;
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly signal?: AbortSignal;
}

export interface ProcessOutcome {
  readonly status: 'exited' | 'timed-out' | 'cancelled' | 'not-started';
  /** Null where it did not exit by itself. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  /** Why it could not be started. */
  readonly reason?: string;
}

/** Runs a program in a session of its own; when `run` resolves nothing of its tree is left. */
export interface ProcessRunner {
  run(request: ProcessRequest): Promise<ProcessOutcome>;
}

/** Labels that mark an engine's object as ours. */
export interface ObjectOwner {
  /** Lineage of the state that made it. */
  readonly project: string;
  readonly address: string;
  /** It was taken over by an `import` block, so that it need not carry our label. */
  readonly isImported: boolean;
}

export type EngineProgress = (line: string) => void;

/** A container engine over its HTTP API; Docker and Podman alike. */
export interface ContainerEngine {
  /** Which engine `choice` means here and now, and its version; a refusal says what was tried. */
  resolve(choice: EngineChoice): Promise<{ readonly engine: 'docker' | 'podman'; readonly version: string } | Refusal>;
  /** The inspect document; null where there is no such object. */
  inspect(
    choice: EngineChoice,
    object: 'container' | 'image' | 'network' | 'volume',
    name: string,
  ): Promise<{ readonly engine: 'docker' | 'podman'; readonly document: JsonObject } | null | Refusal>;
  /**
   * Carries out one body whose placeholders are filled in: brings the object to what the body says
   * (an object that is already so is left alone; a container whose body differs is made anew), and
   * answers the kind's outputs. Refuses to touch an object that lacks `owner`'s label.
   */
  carryOut(
    body: Exclude<EngineBody, { operation: 'service' | 'remove_service' | 'verify' }>,
    owner: ObjectOwner,
    context: { readonly baseDir: string; readonly progress: EngineProgress; readonly signal: AbortSignal },
  ): Promise<{ readonly outputs: JsonObject; readonly changed: boolean } | Refusal>;
  logs(choice: EngineChoice, container: string, options: { readonly tail: number }): Promise<string | Refusal>;
}

/**
 * Starts and watches local processes that outlive the run. A service finds PATH, HOME, USER, LOGNAME, SHELL, LANG, TZ and
 * TMPDIR of the user in its environment, and what its spec gives.
 */
export interface ServiceHost {
  ensure(
    name: string,
    spec: ServiceSpec & { readonly command: readonly string[]; readonly environment: Readonly<Record<string, string>> },
    context: { readonly baseDir: string; readonly specDigest: string; readonly signal: AbortSignal },
  ): Promise<{ readonly outputs: JsonObject; readonly changed: boolean } | Refusal>;
  /** Ends it gracefully; nothing there is no refusal. */
  stop(name: string, options: { readonly forget: boolean }): Promise<void | Refusal>;
  status(name: string): Promise<Extract<ProbeAnswer, { kind: 'service' }> | null | Refusal>;
}

/** Sends the read-only questions of kinds and assertions. */
export interface Prober {
  ask(request: ProbeRequest, signal?: AbortSignal): Promise<ProbeAnswer>;
}

export interface FactsSource {
  gather(): Promise<EnvFacts>;
}

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  /** RFC 3339. */
  readonly since: string;
}

/** One run at a time on one project. A holder that no longer lives is taken over. */
export interface Locker {
  acquire(
    path: string,
    command: string,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ release(): void } | { readonly heldBy: LockHolder } | Refusal>;
  /** Who holds it now, without waiting; null where nobody who lives does. */
  holder(path: string): Promise<LockHolder | null>;
}

export interface EventSink {
  emit(event: RunEvent): void;
}

/** Everything together, as entry points wire it. */
export interface World {
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly sealer: Sealer;
  readonly processes: ProcessRunner;
  readonly engine: ContainerEngine;
  /** Services of the project whose `.clockwork` folder is given. */
  services(stateDir: string): ServiceHost;
  prober(options: { readonly projectDir: string; readonly stateDir: string }): Prober;
  readonly facts: FactsSource;
  readonly locker: Locker;
  /** The user's environment, read once: CLOCKWORK_VAR_*, HOME, PATH … */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export type { Json };
