import { expect, test } from 'vitest';
import type { PlannedStep } from '../../core/contracts/action-list.ts';
import { noNeeds } from '../../core/contracts/needs.ts';
import type { StepResult } from '../../core/contracts/run-result.ts';
import { schedule } from '../../core/forge/scheduler.ts';

function step(id: string, ...dependsOn: string[]): PlannedStep {
  return {
    id,
    name: id,
    args: {},
    resource: id,
    kind: 'custom',
    action: 'create',
    reason: 'is new',
    changes: [],
    depends_on: dependsOn,
    timeout: '5m',
    retries: 0,
    idempotent: true,
    needs: noNeeds,
    unknown: [],
    sensitive: [],
    incomplete: [],
    big: [],
  };
}
const result = (id: string, status: StepResult['status'] = 'succeeded'): StepResult => ({
  id,
  status,
  attempts: 1,
  duration_ms: 0,
  exit_code: 0,
});

/** Runs steps whose act takes one turn of the event loop; records the order and how many ran at once. */
async function run(
  steps: readonly PlannedStep[],
  parallelism: number,
  outcome: (id: string) => StepResult['status'] = () => 'succeeded',
) {
  const order: string[] = [];
  const cancel = new AbortController();
  let running = 0;
  let most = 0;
  const results = await schedule(
    steps,
    { parallelism, signal: cancel.signal },
    async ({ id }) => {
      order.push(id);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      const status = outcome(id);
      if (status === 'cancelled') cancel.abort();
      return result(id, status);
    },
    () => {},
  );
  return { order, most, statuses: Object.fromEntries(results.map(({ id, status }) => [id, status])) };
}

test('one at a time is the order of the list', async () => {
  const { order, most } = await run([step('a'), step('b'), step('c', 'a'), step('d')], 1);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
  expect(most).toBe(1);
});

test('independent steps run at once, up to the limit, and dependants follow', async () => {
  const { order, most } = await run([step('a'), step('b'), step('c'), step('d', 'a', 'b', 'c')], 2);
  expect(most).toBe(2);
  expect(order.at(-1)).toBe('d');
  expect(order).toHaveLength(4);
});

test('what depends on a failed step is skipped, all the way; the rest goes on', async () => {
  const { statuses } = await run([step('a'), step('b', 'a'), step('c', 'b'), step('d')], 4, (id) =>
    id === 'a' ? 'failed' : 'succeeded',
  );
  expect(statuses).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'succeeded' });
});

test('a step that had nothing to do counts as done', async () => {
  const { statuses } = await run([step('a'), step('b', 'a')], 1, (id) => (id === 'a' ? 'unchanged' : 'succeeded'));
  expect(statuses).toEqual({ a: 'unchanged', b: 'succeeded' });
});

test('after a cancel nothing new begins', async () => {
  const { order, statuses } = await run([step('a'), step('b'), step('c', 'b')], 1, (id) =>
    id === 'a' ? 'cancelled' : 'succeeded',
  );
  expect(order).toEqual(['a']);
  expect(statuses).toEqual({ a: 'cancelled', b: 'cancelled', c: 'cancelled' });
});

test('ten thousand steps in a chain', async () => {
  const steps = Array.from({ length: 10_000 }, (_, i) => (i === 0 ? step('0') : step(String(i), String(i - 1))));
  const { order } = await run(steps, 8);
  expect(order).toEqual(steps.map(({ id }) => id));
});
