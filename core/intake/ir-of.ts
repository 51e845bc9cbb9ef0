/** The serialisable form of a model, under no results: equal projects give equal IR. */
import type { Ir, IrResource } from '../contracts/ir.ts';
import type { JsonObject } from '../contracts/json.ts';
import { toPlain } from '../language/value-json.ts';
import { hasSensitive, isWhollyKnown, objectValue, type Value } from '../language/values.ts';
import type { Instance, Model, Results } from './model.ts';
import { noResults } from './model.ts';

/** Sensitive values are left out; see the pointers. Never throws. */
export function irOf(model: Model, results: Results = noResults): Ir {
  const { settings } = model;
  return {
    version: '1',
    settings: {
      compiler: settings.compiler,
      ...(settings.parallelism !== undefined && { parallelism: settings.parallelism }),
      ...(settings.timeoutPerStep !== undefined && { timeout_per_step: settings.timeoutPerStep }),
    },
    variables: model.variables.map(({ name, value, description }) => named(name, value, description)),
    resources: [...model.instances.values()].map((instance) => resourceOf(model, instance, results)),
    outputs: model
      .evaluateOutputs(results)
      .outputs.map(({ name, value, description }) => named(name, value, description)),
    moved: model.moved.map(({ from, to }) => ({ from, to })),
    imports: model.imports.map(({ to, id }) => ({ to, id })),
    removed: model.removed.map(({ from, destroy }) => ({ from, destroy })),
    bound_to_folder: model.boundToFolder,
  };
}

function named(name: string, value: Value, description: string | undefined): Ir['outputs'][number] {
  const { json } = toPlain(value);
  return {
    name,
    value: json,
    unknown: !isWhollyKnown(value),
    sensitive: hasSensitive(value),
    ...(description !== undefined && { description }),
  };
}

function resourceOf(model: Model, instance: Instance, results: Results): IrResource {
  const { values } = model.evaluate(instance.address, results);
  const plain = toPlain(objectValue(values));
  const attributes: Record<string, IrResource['attributes'][string]> = {
    ...(plain.json as JsonObject as IrResource['attributes']),
  };
  for (const name of instance.incomplete) attributes[name] = null;
  const provenance: IrResource['provenance'] = {};
  for (const name of values.keys()) {
    const from = instance.provenance(name);
    if (from === 'source' || from === 'completed') provenance[name] = from;
  }
  return {
    address: instance.address,
    kind: instance.kind,
    name: instance.name,
    ...(instance.key !== undefined && { key: instance.key }),
    module: instance.module,
    module_dir: instance.moduleDir,
    file: instance.place.file,
    ...(instance.description !== undefined && { description: instance.description }),
    attributes,
    unknown: [...plain.unknown],
    sensitive: [...plain.sensitive],
    incomplete: instance.incomplete.map((name) => `/${name}`),
    big: [...plain.big],
    provenance,
    depends_on: instance.dependencies.map(({ address, via }) => ({ address, via })),
    connections: instance.connections.map(({ to, role, rename }) => ({ to, as: role, rename: { ...rename } })),
    assertions: instance.assertions.map(({ address, kind, name }) => {
      const asserted = toPlain(objectValue(model.evaluateAssertion(address, results).values));
      return {
        address,
        kind,
        name,
        attributes: asserted.json as JsonObject as IrResource['attributes'],
        unknown: [...asserted.unknown],
        sensitive: [...asserted.sensitive],
      };
    }),
    lifecycle: {
      prevent_destroy: instance.lifecycle.preventDestroy,
      ignore_changes: instance.lifecycle.ignoreChanges === 'all' ? 'all' : [...instance.lifecycle.ignoreChanges],
      replace_triggered_by: instance.lifecycle.replaceTriggeredBy.map(({ address, attribute }) => ({
        address,
        ...(attribute !== undefined && { attribute }),
      })),
    },
  };
}
