/** How a run ended, in a line, and with which exit code. */
import { formatDurationMs } from '../base/duration.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { Invocation, Paint } from './context.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { counted } from './output.ts';

export function runSummary(result: RunResult, paint: Paint): string {
  const count = (...statuses: readonly string[]) =>
    result.steps.filter((step) => statuses.includes(step.status)).length;
  const took = formatDurationMs(result.duration_ms);
  const done = count('succeeded', 'unchanged');
  const rest = [
    [count('failed', 'timed_out'), 'failed'],
    [count('cancelled'), 'cancelled'],
    [count('skipped'), 'skipped'],
  ] as const;
  const parts = [`${counted(done, 'step')} done`, ...rest.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`)];
  const words = `${parts.join(', ')} in ${took}.`;
  switch (result.status) {
    case 'succeeded':
      return `\n${paint.green(paint.bold('Done:'))} ${words}`;
    case 'cancelled':
      return `\n${paint.yellow(paint.bold('Cancelled:'))} ${words}\nWhat was done is recorded; apply again to go on.`;
    case 'failed':
      return `\n${paint.red(paint.bold('Failed:'))} ${words} What was done is recorded.\nLogs: clockwork show ${result.run}`;
  }
}

/** Of a run that was interrupted it is how it was interrupted. */
export function exitCodeOf(result: RunResult, invocation: Invocation): ExitCode {
  if (result.status === 'cancelled') {
    return invocation.host.signal.reason === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  }
  const known = Object.values(exitCodes).find((code) => code === result.exit_code);
  return known ?? (result.status === 'succeeded' ? exitCodes.done : exitCodes.step);
}
