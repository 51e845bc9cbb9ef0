/** The {@link Entropy} port on the system's random source. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Entropy } from '../ports.ts';

export function createEntropy(): Entropy {
  return { hex: (bytes) => randomBytes(bytes).toString('hex'), uuid: () => randomUUID() };
}
