/** Reading and writing the record of what was applied, with the ends that a command has for it. */

import { type LoadedState, loadState } from '../assembly/read-state.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import type { State } from '../contracts/state.ts';
import { saveState } from '../forge/state-store.ts';
import { withLock } from '../forge/with-lock.ts';
import type { Model } from '../intake/model.ts';
import { isRefusal } from '../ports.ts';
import type { Invocation } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { CommandFailure } from './failure.ts';
import type { ProjectFolder } from './folder.ts';

/** The state; throws the reason where it cannot be trusted. */
export function readState(folder: ProjectFolder): LoadedState {
  const loaded = loadState(folder.world.files, folder.layout);
  if ('problem' in loaded) throw new CommandFailure(exitCodes.failed, loaded.problem.message);
  return loaded;
}

/**
 * Holds the project's lock while `work` runs, which an interruption does not cut off. Throws with exit code 6
 * where another run holds it for longer than `--lock-timeout`.
 */
export async function locked<T>(invocation: Invocation, folder: ProjectFolder, work: () => Promise<T>): Promise<T> {
  const { host, options, command } = invocation;
  const held = await invocation.guard(() =>
    withLock(folder.world, folder.dir, `clockwork ${command}`, options.lockTimeout ?? 0, host.signal, work),
  );
  switch (held.kind) {
    case 'ran':
      return held.value;
    case 'refused':
      throw new CommandFailure(exitCodes.failed, `The project cannot be locked: ${held.reason}`);
    case 'locked': {
      const { command: other, pid, host: machine, since } = held.heldBy;
      throw new CommandFailure(
        exitCodes.locked,
        `\`${other}\` is at work on this project (process ${pid} on ${machine}, since ${since}). Wait for it, or pass \`--lock-timeout 5m\`.`,
      );
    }
  }
}

/**
 * Notes how recorded checks ended, so that the next plan knows: failed where one assertion did, passed only where all
 * of the check were asked and passed. Writes nothing where that is known already. The caller holds the lock.
 */
export function recordChecks(folder: ProjectFolder, model: Model, results: readonly AssertionResult[]): void {
  const statuses = new Map(results.map((result) => [result.address, result.status]));
  const { state } = readState(folder);
  const resources = { ...state.resources };
  let isChanged = false;
  for (const [address, record] of Object.entries(state.resources)) {
    if (record.kind !== 'check') continue;
    const own = (model.instances.get(address)?.assertions ?? []).map((assertion) => statuses.get(assertion.address));
    const hasFailed = own.some((status) => status !== undefined && status !== 'pass' && status !== 'skipped');
    const hasPassed = own.length > 0 && own.every((status) => status === 'pass');
    const check = hasFailed ? 'failed' : hasPassed ? 'passed' : undefined;
    if (check === undefined || record.check === check) continue;
    resources[address] = { ...record, check };
    isChanged = true;
  }
  if (!isChanged) return;
  const saved = saveState(folder.world.files, folder.layout, folder.world.entropy, { ...state, resources });
  if (isRefusal(saved)) throw new CommandFailure(exitCodes.failed, `The state cannot be written: ${saved.reason}`);
}

/** Changes the state under the lock; `change` answers the next one. */
export async function changeState(
  invocation: Invocation,
  folder: ProjectFolder,
  change: (state: State) => State,
): Promise<void> {
  await locked(invocation, folder, async () => {
    const { state, inDoubt } = readState(folder);
    const first = inDoubt[0];
    if (first !== undefined && invocation.command !== 'state rm') {
      throw new CommandFailure(
        exitCodes.failed,
        `The last run ended in the middle of \`${first.step}\`. Run \`clockwork apply\` first: it finds out what came of it.`,
      );
    }
    const saved = saveState(folder.world.files, folder.layout, folder.world.entropy, change(state));
    if (isRefusal(saved)) throw new CommandFailure(exitCodes.failed, `The state cannot be written: ${saved.reason}`);
  });
}
