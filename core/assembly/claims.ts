/** What only one resource of a machine may have: paths, ports, names. */
import type { Claim } from '../kinds/define.ts';
import type { Desired } from './desired.ts';

/** A resource as far as its claims go. */
export type Claimant = Pick<Desired, 'instance' | 'kind' | 'subject' | 'revealed'>;

/** What one resource needs for itself alone; a claim whose value has a hole is decided later. */
export function claimsOf(desired: Claimant): readonly Claim[] {
  return desired.kind?.claims(desired.revealed as never, desired.subject) ?? [];
}

/** A port of a host as a claim says it: `0.0.0.0:8080/tcp`. */
export function portOf(claim: Claim): { readonly host: string; readonly port: string; readonly isEveryHost: boolean } {
  const split = claim.value.lastIndexOf(':');
  const host = claim.value.slice(0, split);
  return { host, port: claim.value.slice(split + 1), isEveryHost: ['0.0.0.0', '', '::', '[::]'].includes(host) };
}

/** Whether two resources cannot have these at the same time. A port on all addresses meets it on each. */
export function claimsMeet(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind) return false;
  if (a.value === b.value) return true;
  if (a.kind !== 'port') return false;
  const [one, other] = [portOf(a), portOf(b)];
  return one.port === other.port && (one.isEveryHost || other.isEveryHost);
}

/** Claims that say which thing a resource is; with another one it is another thing. */
export function identityOf(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter((claim) => claim.kind !== 'port');
}
