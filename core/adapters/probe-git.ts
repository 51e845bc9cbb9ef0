/**
 * State of a git work tree, asked of `git` itself in an environment in which it only reads: no prompt, no hooks, no
 * monitor, no lock, no network, and no repository further up the path.
 */
import { readdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProbeAnswer } from '../contracts/probe.ts';
import type { ProcessRunner } from '../ports.ts';
import { errorCode, refusalOf } from './refusal.ts';

/** More than any status takes; a work tree on a dead network disk must not hold a plan up for ever. */
const timeoutMs = 60_000;

/**
 * A missing or empty folder is `absent`. A password in the remote's address is left out of the answer, because answers
 * are kept. `dirty` counts untracked files; `unpushed` counts commits (stashes too) that no remote branch, tag or
 * fetch holds.
 */
export async function gitStatus(
  path: string,
  context: {
    readonly processes: ProcessRunner;
    readonly env: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ProbeAnswer> {
  let folder: string;
  try {
    folder = realpathSync(path);
    if (readdirSync(folder).length === 0) return { kind: 'absent' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'absent' };
    return { kind: 'refused', reason: refusalOf(error, `look at \`${path}\``).reason };
  }
  const git = (...args: string[]) => runGit(folder, args, context);

  const status = await git(
    'status',
    '--porcelain=v2',
    '--branch',
    '--untracked-files=normal',
    '--ignore-submodules=none',
  );
  if (!status.ok) return { kind: 'refused', reason: problemOf(path, status) };
  const remotes = await git('config', '--get-regexp', '^remote\\..*\\.url$');
  const commit = headerOf(status.stdout, 'branch.oid');
  const bornYet = commit !== '(initial)';
  const fetched = bornYet && (await git('rev-parse', '--quiet', '--verify', 'FETCH_HEAD')).ok ? ['FETCH_HEAD'] : [];
  const unpushed = bornYet
    ? await git('rev-list', '--count', '--all', '--not', '--remotes', '--tags', ...fetched)
    : zero;
  if (!unpushed.ok) return { kind: 'refused', reason: problemOf(path, unpushed) };

  const branch = headerOf(status.stdout, 'branch.head');
  return {
    kind: 'git',
    remote: remoteOf(remotes.stdout),
    commit: bornYet ? commit : '',
    branch: branch === '(detached)' ? '' : branch,
    dirty: status.stdout.split('\n').some((line) => line !== '' && !line.startsWith('#')),
    unpushed: Number(unpushed.stdout.trim()),
  };
}

interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly problem: string;
}

const zero: GitAnswer = { ok: true, stdout: '0', problem: '' };

async function runGit(
  folder: string,
  args: readonly string[],
  context: Parameters<typeof gitStatus>[1],
): Promise<GitAnswer> {
  let stdout = '';
  let stderr = '';
  const outcome = await context.processes.run({
    command: 'git',
    args: ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never', ...args],
    cwd: folder,
    env: { ...gitEnvironment(context.env), GIT_CEILING_DIRECTORIES: dirname(folder), GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs,
    graceMs: 500,
    onOutput: (stream, text) => {
      if (stream === 'stdout') stdout += text;
      else stderr += text;
    },
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const ok = outcome.status === 'exited' && outcome.exitCode === 0;
  return {
    ok,
    stdout,
    problem: ok ? '' : (outcome.reason ?? (outcome.status === 'exited' ? firstLineOf(stderr) : outcome.status)),
  };
}

/** What git may know of the user: where programs, settings and keys are; nothing else. */
export function gitEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USER', 'LOGNAME'].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_PAGER: 'cat',
  };
}

function problemOf(path: string, answer: GitAnswer): string {
  if (answer.problem.includes('not a git repository')) {
    return `\`${path}\` is there and not empty, but it is no git work tree. Move it away, or choose another path.`;
  }
  return `git cannot tell the state of \`${path}\`: ${answer.problem}`;
}

function firstLineOf(text: string): string {
  return (text.trim().split('\n', 1)[0] ?? '').replace(/^(fatal|error): /, '');
}

function headerOf(status: string, name: string): string {
  const line = status.split('\n').find((candidate) => candidate.startsWith(`# ${name} `));
  return line === undefined ? '' : line.slice(name.length + 3);
}

/** `origin`, else the first remote. */
function remoteOf(lines: string): string {
  const remotes = lines.split('\n').filter((line) => line !== '');
  const chosen = remotes.find((line) => line.startsWith('remote.origin.url ')) ?? remotes[0];
  const url = chosen === undefined ? '' : chosen.slice(chosen.indexOf(' ') + 1);
  return url.replace(/^([a-z+]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
}
