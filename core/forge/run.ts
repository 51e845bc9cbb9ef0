/** What all steps of one run share: the world, the plan, what has been learned so far, and where to tell it. */
import type { Plan, ResourceAction } from '../assembly/actions.ts';
import type { Desired } from '../assembly/desired.ts';
import type { Prepared } from '../assembly/prepare.ts';
import { keptVolatile, outputsInState, outputValues } from '../assembly/results.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json } from '../contracts/json.ts';
import type { Layout } from '../contracts/layout.ts';
import type { Observation } from '../contracts/observations.ts';
import type { RunEvent } from '../contracts/run-result.ts';
import type { ResourceState, State } from '../contracts/state.ts';
import type { Results, VolatileCall } from '../intake/model.ts';
import { kindNamed } from '../kinds/table.ts';
import { fromPlain } from '../language/value-json.ts';
import type { Value } from '../language/values.ts';
import type { Prober, ServiceHost, World } from '../ports.ts';
import type { Journal } from './journal.ts';
import type { Manifest } from './manifest.ts';
import type { Redactor } from './redact.ts';

export interface Run {
  readonly id: string;
  readonly world: World;
  readonly layout: Layout;
  readonly lineage: string;
  readonly prober: Prober;
  readonly services: ServiceHost;
  readonly prepared: Prepared;
  readonly plan: Plan;
  readonly actions: ReadonlyMap<string, ResourceAction>;
  /** Steps by resource, in the order of the plan. */
  readonly stepsOf: ReadonlyMap<string, readonly PlannedStep[]>;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly logs: RunLogs;
  readonly redactor: Redactor;
  readonly learned: Learned;
  /** Steps that failed because a check did, not their act: another exit code. */
  readonly failedChecks: Set<string>;
  /** Resources whose steps have not all ended. */
  readonly pending: Set<string>;
  /** Resources that a step of this run has touched, and what was seen of them afterwards. */
  readonly touched: Set<string>;
  readonly observed: Map<string, Observation>;
  readonly signal: AbortSignal;
  /** Overrides every step's own time-out. */
  readonly timeoutPerStepMs?: number;
  emit(event: RunEvent): void;
  now(): string;
}

/** What the steps of one resource hand to each other during a run. */
export interface ResourceProgress {
  desired?: Desired;
  /** It turned out that nothing has to be done. */
  unchanged?: boolean;
  /** It came out otherwise than configured, because data of its steps was edited by hand. */
  edited?: NonNullable<ResourceState['edited']>;
  outputs: Record<string, Json>;
}

export interface RunLogs {
  /** Folder of this run, absolute. */
  readonly dir: string;
  /** Opens the log of a step. */
  step(id: string): { readonly path: string; write(text: string): void; close(): void };
}

/** What the run knows of applied resources; grows as steps succeed. */
export interface Learned {
  readonly resources: Map<string, ResourceState>;
  readonly results: Results;
  /** Values that volatile calls gave during this run, by address and attribute. */
  volatileOf(address: string): Readonly<Record<string, Json[]>>;
  record(address: string, record: ResourceState): void;
  forget(address: string): void;
}

/** Starts from state; `makeVolatile` gives a new value for a volatile call that has none kept. */
export function startLearning(
  resources: Readonly<Record<string, ResourceState>>,
  stateOutputs: State['outputs'],
  makeVolatile: (call: VolatileCall) => Json,
): Learned {
  const records = new Map(Object.entries(resources));
  const outputs = outputsInState(resources);
  const made = new Map<string, Record<string, Json[]>>();
  const kept = keptVolatile(resources, stateOutputs);
  const volatile = (address: string, attribute: string, index: number, call: VolatileCall): Value => {
    const old = kept(address, attribute, index);
    const own = made.get(address) ?? {};
    made.set(address, own);
    const values = own[attribute] ?? [];
    own[attribute] = values;
    const value = old ?? values[index] ?? makeVolatile(call);
    values[index] = value;
    return fromPlain(value);
  };
  return {
    resources: records,
    results: { outputs: (address) => outputs.get(address), volatile },
    volatileOf: (address) => made.get(address) ?? {},
    record: (address, record) => {
      records.set(address, record);
      if (record.kind === 'check') return;
      if (record.status === 'applied') outputs.set(address, outputValues(kindNamed(record.kind), record.outputs));
      else outputs.delete(address);
    },
    forget: (address) => {
      records.delete(address);
      outputs.delete(address);
    },
  };
}
