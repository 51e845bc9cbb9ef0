/** From decisions to ordered steps: drafts per resource, edges between them, one order. */
import type { PlannedStep } from '../contracts/action-list.ts';
import { noNeeds } from '../contracts/needs.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { pointersOf, toArgsJson } from '../kinds/fill.ts';
import type { ResourceAction, StepSource } from './actions.ts';
import { type Draft, type Drafts, draftSteps } from './drafts.ts';
import { linkDrafts } from './links.ts';
import { orderDrafts } from './order-drafts.ts';
import type { Prepared } from './prepare.ts';

export interface OrderedSteps {
  readonly list: readonly PlannedStep[];
  readonly sources: ReadonlyMap<string, StepSource>;
}

const defaultTimeout = '5m';

/** An error where no order exists: two resources that exchange what only one may have, without being removed. */
export function orderSteps(prepared: Prepared, actions: readonly ResourceAction[]): Outcome<OrderedSteps> {
  const drafts = new Map<string, Drafts>();
  for (const action of actions) drafts.set(action.address, draftSteps(prepared, action));
  linkDrafts(prepared, actions, drafts);
  const all = [...drafts.values()].flatMap(({ removal, build }) => [...removal, ...build]);
  const { ordered, circle } = orderDrafts(all);
  return {
    value: { list: ordered.map(plannedStep), sources: new Map(ordered.map((draft) => [draft.id, draft.source])) },
    diagnostics: circle === undefined ? [] : [circleDiagnostic(circle)],
  };
}

function circleDiagnostic(circle: readonly Draft[]): Diagnostic {
  const addresses = [...new Set(circle.map((draft) => draft.owner.address))];
  const instance = circle.find((draft) => draft.owner.desired !== undefined)?.owner.desired?.instance;
  return {
    code: 'order-impossible',
    severity: 'error',
    message: `${addresses.map((address) => `\`${address}\``).join(' and ')} cannot be changed in one go: each needs what another still has. Make the change in two applies.`,
    ...(instance && { place: instance.place }),
  };
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
    depends_on: [...draft.requires].sort(),
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
