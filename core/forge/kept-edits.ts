/**
 * A person may edit the data that a step writes (`files/…`) or the body that it carries out. What comes of it then
 * differs from the configuration on purpose: the run says so, the record keeps what came of it, and as long as both the
 * edit and what it made stay as they are no plan takes the difference for drift.
 */
import { canonicalJson, digestOfBytes } from '../base/canonical-json.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { Observation, Observations } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import type { Layout } from './layout.ts';
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

/** The observations without the differences that edits explain which are still there. */
export function withoutKeptEdits(
  files: FileSystem,
  layout: Layout,
  resources: Readonly<Record<string, ResourceState>>,
  observations: Observations | null,
): Observations | null {
  if (observations === null) return null;
  const explained = Object.entries(resources).flatMap(([address, { edited }]) => {
    const seen = observations.resources[address];
    if (edited === undefined || seen === undefined || !isStillThere(files, layout, edited)) return [];
    const attributes = Object.entries(seen.attributes).filter(
      ([name, value]) =>
        !(name in edited.attributes) || canonicalJson(value) !== canonicalJson(edited.attributes[name]),
    );
    return [[address, { ...seen, attributes: Object.fromEntries(attributes) }] as const];
  });
  if (explained.length === 0) return observations;
  return { ...observations, resources: { ...observations.resources, ...Object.fromEntries(explained) } };
}

function isStillThere(files: FileSystem, layout: Layout, { artifacts }: KeptEdit): boolean {
  return Object.entries(artifacts).every(([path, digest]) => {
    const bytes = files.read(`${layout.build}/${path}`);
    return !isRefusal(bytes) && digestOfBytes(bytes) === digest;
  });
}
