/** `clockwork plan`: what apply would do. Prints the ActionList with `--json`, a text for people otherwise. */

import { planProject } from '../../forge/plan-project.ts';
import { isRefusal } from '../../ports.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure } from '../failure.ts';
import { userPath } from '../folder.ts';
import { printJson, printResult, say } from '../output.ts';
import { planDigest, writePlanFile } from '../plan-file.ts';
import { planInputs } from '../plan-inputs.ts';
import { hasChanges, planText } from '../plan-text.ts';
import { openProject } from '../project.ts';
import { failureCode, hasErrors, sayDiagnostics } from '../report.ts';

export const plan: CommandRun = async (invocation) => {
  const { options, host, paint } = invocation;
  const project = await openProject(invocation);
  const { folder, model } = project;
  const targets = options.target ?? [];
  const refresh = options.refresh !== false;
  const destroy = options.destroy === true;
  const planned = await planProject(folder.world, folder.dir, model, { refresh, targets, destroy }, host.signal);
  await sayDiagnostics(invocation, project, [...project.diagnostics, ...planned.diagnostics]);
  if (planned.value === undefined || hasErrors(planned.diagnostics)) return failureCode(planned.diagnostics);
  const { plan: made, loaded } = planned.value;

  if (options.out !== undefined) {
    if (made.isIncomplete) {
      throw new CommandFailure(
        exitCodes.configuration,
        'Some values are still open, so the plan cannot be kept. Run `clockwork build` first: it fills them in.',
      );
    }
    const text = writePlanFile({
      digest: planDigest(made.list),
      inputs: planInputs(project, made),
      serial: loaded.state.serial,
      lineage: loaded.state.lineage,
      targets: [...targets],
      destroy,
      refresh,
      actions: made.list,
    });
    const written = folder.world.files.writeAtomic(userPath(folder, options.out), text, 0o600);
    if (isRefusal(written)) throw new CommandFailure(exitCodes.failed, `The plan cannot be written: ${written.reason}`);
  }
  if (options.json) printJson(invocation, made.list);
  else {
    const columns = host.terminal.stdout.columns;
    printResult(invocation, planText(made, { paint: paint.out, columns, outputs: loaded.state.outputs }));
  }
  if (made.isIncomplete) say(invocation, openValuesText(made.list.steps));
  if (options.out !== undefined)
    say(invocation, `Kept in ${options.out}. Carry it out with: clockwork apply ${options.out}`);
  return options.detailedExitcode && hasChanges(made) ? exitCodes.changes : exitCodes.done;
};

/** Which values a compiler still has to fill in. */
function openValuesText(
  steps: readonly { readonly resource?: string | undefined; readonly incomplete?: readonly string[] | undefined }[],
): string {
  const open = new Map<string, Set<string>>();
  for (const step of steps) {
    for (const pointer of step.incomplete ?? []) {
      const names = open.get(step.resource ?? '') ?? new Set();
      names.add(pointer.split('/')[1] ?? pointer);
      open.set(step.resource ?? '', names);
    }
  }
  const lines = [...open].map(([address, names]) => `  ${address}: ${[...names].join(', ')}`);
  return ['Still open, filled in by `clockwork build`:', ...lines].join('\n');
}
