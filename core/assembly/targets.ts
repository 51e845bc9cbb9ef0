/** `--target`: the named resources and what they depend on; for a destroy, what depends on them. */
import { nearest } from '../base/did-you-mean.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { covers } from './actions.ts';
import type { Prepared } from './prepare.ts';

/** Addresses that a plan is restricted to. An unknown target is an error that suggests the nearest. */
export function selectTargets(
  prepared: Prepared,
  targets: readonly string[],
  destroy: boolean,
): Outcome<ReadonlySet<string> | 'all'> {
  if (targets.length === 0) return { value: 'all', diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const known = [...new Set([...prepared.model.instances.keys(), ...Object.keys(prepared.resources)])];
  const edges = destroy ? dependants(prepared) : dependencies(prepared);
  const selected = new Set<string>();
  const queue: string[] = [];
  for (const target of targets) {
    const matches = known.filter((address) => covers(target, address));
    if (matches.length === 0) {
      const hint = nearest(target, known);
      diagnostics.push({
        code: 'unknown-target',
        severity: 'error',
        message: `No resource has the address \`${target}\`.${hint === undefined ? '' : ` Did you mean \`${hint}\`?`}`,
      });
    }
    queue.push(...matches);
  }
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    if (selected.has(address)) continue;
    selected.add(address);
    queue.push(...(edges.get(address) ?? []));
  }
  return { value: selected, diagnostics };
}

function dependencies(prepared: Prepared): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, readonly string[]>();
  for (const [address, instance] of prepared.model.instances) {
    edges.set(
      address,
      instance.dependencies.map((dependency) => dependency.address),
    );
  }
  return edges;
}

function dependants(prepared: Prepared): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const [address, record] of Object.entries(prepared.resources)) {
    for (const dependency of record.depends_on) {
      const list = edges.get(dependency) ?? [];
      list.push(address);
      edges.set(dependency, list);
    }
  }
  return edges;
}
