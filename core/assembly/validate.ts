/** Rules between resources: what only one may have. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Claim } from '../kinds/define.ts';
import { type Claimant, claimsOf, portOf } from './claims.ts';

const nouns: Readonly<Record<Claim['kind'], string>> = {
  path: 'path',
  port: 'host port',
  'container-name': 'container name',
  'network-name': 'network name',
  'volume-name': 'volume name',
  'image-tag': 'image tag',
  'service-name': 'service name',
};

/** A resource with what it needs for itself alone. */
export interface Claiming {
  readonly instance: Claimant['instance'];
  readonly claims: readonly Claim[];
}

/** See {@link conflictsAmong}. */
export function findClaimConflicts(all: Iterable<Claimant>): readonly Diagnostic[] {
  return conflictsAmong([...all].map((desired) => ({ instance: desired.instance, claims: claimsOf(desired) })));
}

/** One diagnostic for each resource that claims what an earlier one has; the earlier is related. */
export function conflictsAmong(all: Iterable<Claiming>): readonly Diagnostic[] {
  const owners = new Map<string, Claiming>();
  const wildcardPorts = new Map<string, Claiming>();
  const diagnostics: Diagnostic[] = [];
  for (const one of all) {
    for (const claim of one.claims) {
      const other = ownerOf(claim, one, owners, wildcardPorts);
      if (other === undefined || other === one) continue;
      diagnostics.push(conflict(claim, one, other));
    }
  }
  return diagnostics;
}

/** Finds who has the claim, and records it for `one` where nobody does. A port on all addresses meets it on each. */
function ownerOf(
  claim: Claim,
  one: Claiming,
  owners: Map<string, Claiming>,
  ports: Map<string, Claiming>,
): Claiming | undefined {
  const key = `${claim.kind} ${claim.value}`;
  const owner = owners.get(key);
  if (owner !== undefined) return owner;
  owners.set(key, one);
  if (claim.kind !== 'port') return undefined;
  const { port, isEveryHost } = portOf(claim);
  const clash = isEveryHost ? ports.get(`any ${port}`) : ports.get(`all ${port}`);
  ports.set(`any ${port}`, ports.get(`any ${port}`) ?? one);
  if (isEveryHost) ports.set(`all ${port}`, one);
  return clash;
}

function conflict(claim: Claim, one: Claiming, other: Claiming): Diagnostic {
  const attribute = { port: 'ports', path: 'path', 'image-tag': 'name' }[claim.kind as string] ?? 'name';
  return {
    code: 'claimed-twice',
    severity: 'error',
    message: `\`${one.instance.address}\` and \`${other.instance.address}\` both need the ${nouns[claim.kind]} \`${claim.value}\`. Only one can have it: change one of them.`,
    place: one.instance.attributePlace(attribute),
    related: [
      { message: `\`${other.instance.address}\` takes it here`, place: other.instance.attributePlace(attribute) },
    ],
  };
}
