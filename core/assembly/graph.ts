/**
 * Order of resource instances: everything after what it depends on, ties in source order. Iterative,
 * so that a chain of a hundred thousand resources needs no deep stack. O(V+E).
 */
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Dependency, Instance } from '../intake/model.ts';

/**
 * Addresses in the order of work. Each cycle gives one diagnostic that names it `a → b → a` with the
 * place of every edge; its edges are then ignored, so that the rest still gets an order.
 */
export function orderInstances(instances: ReadonlyMap<string, Instance>): Outcome<readonly string[]> {
  const order: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const mark = new Map<string, 'open' | 'done'>();
  for (const start of instances.keys()) {
    if (mark.has(start)) continue;
    const path: { address: string; dependencies: readonly Dependency[]; next: number; via?: Dependency }[] = [];
    const enter = (address: string, via?: Dependency) => {
      mark.set(address, 'open');
      const dependencies = instances.get(address)?.dependencies ?? [];
      path.push({ address, dependencies, next: 0, ...(via && { via }) });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dependency = top.dependencies[top.next++];
      if (dependency === undefined) {
        mark.set(top.address, 'done');
        order.push(top.address);
        path.pop();
        continue;
      }
      const seen = mark.get(dependency.address);
      if (seen === 'done' || !instances.has(dependency.address)) continue;
      if (seen === undefined) {
        enter(dependency.address, dependency);
        continue;
      }
      const from = path.findIndex((entry) => entry.address === dependency.address);
      const cycle = path.slice(from);
      const edges = [...cycle.slice(1).flatMap((entry) => (entry.via ? [entry.via] : [])), dependency];
      diagnostics.push(
        cycleDiagnostic(
          cycle.map((entry) => entry.address),
          edges,
        ),
      );
    }
  }
  return { value: order, diagnostics };
}

/** Whether any of `starts` can be reached from itself. Looks at what they depend on, and at nothing else. */
export function waitsForItself(instances: ReadonlyMap<string, Instance>, starts: readonly Instance[]): boolean {
  const mark = new Map<string, 'open' | 'done'>();
  for (const start of starts) {
    if (mark.has(start.address)) continue;
    const path: { readonly instance: Instance; next: number }[] = [{ instance: start, next: 0 }];
    mark.set(start.address, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dependency = top.instance.dependencies[top.next++];
      if (dependency === undefined) {
        mark.set(top.instance.address, 'done');
        path.pop();
        continue;
      }
      const seen = mark.get(dependency.address);
      if (seen === 'open') return true;
      const instance = instances.get(dependency.address);
      if (seen === 'done' || instance === undefined) continue;
      mark.set(dependency.address, 'open');
      path.push({ instance, next: 0 });
    }
  }
  return false;
}

function cycleDiagnostic(addresses: readonly string[], edges: readonly Dependency[]): Diagnostic {
  const first = edges[0];
  const names = [...addresses, addresses[0] ?? ''];
  const message =
    addresses.length === 1
      ? `\`${addresses[0]}\` depends on itself.`
      : `These wait for each other: ${names.map((name) => `\`${name}\``).join(' → ')}. Remove one of the references.`;
  return {
    code: 'dependency-cycle',
    severity: 'error',
    message,
    ...(first && { place: first.place }),
    related: edges.map((edge, i) => ({
      message: `\`${addresses[i]}\` depends on \`${edge.address}\` here`,
      place: edge.place,
    })),
  };
}
