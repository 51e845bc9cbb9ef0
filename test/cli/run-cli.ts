/** Runs a command line in this process, in a real folder, with a terminal made of memory. */
import path from 'node:path';
import { createNodeWorld } from '../../core/adapters/node-world.ts';
import type { CliHost } from '../../core/cli/context.ts';
import { runCli } from '../../core/cli/run.ts';
import type { Output } from '../../core/cli/terminal.ts';
import type { EnvFacts } from '../../core/contracts/env-facts.ts';
import type { World } from '../../core/ports.ts';

export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface CliSetting {
  /** Folder that the user stands in. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input that is no terminal. */
  readonly stdin?: string | Uint8Array;
  /** Answers of a person at a terminal, in order; their presence makes all three streams terminals. */
  readonly answers?: readonly string[];
  readonly columns?: number;
  /** Aborts with an reason `SIGINT` or `SIGTERM`. */
  readonly signal?: AbortSignal;
  /** Parts of the world that are not the real ones. */
  readonly world?: Partial<World>;
  /** Told of everything that is written, as it is written. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
}

export async function clockwork(argv: readonly string[], setting: CliSetting): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const isTerminal = setting.answers !== undefined;
  const output = (stream: 'stdout' | 'stderr'): Output => ({
    write: (text) => {
      written[stream] += text;
      setting.onOutput?.(stream, text);
    },
    isTerminal,
    columns: setting.columns ?? 80,
    rows: 24,
  });
  const answers = [...(setting.answers ?? [])];
  const stdin = setting.stdin ?? '';
  const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
  const host: CliHost = {
    terminal: {
      stdout: output('stdout'),
      stderr: output('stderr'),
      stdin: {
        isTerminal,
        readAll: async () => bytes,
        lines: async function* () {
          const text = new TextDecoder().decode(bytes);
          yield* text === '' ? [] : text.replace(/\n$/, '').split(/\r?\n/);
        },
        ask: async (question) => {
          written.stderr += question;
          return answers.shift();
        },
      },
    },
    world: async () => worldAt(setting),
    signal: setting.signal ?? new AbortController().signal,
    env: setting.env ?? {},
  };
  const exitCode = await runCli(argv, host);
  return { ...written, exitCode };
}

/** Looking for runtimes takes long, and is not what these tests are about. */
const facts: EnvFacts = {
  version: '1',
  os: 'linux',
  arch: 'x64',
  runtimes: { bash: { version: '5.2' } },
  engines: {},
  cpus: 2,
  memory_bytes: 1_000_000_000,
};

/** The real world seen from the test's folder; what belongs to the user (keys, caches) lies in that folder too. */
function worldAt(setting: CliSetting): World {
  const home = path.join(setting.cwd, '.home');
  const own = {
    HOME: home,
    XDG_CONFIG_HOME: `${home}/config`,
    XDG_STATE_HOME: `${home}/state`,
    XDG_CACHE_HOME: `${home}/cache`,
  };
  const before = { ...process.env };
  Object.assign(process.env, own);
  try {
    const world = createNodeWorld();
    const env = { PATH: process.env['PATH'] ?? '', ...own, ...setting.env };
    return { ...world, facts: { gather: async () => facts }, env, cwd: setting.cwd, ...setting.world };
  } finally {
    for (const name of Object.keys(own)) {
      const old = before[name];
      if (old === undefined) delete process.env[name];
      else process.env[name] = old;
    }
  }
}
