/** What a plan says: an action for each resource, and the ordered steps that carry them out. */
import type { PlannedActionList } from '../contracts/action-list.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { EvaluatedOutput } from '../intake/model.ts';
import type { StepSpec, Subject } from '../kinds/define.ts';
import type { Desired } from './desired.ts';

export type ResourceActionKind =
  | 'none'
  | 'adopt'
  | 'import'
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'forget'
  | 'verify';

/** What a plan does to one resource. */
export interface ResourceAction {
  readonly address: string;
  readonly kind: string;
  readonly action: ResourceActionKind;
  readonly reason: string;
  readonly changed: readonly string[];
  /** Something besides the desired values asks for it; see `Decision` in diff.ts. */
  readonly hasDrifted?: true;
  /** It stands where something stood before us: destroying it forgets it. */
  readonly takesOver?: true;
  /** Values of attributes that `ignore_changes` leaves as they are, to be written as they are. */
  readonly keeps?: JsonObject;
  /** An `import` block takes it over: from now on it is ours, as if we had made it. */
  readonly isImported?: true;
  /** As last applied, sealed; absent for what is new. */
  readonly before?: JsonObject;
  /** As desired, sealed; absent for what goes. */
  readonly after?: JsonObject;
  /** Absent for what is no longer in the configuration. */
  readonly desired?: Desired;
}

/** A step in the form that the embedded compiler takes: arguments with holes. */
export interface StepSource {
  readonly spec: StepSpec;
  readonly subject: Subject;
  readonly kind: string;
}

export interface Plan {
  readonly list: PlannedActionList;
  /** In the order of work; deletes of what left the configuration stand at the end. */
  readonly actions: readonly ResourceAction[];
  readonly sources: ReadonlyMap<string, StepSource>;
  readonly outputs: readonly EvaluatedOutput[];
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** Whether values that a compiler fills in are missing. */
  readonly isIncomplete: boolean;
}

/** Whether the address is the named one, an instance of it, or inside the module that it names. */
export function covers(name: string, address: string): boolean {
  return address === name || (address.startsWith(name) && /^[.[]/.test(address.slice(name.length)));
}
