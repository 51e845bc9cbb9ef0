/** Puts things behind what they depend on. */

export interface TopologicalOrder<K> {
  /** Every node once, each behind its dependencies; nodes on or behind a cycle come last, in their given order. */
  readonly order: readonly K[];
  /** Where there is a cycle: `a → b → c` without the `a` at the end, each depending on the next, the last on the first. */
  readonly cycle?: readonly K[];
}

/**
 * Orders `nodes` so that each follows what `dependenciesOf` names for it; nodes that may stand in any order keep the one
 * they were given in. Dependencies that are no nodes are ignored. Never throws. O(V log V + E).
 */
export function topologicalOrder<K>(
  nodes: readonly K[],
  dependenciesOf: (node: K) => Iterable<K>,
): TopologicalOrder<K> {
  const position = new Map<K, number>(nodes.map((node, i) => [node, i]));
  const waiting = nodes.map(() => 0);
  const dependants: number[][] = nodes.map(() => []);
  const dependencies: number[][] = nodes.map(() => []);
  for (const [i, node] of nodes.entries()) {
    for (const at of new Set([...dependenciesOf(node)].map((dependency) => position.get(dependency)))) {
      if (at === undefined) continue;
      dependencies[i]?.push(at);
      dependants[at]?.push(i);
      waiting[i] = (waiting[i] ?? 0) + 1;
    }
  }
  const ready = new EarliestFirst();
  for (const [i, count] of waiting.entries()) if (count === 0) ready.add(i);
  const order: number[] = [];
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    order.push(next);
    for (const dependant of dependants[next] ?? []) {
      const left = (waiting[dependant] ?? 0) - 1;
      waiting[dependant] = left;
      if (left === 0) ready.add(dependant);
    }
  }
  const name = (indexes: readonly number[]) => indexes.flatMap((i) => nodes.slice(i, i + 1));
  if (order.length === nodes.length) return { order: name(order) };
  const done = new Set(order);
  const rest = nodes.map((_, i) => i).filter((i) => !done.has(i));
  return { order: name([...order, ...rest]), cycle: name(findCycle(rest, dependencies, done)) };
}

/** Every node in `rest` depends on another in `rest`, so that following dependencies must come round. */
function findCycle(rest: readonly number[], dependencies: readonly number[][], done: ReadonlySet<number>): number[] {
  const path: number[] = [];
  const seen = new Map<number, number>();
  let at = rest[0];
  while (at !== undefined && !seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    at = dependencies[at]?.find((dependency) => !done.has(dependency));
  }
  const cycle = path.slice(at === undefined ? 0 : seen.get(at));
  // Begin with the node that was given first, so that the same cycle always reads the same.
  const start = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

/** A heap of indexes whose least is taken first. */
class EarliestFirst {
  readonly #heap: number[] = [];

  add(value: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= value) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = value;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const least = heap[0];
    const moved = heap.pop();
    if (moved === undefined || heap.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const right = heap[child + 1];
      let below = heap[child];
      if (below === undefined) break;
      if (right !== undefined && right < below) {
        child++;
        below = right;
      }
      if (below >= moved) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = moved;
    return least;
  }
}
