/**
 * `clockwork engine apply FILE`: carries out one engine body of a build by hand, as `run STEP` in the build folder does.
 * The record is not touched: the next plan finds what was done by looking.
 */
import { resolve } from 'node:path';
import { recordedEngine } from '../../assembly/observe.ts';
import { prepare } from '../../assembly/prepare.ts';
import { sealBy } from '../../assembly/sealing.ts';
import type { JsonObject } from '../../contracts/json.ts';
import { runAssertion } from '../../forge/assertion.ts';
import { carryOutBody } from '../../forge/engine-step.ts';
import { isSealedHere, readManifest } from '../../forge/manifest.ts';
import { isRefusal } from '../../ports.ts';
import { assertionLines } from '../assertion-text.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure, wrongUsage } from '../failure.ts';
import { projectFolder } from '../folder.ts';
import { say } from '../output.ts';
import { openProject } from '../project.ts';
import { changeState, readState } from '../state-access.ts';

const BUILD = '/.clockwork/build/';

export const engineApply: CommandRun = async (invocation) => {
  const { path, artifact, inProject } = await artifactOf(invocation);
  const project = await openProject(inProject);
  const { folder, model } = project;
  const { world, layout } = folder;
  const manifest = readManifest(world.files, layout);
  const step = manifest.artifacts[artifact]?.purposes[0];
  const command = step === undefined ? undefined : manifest.steps[step];
  if (step === undefined || command === undefined) {
    throw wrongUsage(`\`${invocation.args[0]}\` belongs to no step of the build. \`clockwork build\` makes it anew.`);
  }
  if (!isSealedHere(world.sealer, manifest)) {
    throw new CommandFailure(
      exitCodes.refused,
      'This build was not made on this machine, so nothing vouches for what it holds. `clockwork build` makes it anew.',
    );
  }
  const bytes = world.files.read(path);
  if (isRefusal(bytes)) throw wrongUsage(`\`${invocation.args[0]}\` cannot be read: ${bytes.reason}`);

  // What is made carries the project's name, which a project gets with its first record.
  if (readState(folder).state.lineage === '') await changeState(inProject, folder, (state) => state);
  const { state } = readState(folder);
  const address = step.slice(0, step.lastIndexOf('#'));
  const desired = prepare(model, state, sealBy(world.sealer)).value.desired.get(address);
  const prober = world.prober({ projectDir: folder.dir, stateDir: layout.dir });
  const { signal } = invocation.host;
  const outcome = await invocation.guard(() =>
    carryOutBody(new TextDecoder().decode(bytes), artifact, {
      engine: world.engine,
      services: world.services(layout.dir),
      project: state.lineage,
      address,
      step: step.slice(step.lastIndexOf('#') + 1),
      engineInUse: recordedEngine(state.resources[address]),
      isImported: state.resources[address]?.imported === true,
      kind: desired?.instance.kind ?? state.resources[address]?.kind ?? '',
      baseDir: folder.dir,
      progress: (line) => say(invocation, line),
      signal,
      revealed: (desired?.revealed ?? {}) as JsonObject,
      assert: async (call, patience) => {
        const result = await runAssertion({ prober, clock: world.clock }, call, patience, signal);
        for (const line of assertionLines(result, invocation.paint.err)) say(invocation, line);
        return result;
      },
    }),
  );
  if (outcome.status === 'failed') throw new CommandFailure(exitCodes.step, outcome.message);
  say(invocation, `${step} is done.`);
  return exitCodes.done;
};

/** The file, its path inside of the build, and the command as if it had been called in the project. */
async function artifactOf(
  invocation: Invocation,
): Promise<{ readonly path: string; readonly artifact: string; readonly inProject: Invocation }> {
  const folder = await projectFolder(invocation);
  const given = invocation.args[0] ?? '';
  const path = resolve(folder.dir, given).replaceAll('\\', '/');
  const at = path.lastIndexOf(BUILD);
  if (at === -1) throw wrongUsage(`\`${given}\` does not lie in a project's .clockwork/build folder.`);
  return {
    path,
    artifact: path.slice(at + BUILD.length),
    inProject: { ...invocation, options: { ...invocation.options, chdir: path.slice(0, at) } },
  };
}
