/** Which addresses were applied, as far as the state file says so. */
import { z } from 'zod';
import type { View } from '../../engine/view.ts';

const schema = z.looseObject({ resources: z.record(z.string(), z.unknown()) });

/** Of the last file that was read for a project, by the project's vocabulary and folder. */
const memo = new WeakMap<object, Map<string, { readonly text: string; readonly addresses: readonly string[] }>>();

/**
 * Addresses in the project's state, in its order; none where it is absent or cannot be read. Reads the file, and makes
 * something of it only where it is another than before.
 */
export function knownAddresses({ vocabulary, directory, project }: View): readonly string[] {
  const bytes = project.world.readFile('.clockwork/state.json');
  if ('error' in bytes) return [];
  const text = new TextDecoder().decode(bytes);
  let known = memo.get(vocabulary);
  if (known === undefined) {
    known = new Map();
    memo.set(vocabulary, known);
  }
  const last = known.get(directory);
  if (last?.text === text) return last.addresses;
  const addresses = addressesIn(text);
  known.set(directory, { text, addresses });
  return addresses;
}

function addressesIn(text: string): readonly string[] {
  try {
    const state = schema.safeParse(JSON.parse(text));
    return state.success ? Object.keys(state.data.resources) : [];
  } catch {
    return [];
  }
}
