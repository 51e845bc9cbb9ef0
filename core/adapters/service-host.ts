/**
 * The {@link ServiceHost} port: local processes that outlive the run, each under a supervisor of its own. Whatever is
 * signalled is first identified by pid, start time and boot, so that a number which now means somebody else's process
 * is never touched.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isRefusal, type Refusal, type ServiceHost } from '../ports.ts';
import { createFileSystem } from './file-system.ts';
import { livenessOf, sendSignal } from './process-identity.ts';
import { endTree } from './process-tree.ts';
import { errorText, refuse } from './refusal.ts';
import {
  livePartsOf,
  readRecord,
  type ServicePaths,
  type ServiceRecord,
  servicePaths,
  writeRecord,
} from './service-record.ts';
import type { ServiceOrder, ServiceTiming, StartReport } from './service-supervisor.ts';

type Status = Exclude<Awaited<ReturnType<ServiceHost['status']>>, Refusal | null>;
type Ensure = ServiceHost['ensure'];

/** What a service finds in its environment besides what its resource gives. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR'];

/** Longer than a supervisor takes beyond the grace of its service. */
const supervisorExtraMs = 8_000;

const files = createFileSystem();

/** `stateDir` is `.clockwork`; `timing` is for tests, which cannot wait for minutes. */
export function createServiceHost(
  stateDir: string,
  env: Readonly<Record<string, string>>,
  timing: Partial<ServiceTiming> = {},
): ServiceHost {
  const servicesDir = join(stateDir, 'services');
  const pathsOf = (name: string): ServicePaths | Refusal =>
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)
      ? servicePaths(servicesDir, name)
      : refuse(
          'EINVAL',
          `\`${name}\` cannot name a local service: letters, digits, \`.\`, \`_\` and \`-\`, at most 200.`,
        );

  return {
    async ensure(name, spec, context) {
      const paths = pathsOf(name);
      if (isRefusal(paths)) return paths;
      const before = readRecord(paths);
      if (isRefusal(before)) return before;
      if (before !== null && before.specDigest === context.specDigest && before.state === 'running') {
        const live = livePartsOf(before);
        if (live.supervisor && live.service) return { outputs: outputsOf(name, before, paths), changed: false };
      }
      if (context.signal.aborted) return cancelled;
      if (before !== null) {
        const problem = await end(before, paths);
        if (problem !== null) return problem;
      }
      if (context.signal.aborted) return cancelled;
      const order = { ...(await import('./service-supervisor.ts')).usualTiming, ...timing };
      return start(name, paths, {
        paths,
        specDigest: context.specDigest,
        command: [...spec.command],
        environment: { ...pick(env, inherited), ...spec.environment },
        workingDir: resolve(context.baseDir, spec.working_dir),
        restart: spec.restart,
        graceMs: spec.stop_grace_seconds * 1000,
        timing: order,
      });
    },

    async stop(name, { forget }) {
      const paths = pathsOf(name);
      if (isRefusal(paths)) return paths;
      const record = readRecord(paths);
      if (isRefusal(record)) return record;
      if (record !== null) {
        const problem = await end(record, paths);
        if (problem !== null) return problem;
        if (!forget)
          return writeRecord(paths, { ...record, state: 'stopped', service: null, startedAt: null, reason: null });
      }
      return forget ? files.remove(paths.dir) : undefined;
    },

    async status(name) {
      const paths = pathsOf(name);
      if (isRefusal(paths)) return paths;
      const record = readRecord(paths);
      return record === null || isRefusal(record) ? record : statusOf(record, paths);
    },
  };
}

const cancelled = refuse('ECANCELED', 'It was cancelled.');

function pick(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

function statusOf(record: ServiceRecord, paths: ServicePaths): Status {
  const live = livePartsOf(record);
  const common = {
    kind: 'service',
    specDigest: record.specDigest,
    restarts: record.restarts,
    logPath: paths.log,
  } as const;
  const failed = (reason: string): Status => ({ ...common, state: 'failed', reason });
  switch (record.state) {
    case 'stopped':
      return { ...common, state: 'stopped', ...(record.reason === null ? {} : { reason: record.reason }) };
    case 'failed':
      return failed(record.reason ?? 'The service failed.');
    case 'waiting':
      return failed(live.supervisor ? (record.reason ?? 'The service is started again soon.') : lostReason);
    case 'running': {
      if (live.supervisor && live.service && record.service !== null) {
        const started = record.startedAt === null ? {} : { startedAt: record.startedAt };
        return { ...common, state: 'running', pid: record.service.pid, ...started };
      }
      if (live.supervisor) return failed('The service has just ended; its supervisor is about to start it again.');
      return failed(live.service ? orphanReason : lostReason);
    }
  }
}

const orphanReason =
  'The service runs, but its supervisor was killed: nothing would start it again. Apply replaces it.';
const lostReason =
  'The service is not running: the machine was restarted, or it was killed together with its supervisor. Its environment is kept nowhere (it may hold secrets), so it takes an apply to start it again.';

/** Ends a recorded service and its supervisor, whatever of them is left. Null: nothing of it lives. */
async function end(record: ServiceRecord, paths: ServicePaths): Promise<Refusal | null> {
  if (livenessOf(record.supervisor) === 'alive') {
    sendSignal(record.supervisor.pid, 'SIGTERM');
    const deadline = performance.now() + record.graceMs + supervisorExtraMs;
    for (
      let pauseMs = 5;
      livenessOf(record.supervisor) === 'alive' && performance.now() < deadline;
      pauseMs = Math.min(pauseMs * 2, 100)
    ) {
      await sleep(pauseMs);
    }
    if (livenessOf(record.supervisor) === 'alive') sendSignal(record.supervisor.pid, 'SIGKILL');
  }
  // The supervisor may have started a new process since we read; its last word counts.
  const last = readRecord(paths);
  const service = last !== null && !isRefusal(last) ? last : record;
  if (service.service === null || livenessOf(service.service) !== 'alive') return null;
  const left = await endTree({ pid: service.service.pid, token: service.token, startedMs: -Infinity }, service.graceMs);
  return left === 0
    ? null
    : refuse(
        'EPERM',
        `${left} processes of the service cannot be ended: they belong to another user or are stuck in the kernel.`,
      );
}

async function start(name: string, paths: ServicePaths, order: ServiceOrder): Promise<Awaited<ReturnType<Ensure>>> {
  if (!existsSync(order.workingDir)) {
    return refuse(
      'ENOENT',
      `The service \`${name}\` cannot be started: its working folder \`${order.workingDir}\` does not exist.`,
    );
  }
  const made = files.makeDirectory(paths.dir, 0o700);
  if (isRefusal(made)) return made;
  const report = await launch(paths, order);
  if (!report.ok) return refuse('ESERVICE', report.reason);
  const record = readRecord(paths);
  if (isRefusal(record)) return record;
  if (record === null) return refuse('ENOENT', `\`${paths.dir}\` was removed while the service was being started.`);
  return { outputs: { ...outputsOf(name, record, paths), pid: report.pid }, changed: true };
}

/** Starts a supervisor in a session of its own, tells it the order through a pipe, and waits for its report. */
async function launch(paths: ServicePaths, order: ServiceOrder): Promise<StartReport> {
  const problems = openSync(join(paths.dir, 'supervisor.log'), 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, ['--max-old-space-size=64', supervisorProgram()], {
      detached: true,
      cwd: '/',
      env: {},
      stdio: ['pipe', 'ignore', problems, 'pipe'],
    });
  } catch (error) {
    return { ok: false, reason: `The supervisor cannot be started: ${errorText(error)}.` };
  } finally {
    closeSync(problems);
  }
  const failure = new Promise<StartReport>((resolve) =>
    child.once('error', (error) =>
      resolve({ ok: false, reason: `The supervisor cannot be started: ${errorText(error)}.` }),
    ),
  );
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(order));
  const report = await Promise.race([failure, readReport(child)]);
  child.unref();
  for (const stream of child.stdio) stream?.destroy();
  return report;
}

async function readReport(child: ChildProcess): Promise<StartReport> {
  let text = '';
  const pipe = child.stdio[3];
  if (pipe !== null && pipe !== undefined && 'on' in pipe) {
    await new Promise<void>((resolve) => {
      pipe.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (text.endsWith('\n')) resolve();
      });
      pipe.on('error', () => resolve());
      pipe.on('close', () => resolve());
    });
  }
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report === 'object' && report !== null && 'ok' in report) {
      if (report.ok === true && 'pid' in report && typeof report.pid === 'number') return { ok: true, pid: report.pid };
      if ('reason' in report && typeof report.reason === 'string') return { ok: false, reason: report.reason };
    }
  } catch {
    // It ended without a word.
  }
  return { ok: false, reason: 'The supervisor ended at once; `supervisor.log` in the service’s folder may say why.' };
}

/** As source beside this file; bundled in `dist/adapters`, beside the folder of the chunk that this is in. */
function supervisorProgram(): string {
  const places = ['./service-supervisor-main.ts', '../adapters/service-supervisor-main.js'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[files.length - 1] ?? '';
}

/** The log's path starts at the project's folder, which holds `.clockwork`. */
function outputsOf(name: string, record: ServiceRecord, paths: ServicePaths) {
  const projectDir = dirname(dirname(dirname(paths.dir)));
  return { name, pid: record.service?.pid ?? null, log_path: relative(projectDir, paths.log) };
}
