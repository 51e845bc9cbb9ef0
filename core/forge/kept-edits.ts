/**
 * A person may edit the data that a step writes (`files/…`) or the body that it carries out. What comes of it then
 * differs from the configuration on purpose: the run says so, and the record keeps what came of it. What plans make of that
 * is in `core/assembly/explained-by-edits.ts`.
 */
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { Observation } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import type { Manifest } from './manifest.ts';

export type KeptEdit = NonNullable<ResourceState['edited']>;

/**
 * What the record keeps of a difference that edited data explains; undefined where no data was edited. An edited script
 * explains nothing: what it is to bring about is still what the configuration says.
 */
export function keptEdit(
  manifest: Manifest,
  steps: readonly PlannedStep[],
  observed: Observation,
  changed: readonly string[],
): KeptEdit | undefined {
  const artifacts: Record<string, string> = {};
  for (const { id } of steps) {
    const cmd = manifest.steps[id]?.cmd ?? [];
    const words = cmd.filter((word) => Object.hasOwn(manifest.artifacts, word));
    for (const word of cmd[0] === 'clockwork' ? words : words.slice(1)) {
      const digest = manifest.artifacts[word]?.edited;
      if (digest !== undefined) artifacts[word] = digest;
    }
  }
  if (Object.keys(artifacts).length === 0) return undefined;
  const attributes = Object.fromEntries(changed.map((name) => [name, (observed.attributes[name] ?? null) as Json]));
  return { artifacts, attributes };
}

export function keptEditText(address: string, { artifacts, attributes }: KeptEdit): string {
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const verb = Object.keys(attributes).length === 1 ? 'differs' : 'differ';
  return `${list(Object.keys(attributes))} of \`${address}\` ${verb} from the configuration, because ${list(Object.keys(artifacts))} was edited by hand.`;
}
