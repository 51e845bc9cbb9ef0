/** How an assertion ended, for people. */
import { formatDurationMs } from '../base/duration.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import { visible, visibleLines } from '../diagnostics/visible.ts';
import type { Paint } from './context.ts';

export function assertionLines(event: AssertionResult, paint: Paint): readonly string[] {
  const took = paint.dim(formatDurationMs(event.duration_ms));
  const where = visible(event.address);
  switch (event.status) {
    case 'pass':
      return [`${paint.green('✓')} ${where}  ${took}  ${paint.dim(visible(event.actual))}`.trimEnd()];
    case 'skipped':
      return [`${paint.dim('·')} ${where}  ${paint.dim(`skipped: ${visible(event.message)}`)}`];
    default: {
      const word = event.status === 'fail' ? '' : ` ${event.status === 'timeout' ? 'timed out' : 'could not be asked'}`;
      return [
        `${paint.red('✗')} ${where}${paint.red(word)}  ${took}`,
        ...(event.expected === '' ? [] : [`    expected: ${visible(event.expected)}`]),
        ...(event.actual === '' ? [] : [`    actual:   ${visible(event.actual)}`]),
        ...(isRepetition(event)
          ? []
          : visibleLines(event.message)
              .split('\n')
              .map((line) => `    ${line}`)),
      ];
    }
  }
}

/** A message that says no more than what was expected and what there is. */
function isRepetition({ message, expected, actual }: AssertionResult): boolean {
  return message === '' || (expected !== '' && actual !== '' && message === `Expected ${expected}, got ${actual}.`);
}
