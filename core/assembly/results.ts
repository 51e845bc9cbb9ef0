/** What evaluation may know of applied resources, read from state and updated as a plan or a run proceeds. */
import type { Json } from '../contracts/json.ts';
import type { ResourceState, State } from '../contracts/state.ts';
import type { Results } from '../intake/model.ts';
import { typeOfSchema } from '../kinds/attribute-type.ts';
import type { Kind } from '../kinds/define.ts';
import { kindNamed } from '../kinds/table.ts';
import { convert } from '../language/convert.ts';
import { fromPlain } from '../language/value-json.ts';
import { markSensitive, type Value } from '../language/values.ts';

/** Outputs as typed values; one that does not convert is left out, and so stays unknown. */
export function outputValues(kind: Kind, outputs: Readonly<Record<string, unknown>>): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, spec] of Object.entries(kind.outputs)) {
    const json = outputs[name];
    if (json === undefined) continue;
    const converted = convert(fromPlain(json as Json), typeOfSchema(spec.schema));
    if (!('value' in converted)) continue;
    values.set(name, spec.sensitive === true ? markSensitive(converted.value) : converted.value);
  }
  return values;
}

/** Results that answer from a map of outputs by address, and the kept volatile values in state. */
export function resultsFrom(
  outputs: ReadonlyMap<string, ReadonlyMap<string, Value>>,
  resources: Readonly<Record<string, ResourceState>>,
  stateOutputs: State['outputs'],
): Results {
  const kept = keptVolatile(resources, stateOutputs);
  return {
    outputs: (address) => outputs.get(address),
    volatile: (address, attribute, index) => {
      const value = kept(address, attribute, index);
      return value === undefined ? undefined : fromPlain(value);
    },
  };
}

/** Looks up what a volatile call gave: in an attribute of a resource, or in an output (`output.NAME`). */
export function keptVolatile(
  resources: Readonly<Record<string, ResourceState>>,
  stateOutputs: State['outputs'],
): (address: string, attribute: string, index: number) => Json | undefined {
  return (address, attribute, index) => {
    const record = resources[address];
    if (record !== undefined) return record.volatile[attribute]?.[index];
    return address.startsWith('output.') ? stateOutputs[address.slice('output.'.length)]?.volatile?.[index] : undefined;
  };
}

type Outputs = Map<string, ReadonlyMap<string, Value>>;

const outputsMemo = new WeakMap<Readonly<Record<string, ResourceState>>, Outputs>();

/** Outputs of everything that was applied, as values; a map of the caller's own. */
export function outputsInState(resources: Readonly<Record<string, ResourceState>>): Outputs {
  let outputs = outputsMemo.get(resources);
  if (outputs === undefined) {
    outputs = readOutputs(resources);
    outputsMemo.set(resources, outputs);
  }
  return new Map(outputs);
}

function readOutputs(resources: Readonly<Record<string, ResourceState>>): Outputs {
  const outputs = new Map<string, ReadonlyMap<string, Value>>();
  for (const [address, record] of Object.entries(resources)) {
    if (record.kind === 'check' || record.status !== 'applied') continue;
    outputs.set(address, outputValues(kindNamed(record.kind), record.outputs));
  }
  return outputs;
}
