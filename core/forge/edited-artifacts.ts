/**
 * What a person made of an artifact is what runs, so it passes the gate again as it lies on disk; and it counts as made
 * here only where this machine wrote the manifest and git does not bring `.clockwork` along. Any other edit came from
 * somewhere else, and runs only once its very text was approved.
 */
import type { Artifact, ArtifactBundle } from '../contracts/artifact-bundle.ts';
import type { Layout } from '../contracts/layout.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isRefusal, type World } from '../ports.ts';
import { isApproved } from './approvals.ts';
import { isTrackedByGit } from './git-tracking.ts';
import { isSealedHere } from './manifest.ts';
import { checkArtifact, checkBody } from './validate-bundle.ts';
import type { DecidedArtifact, DecidedBuild } from './write-build.ts';

/** Errors of the edits that would be kept. Asks git only where there is one. */
export async function checkEdits(
  world: World,
  layout: Layout,
  bundle: ArtifactBundle,
  decided: DecidedBuild,
): Promise<readonly Diagnostic[]> {
  const edits = decided.artifacts.filter(({ verdict }) => verdict === 'keep');
  if (edits.length === 0) return [];
  const isMadeHere =
    isSealedHere(world.sealer, decided.previous) && !(await isTrackedByGit(world, layout.projectDir, '.clockwork'));
  return edits.flatMap((edit) => [
    ...(isMadeHere && edit.base !== undefined ? [] : foreignEdit(world, layout, edit)),
    ...brokenRules(world, layout, bundle, edit),
  ]);
}

function foreignEdit(world: World, layout: Layout, { artifact, onDisk }: DecidedArtifact): readonly Diagnostic[] {
  if (onDisk !== undefined && isApproved(world, layout, onDisk)) return [];
  const message = `\`.clockwork/build/${artifact.path}\` differs from what Clockwork writes there, and nothing shows that it was edited on this machine: it may have come with the project. Nothing was written or run. Read it; then replace it with \`--force\`, or approve its text with CLOCKWORK_APPROVE=${onDisk}.`;
  return [{ code: 'build-edit-foreign', severity: 'error', message }];
}

/** Rules that the edit breaks and that what the compiler wrote does not. */
function brokenRules(
  world: World,
  layout: Layout,
  bundle: ArtifactBundle,
  { artifact }: DecidedArtifact,
): readonly Diagnostic[] {
  const path = `${layout.build}/${artifact.path}`;
  const bytes = world.files.read(path);
  const stat = world.files.stat(path, true);
  if (isRefusal(bytes) || isRefusal(stat)) {
    const refusal = isRefusal(bytes) ? bytes : stat;
    return [{ code: 'build-write-failed', severity: 'error', message: isRefusal(refusal) ? refusal.reason : path }];
  }
  const edited: Artifact = {
    ...artifact,
    mode: stat.mode.toString(8).padStart(4, '0'),
    // A byte order mark is content: a shebang behind one is none.
    content: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  };
  const steps = bundle.steps.filter(({ run }) => run.cmd[0] === 'clockwork' && run.cmd[3] === artifact.path);
  const problems = (one: Artifact) => {
    const found: { readonly code: Code; readonly message: string }[] = [];
    const report = (code: Code, message: string) => void found.push({ code, message });
    checkArtifact(one, 'user', report);
    for (const { purpose } of steps) checkBody(purpose, one, 'user', report);
    return found;
  };
  const known = new Set(problems(artifact).map(({ message }) => message));
  const found = problems(edited).filter(({ message }) => !known.has(message));
  if (steps.length > 0 && found.length === 0) found.push(...otherObject(artifact, edited));
  return found.map(({ code, message }) => ({
    code,
    severity: 'error',
    message: `${message} It was edited by hand: mend it, or take what Clockwork writes with \`--force\`.`,
  }));
}

/** An edit may change how a thing is made, not which thing, nor what is done to it. */
function otherObject(
  compiled: Artifact,
  edited: Artifact,
): readonly { readonly code: Code; readonly message: string }[] {
  const [before, now] = [compiled, edited].map(({ content }) => JSON.parse(content) as Record<string, unknown>);
  return ['operation', 'name', 'tag', 'object'].flatMap((key) => {
    const [was, is] = [JSON.stringify(before?.[key]), JSON.stringify(now?.[key])];
    if (was === is) return [];
    const message = `Artifact \`${edited.path}\`: \`${key}\` is ${is}, but the plan is about ${was}.`;
    return [{ code: 'bundle-body' as const, message }];
  });
}
