/**
 * From decisions to ordered steps. Rules: steps of one resource follow each other; a resource follows
 * what it depends on; a delete precedes the delete of what it depended on, follows the last change of
 * those that used it, and precedes the create that takes what it frees.
 */
import type { PlannedStep, StepAction } from '../contracts/action-list.ts';
import type { JsonObject } from '../contracts/json.ts';
import { noNeeds } from '../contracts/needs.ts';
import type { Kind, StepSpec, Subject } from '../kinds/define.ts';
import { pointersOf, toArgsJson } from '../kinds/fill.ts';
import { kindNamed } from '../kinds/table.ts';
import type { ResourceAction, StepSource } from './actions.ts';
import { isOpen } from './desired.ts';
import type { Prepared } from './prepare.ts';
import { claimsOf } from './validate.ts';

export interface OrderedSteps {
  readonly list: readonly PlannedStep[];
  readonly sources: ReadonlyMap<string, StepSource>;
}

interface Draft {
  readonly id: string;
  readonly action: StepAction;
  readonly source: StepSource;
  readonly owner: ResourceAction;
  readonly dependsOn: Set<string>;
}

/** First and last steps of a resource, for the edges between resources. */
interface Ends {
  readonly removal: readonly Draft[];
  readonly build: readonly Draft[];
}

const defaultTimeout = '5m';

export function orderSteps(prepared: Prepared, actions: readonly ResourceAction[]): OrderedSteps {
  const ends = new Map<string, Ends>();
  for (const action of actions) ends.set(action.address, draftSteps(prepared, action));
  for (const action of actions) linkToDependencies(prepared, action, ends);
  for (const action of actions) linkOpenReplacement(prepared, action, ends);
  for (const action of actions) linkRemovals(prepared, action, ends);
  linkClaims(prepared, actions, ends);
  const drafts = actions.flatMap((action) => {
    const own = ends.get(action.address);
    return own === undefined ? [] : [...own.removal, ...own.build];
  });
  const ordered = orderDrafts(drafts);
  return {
    list: ordered.map((draft) => plannedStep(draft)),
    sources: new Map(ordered.map((draft) => [draft.id, draft.source])),
  };
}

function draftSteps(prepared: Prepared, action: ResourceAction): Ends {
  const removal: Draft[] = [];
  const build: Draft[] = [];
  const used = new Set<string>();
  const add = (to: Draft[], spec: StepSpec, kind: string, subject: Subject, stepAction: StepAction) => {
    let name = spec.name;
    for (let n = 2; used.has(name); n++) name = `${spec.name}_${n}`;
    used.add(name);
    const id = `${action.address}#${name}`;
    const dependsOn = new Set<string>();
    const previous = build.at(-1) ?? removal.at(-1);
    if (previous !== undefined) dependsOn.add(previous.id);
    to.push({ id, action: stepAction, source: { spec: { ...spec, name }, subject, kind }, owner: action, dependsOn });
  };
  if (action.action === 'delete' || action.action === 'replace') {
    const record = prepared.resources[action.address];
    if (record !== undefined) {
      const subject = {
        address: action.address,
        name: record.subject.name,
        slug: record.subject.slug,
      };
      const kind = kindNamed(record.kind);
      for (const spec of kind.planRemoval(record.removal as JsonObject, subject)) {
        add(removal, spec, record.kind, subject, 'delete');
      }
    }
  }
  const { desired } = action;
  if (desired !== undefined && action.action === 'verify') {
    const spec: StepSpec = { name: 'verify', args: desired.masked, idempotent: true, verifies: true };
    add(build, spec, 'check', desired.subject, 'verify');
  }
  if (desired?.kind !== undefined && isChange(action.action)) {
    const prior = prepared.resources[action.address]?.removal as JsonObject | undefined;
    const change = {
      ...(prior !== undefined && { prior }),
      action: action.action,
      subject: desired.subject,
      args: desired.masked as never,
      changed: action.changed,
      facts: prepared.model.facts,
    };
    for (const spec of (desired.kind as Kind).plan(change)) {
      add(build, spec, desired.kind.name, desired.subject, spec.verifies ? 'verify' : action.action);
    }
  }
  return { removal, build };
}

function isChange(action: ResourceAction['action']): action is 'create' | 'update' | 'replace' {
  return action === 'create' || action === 'update' || action === 'replace';
}

/** A resource's steps follow the last steps of what it depends on, seen through resources without steps. */
function linkToDependencies(prepared: Prepared, action: ResourceAction, ends: ReadonlyMap<string, Ends>): void {
  const first = ends.get(action.address)?.build[0];
  if (first === undefined) return;
  const seen = new Set<string>();
  const queue = [action.address];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    for (const dependency of prepared.model.instances.get(address)?.dependencies ?? []) {
      if (seen.has(dependency.address)) continue;
      seen.add(dependency.address);
      const last = ends.get(dependency.address)?.build.at(-1);
      if (last === undefined) queue.push(dependency.address);
      else first.dependsOn.add(last.id);
    }
  }
}

/**
 * A replacement that was planned because something is not known yet waits with its delete for what it
 * depends on: equal values then mean that nothing happens. Where that is replaced too, its values change for sure.
 */
function linkOpenReplacement(prepared: Prepared, action: ResourceAction, ends: ReadonlyMap<string, Ends>): void {
  const first = ends.get(action.address)?.removal[0];
  if (first === undefined || action.action !== 'replace' || !isOpen(action.after)) return;
  for (const dependency of prepared.model.instances.get(action.address)?.dependencies ?? []) {
    const other = ends.get(dependency.address);
    const last = other?.build.at(-1);
    if (last !== undefined && other?.removal.length === 0) first.dependsOn.add(last.id);
  }
}

/** Deletes go in the reverse order of what state recorded, and after those that stop using them have changed. */
function linkRemovals(prepared: Prepared, action: ResourceAction, ends: ReadonlyMap<string, Ends>): void {
  const record = prepared.resources[action.address];
  if (record === undefined) return;
  const own = ends.get(action.address);
  for (const dependency of record.depends_on) {
    const target = ends.get(dependency)?.removal[0];
    if (target === undefined || own === undefined) continue;
    const mine = own.removal.at(-1);
    if (mine !== undefined) target.dependsOn.add(mine.id);
    const changed = own.build.at(-1);
    const targetStays = (ends.get(dependency)?.build.length ?? 0) > 0;
    if (mine === undefined && changed !== undefined && !targetStays) target.dependsOn.add(changed.id);
  }
}

/** The create that takes a path, port or name follows the delete that frees it. */
function linkClaims(prepared: Prepared, actions: readonly ResourceAction[], ends: ReadonlyMap<string, Ends>): void {
  const freed = new Map<string, Draft>();
  for (const action of actions) {
    const last = ends.get(action.address)?.removal.at(-1);
    if (last === undefined || action.action !== 'delete') continue;
    const record = prepared.resources[action.address];
    for (const claim of record?.claims ?? []) {
      freed.set(`${claim.kind} ${claim.value}`, last);
    }
  }
  if (freed.size === 0) return;
  for (const action of actions) {
    const first = ends.get(action.address)?.build[0];
    if (first === undefined || action.desired === undefined) continue;
    for (const claim of claimsOf(action.desired)) {
      const draft = freed.get(`${claim.kind} ${claim.value}`);
      if (draft === undefined) continue;
      draft.dependsOn.delete(first.id);
      first.dependsOn.add(draft.id);
    }
  }
}

/**
 * Every draft after what it depends on, ties in the given order. An edge that would close a cycle is
 * dropped: the remaining order is still one in which each step finds what it needs.
 */
function orderDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const mark = new Map<string, 'open' | 'done'>();
  const ordered: Draft[] = [];
  for (const start of drafts) {
    if (mark.has(start.id)) continue;
    const path: { draft: Draft; edges: readonly string[]; next: number }[] = [];
    const enter = (draft: Draft) => {
      mark.set(draft.id, 'open');
      path.push({ draft, edges: [...draft.dependsOn], next: 0 });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        mark.set(top.draft.id, 'done');
        ordered.push(top.draft);
        path.pop();
        continue;
      }
      const target = byId.get(edge);
      const seen = target === undefined ? 'done' : mark.get(edge);
      if (seen === 'open' || target === undefined) top.draft.dependsOn.delete(edge);
      else if (seen === undefined) enter(target);
    }
  }
  return ordered;
}

function plannedStep(draft: Draft): PlannedStep {
  const { spec, kind } = draft.source;
  const { args, big } = toArgsJson(spec.args);
  const holes = pointersOf(spec.args);
  const instance = draft.owner.desired?.instance;
  const timeouts = instance?.timeouts;
  const configured =
    draft.action === 'delete'
      ? timeouts?.delete
      : draft.owner.action === 'update'
        ? timeouts?.update
        : timeouts?.create;
  const needs = { ...noNeeds, ...spec.needs };
  const extra = instance?.needs;
  const attempts = instance === undefined ? 1 : instance.retry.attempts;
  return {
    name: spec.name,
    args,
    id: draft.id,
    resource: draft.owner.address,
    kind,
    action: draft.action,
    reason: draft.owner.reason,
    changes: [...draft.owner.changed],
    depends_on: [...draft.dependsOn].sort(),
    timeout: configured ?? spec.timeout ?? defaultTimeout,
    retries: Math.max(attempts - 1, spec.retries ?? 0),
    idempotent: spec.idempotent,
    needs: {
      read: [...needs.read, ...(extra?.read ?? [])],
      write: [...needs.write, ...(extra?.write ?? [])],
      hosts: [...needs.hosts, ...(extra?.hosts ?? [])],
      secrets: [...needs.secrets, ...holes.sensitive],
      engine: needs.engine || extra?.engine === true,
    },
    unknown: [...holes.unknown],
    sensitive: [...holes.sensitive],
    incomplete: [...holes.incomplete],
    big: [...big],
  };
}
