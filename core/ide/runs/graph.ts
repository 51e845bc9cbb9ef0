/** What depends on what, with where it is written: resource instances, checks, and the modules that they are in. */
import type { ResourceActionKind } from '../../assembly/actions.ts';
import type { View } from '../../engine/view.ts';
import type { Dependency, Instance, Model } from '../../intake/model.ts';
import { type FileSpan, spanOf } from '../spans.ts';
import { modulesAround, nameOfCall } from '../values/block-instances.ts';

export interface GraphNode {
  readonly address: string;
  readonly sort: 'resource' | 'check' | 'module';
  /** Name of the kind; `module` for a module, `check` for a check. */
  readonly kind: string;
  readonly name: string;
  /** Address of the module that it is in, `""` for the root. */
  readonly module: string;
  /** Of the labels of its block; undefined where the text has moved on. */
  readonly at: FileSpan | undefined;
  readonly action: ResourceActionKind | undefined;
}

export interface GraphEdge {
  /** Comes after `to`. */
  readonly from: string;
  readonly to: string;
  /** `module`: something in the one module depends on something in the other. */
  readonly via: Dependency['via'] | 'module';
  /** Where it is written. */
  readonly at: FileSpan | undefined;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** One between two nodes, the first that is written; those of a cycle too. */
  readonly edges: readonly GraphEdge[];
}

/** In the model's order: source order, modules depth first, each before what is in it. Empty without a model. */
export function graphOf(view: View, actions: ReadonlyMap<string, ResourceActionKind>): Graph {
  const { model } = view;
  if (model === undefined) return { nodes: [], edges: [] };
  return { nodes: nodesOf(view, model, actions), edges: edgesOf(view, model) };
}

function nodesOf(view: View, model: Model, actions: ReadonlyMap<string, ResourceActionKind>): readonly GraphNode[] {
  const nodes: GraphNode[] = [];
  const seen = new Set<string>();
  const dirs = new Map<string, string>();
  for (const dir of view.project.modules.keys()) {
    for (const address of model.inspect.modulesIn(dir)) dirs.set(address, dir);
  }
  for (const instance of model.instances.values()) {
    let around = '';
    for (const module of modulesAround(instance.module)) {
      if (!seen.has(module)) {
        seen.add(module);
        nodes.push(moduleNode(view, dirs.get(around), module, around));
      }
      around = module;
    }
    const { address, kind, name, module, place } = instance;
    const sort = kind === 'check' ? 'check' : 'resource';
    nodes.push({ address, sort, kind, name, module, at: spanOf(view, place), action: actions.get(address) });
  }
  return nodes;
}

/** `dir` is the folder of the module around it, whose text calls it. */
function moduleNode(view: View, dir: string | undefined, address: string, module: string): GraphNode {
  const name = nameOfCall(module === '' ? address : address.slice(module.length + 1));
  const entry = dir === undefined ? undefined : view.table(dir)?.modules.get(name);
  const at = entry === undefined ? undefined : spanOf(view, { ...entry.home, span: entry.declaration.nameSpan });
  return { address, sort: 'module', kind: 'module', name, module, at, action: undefined };
}

function edgesOf(view: View, model: Model): readonly GraphEdge[] {
  const edges: GraphEdge[] = [];
  const seen = new Set<string>();
  const add = (from: string, to: string, via: GraphEdge['via'], { place }: Dependency) => {
    const key = `${from}\n${to}`;
    if (seen.has(key)) return;
    seen.add(key);
    edges.push({ from, to, via, at: spanOf(view, place) });
  };
  for (const instance of model.instances.values()) {
    for (const dependency of instance.dependencies) {
      const other = model.instances.get(dependency.address);
      if (other === undefined) continue;
      add(instance.address, other.address, dependency.via, dependency);
      for (const [from, to] of modulesBetween(instance, other)) add(from, to, 'module', dependency);
    }
  }
  return edges;
}

/** The outermost modules in which the two differ; none where one of the two stands in a module around the other. */
function modulesBetween(one: Instance, other: Instance): readonly (readonly [from: string, to: string])[] {
  const from = modulesAround(one.module);
  const to = modulesAround(other.module);
  let depth = 0;
  while (depth < from.length && depth < to.length && from[depth] === to[depth]) depth++;
  const [a, b] = [from[depth], to[depth]];
  return a === undefined || b === undefined ? [] : [[a, b]];
}
