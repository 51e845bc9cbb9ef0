/** Keyed digests through the port, in the form that pure code takes. */
import { isRefusal, type Sealer } from '../ports.ts';
import type { Seal } from './desired.ts';

/** The machine's key cannot be used; thrown out of pure code and turned into a sentence by who called it. */
export class SealingRefused extends Error {}

/** Without a key nothing sensitive can be compared, which is our caller's to know. */
export function sealBy(sealer: Sealer): Seal {
  return (context, text) => {
    const digest = sealer.seal(context, text);
    if (isRefusal(digest)) throw new SealingRefused(digest.reason);
    return digest;
  };
}
