/**
 * New values of the calls that give another one each time (`timestamp`, `plantimestamp`, `uuid`, `bcrypt`).
 * For whoever keeps them: an evaluation itself only ever sees values that were kept, or unknown.
 */
import { encodeBase64, hashSync } from 'bcryptjs';
import { stringValue, textOf, type Value } from '../values.ts';
import { whole } from './arguments.ts';
import { formatRfc3339 } from './time.ts';
import { randomUuid } from './uuids.ts';

/** Where time and chance come from. */
export interface FreshSource {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: number;
  /** That many random bytes. */
  random(sizeBytes: number): Uint8Array;
}

const DEFAULT_COST = 10;
const SALT_BYTES = 16;

/**
 * The value of one call with known arguments. Undefined for a function that is not volatile. `bcrypt` takes time that
 * doubles with each step of its cost: about 0.1 s at 10.
 */
export function freshValue(functionName: string, args: readonly Value[], source: FreshSource): Value | undefined {
  switch (functionName) {
    case 'timestamp':
    case 'plantimestamp':
      return stringValue(formatRfc3339({ epochNs: BigInt(Math.floor(source.nowMs)) * 1_000_000n, offsetMinutes: 0 }));
    case 'uuid':
      return stringValue(randomUuid(source.random(16)));
    case 'bcrypt': {
      const [text] = args;
      if (text === undefined) return undefined;
      const cost = args.length > 1 ? whole(args, 1) : DEFAULT_COST;
      const salt = encodeBase64(Array.from(source.random(SALT_BYTES)), SALT_BYTES);
      return stringValue(hashSync(textOf(text), `$2a$${String(cost).padStart(2, '0')}$${salt}`));
    }
    default:
      return undefined;
  }
}
