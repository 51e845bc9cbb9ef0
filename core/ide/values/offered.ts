/** The environment of a resource with what its connections add to it, as it is known before anything was applied. */
import { desiredOf } from '../../assembly/desired.ts';
import type { View } from '../../engine/view.ts';
import { noResults } from '../../intake/model.ts';
import { isHole } from '../../kinds/hole.ts';
import { fromPlain } from '../../language/value-json.ts';
import { markSensitive, objectValue, stringValue, unknownValue, type Value } from '../../language/values.ts';

export interface Offered {
  /** The attribute that takes it. */
  readonly attribute: string;
  readonly value: Value;
}

/** `address` is an instance of the last build; undefined where it is connected to nothing. */
export function offeredTo(view: View, address: string): Offered | undefined {
  const { model, vocabulary } = view;
  const instance = model?.instances.get(address);
  const attribute = instance === undefined ? undefined : vocabulary.kinds.get(instance.kind)?.environmentAttribute;
  if (model === undefined || instance === undefined || attribute === undefined) return undefined;
  if (instance.connections.length === 0) return undefined;
  const isOurs = ({ to }: { readonly to: string }) => {
    const kind = model.instances.get(to)?.kind;
    return kind === undefined || kind === 'check' || vocabulary.kinds.has(kind);
  };
  if (!instance.connections.every(isOurs)) return undefined;
  const { masked } = desiredOf(model, instance, noResults, () => '').value;
  const environment = masked[attribute];
  if (typeof environment !== 'object' || environment === null || isHole(environment)) return undefined;
  const entries = Object.entries(environment).map(([name, value]): readonly [string, Value] => {
    if (!isHole(value)) return [name, fromPlain(typeof value === 'string' ? value : null)];
    return [name, value.why === 'sensitive' ? markSensitive(stringValue('')) : unknownValue()];
  });
  return { attribute, value: objectValue(entries) };
}
