/** The act of a step: its script through the runner, or its body through core. One attempt. */
import type { StepSource } from '../assembly/actions.ts';
import type { Desired } from '../assembly/desired.ts';
import { recordedEngine } from '../assembly/observe.ts';
import { digestOfBytes } from '../base/canonical-json.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { StepStatus } from '../contracts/run-result.ts';
import { isRefusal } from '../ports.ts';
import { runAssertion } from './assertion.ts';
import { isAllowedVariable } from './bundle-vars.ts';
import { carryOutBody } from './engine-step.ts';
import type { ManifestStep } from './manifest.ts';
import { parseOutputs } from './outputs.ts';
import type { Run } from './run.ts';
import { stepEnvironment } from './step-environment.ts';

export interface ActOutcome {
  readonly status: StepStatus;
  readonly exitCode: number | null;
  readonly message?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** What failed is a check, not the act: another exit code. */
  readonly isCheck?: true;
}

/** How long a step may be silent before it is said that it still runs. */
const heartbeatMs = 10_000;
/** Between SIGTERM and SIGKILL. */
const graceMs = 5_000;

export async function act(
  run: Run,
  step: PlannedStep,
  source: StepSource,
  desired: Desired | undefined,
  timeoutMs: number,
  log: (text: string) => void,
): Promise<ActOutcome> {
  const command = run.manifest.steps[step.id];
  if (command === undefined) return failed(`The build holds no command for \`${step.id}\`. Run \`clockwork build\`.`);
  const changed = findChanged(run, command);
  if (changed !== undefined) return failed(changed);
  const stop = startHeartbeat(run, step);
  try {
    return command.cmd[0] === 'clockwork'
      ? await actByBody(run, step, desired, command, timeoutMs, log)
      : await actByScript(run, step, source, desired, command, timeoutMs, log);
  } finally {
    stop();
  }
}

/** An artifact that is not as it was when this run looked at it is not executed. */
function findChanged(run: Run, command: ManifestStep): string | undefined {
  for (const word of command.cmd) {
    const entry = run.manifest.artifacts[word];
    if (entry === undefined) continue;
    const bytes = run.world.files.read(`${run.layout.build}/${word}`);
    if (isRefusal(bytes)) return bytes.reason;
    if (digestOfBytes(bytes) !== (entry.edited ?? entry.digest)) {
      return `\`.clockwork/build/${word}\` was changed while the run was under way; it was not executed. Run again.`;
    }
  }
  return undefined;
}

function startHeartbeat(run: Run, step: PlannedStep): () => void {
  const started = run.world.clock.monotonic();
  const ended = new AbortController();
  void (async () => {
    for (;;) {
      await run.world.clock.sleep(heartbeatMs, ended.signal);
      if (ended.signal.aborted) return;
      const elapsed = run.world.clock.monotonic() - started;
      run.emit({ type: 'step_heartbeat', at: run.now(), id: step.id, elapsed_ms: elapsed });
    }
  })();
  return () => ended.abort();
}

async function actByScript(
  run: Run,
  step: PlannedStep,
  source: StepSource,
  desired: Desired | undefined,
  command: ManifestStep,
  timeoutMs: number,
  log: (text: string) => void,
): Promise<ActOutcome> {
  const { files } = run.world;
  const scratch = `${run.layout.scratch}/${digestOfBytes(step.id).slice(7, 23)}`;
  const outputsPath = `${scratch}/outputs.json`;
  const made = files.makeDirectory(scratch, 0o700);
  if (isRefusal(made)) return failed(made.reason);
  const own = {
    ...variables(run.manifest.vars),
    CLOCKWORK_OUTPUTS: outputsPath,
    CLOCKWORK_BUILD: run.layout.build,
    CLOCKWORK_STEP: step.id,
  };
  const environment = stepEnvironment(
    files,
    `${scratch}/values`,
    run.world.env,
    own,
    source.spec.args,
    desired?.revealed ?? {},
  );
  if (isRefusal(environment)) return failed(environment.reason);
  const [program = '', ...words] = command.cmd;
  const redacted = { stdout: run.redactor.stream(), stderr: run.redactor.stream() };
  let lastLines = '';
  const tell = (stream: 'stdout' | 'stderr', text: string) => {
    if (text === '') return;
    log(text);
    lastLines = (lastLines + text).slice(-2000);
    run.emit({ type: 'step_output', at: run.now(), id: step.id, stream, text });
  };
  const outcome = await run.world.processes.run({
    command: program,
    args: words.map((word) => (word in run.manifest.artifacts ? `${run.layout.build}/${word}` : word)),
    cwd: run.layout.projectDir,
    env: environment.env,
    timeoutMs,
    graceMs,
    onOutput: (stream, text) => tell(stream, redacted[stream].push(text)),
    signal: run.signal,
  });
  tell('stdout', redacted.stdout.end());
  tell('stderr', redacted.stderr.end());
  environment.dispose();
  const written = files.read(outputsPath);
  files.remove(scratch);
  switch (outcome.status) {
    case 'not-started':
      return failed(outcome.reason ?? `\`${program}\` could not be started.`);
    case 'timed-out':
      return {
        status: 'timed_out',
        exitCode: null,
        message: `It was ended after ${timeoutMs / 1000} s, its time-out.`,
      };
    case 'cancelled':
      return { status: 'cancelled', exitCode: null, message: 'It was cancelled.' };
    case 'exited':
      break;
  }
  if (outcome.exitCode !== 0) {
    const how = outcome.exitCode === null ? `ended by ${outcome.signal}` : `exit code ${outcome.exitCode}`;
    return {
      status: 'failed',
      exitCode: outcome.exitCode,
      message: [how, lastWords(lastLines)].filter(Boolean).join(': '),
    };
  }
  const outputs = parseOutputs(isRefusal(written) ? '' : new TextDecoder().decode(written));
  if ('problem' in outputs) return { status: 'failed', exitCode: 0, message: outputs.problem };
  const secret = secretOutput(run, desired, outputs.outputs);
  if (secret !== undefined) {
    const message = `The step wrote a sensitive value into its output \`${secret}\`, and outputs are kept and shown in clear. Leave it out: what needs the value can refer to it where it comes from.`;
    return { status: 'failed', exitCode: 0, message };
  }
  return { status: 'succeeded', exitCode: 0, outputs: outputs.outputs };
}

/** The first output that would show a sensitive value; those that are declared sensitive are sealed and may. */
function secretOutput(
  run: Run,
  desired: Desired | undefined,
  outputs: Readonly<Record<string, unknown>>,
): string | undefined {
  return Object.keys(outputs).find(
    (name) => desired?.kind?.outputs[name]?.sensitive !== true && run.redactor.wouldHide(outputs[name]),
  );
}

/** The gate passed these names already; a manifest may have been changed since. */
function variables(vars: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(vars)
      .filter(([name]) => isAllowedVariable(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** The last line that says something, for the one-line account of a failure. */
function lastWords(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

async function actByBody(
  run: Run,
  step: PlannedStep,
  desired: Desired | undefined,
  command: ManifestStep,
  timeoutMs: number,
  log: (text: string) => void,
): Promise<ActOutcome> {
  const path = command.cmd[3] ?? '';
  const bytes = run.world.files.read(`${run.layout.build}/${path}`);
  if (isRefusal(bytes)) return failed(bytes.reason);
  const timer = new AbortController();
  const signal = AbortSignal.any([run.signal, timer.signal]);
  const timeUp = run.world.clock.sleep(timeoutMs, AbortSignal.any([signal])).then(() => timer.abort());
  const progress = (line: string) => {
    const text = run.redactor.text(line.endsWith('\n') ? line : `${line}\n`);
    log(text);
    run.emit({ type: 'step_output', at: run.now(), id: step.id, stream: 'stdout', text });
  };
  const outcome = await carryOutBody(new TextDecoder().decode(bytes), path, {
    engine: run.world.engine,
    services: run.services,
    project: run.lineage,
    address: step.resource,
    step: step.name,
    engineInUse: recordedEngine(run.learned.resources.get(step.resource)),
    isImported:
      run.learned.resources.get(step.resource)?.imported === true ||
      run.actions.get(step.resource)?.isImported === true,
    kind: step.kind,
    baseDir: run.layout.projectDir,
    progress,
    signal,
    revealed: (desired?.revealed ?? {}) as JsonObject,
    assert: async (call, patience) => {
      const result = await runAssertion({ prober: run.prober, clock: run.world.clock }, call, patience, signal);
      run.emit({ type: 'assertion', at: run.now(), ...hideResult(run, result) });
      return result;
    },
  });
  const timedOut = timer.signal.aborted && !run.signal.aborted;
  timer.abort();
  await timeUp;
  if (outcome.status === 'done') return { status: 'succeeded', exitCode: null, outputs: outcome.outputs };
  log(`${run.redactor.text(outcome.message)}\n`);
  if (run.signal.aborted) return { status: 'cancelled', exitCode: null, message: 'It was cancelled.' };
  const isCheck = step.action === 'verify' ? { isCheck: true as const } : {};
  if (timedOut) {
    const message = `It was ended after ${timeoutMs / 1000} s, its time-out. ${outcome.message}`;
    return { status: 'timed_out', exitCode: null, message, ...isCheck };
  }
  return { status: 'failed', exitCode: null, message: outcome.message, ...isCheck };
}

function hideResult<T extends { readonly expected: string; readonly actual: string; readonly message: string }>(
  run: Run,
  result: T,
): T {
  const { text } = run.redactor;
  return { ...result, expected: text(result.expected), actual: text(result.actual), message: text(result.message) };
}

function failed(message: string): ActOutcome {
  return { status: 'failed', exitCode: null, message };
}
