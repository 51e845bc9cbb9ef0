/** Ends a command early with a sentence for the user: the only thing that a command throws on purpose. */
import { type ExitCode, exitCodes } from './exit-code.ts';

export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  /** An empty message: what was wrong is on the screen already. */
  constructor(exitCode: ExitCode, message = '') {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong: exit code 2. */
export function wrongUsage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, message);
}
