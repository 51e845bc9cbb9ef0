/** `clockwork apply [PLAN]` and `clockwork destroy`: plan, show, ask once, carry out exactly that. */

import type { Json } from '../../contracts/json.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { visible } from '../../diagnostics/visible.ts';
import {
  type ApplyProjectOptions,
  type ApplyProjectOutcome,
  applyProject,
  type Shown,
} from '../../forge/apply-project.ts';
import { assertProject } from '../../forge/assert-project.ts';
import { noteAssertions } from '../../forge/last-results.ts';
import { type ProjectPlan, planProject } from '../../forge/plan-project.ts';
import { isRefusal } from '../../ports.ts';
import { completeProject } from '../complete-project.ts';
import { confirm } from '../confirm.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { CommandFailure, wrongUsage } from '../failure.ts';
import { projectFolder, userPath } from '../folder.ts';
import { counted, printResult, say } from '../output.ts';
import { type PlanFile, planDigest, readPlanFile } from '../plan-file.ts';
import { planInputs } from '../plan-inputs.ts';
import { hasChanges, planText, summaryText } from '../plan-text.ts';
import { type Progress, progressFor } from '../progress.ts';
import {
  type OpenProject,
  openProject,
  parallelismOf,
  requireCarriedOut,
  requireEmbedded,
  requireRunner,
  timeoutOf,
} from '../project.ts';
import { failureCode, sayDiagnostics } from '../report.ts';
import { assignments } from '../resource-text.ts';
import { exitCodeOf, runSummary } from '../run-summary.ts';
import { locked, recordChecks } from '../state-access.ts';
import { assertionSummary, worstExit } from './verify.ts';

export const apply: CommandRun = async (invocation) => {
  requireEmbedded(invocation);
  const [path] = invocation.args;
  const file = path === undefined ? undefined : await readFile(invocation, path);
  const project = await openProject(invocation, { destroy: file?.destroy === true });
  requireRunner(project);
  if (file?.destroy !== true) await requireCarriedOut(invocation, project);
  return locked(invocation, project.folder, async () =>
    run(invocation, file === undefined ? await completeProject(invocation, project) : project, 'apply', file),
  );
};

export const destroy: CommandRun = async (invocation) => {
  const project = await openProject(invocation, { destroy: true });
  requireRunner(project);
  return locked(invocation, project.folder, () => run(invocation, project, 'destroy', undefined));
};

async function run(
  invocation: Invocation,
  project: OpenProject,
  command: 'apply' | 'destroy',
  file: PlanFile | undefined,
): Promise<ExitCode> {
  const { options, host } = invocation;
  const { folder, model } = project;
  let progress: Progress | undefined;
  const timeoutPerStepMs = timeoutOf(invocation, project);
  const applyOptions: ApplyProjectOptions = {
    command,
    destroy: command === 'destroy' || file?.destroy === true,
    targets: file?.targets ?? options.target ?? [],
    refresh: file?.refresh ?? options.refresh !== false,
    force: options.force === true,
    keepEdit: options.keepEdit === true,
    parallelism: parallelismOf(invocation, project),
    ...(timeoutPerStepMs === undefined ? {} : { timeoutPerStepMs }),
    ...(file === undefined ? {} : { check: (planned) => requireSame(file, planned, project) }),
    confirm: async (planned, built, diagnostics) => {
      await sayDiagnostics(invocation, project, [...project.diagnostics, ...diagnostics]);
      if (file === undefined) await showAndAsk(invocation, project, command, planned, built);
      progress = await progressFor(invocation);
      host.signal.addEventListener('abort', onInterrupted, { once: true });
      return file === undefined && options.autoApprove !== true ? 'given' : 'assumed';
    },
  };
  // Said where the progress is drawn, which anything else on the screen would disturb.
  const onInterrupted = () =>
    progress?.emit({
      type: 'warning',
      at: new Date(folder.world.clock.now()).toISOString(),
      message: 'Stopping: the steps that run are being ended. Ctrl-C again leaves at once.',
    });
  const sink = { emit: (event: Parameters<Progress['emit']>[0]) => progress?.emit(event) };
  let outcome: ApplyProjectOutcome;
  try {
    outcome = await applyProject(folder.world, folder.dir, model, applyOptions, sink, host.signal);
  } finally {
    host.signal.removeEventListener('abort', onInterrupted);
    progress?.close();
  }
  switch (outcome.kind) {
    case 'invalid':
      await sayDiagnostics(invocation, project, [...project.diagnostics, ...outcome.diagnostics]);
      return failureCode(outcome.diagnostics);
    case 'refused':
      throw new CommandFailure(exitCodes.failed, outcome.reason);
    case 'declined':
      return declined(invocation);
    case 'done':
      return finish(invocation, project, outcome);
  }
}

async function finish(
  invocation: Invocation,
  project: OpenProject,
  outcome: Extract<ApplyProjectOutcome, { kind: 'done' }>,
): Promise<ExitCode> {
  const { result, project: planned, diagnostics } = outcome;
  // With nothing to execute nobody was asked, and nothing was said yet.
  if (planned.plan.list.steps.length === 0) {
    await sayDiagnostics(invocation, project, [...project.diagnostics, ...diagnostics]);
    const { columns } = invocation.host.terminal.stderr;
    const { outputs } = planned.loaded.state;
    // Nothing is executed, but things may have been recorded, forgotten or renamed.
    if (hasChanges(planned.plan)) {
      say(invocation, planText(planned.plan, { paint: invocation.paint.err, columns, outputs }));
      if (result.status === 'succeeded') say(invocation, 'Done: nothing had to be executed; it is recorded.');
    } else say(invocation, summaryText(planned.plan));
  } else if (!invocation.options.json) {
    say(invocation, runSummary(result, invocation.paint.err));
  }
  const assertions =
    invocation.options.assert && result.status === 'succeeded'
      ? await assertAfter(invocation, project, diagnostics)
      : undefined;
  const final: RunResult =
    assertions === undefined
      ? result
      : {
          ...result,
          assertions: [...result.assertions, ...assertions.results],
          ...(assertions.exitCode === exitCodes.done ? {} : { status: 'failed', exit_code: assertions.exitCode }),
        };
  if (invocation.options.json) printResult(invocation, JSON.stringify(final));
  else if (final.status === 'succeeded') printOutputs(invocation, final);
  return exitCodeOf(final, invocation);
}

/** Runs the assertions on what was just applied, with a state and a model that know its outputs. */
async function assertAfter(invocation: Invocation, project: OpenProject, _before: readonly Diagnostic[]) {
  const { folder, model } = project;
  const { host, paint } = invocation;
  const planned = await planProject(folder.world, folder.dir, model, { refresh: false }, host.signal);
  if (planned.value === undefined)
    throw new CommandFailure(exitCodes.failed, 'The assertions cannot be asked: the state cannot be read.');
  const progress = await progressFor(invocation);
  try {
    const results = await assertProject(
      folder.world,
      folder.dir,
      planned.value.prepared,
      {
        checksOnly: false,
        only: invocation.options.target ?? [],
        onResult: (result) =>
          progress.emit({ type: 'assertion', at: new Date(folder.world.clock.now()).toISOString(), ...result }),
      },
      host.signal,
    );
    recordChecks(folder, model, results);
    noteAssertions(folder.world.files, folder.layout, {
      at: new Date(folder.world.clock.now()).toISOString(),
      assertions: results,
      isDeclared: (address) => model.instances.has(address),
    });
    if (!invocation.options.json) say(invocation, assertionSummary(results, paint.err));
    return { results, exitCode: worstExit(results) };
  } finally {
    progress.close();
  }
}

const SHOWN_ARTIFACTS = 10;

async function showAndAsk(
  invocation: Invocation,
  project: OpenProject,
  command: 'apply' | 'destroy',
  planned: ProjectPlan,
  built: Shown,
): Promise<void> {
  const { stderr } = invocation.host.terminal;
  const { err } = invocation.paint;
  say(
    invocation,
    planText(planned.plan, { paint: err, columns: stderr.columns, outputs: planned.loaded.state.outputs }),
  );
  const { written, kept } = built.build;
  if (written.length > 0 || kept.length > 0) {
    const list = [...written, ...kept.map((path) => `${path} (edited by hand)`)];
    const shown = list.length > SHOWN_ARTIFACTS + 1 ? list.slice(0, SHOWN_ARTIFACTS) : list;
    const more = list.length - shown.length;
    say(invocation, `${err.bold('Artifacts')} ${err.dim(`in ${project.folder.shown('.clockwork/build')}`)}`);
    for (const path of shown) say(invocation, `  ${path}`);
    if (more > 0) say(invocation, err.dim(`  … and ${more} more`));
  }
  for (const { address, script, digest } of built.probes) {
    say(
      invocation,
      `\n${err.bold(`Probe script of ${address}`)} ${err.dim(`${digest}; a yes lets every later plan run it`)}`,
    );
    for (const line of script.trimEnd().split('\n')) say(invocation, `  ${visible(line)}`);
  }
  const question = command === 'destroy' ? 'Destroy all this?' : 'Carry this out?';
  if (!(await confirm(invocation, question))) throw new CommandFailure(declined(invocation));
  stderr.write('\n');
}

/** The answer was no: nothing was executed. */
function declined(invocation: Invocation): typeof exitCodes.failed {
  say(invocation, 'Nothing was done.');
  return exitCodes.failed;
}

function printOutputs(invocation: Invocation, result: RunResult): void {
  const count = Object.keys(result.outputs).length;
  if (count === 0) return;
  say(invocation, `\n${counted(count, 'output')}:`);
  const { columns } = invocation.host.terminal.stdout;
  printResult(invocation, assignments(result.outputs as Readonly<Record<string, Json>>, columns).join('\n'));
}

async function readFile(invocation: Invocation, path: string): Promise<PlanFile> {
  const folder = await projectFolder(invocation);
  const bytes = folder.world.files.read(userPath(folder, path));
  if (isRefusal(bytes)) {
    throw wrongUsage(
      bytes.code === 'ENOENT' ? `There is no plan file \`${path}\`.` : `The plan cannot be read: ${bytes.reason}`,
    );
  }
  const file = readPlanFile(new TextDecoder().decode(bytes));
  if (file === undefined) throw wrongUsage(`\`${path}\` is not a plan as \`clockwork plan --out\` wrote it.`);
  return file;
}

/** A kept plan is carried out as it is or not at all. */
function requireSame(file: PlanFile, planned: ProjectPlan, project: OpenProject): void {
  const { serial, lineage } = planned.loaded.state;
  if (file.lineage !== lineage || file.serial !== serial) {
    throw new CommandFailure(
      exitCodes.refused,
      `The plan is stale: it was made for serial ${file.serial} of the state, which is at ${serial} now. Plan again.`,
    );
  }
  if (planDigest(planned.plan.list) !== file.digest || planInputs(project, planned.plan) !== file.inputs) {
    throw new CommandFailure(
      exitCodes.refused,
      'The plan is stale: made again from what is here now, it is another one. Something in the files, the variables (pass the same `--var` as for the plan), edited artifacts or the world has changed. Plan again.',
    );
  }
}
