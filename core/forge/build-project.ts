/** Compiles a plan, passes the bundle through the gate, and writes it. Executes nothing. */
import type { Plan } from '../assembly/actions.ts';
import type { ArtifactBundle } from '../contracts/artifact-bundle.ts';
import { layoutOf } from '../contracts/layout.ts';
import type { Outcome } from '../diagnostics/diagnostic.ts';
import type { Model } from '../intake/model.ts';
import type { World } from '../ports.ts';
import { compileEmbedded } from './compile.ts';
import { checkEdits } from './edited-artifacts.ts';
import { isSealedHere, sealManifest } from './manifest.ts';
import { validateBundle } from './validate-bundle.ts';
import { decideBuild, type WriteOptions, type WrittenBuild, writeBuild } from './write-build.ts';

export interface BuildOptions {
  readonly force: boolean;
  readonly keepEdit: boolean;
}

export interface Built {
  readonly bundle: ArtifactBundle;
  readonly build: WrittenBuild;
}

/** Where a diagnostic is an error nothing was written. */
export async function buildPlan(
  world: World,
  projectDir: string,
  model: Model,
  plan: Plan,
  options: BuildOptions,
): Promise<Outcome<Built>> {
  const checked = validateBundle(compileEmbedded(plan), plan.list, 'embedded');
  const nothing: WrittenBuild = {
    manifest: { version: '1', artifacts: {}, steps: {}, vars: {} },
    written: [],
    kept: [],
    removed: [],
  };
  if (checked.diagnostics.some(({ severity }) => severity === 'error')) {
    return { value: { bundle: checked.value, build: nothing }, diagnostics: checked.diagnostics };
  }
  const layout = layoutOf(projectDir);
  const decided = decideBuild(world.files, layout, checked.value, options);
  const edits = await checkEdits(world, layout, checked.value, decided);
  if (edits.length > 0) {
    return { value: { bundle: checked.value, build: nothing }, diagnostics: [...checked.diagnostics, ...edits] };
  }
  const writing: WriteOptions = {
    madeBy: 'embedded',
    force: options.force,
    keepEdit: options.keepEdit,
    isStillUsed: (id) => model.instances.has(id.slice(0, id.lastIndexOf('#'))),
    isOurs: (manifest) => isSealedHere(world.sealer, manifest),
    seal: (manifest) => sealManifest(world.sealer, manifest),
  };
  const written = writeBuild(world.files, layout, checked.value, writing, decided);
  return {
    value: { bundle: checked.value, build: written.value },
    diagnostics: [...checked.diagnostics, ...written.diagnostics],
  };
}
