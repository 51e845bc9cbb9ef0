/** The steps of one resource before they are put in order with others. */
import type { StepAction } from '../contracts/action-list.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { Kind, StepSpec, Subject } from '../kinds/define.ts';
import { kindNamed } from '../kinds/table.ts';
import type { ResourceAction, StepSource } from './actions.ts';
import type { Prepared } from './prepare.ts';

export interface Draft {
  readonly id: string;
  readonly action: StepAction;
  readonly source: StepSource;
  readonly owner: ResourceAction;
  /** Ids of steps that must come before. */
  readonly requires: Set<string>;
  /** Ids of steps that come before unless that would close a circle. */
  readonly prefers: Set<string>;
}

/** Steps of one resource, each behind the one before: first those that remove it, then those that make it. */
export interface Drafts {
  readonly removal: readonly Draft[];
  readonly build: readonly Draft[];
}

export function draftSteps(prepared: Prepared, action: ResourceAction): Drafts {
  const removal: Draft[] = [];
  const build: Draft[] = [];
  const used = new Set<string>();
  const add = (to: Draft[], spec: StepSpec, kind: string, subject: Subject, stepAction: StepAction) => {
    let name = spec.name;
    for (let n = 2; used.has(name); n++) name = `${spec.name}_${n}`;
    used.add(name);
    const id = `${action.address}#${name}`;
    const requires = new Set<string>();
    const previous = build.at(-1) ?? removal.at(-1);
    if (previous !== undefined) requires.add(previous.id);
    const source = { spec: { ...spec, name }, subject, kind };
    to.push({ id, action: stepAction, source, owner: action, requires, prefers: new Set() });
  };
  if (action.action === 'delete' || action.action === 'replace') {
    const record = prepared.resources[action.address];
    // What was there before us is not ours to remove, also where another takes its place.
    if (record !== undefined && !record.adopted) {
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
