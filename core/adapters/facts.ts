/**
 * The {@link FactsSource} port: what this machine can do. A runtime's version is asked once for each program file
 * (path, size and time of change) and kept in the user's cache folder, so that a plan starts no seven processes.
 */
import { accessSync, constants, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, homedir, platform, totalmem } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { EnvFacts } from '../contracts/env-facts.ts';
import { type FactsSource, isRefusal, type ProcessRunner } from '../ports.ts';
import { findEngine } from './engine-endpoint.ts';
import { makeFolder } from './file-system.ts';

type Env = Readonly<Record<string, string>>;

/** Arguments that make each runtime print its version. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  bash: ['--version'],
  deno: ['--version'],
  git: ['--version'],
  go: ['version'],
  node: ['--version'],
  python3: ['--version'],
  sh: ['--version'],
};

const versionTimeoutMs = 5_000;
/** An engine that takes longer to say its version counts as absent; plans would wait for it each time. */
const engineTimeoutMs = 1_500;

const cacheSchema = z.object({
  version: z.literal('1'),
  /** By program file with size and time of change; what the program said. */
  programs: z.record(z.string(), z.string()),
});

/** `cachePath` may be unwritable or damaged: then everything is asked again. */
export function createFactsSource(parts: {
  readonly env: Env;
  readonly processes: ProcessRunner;
  readonly cachePath: string;
}): FactsSource {
  return {
    async gather() {
      const [found, engines] = await Promise.all([gatherRuntimes(parts), gatherEngines(parts.env)]);
      return {
        version: '1',
        os: platform(),
        arch: arch(),
        runtimes: found,
        engines,
        cpus: Math.max(cpus().length, 1),
        memory_bytes: totalmem(),
      };
    },
  };
}

/** `$XDG_CACHE_HOME/clockwork/runtimes.json`, else below `~/.cache`. */
export function factsCachePathOf(env: Env): string {
  const configured = env.XDG_CACHE_HOME ?? '';
  const base = isAbsolute(configured) ? configured : join(env.HOME || homedir(), '.cache');
  return join(base, 'clockwork', 'runtimes.json');
}

async function gatherEngines(env: Env): Promise<EnvFacts['engines']> {
  const names = ['docker', 'podman'] as const;
  const answers = await Promise.all(names.map((name) => findEngine(name, env, engineTimeoutMs)));
  return Object.fromEntries(
    answers.flatMap((answer) => (isRefusal(answer) ? [] : [[answer.engine, { version: answer.version }] as const])),
  );
}

async function gatherRuntimes(parts: Parameters<typeof createFactsSource>[0]): Promise<EnvFacts['runtimes']> {
  const known = readCache(parts.cachePath);
  const programs: Record<string, string> = {};
  const found = await Promise.all(
    Object.entries(runtimes).map(async ([name, args]) => {
      const program = findProgram(name, parts.env.PATH ?? '');
      if (program === null) return [];
      const version = known[program.key] ?? (await askVersion(program.path, args, parts));
      if (version === null) return [];
      programs[program.key] = version;
      return [[name, { version }] as const];
    }),
  );
  if (Object.keys(programs).some((key) => known[key] === undefined))
    writeCache(parts.cachePath, { ...known, ...programs });
  return Object.fromEntries(found.flat());
}

function findProgram(name: string, path: string): { readonly path: string; readonly key: string } | null {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    try {
      const file = join(folder, name);
      accessSync(file, constants.X_OK);
      const real = realpathSync(file);
      const found = statSync(real);
      if (found.isFile()) return { path: file, key: `${name} ${file} ${real} ${found.size} ${found.mtimeMs}` };
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Null where it does not run; `unknown` where it runs and says no number (dash has no version). */
async function askVersion(
  path: string,
  args: readonly string[],
  parts: Parameters<typeof createFactsSource>[0],
): Promise<string | null> {
  let text = '';
  const outcome = await parts.processes.run({
    command: path,
    args,
    cwd: '/',
    env: { PATH: parts.env.PATH ?? '', HOME: parts.env.HOME || homedir(), LC_ALL: 'C' },
    timeoutMs: versionTimeoutMs,
    graceMs: 100,
    stdin: '',
    onOutput: (_stream, chunk) => {
      text += chunk;
    },
  });
  if (outcome.status !== 'exited') return null;
  const number = outcome.exitCode === 0 ? /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] : undefined;
  if (number !== undefined) return number;
  // pyenv and asdf put a file in PATH that fails where no version is chosen: that is no runtime. A shell without a version is one.
  return path.endsWith('/sh') ? 'unknown' : null;
}

function readCache(path: string): Readonly<Record<string, string>> {
  try {
    return cacheSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).programs;
  } catch {
    return {};
  }
}

function writeCache(path: string, programs: Readonly<Record<string, string>>): void {
  try {
    makeFolder(dirname(path), 0o700);
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify({ version: '1', programs }), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // A cache that cannot be written only costs time.
  }
}
