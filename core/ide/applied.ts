/** Which addresses were applied, as far as the state file says so. */
import { z } from 'zod';
import type { View } from '../engine/view.ts';

const schema = z.looseObject({ resources: z.record(z.string(), z.unknown()) });

/** Addresses in the project's state, in its order; none where it is absent or cannot be read. Reads the file. */
export function knownAddresses(view: View): readonly string[] {
  const bytes = view.project.world.readFile('.clockwork/state.json');
  if ('error' in bytes) return [];
  try {
    const state = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return state.success ? Object.keys(state.data.resources) : [];
  } catch {
    return [];
  }
}

/** An address without the keys of instances: `module.m["a"].file.x[0]` → `module.m.file.x`. */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}
