/** `clockwork build`: completes, compiles, validates and writes `.clockwork/build/`. Executes nothing. */

import type { ArtifactBundle } from '../../contracts/artifact-bundle.ts';
import { buildPlan } from '../../forge/build-project.ts';
import { missingValues } from '../../forge/missing-values.ts';
import { planProject } from '../../forge/plan-project.ts';
import { completeProject } from '../complete-project.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { counted, printJson, printResult, say, table } from '../output.ts';
import { type OpenProject, openProject, requireCarriedOut, requireEmbedded } from '../project.ts';
import { failureCode, hasErrors, sayDiagnostics } from '../report.ts';
import { locked } from '../state-access.ts';

export const build: CommandRun = async (invocation) => {
  requireEmbedded(invocation);
  const project = await openProject(invocation);
  await requireCarriedOut(invocation, project);
  return locked(invocation, project.folder, async () =>
    buildLocked(invocation, await completeProject(invocation, project)),
  );
};

async function buildLocked(invocation: Invocation, project: OpenProject): Promise<ExitCode> {
  const { options, host, paint } = invocation;
  const { folder, model } = project;
  const planned = await planProject(
    folder.world,
    folder.dir,
    model,
    { refresh: options.refresh !== false, targets: options.target ?? [] },
    host.signal,
  );
  const diagnostics = [...project.diagnostics, ...planned.diagnostics];
  const plan = planned.value?.plan;
  if (plan !== undefined && !hasErrors(diagnostics)) diagnostics.push(...missingValues(plan));
  if (plan === undefined || hasErrors(diagnostics)) {
    await sayDiagnostics(invocation, project, diagnostics);
    return failureCode(diagnostics);
  }
  const built = await buildPlan(folder.world, folder.dir, model, plan, {
    force: options.force === true,
    keepEdit: options.keepEdit === true,
  });
  await sayDiagnostics(invocation, project, [...diagnostics, ...built.diagnostics]);
  if (hasErrors(built.diagnostics)) return failureCode(built.diagnostics);

  const { bundle, build: written } = built.value;
  if (options.json) printJson(invocation, bundle);
  else if (options.explain) printResult(invocation, explanation(bundle, new Set(written.kept), invocation));
  const kept = bundle.artifacts.length - written.written.length;
  if (bundle.steps.length === 0) say(invocation, 'Nothing to build: everything is as it should be.');
  else {
    const words = [
      `wrote ${counted(written.written.length, 'artifact')}`,
      ...(kept > 0 ? [`${kept} ${kept === 1 ? 'was' : 'were'} there already`] : []),
      ...(written.removed.length > 0 ? [`removed ${written.removed.length} no longer needed`] : []),
    ];
    say(invocation, `${paint.err.bold('Built')} ${counted(bundle.steps.length, 'step')}: ${words.join(', ')}.`);
    say(
      invocation,
      `They are in ${folder.shown('.clockwork/build')}; run one by hand with ${folder.shown('.clockwork/build/run')} STEP.`,
    );
  }
  return exitCodes.done;
}

function explanation(bundle: ArtifactBundle, kept: ReadonlySet<string>, invocation: Invocation): string {
  const { out } = invocation.paint;
  const artifacts = bundle.artifacts.map((artifact) => {
    const purposes = artifact.purposes ?? (artifact.purpose === undefined ? [] : [artifact.purpose]);
    const edited = kept.has(artifact.path) ? 'edited by hand' : artifact.lang;
    return [
      `  ${artifact.path}`,
      edited,
      purposes.length > 2 ? `${counted(purposes.length, 'step')}` : purposes.join(', '),
    ];
  });
  const steps = bundle.steps.map((step) => [`  ${step.purpose}`, out.dim(step.run.cmd.join(' '))]);
  return [out.bold('Artifacts'), table(artifacts), '', out.bold('Steps'), table(steps)].join('\n');
}
