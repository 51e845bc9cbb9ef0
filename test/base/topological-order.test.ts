import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologicalOrder } from '../../core/base/topological-order.ts';

/** `a: b c, b: c, c` means that a depends on b and c, and b on c. */
function check(graph: string) {
  const rows = graph.split(',').map((row) => row.trim().split(/[: ]+/));
  const edges = new Map(rows.map(([node = '', ...rest]) => [node, rest]));
  const { order, cycle } = topologicalOrder([...edges.keys()], (node) => edges.get(node) ?? []);
  return cycle === undefined ? order.join(' ') : `${order.join(' ')} | ${cycle.join(' → ')}`;
}

test.each([
  ['a, b, c', 'a b c'],
  ['a: c, b, c', 'b c a'],
  ['a: b, b: c, c', 'c b a'],
  ['d: b c, b: a, c: a, a', 'a b c d'],
  ['a: missing, b: a a', 'a b'],
  ['a: b, b: a, c', 'c a b | a → b'],
  ['x: x, y', 'y x | x'],
  ['z: b, b: c, c: d, d: c', 'z b c d | c → d'],
])('%s gives %s', (graph, wanted) => {
  expect(check(graph)).toBe(wanted);
});

test('every node follows its dependencies, and the order depends on nothing else', () => {
  const graphs = fc.array(fc.array(fc.nat(200), { maxLength: 4 }), { maxLength: 60 });
  fc.assert(
    fc.property(graphs, (edges) => {
      const nodes = edges.map((_, i) => i);
      const below = (i: number) => (edges[i] ?? []).filter((j) => j < i);
      const { order, cycle } = topologicalOrder(nodes, below);
      expect(cycle).toBeUndefined();
      expect([...order].sort((a, b) => a - b)).toEqual(nodes);
      // The given order is right already, so that there is no reason to change it.
      expect(order).toEqual(nodes);
      const reversed = topologicalOrder([...nodes].reverse(), below).order;
      const position = new Map(reversed.map((node, i) => [node, i]));
      for (const node of nodes) {
        for (const other of below(node)) expect(position.get(other)).toBeLessThan(position.get(node) ?? -1);
      }
    }),
  );
});

test('100,000 nodes in a chain take no stack', () => {
  const nodes = Array.from({ length: 100_000 }, (_, i) => i);
  const { order } = topologicalOrder(nodes, (i) => (i + 1 < nodes.length ? [i + 1] : []));
  expect(order[0]).toBe(99_999);
});
