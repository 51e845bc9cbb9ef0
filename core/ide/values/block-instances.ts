/** Which instances a block of the text has, and which stand in a module; made once for each model. */
import type { View } from '../../engine/view.ts';
import type { Instance, Model } from '../../intake/model.ts';

interface Index {
  /** By folder of the module and `KIND.NAME`. */
  readonly byBlock: ReadonlyMap<string, readonly Instance[]>;
  /** By address of a module instance, also those of modules in it. */
  readonly byModule: ReadonlyMap<string, readonly Instance[]>;
}

const memo = new WeakMap<Model, Index>();

/** Instances of the block `KIND.NAME` in the module of a folder, in every call of it; none without a model. */
export function instancesOfBlock({ model }: View, dir: string, block: string): readonly Instance[] {
  return model === undefined ? [] : (indexOf(model).byBlock.get(`${dir}\n${block}`) ?? []);
}

/** Everything in the module instances that the block `module.NAME` of a folder makes. */
export function instancesInCall({ model }: View, dir: string, name: string): readonly Instance[] {
  if (model === undefined) return [];
  const { byModule } = indexOf(model);
  return model.inspect
    .modulesIn(dir)
    .flatMap((module) => model.inspect.callsOf(module, name))
    .flatMap((call) => byModule.get(call) ?? []);
}

function indexOf(model: Model): Index {
  let known = memo.get(model);
  if (known === undefined) {
    known = makeIndex(model);
    memo.set(model, known);
  }
  return known;
}

function makeIndex(model: Model): Index {
  const byBlock = new Map<string, Instance[]>();
  const byModule = new Map<string, Instance[]>();
  const put = (map: Map<string, Instance[]>, key: string, instance: Instance) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [instance]);
    else list.push(instance);
  };
  for (const instance of model.instances.values()) {
    put(byBlock, `${instance.moduleDir}\n${instance.kind}.${instance.name}`, instance);
    for (const module of modulesAround(instance.module)) put(byModule, module, instance);
  }
  return { byBlock, byModule };
}

/** `module.a["k"].module.b` stands in `module.a["k"]` as well. */
export function modulesAround(module: string): readonly string[] {
  const found: string[] = [];
  for (const step of module.matchAll(/module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g)) {
    found.push(module.slice(0, step.index + step[0].length));
  }
  return found;
}

/** `m` of `module.m["k"]`, the last step of an address. */
export function nameOfCall(step: string): string {
  return step.slice('module.'.length).replace(/\[.*$/s, '');
}
