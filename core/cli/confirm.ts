/** Asks once before anything is changed. Without a terminal nobody can answer, so it refuses. */
import type { Invocation } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { CommandFailure, wrongUsage } from './failure.ts';

/** Throws where there is nobody to ask; call it before work is done that would be in vain. */
export function requireSomeoneToAsk(invocation: Invocation): void {
  const { stdin, stderr } = invocation.host.terminal;
  if (invocation.options.autoApprove === true || (stdin.isTerminal && stderr.isTerminal)) return;
  throw wrongUsage(
    `\`clockwork ${invocation.command}\` asks before it changes anything, and there is no terminal to ask at. Pass \`--auto-approve\` to go ahead without the question.`,
  );
}

/** Whether to go ahead. Only the word `yes` means yes; throws as {@link requireSomeoneToAsk} does. */
export async function confirm(invocation: Invocation, question: string): Promise<boolean> {
  requireSomeoneToAsk(invocation);
  if (invocation.options.autoApprove === true) return true;
  const { stdin } = invocation.host.terminal;
  const { err } = invocation.paint;
  const answer = await stdin.ask(`\n${err.bold(question)} Type ${err.bold('yes')} to go ahead: `, {
    signal: invocation.host.signal,
  });
  if (answer === undefined && invocation.host.signal.aborted)
    throw new CommandFailure(exitCodes.interrupted, 'Interrupted: nothing was done.');
  return answer?.trim().toLowerCase() === 'yes';
}
