/** A {@link ProcessRunner} whose programs are functions. Requests are kept in the order of their start. */
import type { Clock, ProcessOutcome, ProcessRequest, ProcessRunner } from '../../core/ports.ts';

export interface ScriptedRun {
  readonly stdout?: string;
  readonly stderr?: string;
  /** 0 unless given. */
  readonly exitCode?: number;
  /** How long it takes on the clock; beyond the request's time-out it ends as timed out. */
  readonly durationMs?: number;
  /** It cannot be started, for this reason. */
  readonly notStarted?: string;
}

export interface ScriptedRunner extends ProcessRunner {
  readonly requests: readonly ProcessRequest[];
  /** The most that ran at a time. */
  readonly mostAtOnce: () => number;
}

export function scriptedRunner(
  clock: Clock,
  program: (request: ProcessRequest) => ScriptedRun | Promise<ScriptedRun>,
): ScriptedRunner {
  const requests: ProcessRequest[] = [];
  let running = 0;
  let most = 0;

  const run = async (request: ProcessRequest): Promise<ProcessOutcome> => {
    const startedMs = clock.monotonic();
    const ended = (
      status: ProcessOutcome['status'],
      exitCode: number | null,
      more: Partial<ProcessOutcome> = {},
    ): ProcessOutcome => ({
      status,
      exitCode,
      signal: status === 'timed-out' || status === 'cancelled' ? 'SIGTERM' : null,
      durationMs: clock.monotonic() - startedMs,
      ...more,
    });
    if (isCancelled(request)) return ended('cancelled', null, { signal: null });
    const result = await program(request);
    if (result.notStarted !== undefined) return ended('not-started', null, { reason: result.notStarted });
    if (result.stdout !== undefined) request.onOutput('stdout', result.stdout);
    if (result.stderr !== undefined) request.onOutput('stderr', result.stderr);
    const durationMs = result.durationMs ?? 0;
    if (durationMs > 0) await clock.sleep(Math.min(durationMs, request.timeoutMs), request.signal);
    if (isCancelled(request)) return ended('cancelled', null);
    return durationMs > request.timeoutMs ? ended('timed-out', null) : ended('exited', result.exitCode ?? 0);
  };

  return {
    requests,
    mostAtOnce: () => most,
    async run(request) {
      requests.push(request);
      most = Math.max(most, ++running);
      try {
        return await run(request);
      } finally {
        running--;
      }
    },
  };
}

function isCancelled(request: ProcessRequest): boolean {
  return request.signal?.aborted === true;
}
