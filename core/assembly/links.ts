/**
 * Edges between the steps of different resources. A resource follows what it depends on. A removal precedes
 * the removal of what it depended on, and comes, where it can, behind the last change of those that used it.
 * Who takes a path, port or name follows whoever gives it up.
 */
import type { Claim } from '../kinds/define.ts';
import type { ResourceAction } from './actions.ts';
import { claimsMeet, claimsOf } from './claims.ts';
import { isOpen } from './desired.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { Prepared } from './prepare.ts';

type DraftTable = ReadonlyMap<string, Drafts>;

export function linkDrafts(prepared: Prepared, actions: readonly ResourceAction[], drafts: DraftTable): void {
  for (const action of actions) {
    linkToDependencies(prepared, action, drafts);
    linkOpenReplacement(prepared, action, drafts);
    linkRemovals(prepared, action, drafts);
  }
  linkClaims(prepared, actions, drafts);
  linkLooseChecks(prepared, actions, drafts);
}

/** A check that refers to nothing speaks of its module: it comes behind everything there. */
function linkLooseChecks(prepared: Prepared, actions: readonly ResourceAction[], drafts: DraftTable): void {
  for (const { address, kind } of actions) {
    const first = drafts.get(address)?.build[0];
    const instance = prepared.model.instances.get(address);
    if (kind !== 'check' || first === undefined || instance === undefined || instance.dependencies.length > 0) continue;
    for (const other of actions) {
      const last = drafts.get(other.address)?.build.at(-1);
      const isAround = prepared.model.instances.get(other.address)?.module.startsWith(instance.module) === true;
      if (other.kind !== 'check' && last !== undefined && isAround) first.prefers.add(last.id);
    }
  }
}

/** A resource's steps follow the last steps of what it depends on, seen through resources without steps. */
function linkToDependencies(prepared: Prepared, action: ResourceAction, drafts: DraftTable): void {
  const first = drafts.get(action.address)?.build[0];
  if (first === undefined) return;
  const seen = new Set<string>();
  const queue = [action.address];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    for (const dependency of prepared.model.instances.get(address)?.dependencies ?? []) {
      if (seen.has(dependency.address)) continue;
      seen.add(dependency.address);
      const last = drafts.get(dependency.address)?.build.at(-1);
      if (last === undefined) queue.push(dependency.address);
      else first.requires.add(last.id);
    }
  }
}

/**
 * A replacement that was planned because something is not known yet waits with its removal for what it
 * depends on: equal values then mean that nothing happens. Where that is replaced too, its values change for sure.
 */
function linkOpenReplacement(prepared: Prepared, action: ResourceAction, drafts: DraftTable): void {
  const first = drafts.get(action.address)?.removal[0];
  if (first === undefined || action.action !== 'replace' || !isOpen(action.after)) return;
  for (const dependency of prepared.model.instances.get(action.address)?.dependencies ?? []) {
    const other = drafts.get(dependency.address);
    const last = other?.build.at(-1);
    if (last !== undefined && other?.removal.length === 0) first.prefers.add(last.id);
  }
}

/** What this resource depended on when it was applied is removed after it, seen through what has no removal of its own. */
function linkRemovals(prepared: Prepared, action: ResourceAction, drafts: DraftTable): void {
  const own = drafts.get(action.address);
  const mine = own?.removal.at(-1);
  const changed = own?.build.at(-1);
  if (mine === undefined && changed === undefined) return;
  const seen = new Set<string>();
  const queue = [action.address];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    for (const dependency of prepared.resources[address]?.depends_on ?? []) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      const target = drafts.get(dependency);
      const removal = target?.removal[0];
      if (removal === undefined) queue.push(dependency);
      else if (mine !== undefined) removal.requires.add(mine.id);
      else if (changed !== undefined && target?.build.length === 0) removal.prefers.add(changed.id);
    }
  }
}

/** Who gives up a claim, and with which step: a removal, or an update that no longer wants it. */
function linkClaims(prepared: Prepared, actions: readonly ResourceAction[], drafts: DraftTable): void {
  const freed: { readonly claim: Claim; readonly by: Draft }[] = [];
  for (const action of actions) {
    const record = prepared.resources[action.address];
    const own = drafts.get(action.address);
    const by = own?.removal.at(-1) ?? own?.build.findLast((draft) => draft.action !== 'verify');
    if (record === undefined || by === undefined) continue;
    const wanted = action.desired === undefined ? [] : claimsOf(action.desired);
    for (const claim of record.claims as readonly Claim[]) {
      if (!wanted.some((one) => claimsMeet(one, claim))) freed.push({ claim, by });
    }
  }
  if (freed.length === 0) return;
  const byKind = Map.groupBy(freed, ({ claim }) => (claim.kind === 'port' ? 'port' : `${claim.kind} ${claim.value}`));
  for (const action of actions) {
    const build = drafts.get(action.address)?.build ?? [];
    const [first] = build;
    if (first === undefined || action.desired === undefined) continue;
    for (const claim of claimsOf(action.desired)) {
      for (const { claim: other, by } of byKind.get(claim.kind === 'port' ? 'port' : `${claim.kind} ${claim.value}`) ??
        []) {
        if (by.owner === action || !claimsMeet(claim, other)) continue;
        for (const draft of build) by.prefers.delete(draft.id);
        first.requires.add(by.id);
      }
    }
  }
}
