/** What state says of a resource: made from its desired form, what its steps gave, and what is owned. */
import type { ResourceAction } from '../assembly/actions.ts';
import { claimsOf } from '../assembly/claims.ts';
import type { Desired, Seal } from '../assembly/desired.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { ResourceState } from '../contracts/state.ts';

export interface RecordInput {
  readonly action: ResourceAction;
  readonly desired: Desired;
  readonly before: ResourceState | undefined;
  /** What the steps, or a look at the world, gave. */
  readonly outputs: Readonly<Record<string, Json>>;
  readonly volatile: Readonly<Record<string, Json[]>>;
  readonly seal: Seal;
  readonly edited?: ResourceState['edited'];
}

/** The record of a resource that is as desired. Nothing sensitive is in it: kinds see masked arguments, outputs are sealed. */
export function appliedRecord(input: RecordInput): ResourceState {
  const { action, desired, before, seal } = input;
  const { kind, instance, subject } = desired;
  const known = kind?.knownOutputs?.(desired.revealed as never, subject) ?? {};
  const outputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries({ ...known, ...input.outputs })) {
    const isSensitive = kind?.outputs[name]?.sensitive === true;
    outputs[name] = isSensitive ? { $digest: seal(`${kind.name}/outputs/${name}`, JSON.stringify(value)) } : value;
  }
  const staysItself = action.action === 'update' || action.action === 'none';
  const isImported = action.isImported === true || (before?.imported === true && staysItself);
  return {
    kind: action.kind,
    status: 'applied',
    adopted: action.takesOver === true || (action.action === 'none' && before?.adopted === true),
    ...(isImported && { imported: true }),
    attributes: desired.sealed,
    outputs,
    removal: (kind?.removal(desired.masked as never, subject) ?? {}) as JsonObject,
    claims: claimsOf(desired).map((claim) => ({ kind: claim.kind, value: claim.value })),
    subject: { name: subject.name, slug: subject.slug },
    depends_on: [...new Set(instance.dependencies.map((dependency) => dependency.address))].sort(),
    volatile: { ...input.volatile },
    ...(input.edited !== undefined && { edited: input.edited }),
  };
}

/**
 * The record of a resource while nobody knows how its step ended, or after it failed: enough to remove it and to
 * do it again. Until the first success it has no attributes.
 */
export function failedRecord(input: RecordInput): ResourceState {
  const { before } = input;
  return {
    ...appliedRecord(input),
    status: 'failed',
    attributes: before?.attributes ?? {},
    outputs: before?.outputs ?? {},
  };
}
