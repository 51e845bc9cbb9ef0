/** `clockwork complete [ADDR] [--preview]`: fills in what was left out and writes it to `completed.cw`. */

import { propose, requireAddress, writeProposal } from '../complete-project.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { printResult, say } from '../output.ts';
import { openProject, requireEmbedded } from '../project.ts';
import { hasErrors, sayDiagnostics } from '../report.ts';

export const complete: CommandRun = async (invocation) => {
  requireEmbedded(invocation);
  const project = await openProject(invocation);
  const [only] = invocation.args;
  if (only !== undefined) requireAddress(project, only);
  const proposal = propose(project, only);
  await sayDiagnostics(invocation, project, [...project.diagnostics, ...proposal.diagnostics]);
  if (invocation.options.preview) {
    if (proposal.filled.length > 0) printResult(invocation, proposal.text);
    else say(invocation, 'Nothing can be filled in.');
  } else if (!writeProposal(invocation, project, proposal) && !hasErrors(proposal.diagnostics)) {
    say(invocation, 'Nothing to complete: every value is given.');
  }
  // What could be filled in is, also where something else could not.
  return hasErrors(proposal.diagnostics) ? exitCodes.configuration : exitCodes.done;
};
