/**
 * A person may edit the data that a step writes. As long as both the edit and what it made stay as they are, no plan
 * takes the difference from the configuration for drift.
 */
import { canonicalJson, digestOfBytes } from '../base/canonical-json.ts';
import type { Layout } from '../contracts/layout.ts';
import type { Observations } from '../contracts/observations.ts';
import type { ResourceState } from '../contracts/state.ts';
import { type FileSystem, isRefusal } from '../ports.ts';

type KeptEdit = NonNullable<ResourceState['edited']>;

/** The observations without the differences that edits explain which are still there. */
export function withoutKeptEdits(
  files: Pick<FileSystem, 'read'>,
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

function isStillThere(files: Pick<FileSystem, 'read'>, layout: Layout, { artifacts }: KeptEdit): boolean {
  return Object.entries(artifacts).every(([path, digest]) => {
    const bytes = files.read(`${layout.build}/${path}`);
    return !isRefusal(bytes) && digestOfBytes(bytes) === digest;
  });
}
