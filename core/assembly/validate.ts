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

/** One diagnostic for each resource that claims what an earlier one has; the earlier is related. */
export function findClaimConflicts(all: Iterable<Claimant>): readonly Diagnostic[] {
  const owners = new Map<string, Claimant>();
  const wildcardPorts = new Map<string, Claimant>();
  const diagnostics: Diagnostic[] = [];
  for (const desired of all) {
    for (const claim of claimsOf(desired)) {
      const other = ownerOf(claim, desired, owners, wildcardPorts);
      if (other === undefined || other === desired) continue;
      diagnostics.push(conflict(claim, desired, other));
    }
  }
  return diagnostics;
}

/** Finds who has the claim, and records it for `desired` where nobody does. A port on all addresses meets it on each. */
function ownerOf(
  claim: Claim,
  desired: Claimant,
  owners: Map<string, Claimant>,
  ports: Map<string, Claimant>,
): Claimant | undefined {
  const key = `${claim.kind} ${claim.value}`;
  const owner = owners.get(key);
  if (owner !== undefined) return owner;
  owners.set(key, desired);
  if (claim.kind !== 'port') return undefined;
  const { port, isEveryHost } = portOf(claim);
  const clash = isEveryHost ? ports.get(`any ${port}`) : ports.get(`all ${port}`);
  ports.set(`any ${port}`, ports.get(`any ${port}`) ?? desired);
  if (isEveryHost) ports.set(`all ${port}`, desired);
  return clash;
}

function conflict(claim: Claim, desired: Claimant, other: Claimant): Diagnostic {
  const attribute = { port: 'ports', path: 'path', 'image-tag': 'name' }[claim.kind as string] ?? 'name';
  return {
    code: 'claimed-twice',
    severity: 'error',
    message: `\`${desired.instance.address}\` and \`${other.instance.address}\` both need the ${nouns[claim.kind]} \`${claim.value}\`. Only one can have it: change one of them.`,
    place: desired.instance.attributePlace(attribute),
    related: [
      { message: `\`${other.instance.address}\` takes it here`, place: other.instance.attributePlace(attribute) },
    ],
  };
}
