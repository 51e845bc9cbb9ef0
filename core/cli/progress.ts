/**
 * A run as it happens. In a terminal every running step has one line that updates in place, and a finished
 * one stays above; elsewhere each thing that happens is one plain line. With `--json` events are the output.
 */
import { createLogUpdate } from 'log-update';
import { formatDurationMs } from '../base/duration.ts';
import type { RunEvent, StepResult } from '../contracts/run-result.ts';
import { visibleLines } from '../diagnostics/visible.ts';
import type { Clock, EventSink } from '../ports.ts';
import { assertionLines } from './assertion-text.ts';
import type { Invocation, Paint } from './context.ts';
import { cut, printResult, wrapped } from './output.ts';
import { Tail } from './tail.ts';
import type { Output } from './terminal.ts';

export interface Progress extends EventSink {
  /** Ends the drawing; what is printed afterwards stands below it. */
  close(): void;
}

/** The sink that fits: JSON lines with `--json`, drawing in a terminal, plain lines elsewhere. */
export async function progressFor(invocation: Invocation): Promise<Progress> {
  if (invocation.options.json === true) return jsonLines(invocation);
  const { stderr } = invocation.host.terminal;
  const { clock } = await invocation.host.world();
  const canDraw = stderr.isTerminal && invocation.host.env['TERM'] !== 'dumb';
  return canDraw ? liveLines(stderr, clock, invocation.paint.err) : plainLines(stderr, invocation.paint.err);
}

function jsonLines(invocation: Invocation): Progress {
  return { emit: (event) => printResult(invocation, JSON.stringify(event)), close: () => {} };
}

export function plainLines(output: Output, paint: Paint): Progress {
  const tails = new Map<string, Tail>();
  const line = (text: string) => output.write(`${text}\n`);
  const emit = (event: RunEvent): void => {
    switch (event.type) {
      case 'run_started':
        return;
      case 'step_started':
        if (event.attempt > 1) return;
        tails.set(event.id, new Tail());
        line(`${event.id}: started`);
        return;
      case 'step_output':
        tails.get(event.id)?.add(event.text);
        return;
      case 'step_heartbeat':
        line(`${event.id}: still running after ${formatDurationMs(event.elapsed_ms)}`);
        return;
      case 'step_retry':
        line(`${event.id}: ${retryText(event)}`);
        return;
      case 'step_finished':
        line(`${event.id}: ${finishedText(event, paint)}`);
        for (const text of failureLines(event, tails.get(event.id))) line(text);
        tails.delete(event.id);
        return;
      case 'assertion':
        for (const text of assertionLines(event, paint)) line(text);
        return;
      case 'warning':
        line(`${paint.yellow('warning')}: ${hanging(event.message)}`);
        return;
    }
  };
  return { emit, close: () => {} };
}

interface Running {
  readonly startedMs: number;
  readonly tail: Tail;
  note: string;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

export function liveLines(output: Output, clock: Clock, paint: Paint): Progress {
  const running = new Map<string, Running>();
  const screen = createLogUpdate(streamOf(output));
  const stop = new AbortController();
  let total = 0;
  let finished = 0;
  let frame = 0;

  const draw = () => {
    if (running.size === 0) {
      screen.clear();
      return;
    }
    const columns = output.columns;
    const room = Math.max(1, output.rows - 3);
    const shown = [...running].slice(0, room);
    const lines = shown.map(([id, step]) => runningLine(id, step, clock.monotonic(), frame, columns, paint));
    if (running.size > room) lines.push(paint.dim(`  … and ${running.size - room} more`));
    if (total > 1) lines.push(paint.dim(`  ${finished} of ${total} done`));
    screen(lines.join('\n'));
  };
  const keep = (lines: readonly string[]) => {
    screen.clear();
    output.write(`${lines.join('\n')}\n`);
    draw();
  };
  const tick = async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(FRAME_MS, stop.signal);
      frame++;
      if (running.size > 0 && !stop.signal.aborted) draw();
    }
  };
  void tick();

  const emit = (event: RunEvent): void => {
    switch (event.type) {
      case 'run_started':
        total = event.steps;
        return;
      case 'step_started': {
        const step = running.get(event.id);
        if (step !== undefined) step.note = '';
        else running.set(event.id, { startedMs: clock.monotonic(), tail: new Tail(), note: '' });
        draw();
        return;
      }
      case 'step_output':
        running.get(event.id)?.tail.add(event.text);
        return;
      case 'step_heartbeat':
        return;
      case 'step_retry': {
        const step = running.get(event.id);
        if (step !== undefined) step.note = retryText(event);
        draw();
        return;
      }
      case 'step_finished': {
        const tail = running.get(event.id)?.tail;
        running.delete(event.id);
        finished++;
        keep([finishedLine(event, output.columns, paint), ...failureLines(event, tail)]);
        return;
      }
      case 'assertion':
        keep(assertionLines(event, paint));
        return;
      case 'warning':
        keep([`${paint.yellow('!')} ${hanging(event.message)}`]);
        return;
    }
  };
  return {
    emit,
    close: () => {
      stop.abort();
      screen.clear();
      screen.done();
    },
  };
}

function runningLine(id: string, step: Running, nowMs: number, frame: number, columns: number, paint: Paint): string {
  const elapsed = clockText(nowMs - step.startedMs);
  const head = cut(id, columns - elapsed.length - 5);
  const note = cut(step.note === '' ? step.tail.last() : step.note, columns - head.length - elapsed.length - 8);
  return `${paint.cyan(frames[frame % frames.length] ?? '·')} ${head}  ${elapsed}${note === '' ? '' : `  ${paint.dim(note)}`}`;
}

/** Whole seconds: a number that changes ten times a second is hard to look at. */
function clockText(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)}s` : formatDurationMs(ms);
}

function finishedLine(event: StepResult, columns: number, paint: Paint): string {
  const took = formatDurationMs(event.duration_ms);
  const [words = '', ...rest] = messageLines(event.message);
  const id = cut(event.id, columns - took.length - 5);
  const room = columns - id.length - took.length - 6;
  const message = words === '' || words.length > room ? '' : `  ${paint.dim(words)}`;
  const below = [...(words !== '' && message === '' ? [words] : []), ...rest]
    .flatMap((line) => wrapped(line, columns - 4))
    .map((line) => `\n    ${line}`)
    .join('');
  switch (event.status) {
    case 'succeeded':
      return `${paint.green('✓')} ${id}  ${paint.dim(took)}`;
    case 'unchanged':
      return `${paint.green('=')} ${id}  ${paint.dim('was done already')}`;
    case 'skipped':
      return `${paint.dim('·')} ${id}  ${paint.dim('skipped')}${message}${below}`;
    case 'cancelled':
      return `${paint.yellow('■')} ${id}  ${paint.yellow('cancelled')} ${paint.dim(took)}`;
    case 'timed_out':
      return `${paint.red('✗')} ${id}  ${paint.red('timed out')} ${paint.dim(took)}${message}${below}`;
    case 'failed':
      return `${paint.red('✗')} ${id}  ${paint.dim(took)}${message}${below}`;
  }
}

function finishedText(event: StepResult, paint: Paint): string {
  const took = formatDurationMs(event.duration_ms);
  const why = event.message === undefined ? '' : `: ${hanging(event.message)}`;
  switch (event.status) {
    case 'succeeded':
      return `${paint.green('done')} in ${took}`;
    case 'unchanged':
      return `${paint.green('was done already')}`;
    case 'skipped':
      return `skipped${why}`;
    case 'cancelled':
      return `${paint.yellow('cancelled')} after ${took}`;
    case 'timed_out':
      return `${paint.red('timed out')} after ${took}${why}`;
    case 'failed':
      return `${paint.red('failed')} after ${took}${why}`;
  }
}

/** The end of what a failed step wrote, and where all of it is. */
function failureLines(event: StepResult, tail: Tail | undefined): readonly string[] {
  if (event.status !== 'failed' && event.status !== 'timed_out') return [];
  const lines = (tail?.lines() ?? []).filter((line) => line.trim() !== '').map((line) => `    | ${line}`);
  return event.log === undefined ? lines : [...lines, `    log: ${event.log}`];
}

function retryText(event: Extract<RunEvent, { type: 'step_retry' }>): string {
  const { attempt, attempts, message, wait_ms: waitMs } = event;
  const which = attempts === undefined ? String(attempt) : `${attempt} of ${attempts}`;
  const why = messageLines(message)[0]?.replace(/[.:]$/, '') ?? '';
  return `attempt ${which} failed (${why}), next in ${formatDurationMs(waitMs)}`;
}

/** The lines of a message, each safe to print. */
function messageLines(message: string | undefined): readonly string[] {
  return message === undefined ? [] : visibleLines(message.trimEnd()).split('\n');
}

/** A message whose first line stands behind something; the others stand below, indented. */
function hanging(message: string): string {
  return messageLines(message).join('\n    ');
}

/** What `log-update` asks of a stream. */
function streamOf(output: Output): NodeJS.WriteStream {
  const stream = {
    write: (text: string) => {
      output.write(text);
      return true;
    },
    get isTTY() {
      return output.isTerminal;
    },
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
  };
  return stream as unknown as NodeJS.WriteStream;
}
