/** A probe script of the user: `sh -eu`, its output capped, nothing left running afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { ProcessOutcome, ProcessRunner } from '../ports.ts';
import { refusalOf } from './refusal.ts';

/** What is kept of each of the two streams. */
const outputLimit = 1024 * 1024;

/** The script is given as a file of mode 0600: an argument has a size limit and can be read by every user. */
export async function runScript(
  request: Extract<ProbeRequest, { kind: 'run-script' }>,
  context: {
    readonly processes: ProcessRunner;
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ProbeAnswer> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'clockwork-probe-'));
    const file = join(folder, 'probe.sh');
    writeFileSync(file, request.script, { mode: 0o600 });
    const kept = { stdout: '', stderr: '' };
    const outcome = await context.processes.run({
      command: '/bin/sh',
      args: ['-eu', file],
      cwd: context.cwd,
      env: { ...pick(context.env, ['PATH', 'HOME', 'LANG', 'TZ']), ...request.environment },
      timeoutMs: request.timeoutMs,
      graceMs: 500,
      onOutput: (stream, text) => {
        kept[stream] = (kept[stream] + text).slice(0, outputLimit);
      },
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    return answerOf(outcome, kept);
  } catch (error) {
    return { kind: 'refused', reason: refusalOf(error, 'run the probe script').reason };
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function answerOf(outcome: ProcessOutcome, kept: { readonly stdout: string; readonly stderr: string }): ProbeAnswer {
  switch (outcome.status) {
    case 'timed-out':
      return { kind: 'timed-out', afterMs: outcome.durationMs };
    case 'cancelled':
      return { kind: 'refused', reason: 'It was cancelled.' };
    case 'not-started':
      return { kind: 'refused', reason: outcome.reason ?? 'The script could not be started.' };
    case 'exited':
      if (outcome.exitCode === null) return { kind: 'refused', reason: `The script was ended by ${outcome.signal}.` };
      return { kind: 'ran', exitCode: outcome.exitCode, ...kept };
  }
}

function pick(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
