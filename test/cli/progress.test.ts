/** How a run looks while it happens: lines for logs, and a screen that updates in place. */
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { liveLines, plainLines } from '../../core/cli/progress.ts';
import type { Output } from '../../core/cli/terminal.ts';
import type { RunEvent } from '../../core/contracts/run-result.ts';
import { virtualClock } from '../fakes/clock.ts';

const paint = picocolors.createColors(false);
const at = '2030-01-01T00:00:00Z';
const finished = (
  id: string,
  status: 'succeeded' | 'failed' | 'skipped' | 'unchanged' | 'timed_out' | 'cancelled',
  more = {},
) => ({ type: 'step_finished', at, id, status, attempts: 1, duration_ms: 1234, exit_code: 0, ...more }) as RunEvent;

const run: readonly RunEvent[] = [
  { type: 'run_started', at, run: 'r', command: 'apply', steps: 4 },
  { type: 'step_started', at, id: 'file.a#write_file', attempt: 1 },
  { type: 'step_started', at, id: 'custom.b#run_command', attempt: 1 },
  finished('file.a#write_file', 'succeeded'),
  { type: 'step_output', at, id: 'custom.b#run_command', stream: 'stdout', text: 'one\ntw' },
  { type: 'step_output', at, id: 'custom.b#run_command', stream: 'stderr', text: 'o\n\u001b[31mred\n' },
  { type: 'step_heartbeat', at, id: 'custom.b#run_command', elapsed_ms: 30_000 },
  {
    type: 'step_retry',
    at,
    id: 'custom.b#run_command',
    attempt: 1,
    attempts: 2,
    wait_ms: 2000,
    message: 'exit code 3',
  },
  { type: 'step_started', at, id: 'custom.b#run_command', attempt: 2 },
  finished('custom.b#run_command', 'failed', { message: 'exit code 3', log: '.clockwork/logs/r/b.log' }),
  finished('file.c#write_file', 'skipped', { message: '`custom.b#run_command` did not succeed.' }),
  {
    type: 'assertion',
    at,
    address: 'file.a/assert.file_exists[0]',
    kind: 'file_exists',
    status: 'pass',
    expected: 'a file',
    actual: 'a file',
    message: '',
    duration_ms: 5,
  },
  {
    type: 'assertion',
    at,
    address: 'check.web/assert.healthcheck[0]',
    kind: 'healthcheck',
    status: 'fail',
    expected: 'status 200',
    actual: 'status 502',
    message: 'Look at the log.',
    duration_ms: 12,
  },
  { type: 'warning', at, message: 'Something odd.' },
];

function memory(isTerminal: boolean, columns = 80): Output & { text: string } {
  return {
    text: '',
    write(text) {
      this.text += text;
    },
    isTerminal,
    columns,
    rows: 10,
  };
}

describe('plain lines', () => {
  test('one for each thing that happens; a failed step repeats the end of its output', () => {
    const output = memory(false);
    const progress = plainLines(output, paint);
    for (const event of run) progress.emit(event);
    progress.close();
    expect(output.text).toBe(`file.a#write_file: started
custom.b#run_command: started
file.a#write_file: done in 1.2s
custom.b#run_command: still running after 30.0s
custom.b#run_command: attempt 1 of 2 failed (exit code 3), next in 2.0s
custom.b#run_command: failed after 1.2s: exit code 3
    | one
    | two
    | ␛[31mred
    log: .clockwork/logs/r/b.log
file.c#write_file: skipped: \`custom.b#run_command\` did not succeed.
✓ file.a/assert.file_exists[0]  5ms  a file
✗ check.web/assert.healthcheck[0]  12ms
    expected: status 200
    actual:   status 502
    Look at the log.
warning: Something odd.
`);
  });
});

describe('a message of several lines', () => {
  const message = 'The service did not stay up. Its last output:\n  one\n  \u001b[31mtwo';
  const failed = finished('service.a#run_service', 'failed', { message });

  test('stands below its step, line by line', () => {
    const plain = memory(false);
    plainLines(plain, paint).emit(failed);
    expect(plain.text).toBe(`service.a#run_service: failed after 1.2s: The service did not stay up. Its last output:
      one
      ␛[31mtwo
`);
    const live = memory(true);
    const progress = liveLines(live, virtualClock(), paint);
    progress.emit(failed);
    progress.close();
    expect(screen(live.text)).toEqual([
      '✗ service.a#run_service  1.2s  The service did not stay up. Its last output:',
      '      one',
      '      ␛[31mtwo',
    ]);
  });

  test('is broken at blanks where it is longer than the screen is wide', () => {
    const live = memory(true, 40);
    const progress = liveLines(live, virtualClock(), paint);
    progress.emit(
      finished('service.a#run_service', 'failed', { message: `${'word '.repeat(12)}end\n  ${'x'.repeat(50)}` }),
    );
    progress.close();
    expect(screen(live.text)).toEqual([
      '✗ service.a#run_service  1.2s',
      '    word word word word word word word',
      '    word word word word word end',
      `      ${'x'.repeat(50)}`,
    ]);
  });

  test('is cut to its first one where an attempt is told', () => {
    const output = memory(false);
    plainLines(output, paint).emit({
      type: 'step_retry',
      at,
      id: 'a#b',
      attempt: 1,
      attempts: 3,
      wait_ms: 1000,
      message,
    });
    expect(output.text).toBe(
      'a#b: attempt 1 of 3 failed (The service did not stay up. Its last output), next in 1.0s\n',
    );
  });
});

describe('live lines', () => {
  /** What a person sees: the screen after all escapes were carried out, scrolled lines included. */
  const seen = async (events: readonly RunEvent[], waitMs: number, columns = 80) => {
    const output = memory(true, columns);
    const clock = virtualClock();
    const progress = liveLines(output, clock, paint);
    for (const event of events) progress.emit(event);
    await clock.advance(waitMs);
    const during = screen(output.text);
    progress.close();
    return { during, after: screen(output.text) };
  };

  test('a running step has one line with its elapsed time and what it wrote last', async () => {
    const { during } = await seen(run.slice(0, 6), 5000);
    expect(during).toEqual([
      '✓ file.a#write_file  1.2s',
      expect.stringMatching(/^\S custom\.b#run_command {2}5s {2}␛\[31mred$/),
      '  1 of 4 done',
    ]);
  });

  test('what is finished stays, what was drawn goes', async () => {
    const { after } = await seen(run, 0);
    expect(after).toEqual([
      '✓ file.a#write_file  1.2s',
      '✗ custom.b#run_command  1.2s  exit code 3',
      '    | one',
      '    | two',
      '    | ␛[31mred',
      '    log: .clockwork/logs/r/b.log',
      '· file.c#write_file  skipped  `custom.b#run_command` did not succeed.',
      '✓ file.a/assert.file_exists[0]  5ms  a file',
      '✗ check.web/assert.healthcheck[0]  12ms',
      '    expected: status 200',
      '    actual:   status 502',
      '    Look at the log.',
      '! Something odd.',
    ]);
  });

  test('many steps at once never fill more than the screen', async () => {
    const many = Array.from(
      { length: 50 },
      (_, i): RunEvent => ({ type: 'step_started', at, id: `file.f[${i}]#write_file`, attempt: 1 }),
    );
    const { during } = await seen([{ type: 'run_started', at, run: 'r', command: 'apply', steps: 50 }, ...many], 1000);
    expect(during).toHaveLength(9);
    expect(during.at(-2)).toBe('  … and 43 more');
  });

  test('no line is wider than a narrow screen', async () => {
    const id = `module.${'m'.repeat(60)}.custom.x#run_command`;
    const events: readonly RunEvent[] = [
      { type: 'step_started', at, id, attempt: 1 },
      { type: 'step_output', at, id, stream: 'stdout', text: `${'word '.repeat(50)}\n` },
    ];
    const { during } = await seen(events, 3000, 40);
    expect(during).toHaveLength(1);
    expect(during[0]?.length).toBeLessThanOrEqual(40);
  });
});

/** Carries out the escapes that are used for drawing in place; enough of a terminal for that. */
function screen(text: string): readonly string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  const pattern = /\u001b\[(\??[\d;]*)([A-Za-z])|\u001b[78]|\r?\n|\r|[^\u001b\r\n]+/gu;
  for (const [token, argument = '', letter] of text.matchAll(pattern)) {
    const count = Number(argument) || 1;
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'B') row += count;
    else if (letter === 'G') column = count - 1;
    else if (letter === 'E') {
      row += count;
      column = 0;
    } else if (letter === 'F') {
      row = Math.max(0, row - count);
      column = 0;
    } else if (letter === 'K')
      lines[row] =
        argument === '2' ? '' : (lines[row] ?? '').slice(0, argument === '' || argument === '0' ? column : 0);
    else if (letter === 'J') {
      lines.splice(row + 1);
      lines[row] = (lines[row] ?? '').slice(0, column);
    } else if (letter !== undefined || token.startsWith('\u001b')) continue;
    else if (token.endsWith('\n')) {
      row++;
      column = 0;
    } else if (token === '\r') column = 0;
    else {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + token + line.slice(column + token.length);
      column += token.length;
    }
    while (lines.length <= row) lines.push('');
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
