/** Short, readable names of instances for files and containers, told apart also where case does not count. */
import { digestOfBytes } from '../base/canonical-json.ts';

const isPlainAddress = /^[A-Za-z0-9]\w{0,60}\.\w*[A-Za-z0-9]$/;

/** Letters, digits and `_`, so that folding case is lowering it. */
export function slugOfAddress(address: string): string {
  return (
    (isPlainAddress.test(address) ? address.replace('.', '_') : '') ||
    address
      .replace(/(^|\.)module\./g, '$1')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 80) ||
    'resource'
  );
}

/** Address → slug for those of `addresses` whose short names are one where case does not count. Mostly empty. */
export function distinctSlugs(addresses: Iterable<string>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const distinct = new Map<string, string>();
  for (const address of addresses) {
    const folded = slugOfAddress(address).toLowerCase();
    const first = owners.get(folded);
    if (first === undefined) {
      owners.set(folded, address);
      continue;
    }
    // The address alone decides, whatever order they come in.
    for (const each of [first, address])
      distinct.set(each, `${slugOfAddress(each)}_${digestOfBytes(each).slice(7, 15)}`);
  }
  return distinct;
}
