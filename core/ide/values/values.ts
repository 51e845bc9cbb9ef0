/**
 * The value of an expression where it stands: in each instance of its module and of its block. Equal values are one.
 * Values are those of the last build; an expression that is newer is evaluated among the names of that build.
 */
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { EvaluationScope } from '../../intake/inspect.ts';
import type { Model } from '../../intake/model.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { shownTypeName } from '../../language/describe.ts';
import { isItems, isKnown, markSensitive, type Value } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { roleOf } from '../names/occurrences.ts';
import { loopsAround } from './loops.ts';
import { isSecretPlace } from './secret-places.ts';
import { valueToLine } from './value-line.ts';

/** Of one expression in all instances that were looked at. */
export interface ShownValues {
  readonly values: readonly ShownValue[];
  /** It stands in a loop, and the values are those for the elements, not for instances. */
  readonly looped: boolean;
  /** Instances beyond those that were looked at. */
  readonly more: number;
}

export interface ShownValue {
  readonly value: Value;
  readonly type: string;
  /** Addresses of the instances that have it; empty where it is the only one. */
  readonly of: readonly string[];
}

export interface Place {
  /** Address of the instance, of the module, or `""` for the root module. */
  readonly label: string;
  readonly scope: EvaluationScope;
}

export interface Places {
  readonly list: readonly Place[];
  readonly more: number;
}

/** More instances than a reader compares. */
const INSTANCES_SHOWN = 20;

const nowhere: Places = { list: [], more: 0 };

/** Where the last of `nodes` is evaluated; nowhere without a model, or in a module that nobody calls. */
export function placesOf(view: View, path: string, nodes: readonly Node[]): Places {
  const { model } = view;
  const dir = view.table(moduleDirOf(path))?.dir;
  if (model === undefined || dir === undefined) return nowhere;
  return limited(model.inspect.modulesIn(dir).flatMap((module) => instancePlaces(view, model, module, path, nodes)));
}

/** The instances of a module, without those of a block in it. */
export function modulePlaces(view: View, dir: string): Places {
  const modules = view.model?.inspect.modulesIn(dir) ?? [];
  return limited(modules.map((module) => ({ label: module, scope: { module } })));
}

/** The value of the last of `nodes`, or of `expression` as if it stood there; undefined where nothing can be said. */
export function valuesAt(
  view: View,
  path: string,
  nodes: readonly Node[],
  expression: Expression,
): ShownValues | undefined {
  const loops = loopsAround(nodes);
  const whole = loops.reduceRight((body, loop) => loop.over(body), expression);
  const secret = isSecretPlace(view, path, nodes);
  return valuesIn(view, placesOf(view, path, nodes), whole, { depth: loops.length, secret });
}

/** `var.port` or `local.url` in every instance of a module. */
export function namedValues(view: View, dir: string, root: 'var' | 'local', name: string): ShownValues | undefined {
  return valuesIn(view, modulePlaces(view, dir), nameAlone(root, name));
}

/** `var.NAME`, as if it stood somewhere. */
export function nameAlone(root: string, name: string): Expression {
  const span = { start: 0, end: 0 };
  return { kind: 'get-attribute', object: { kind: 'variable', name: root, span }, name: { text: name, span }, span };
}

export function valuesIn(
  view: View,
  places: Places,
  expression: Expression,
  { depth = 0, secret = false }: { readonly depth?: number; readonly secret?: boolean } = {},
): ShownValues | undefined {
  const { model } = view;
  if (model === undefined || places.list.length === 0) return undefined;
  const found = new Map<string, { value: Value; type: string; of: string[] }>();
  for (const { label, scope } of places.list) {
    const { value, problems } = model.inspect.evaluate(scope, expression);
    // What is wrong is a diagnostic; a value that follows from it would mislead.
    if (problems.length > 0) continue;
    for (const each of elementsOf(value, depth)) {
      const shown = secret ? markSensitive(each) : each;
      const type = shownTypeName(shown);
      const key = `${isKnown(shown) ? valueToLine(shown, Number.POSITIVE_INFINITY) : '?'}\0${type}`;
      const group = found.get(key);
      if (group === undefined) found.set(key, { value: shown, type, of: [label] });
      else if (group.of.at(-1) !== label) group.of.push(label);
    }
  }
  if (found.size === 0) return undefined;
  const values = [...found.values()].map((group) => (found.size === 1 ? { ...group, of: [] } : group));
  return { values, looped: depth > 0, more: places.more };
}

/** The values for the elements of so many loops around; the whole where it is not known which elements there are. */
function elementsOf(value: Value, depth: number): readonly Value[] {
  if (depth === 0 || !isItems(value.raw)) return [value];
  return value.raw.flatMap((item) => elementsOf(value.sensitive ? markSensitive(item) : item, depth - 1));
}

function limited(list: readonly Place[]): Places {
  return { list: list.slice(0, INSTANCES_SHOWN), more: Math.max(0, list.length - INSTANCES_SHOWN) };
}

function instancePlaces(
  view: View,
  model: Model,
  module: string,
  path: string,
  nodes: readonly Node[],
): readonly Place[] {
  const [block, entry] = nodes;
  const own: Place = { label: module, scope: { module } };
  if (block === undefined || !('kind' in block) || block.kind !== 'block') return [own];
  if (block.type.text === 'completion' || isOutsideOfInstances(entry)) return [own];
  const { declaration } = declaredBy(block, view.vocabulary, roleOf(path) === 'completed');
  if (declaration?.kind === 'resource') {
    const addresses = model.inspect.instancesOf(module, `${declaration.type}.${declaration.name}`);
    const isRepeated = declaration.count !== undefined || declaration.forEach !== undefined;
    if (addresses.length === 0 && !isRepeated) return [own];
    return addresses.map((instance) => ({ label: instance, scope: { module, instance } }));
  }
  if (declaration?.kind === 'module') {
    const calls = model.inspect.callsOf(module, declaration.name);
    return calls.length === 0 ? [own] : calls.map((call) => ({ label: call, scope: { module, call } }));
  }
  return [own];
}

/** What decides how many instances there are is evaluated before there are any. */
function isOutsideOfInstances(entry: Node | undefined): boolean {
  return (
    entry !== undefined &&
    'kind' in entry &&
    entry.kind === 'attribute' &&
    (entry.name.text === 'count' || entry.name.text === 'for_each')
  );
}
