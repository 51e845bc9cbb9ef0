/** What every command is given: the world, the terminal, and how it was called. */
import picocolors from 'picocolors';
import type { World } from '../ports.ts';
import type { ExitCode } from './exit-code.ts';
import type { CommandOptions } from './options.ts';
import type { Output, Terminal } from './terminal.ts';

/** Why a run is being ended. */
export type Interruption = 'SIGINT' | 'SIGTERM';

export interface CliHost {
  readonly terminal: Terminal;
  /** Made when first asked for, since most of it is costly to load. */
  world(): Promise<World>;
  /** Aborts with an {@link Interruption} as its reason. */
  readonly signal: AbortSignal;
  /** The environment, for what is decided before there is a world: colours. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Invocation {
  /** Name of the command, with that of its parent: `state mv`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly options: CommandOptions;
  readonly host: CliHost;
  /** Colours for standard error and standard output. */
  readonly paint: { readonly out: Paint; readonly err: Paint };
  /**
   * Runs work that an interruption must not cut off: it sees `host.signal` itself and ends in order.
   * Outside of such work an interruption ends the command at once.
   */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

/** Carries a command out and answers its exit code. */
export type CommandRun = (invocation: Invocation) => Promise<ExitCode>;

export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colours for one output: off with `--no-color`, `NO_COLOR`, `TERM=dumb` or without a terminal; `FORCE_COLOR` turns them on. */
export function paintFor(output: Output, env: CliHost['env'], wanted: boolean): Paint {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0';
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return picocolors.createColors(wanted && !refused && (output.isTerminal || forced));
}
