/**
 * The closed set of questions that kinds and assertions may ask of the world, and the answers.
 * Kinds hold no client of anything: Forge sends these through ports. All of them only read.
 */
import type { Json } from './json.ts';

export type EngineChoice = 'auto' | 'docker' | 'podman';

export type ProbeRequest =
  /** What stands at a path (symbolic links are followed and reported); `digest` also hashes a file. */
  | { readonly kind: 'stat-path'; readonly path: string; readonly digest: boolean }
  /** Content of a file, at most `maxBytes`. */
  | { readonly kind: 'read-file'; readonly path: string; readonly maxBytes: number }
  | {
      readonly kind: 'inspect';
      readonly object: 'container' | 'image' | 'network' | 'volume';
      readonly engine: EngineChoice;
      readonly name: string;
    }
  /** A supervised local service of this project. */
  | { readonly kind: 'service-status'; readonly name: string }
  /** State of a git work tree: remote, commit, branch, local changes. */
  | { readonly kind: 'git-status'; readonly path: string }
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly timeoutMs: number;
      readonly followRedirects: boolean;
    }
  | {
      readonly kind: 'connect';
      readonly host: string;
      readonly port: number;
      readonly protocol: 'tcp' | 'udp';
      readonly timeoutMs: number;
    }
  /** A script of the user (`custom.probe`), run with `sh -eu` read-only; exit code and output come back. */
  | {
      readonly kind: 'run-script';
      readonly script: string;
      readonly workingDir: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
    };

/** `refused` answers any request that could not be carried out: the world said no, with its reason. */
export type ProbeAnswer =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'path';
      readonly type: 'file' | 'directory' | 'other';
      readonly symlink: boolean;
      /** Permission bits, e.g. 0o644. */
      readonly mode: number;
      readonly sizeBytes: number;
      /** `sha256:` + hex of a file's bytes, where asked for. */
      readonly digest?: string;
      /** Number of entries of a folder. */
      readonly entries?: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly kind: 'content'; readonly text: string; readonly truncated: boolean }
  /** The engine's own inspect document. */
  | { readonly kind: 'object'; readonly engine: 'docker' | 'podman'; readonly inspect: Json }
  | {
      readonly kind: 'service';
      readonly state: 'running' | 'stopped' | 'failed';
      readonly pid?: number;
      /** Digest of the spec it was started with. */
      readonly specDigest: string;
      readonly restarts: number;
      readonly startedAt?: string;
      readonly logPath: string;
      /** Why it is not running, where that is known. */
      readonly reason?: string;
    }
  | {
      readonly kind: 'git';
      readonly remote: string;
      readonly commit: string;
      readonly branch: string;
      readonly dirty: boolean;
      /** Commits that no remote branch holds. */
      readonly unpushed: number;
    }
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'connected'; readonly durationMs: number }
  | { readonly kind: 'ran'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number };
