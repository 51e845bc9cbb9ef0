/**
 * Watches one local service: starts it in a session of its own, starts it again when it ends, and ends it with all
 * that it started. Runs in a process of its own (`service-supervisor-main.ts`) that outlives the command line. It opens
 * no socket: its record on disk says how things stand, SIGTERM asks it to stop.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { portTaken } from './port-taken.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { endTree, tokenName } from './process-tree.ts';
import { errorCode, errorText, meaningOf } from './refusal.ts';
import { lastLines, logSizeBytes, openLog, rotateLog } from './service-log.ts';
import { type ServicePaths, type ServiceRecord, writeRecord } from './service-record.ts';

export const timingSchema = z.object({
  /** A service that ends sooner after its first start counts as not started. */
  earlyMs: z.number(),
  /** Wait before the first restart; doubled for each further one that follows closely. */
  backoffMs: z.number(),
  backoffMaxMs: z.number(),
  /** After running this long, a service that ends is no crash loop. */
  stableMs: z.number(),
  /** Restarts without becoming stable before it counts as failed. */
  crashLimit: z.int(),
  /** Between two looks at the size of the log. */
  checkMs: z.number(),
  logLimitBytes: z.number(),
});
export type ServiceTiming = z.output<typeof timingSchema>;

export const usualTiming: ServiceTiming = {
  earlyMs: 300,
  backoffMs: 500,
  backoffMaxMs: 30_000,
  stableMs: 10_000,
  crashLimit: 5,
  checkMs: 5_000,
  logLimitBytes: 10 * 1024 * 1024,
};

/** What the supervisor is told through its standard input. */
export const orderSchema = z.object({
  paths: z.object({ dir: z.string(), record: z.string(), log: z.string(), olderLog: z.string() }),
  specDigest: z.string(),
  command: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()),
  workingDir: z.string(),
  restart: z.enum(['no', 'on-failure', 'always']),
  graceMs: z.number(),
  timing: timingSchema,
});
export type ServiceOrder = z.output<typeof orderSchema>;

/** Answered once, as soon as it is known how the first start went. */
export type StartReport = { readonly ok: true; readonly pid: number } | { readonly ok: false; readonly reason: string };

/** Resolves when there is nothing left to watch. `stop` asks for a graceful end. */
export async function supervise(
  order: ServiceOrder,
  report: (outcome: StartReport) => void,
  stop: AbortSignal,
): Promise<void> {
  const self = identify(process.pid);
  if (self === null) throw new Error('A running process has an identity.');
  const note = (change: Pick<ServiceRecord, 'state' | 'reason' | 'restarts'>, life: Life | null) => {
    writeRecord(order.paths, {
      version: '1',
      specDigest: order.specDigest,
      supervisor: self,
      service: life?.identity ?? null,
      token: life?.token ?? '',
      startedAt: life?.startedAt ?? null,
      graceMs: order.graceMs,
      ...change,
    });
  };

  let closeRestarts = 0;
  for (let restarts = 0; ; restarts++) {
    const life = await begin(order);
    if ('reason' in life) {
      note({ state: 'failed', reason: life.reason, restarts }, null);
      return report({ ok: false, reason: life.reason });
    }
    note({ state: 'running', reason: null, restarts }, life);
    if (restarts === 0 && !stop.aborted) {
      await Promise.race([life.ended, sleep(order.timing.earlyMs, undefined, { signal: stop }).catch(() => {})]);
      if (life.exit === null) report({ ok: true, pid: life.identity.pid });
    }
    await outlive(life, order, stop);
    await endTree(life.root, order.graceMs);
    if (stop.aborted) return note({ state: 'stopped', reason: null, restarts }, null);

    const said = quote(lastLines(order.paths, life.logStartBytes));
    const how = `it ended with ${describeExit(life.exit)} after ${(life.lastedMs() / 1000).toFixed(1)} s`;
    if (restarts === 0 && life.lastedMs() < order.timing.earlyMs) {
      const taken = portTaken(lastLines(order.paths, life.logStartBytes, Number.POSITIVE_INFINITY), order);
      const reason = `${taken ?? `The service did not stay up: ${how}. A service has to keep running in the foreground.`}${said}`;
      note({ state: 'failed', reason, restarts }, null);
      return report({ ok: false, reason });
    }
    const failed = life.exit?.code !== 0;
    if (order.restart === 'no' || (order.restart === 'on-failure' && !failed)) {
      return note(
        { state: failed ? 'failed' : 'stopped', reason: `The service is not running: ${how}.${said}`, restarts },
        null,
      );
    }
    closeRestarts = life.lastedMs() >= order.timing.stableMs ? 0 : closeRestarts + 1;
    if (closeRestarts > order.timing.crashLimit) {
      const reason = `The service keeps ending: ${closeRestarts} times in a row within ${order.timing.stableMs / 1000} s of its start; the last time ${how}.${said}`;
      return note({ state: 'failed', reason, restarts }, null);
    }
    const waitMs = Math.min(order.timing.backoffMs * 2 ** Math.max(0, closeRestarts - 1), order.timing.backoffMaxMs);
    note(
      {
        state: 'waiting',
        reason: `The service is started again in ${(waitMs / 1000).toFixed(1)} s: ${how}.${said}`,
        restarts,
      },
      null,
    );
    await sleep(waitMs, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) return note({ state: 'stopped', reason: null, restarts }, null);
  }
}

/** One process of the service, from start to end. */
interface Life {
  readonly identity: ProcessIdentity;
  readonly token: string;
  readonly root: Parameters<typeof endTree>[0];
  readonly startedAt: string;
  readonly logStartBytes: number;
  readonly ended: Promise<unknown>;
  /** Null while it runs. */
  exit: { readonly code: number | null; readonly signal: string | null } | null;
  lastedMs(): number;
}

async function begin(order: ServiceOrder): Promise<Life | { readonly reason: string }> {
  const [program = '', ...args] = order.command;
  const token = randomBytes(16).toString('hex');
  const startedMs = performance.now();
  let child: ChildProcess;
  let log: number | undefined;
  const logStartBytes = logSizeBytes(order.paths);
  try {
    log = openLog(order.paths);
    child = spawn(program, args, {
      cwd: order.workingDir,
      env: { ...order.environment, [tokenName]: token },
      detached: true,
      stdio: ['ignore', log, log],
    });
    const failure = new Promise<unknown>((resolve) => child.once('error', resolve));
    if (child.pid === undefined) return { reason: startProblem(program, await failure) };
  } catch (error) {
    return { reason: startProblem(program, error) };
  } finally {
    if (log !== undefined) closeSync(log);
  }
  let endedMs: number | undefined;
  const life: Life = {
    // A process that is gone already has no start time; its exit follows at once.
    identity: identify(child.pid) ?? { pid: child.pid, startTime: '', bootId: '', namespace: '' },
    token,
    root: { pid: child.pid, token, startedMs },
    startedAt: new Date().toISOString(),
    logStartBytes,
    exit: null,
    ended: new Promise<void>((resolve) =>
      child.once('exit', (code, signal) => {
        endedMs = performance.now();
        life.exit = { code, signal };
        resolve();
      }),
    ),
    lastedMs: () => (endedMs ?? performance.now()) - startedMs,
  };
  return life;
}

/** Until it ends, or is to stop; keeps the log short, and takes a vanished folder as "stop": nobody could reach us then. */
async function outlive(life: Life, order: ServiceOrder, stop: AbortSignal): Promise<void> {
  const vanished = new AbortController();
  const tend = setInterval(() => {
    if (!existsSync(order.paths.dir)) return vanished.abort();
    try {
      rotateLog(order.paths, order.timing.logLimitBytes);
    } catch {
      // A full disk is no reason to end the service.
    }
  }, order.timing.checkMs);
  const asked = new Promise<void>((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
    vanished.signal.addEventListener('abort', () => resolve(), { once: true });
    if (stop.aborted) resolve();
  });
  await Promise.race([life.ended, asked]);
  clearInterval(tend);
  if (vanished.signal.aborted) {
    await endTree(life.root, order.graceMs);
    process.exit(0);
  }
}

function startProblem(program: string, error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return `The service cannot be started: the program \`${program}\` was not found.`;
  return `The service cannot be started: \`${program}\`: ${meaningOf(code) ?? errorText(error)}.`;
}

function describeExit(exit: Life['exit']): string {
  if (exit === null) return 'an unknown result';
  return exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
}

function quote(output: string): string {
  return output === '' ? ' It printed nothing.' : ` Its last output:\n${output.replace(/^/gm, '  ')}`;
}

export type { ServicePaths };
