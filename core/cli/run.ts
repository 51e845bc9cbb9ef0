/**
 * Runs one command line from its words to its exit code. Everything that a command may end in is
 * handled here once: wrong usage, a failure with a sentence, an interruption, a mistake of ours.
 */
import { CommanderError } from 'commander';
import type { CliHost, CommandRun, Interruption, Invocation } from './context.ts';
import { paintFor } from './context.ts';
import { reportCrash } from './crash.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { CommandFailure } from './failure.ts';
import type { CommandOptions } from './options.ts';
import { buildProgram } from './program.ts';

/** Carries out `argv` (without node and script) and answers the exit code. Never throws. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  let wantsColor = !argv.includes('--no-color');
  let guards = 0;
  let exitCode: ExitCode = exitCodes.done;
  const paint = () => ({
    out: paintFor(host.terminal.stdout, host.env, wantsColor),
    err: paintFor(host.terminal.stderr, host.env, wantsColor),
  });
  const complain = (message: string) => {
    if (message === '') return;
    const { err } = paint();
    host.terminal.stderr.write(`${err.bold(err.red('error'))}: ${message}\n`);
  };
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    guards++;
    try {
      return await work();
    } finally {
      guards--;
    }
  };
  const start = async (command: string, args: readonly string[], options: CommandOptions, run: CommandRun) => {
    wantsColor &&= options.color !== false;
    const invocation: Invocation = { command, args, options, host, paint: paint(), guard };
    exitCode = await run(invocation);
  };

  const program = buildProgram(start, {
    columns: host.terminal.stdout.columns,
    hasColors: paint().out.isColorSupported,
    write: (text) => host.terminal.stdout.write(text),
    writeError: (text) => host.terminal.stderr.write(text),
  });

  const ended = program.parseAsync([...argv], { from: 'user' }).then(
    () => exitCode,
    async (error: unknown): Promise<ExitCode> => {
      // An interrupted command may trip over what it was refused; that is no news.
      if (host.signal.aborted && !(error instanceof CommandFailure)) return interruptionCode(host.signal);
      if (error instanceof CommandFailure) {
        complain(error.message);
        return error.exitCode;
      }
      if (error instanceof CommanderError) return endOf(error, complain);
      if (error instanceof (await import('../assembly/sealing.ts')).SealingRefused) {
        complain(`This machine's key for sensitive values cannot be used: ${error.message}`);
        return exitCodes.failed;
      }
      complain(await reportCrash(host, argv, error));
      return exitCodes.internal;
    },
  );
  const code = await Promise.race([ended, interrupted(host, () => guards > 0)]);
  // What failed after an interruption failed because of it; what was done all the same is done.
  return host.signal.aborted && code !== exitCodes.done ? interruptionCode(host.signal) : code;
}

/** Help that was asked for is a success; a command line without a command is not. */
function endOf(error: CommanderError, complain: (message: string) => void): ExitCode {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return exitCodes.done;
  if (error.code === 'commander.help') return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  complain(error.message);
  return exitCodes.usage;
}

/** Resolves once the command may be left: at once outside of guarded work, never inside of it. */
function interrupted(host: CliHost, isGuarded: () => boolean): Promise<ExitCode> {
  return new Promise((resolve) => {
    const onAbort = () => {
      if (isGuarded()) return;
      host.terminal.stderr.write(host.signal.reason === 'SIGTERM' ? 'Terminated.\n' : 'Interrupted.\n');
      resolve(interruptionCode(host.signal));
    };
    if (host.signal.aborted) onAbort();
    else host.signal.addEventListener('abort', onAbort, { once: true });
  });
}

function interruptionCode(signal: AbortSignal): ExitCode {
  const reason: Interruption = signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
  return reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
}
