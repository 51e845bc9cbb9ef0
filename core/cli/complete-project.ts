/** Fills in what was left out of a project: asks the completer, writes `completed.cw`, loads the project anew. */
import { join } from 'node:path';
import { covers } from '../assembly/actions.ts';
import { suggestion } from '../base/did-you-mean.ts';
import { writeCompletions } from '../completion/write-completed.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { complete } from '../intake/complete.ts';
import { isRefusal } from '../ports.ts';
import type { Invocation } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { CommandFailure } from './failure.ts';
import { say } from './output.ts';
import { type OpenProject, openProject } from './project.ts';
import { hasErrors, sayDiagnostics } from './report.ts';

const FILE = 'completed.cw';

export interface Proposal {
  /** Addresses of what can be filled in, each with the names of its values. */
  readonly filled: readonly { readonly address: string; readonly names: readonly string[] }[];
  /** The whole text of `completed.cw` afterwards. */
  readonly text: string;
  /** What cannot be known. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a completion would write; changes nothing. `only` is a resource, its instances, or a module. */
export function propose(project: OpenProject, only?: string): Proposal {
  const { value, diagnostics } = complete(project.model);
  const chosen = only === undefined ? value : value.filter(({ address }) => covers(only, address));
  const at = new Date(project.folder.world.clock.now()).toISOString();
  return {
    filled: chosen.map(({ address, values }) => ({ address, names: Object.keys(values) })),
    text: writeCompletions(project.snapshot.files.get(FILE), chosen, at),
    diagnostics,
  };
}

/**
 * The project with everything filled in that can be. Errors of completing are printed and end the command with
 * exit code 3; nothing is written then.
 */
export async function completeProject(invocation: Invocation, project: OpenProject): Promise<OpenProject> {
  if (project.model.completionRequests.length === 0) return project;
  const proposal = propose(project);
  if (hasErrors(proposal.diagnostics)) {
    await sayDiagnostics(invocation, project, [...project.diagnostics, ...proposal.diagnostics]);
    throw new CommandFailure(exitCodes.configuration);
  }
  return writeProposal(invocation, project, proposal) ? openProject(invocation) : project;
}

/** Writes `completed.cw` and says what was filled in. Whether there was anything to write. */
export function writeProposal(invocation: Invocation, project: OpenProject, proposal: Proposal): boolean {
  const { folder } = project;
  if (proposal.filled.length === 0) return false;
  if (proposal.text === project.snapshot.files.get(FILE)?.text) return false;
  const written = folder.world.files.writeAtomic(join(folder.dir, FILE), proposal.text, 0o644);
  if (isRefusal(written)) {
    throw new CommandFailure(exitCodes.failed, `${folder.shown(FILE)} cannot be written: ${written.reason}`);
  }
  for (const { address, names } of proposal.filled) say(invocation, `Completed ${address}: ${names.join(', ')}.`);
  say(invocation, invocation.paint.err.dim(`Written to ${folder.shown(FILE)}; commit it.`));
  return true;
}

/** Throws where the project has no such resource. */
export function requireAddress(project: OpenProject, only: string): void {
  const known = [...project.model.instances.keys()];
  if (known.some((address) => covers(only, address))) return;
  throw new CommandFailure(
    exitCodes.configuration,
    `No resource has the address \`${only}\`.${suggestion(only, known)}`,
  );
}
