/**
 * The {@link ProcessRunner} port. On `node:child_process` and not on execa: execa ends the one process that it
 * started, while a step's whole tree has to end here (session, process group and daemons, `process-tree.ts`), and its
 * buffering, signal and clean-up features would all have to be switched off.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ProcessOutcome, ProcessRequest, ProcessRunner } from '../ports.ts';
import { maxTimerMs } from './clock.ts';
import { endTree, type TreeRoot, tokenName } from './process-tree.ts';
import { errorCode, errorText, meaningOf } from './refusal.ts';

/** What is run finds one variable more in its environment than was given: the marker by which its tree is found. */
export function createProcessRunner(): ProcessRunner {
  return { run };
}

async function run(request: ProcessRequest): Promise<ProcessOutcome> {
  const startedMs = performance.now();
  const durationMs = () => performance.now() - startedMs;
  const notStarted = (reason: string): ProcessOutcome => ({
    ...nothingRan,
    status: 'not-started',
    durationMs: durationMs(),
    reason,
  });

  if (request.signal?.aborted === true) return { ...nothingRan, status: 'cancelled', durationMs: durationMs() };
  const folderProblem = problemOfFolder(request.cwd);
  if (folderProblem !== null) return notStarted(folderProblem);

  const token = randomBytes(16).toString('hex');
  let child: ChildProcess;
  try {
    child = spawn(request.command, request.args, {
      cwd: request.cwd,
      env: { ...request.env, [tokenName]: token },
      detached: true,
      stdio: [request.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    return notStarted(reasonOf(error, request.command));
  }
  const failure = new Promise<unknown>((resolve) => child.once('error', resolve));
  if (child.pid === undefined) return notStarted(reasonOf(await failure, request.command));

  const root: TreeRoot = { pid: child.pid, token, startedMs };
  let listening = true;
  const outputEnded = forwardOutput(child, (stream, text) => {
    if (listening) request.onOutput(stream, text);
  });
  feed(child, request.stdin);

  const exit = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const ended = await Promise.race([exit, interruption(request, exit)]);
  const stuck = await endTree(root, request.graceMs);
  const last = ended === 'timed-out' || ended === 'cancelled' ? await Promise.race([exit, pause(exitWaitMs)]) : ended;
  await Promise.race([outputEnded, pause(outputWaitMs)]);
  listening = false;
  child.stdout?.destroy();
  child.stderr?.destroy();

  const interrupted = ended === 'timed-out' || ended === 'cancelled';
  return {
    status: interrupted ? ended : 'exited',
    exitCode: interrupted || last === undefined ? null : last.code,
    signal: last?.signal ?? null,
    durationMs: durationMs(),
    ...(stuck === 0 ? {} : { reason: `${stuck} of its processes could not be ended.` }),
  };
}

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

const nothingRan = { exitCode: null, signal: null } as const;

/** After SIGKILL the exit is reported within moments; a process stuck in the kernel must not hold us up. */
const exitWaitMs = 1_000;
/** The pipes end with the last process that holds them; whoever got away from us must not hold us up. */
const outputWaitMs = 500;

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}

/** Resolves on time-out or cancel; lets go of timer and listener once the process has exited. */
function interruption(request: ProcessRequest, exit: Promise<Exit>): Promise<'timed-out' | 'cancelled'> {
  return new Promise((resolve) => {
    const onAbort = () => resolve('cancelled');
    const timer = setTimeout(resolve, Math.min(Math.max(request.timeoutMs, 0), maxTimerMs), 'timed-out');
    request.signal?.addEventListener('abort', onAbort, { once: true });
    void exit.then(() => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
    });
  });
}

/** Hands on what comes as text; a character whose bytes arrive in two chunks stays whole. */
function forwardOutput(child: ChildProcess, onOutput: ProcessRequest['onOutput']): Promise<unknown> {
  const ends = (['stdout', 'stderr'] as const).map((name) => {
    const stream = child[name];
    if (stream === null) return Promise.resolve();
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const emit = (text: string) => {
      if (text !== '') onOutput(name, text);
    };
    stream.on('data', (chunk: Buffer) => emit(decoder.decode(chunk, { stream: true })));
    stream.on('error', () => {});
    return new Promise<void>((resolve) =>
      stream.once('close', () => {
        emit(decoder.decode());
        resolve();
      }),
    );
  });
  return Promise.all(ends);
}

function feed(child: ChildProcess, text: string | undefined): void {
  if (text === undefined || child.stdin === null) return;
  // A program that does not read its input closes it; that is no fault.
  child.stdin.on('error', () => {});
  child.stdin.end(text);
}

function problemOfFolder(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? null : `The working folder \`${path}\` is not a folder.`;
  } catch (error) {
    return `The working folder \`${path}\` cannot be used: ${meaningOf(errorCode(error)) ?? errorText(error)}.`;
  }
}

function reasonOf(error: unknown, command: string): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return command.includes('/')
        ? `There is no program \`${command}\`, or the interpreter in its first line is missing.`
        : `The program \`${command}\` was not found on PATH.`;
    case 'EACCES':
      return `\`${command}\` may not be executed: permission denied.`;
    case 'ENOEXEC':
      return `\`${command}\` is no program that this machine can run; a script needs a first line such as \`#!/bin/sh\`.`;
    case 'E2BIG':
      return `The arguments and the environment of \`${command}\` are too long for the system; pass large values in a file.`;
    default:
      return `\`${command}\` could not be started: ${meaningOf(errorCode(error)) ?? errorText(error)}.`;
  }
}
