/**
 * What a kept plan stands for beyond its steps: all that could make carrying it out another thing than what was
 * looked at. Steps hold neither sensitive nor unknown values, so what these come from counts as well.
 */
import type { Plan } from '../assembly/actions.ts';
import { sealBy } from '../assembly/sealing.ts';
import { canonicalJson, digestOfBytes, digestOfJson } from '../base/canonical-json.ts';
import { compileEmbedded } from '../forge/compile.ts';
import { decideBuild } from '../forge/write-build.ts';
import { isRefusal } from '../ports.ts';
import type { OpenProject } from './project.ts';

/** Equal digests: the same actions on the same values, from the same files and variables, by the same artifacts. */
export function planInputs(project: OpenProject, plan: Plan): string {
  return digestOfJson({
    actions: plan.actions.map(({ desired: _, before: __, ...action }) => action),
    moves: plan.moves,
    steps: plan.list.steps,
    artifacts: editedArtifacts(project, plan),
    files: sourceDigests(project),
    variables: variablesGiven(project),
  });
}

/** Digests of the artifacts on disk that would be used although they are not what would be written. */
function editedArtifacts({ folder }: OpenProject, plan: Plan): Readonly<Record<string, string>> {
  const options = { force: false, keepEdit: true };
  const { artifacts } = decideBuild(folder.world.files, folder.layout, compileEmbedded(plan), options);
  return Object.fromEntries(
    artifacts.flatMap(({ artifact, verdict, onDisk }) =>
      verdict === 'keep' && onDisk !== undefined ? [[artifact.path, onDisk]] : [],
    ),
  );
}

/** Of every file that the project was made from: its own, and what its functions read. */
function sourceDigests({ folder, sources }: OpenProject): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of sources) {
    const bytes = folder.world.files.read(path);
    const name = path.startsWith(`${folder.dir}/`) ? path.slice(folder.dir.length + 1) : path;
    digests[name] = isRefusal(bytes) ? bytes.code : digestOfBytes(bytes);
  }
  return digests;
}

/** Under this machine's key, since they may be sensitive; null without any, so that such a plan may travel. */
function variablesGiven({ folder, snapshot }: OpenProject): string | null {
  const given = snapshot.project.assignments.flatMap((one) => (one.kind === 'text' ? [[one.name, one.text]] : []));
  return given.length === 0 ? null : sealBy(folder.world.sealer)('plan/variables', canonicalJson(given));
}
