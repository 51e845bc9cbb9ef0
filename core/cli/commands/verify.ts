/** `clockwork verify` and `clockwork assert`: asks the running system, changes nothing but the record of checks. */
import { formatDurationMs } from '../../base/duration.ts';
import type { AssertionResult, RunResult } from '../../contracts/run-result.ts';
import { assertProject } from '../../forge/assert-project.ts';
import { noteAssertions } from '../../forge/last-results.ts';
import { planProject } from '../../forge/plan-project.ts';
import type { CommandRun, Invocation, Paint } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { wrongUsage } from '../failure.ts';
import { counted, printResult, say } from '../output.ts';
import { progressFor } from '../progress.ts';
import { openProject } from '../project.ts';
import { failureCode, hasErrors, sayDiagnostics } from '../report.ts';
import { locked, recordChecks } from '../state-access.ts';

export const verify: CommandRun = (invocation) =>
  ask(invocation, { checksOnly: true, only: invocation.options.target ?? [] });

export const assertCommand: CommandRun = (invocation) => ask(invocation, { checksOnly: false, only: invocation.args });

async function ask(
  invocation: Invocation,
  selection: { readonly checksOnly: boolean; readonly only: readonly string[] },
): Promise<ExitCode> {
  const { host, paint, options } = invocation;
  const project = await openProject(invocation);
  const { folder, model } = project;
  const { clock } = folder.world;
  const startedAt = new Date(clock.now()).toISOString();
  const started = clock.monotonic();
  const planned = await planProject(folder.world, folder.dir, model, { refresh: false }, host.signal);
  await sayDiagnostics(invocation, project, [...project.diagnostics, ...planned.diagnostics]);
  if (planned.value === undefined || hasErrors(planned.diagnostics)) return failureCode(planned.diagnostics);

  const progress = await progressFor(invocation);
  let results: readonly AssertionResult[];
  try {
    results = await assertProject(
      folder.world,
      folder.dir,
      planned.value.prepared,
      {
        ...selection,
        onResult: (result) => progress.emit({ type: 'assertion', at: new Date(clock.now()).toISOString(), ...result }),
      },
      host.signal,
    );
  } finally {
    progress.close();
  }
  if (results.length === 0) throw nothingSelected(invocation, selection.only);
  if (Object.values(planned.value.loaded.state.resources).some((record) => record.kind === 'check')) {
    await locked(invocation, folder, async () => recordChecks(folder, model, results));
  }
  noteAssertions(folder.world.files, folder.layout, {
    at: startedAt,
    assertions: results,
    isDeclared: (address) => model.instances.has(address),
  });
  const exitCode = worstExit(results);
  if (options.json) {
    const result: RunResult = {
      type: 'run_result',
      version: '1',
      run: `${startedAt.replaceAll(/[-:]|\.\d+/g, '')}-${folder.world.entropy.hex(2)}`,
      command: invocation.command,
      status: exitCode === exitCodes.done ? 'succeeded' : 'failed',
      exit_code: exitCode,
      started_at: startedAt,
      duration_ms: clock.monotonic() - started,
      steps: [],
      assertions: [...results],
      outputs: {},
      serial: planned.value.loaded.state.serial,
    };
    printResult(invocation, JSON.stringify(result));
  } else {
    say(invocation, assertionSummary(results, paint.err, clock.monotonic() - started));
  }
  return exitCode;
}

/** Nothing to ask is never a pass. */
function nothingSelected(invocation: Invocation, only: readonly string[]): Error {
  const what = invocation.command === 'verify' ? 'check' : 'check or assertion';
  return wrongUsage(
    only.length === 0
      ? `There is no ${what} to ask. Write an \`assert\` block into a resource, or a \`check\` block.`
      : `No ${what} is selected by ${only.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

export function assertionSummary(results: readonly AssertionResult[], paint: Paint, tookMs?: number): string {
  const passed = results.filter((result) => result.status === 'pass').length;
  const skipped = results.filter((result) => result.status === 'skipped').length;
  const failed = results.length - passed - skipped;
  const parts = [
    `${counted(passed, 'assertion')} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const took = tookMs === undefined ? '' : ` in ${formatDurationMs(tookMs)}`;
  const head = failed > 0 ? paint.red(paint.bold('Failed:')) : paint.green(paint.bold('Passed:'));
  return `\n${head} ${parts.join(', ')}${took}.`;
}

export function worstExit(results: readonly AssertionResult[]): ExitCode {
  return results.every((result) => result.status === 'pass' || result.status === 'skipped')
    ? exitCodes.done
    : exitCodes.check;
}
